//! One door for every change: undo, redo, selection, and what is refused.

use cadenza::calendar::{Clock, Date, Window};
use cadenza::model::*;
use cadenza::outline::{parse, plan_from_text, print};
use cadenza::session::{Capture, Command, Done, NewStep, Refusal, Session};
use proptest::prelude::*;

const PLAN: &str = r#"
calendar "Office": Mon-Fri 9:00-17:00
owner "Mara": 60 minutes a day, Europe/Berlin
sender "mara@out.example": cap 50 a day, Europe/Berlin, owner "Mara"
sequence "Cold outbound"
enter all from 2026-11-16
calendar "Office"
email "Intro" 9:00-11:30
wait 1 business day
call "First call", owner, 6 min
if talked "First call"
  email "What we said"
otherwise
  email "Two numbers", reply to "Intro"
end
leave when replied
"#;

fn session() -> Session {
    let read = plan_from_text(PLAN);
    assert_eq!(read.problems, []);
    Session::new(read.plan)
}

fn sequence(plan: &Plan) -> SequenceId {
    *plan.sequences.keys().next().unwrap()
}

fn named(plan: &Plan, name: &str) -> StepId {
    *plan.steps.iter().find(|(_, step)| step.name == name).unwrap().0
}

fn text(session: &Session) -> String {
    print(session.plan(), sequence(session.plan()))
}

/// Apart from the counter, which only grows.
fn same(a: &Plan, b: &Plan) -> bool {
    Diff::between(a, b).is_empty()
}

/// The names of the rows in reading order, indented.
fn order(session: &Session) -> String {
    let plan = session.plan();
    let rows = plan.walk(sequence(plan)).into_iter().map(|visit| {
        let step = &plan.steps[&visit.id];
        let name = match &step.kind {
            StepKind::Branch(_) => "if",
            StepKind::Wait { .. } => "wait",
            _ => step.name.as_str(),
        };
        format!("{}{name}", "  ".repeat(visit.depth))
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_step_walks_down_into_a_group_through_its_lists_and_out_again() {
    let mut session = session();
    let intro = named(session.plan(), "Intro");
    let mut seen = vec![order(&session)];
    while session.apply(Command::MoveDown(intro), Capture::Now).is_ok() {
        seen.push(order(&session));
    }
    assert_eq!(
        seen,
        [
            "Intro\nwait\nFirst call\nif\n  What we said\n  Two numbers",
            "wait\nIntro\nFirst call\nif\n  What we said\n  Two numbers",
            "wait\nFirst call\nIntro\nif\n  What we said\n  Two numbers",
            "wait\nFirst call\nif\n  Intro\n  What we said\n  Two numbers",
            "wait\nFirst call\nif\n  What we said\n  Intro\n  Two numbers",
            "wait\nFirst call\nif\n  What we said\n  Intro\n  Two numbers",
            "wait\nFirst call\nif\n  What we said\n  Two numbers\n  Intro",
            "wait\nFirst call\nif\n  What we said\n  Two numbers\nIntro",
        ]
    );
    assert_eq!(session.apply(Command::MoveDown(intro), Capture::Now), Err(Refusal::AlreadyLast));
    for before in seen.iter().rev().skip(1) {
        session.apply(Command::MoveUp(intro), Capture::Now).unwrap();
        assert_eq!(&order(&session), before);
    }
    assert_eq!(session.apply(Command::MoveUp(intro), Capture::Now), Err(Refusal::AlreadyFirst));
}

#[test]
fn typing_is_one_undo_step_until_it_is_settled() {
    let mut session = session();
    let before = session.plan().clone();
    let id = named(session.plan(), "Intro");
    let type_name = |session: &mut Session, name: &str| {
        let mut step = (*session.plan().steps[&id]).clone();
        step.name = name.to_owned();
        session.apply(Command::UpdateStep { id, step }, Capture::Later("name".to_owned())).unwrap();
    };
    for name in ["H", "He", "Hel", "Hello"] {
        type_name(&mut session, name);
    }
    assert_eq!(session.undo_count(), 1);
    session.settle();
    type_name(&mut session, "Hello again");
    assert_eq!(session.undo_count(), 2);
    session.undo().unwrap();
    assert_eq!(session.plan().steps[&id].name, "Hello");
    session.undo().unwrap();
    assert!(same(&before, session.plan()));
    assert_eq!(session.next_redo(), Some("Change Intro"));
}

#[test]
fn what_is_typed_and_taken_back_by_typing_leaves_no_undo_step() {
    let mut session = session();
    let id = named(session.plan(), "Intro");
    for name in ["Introo", "Intro"] {
        let mut step = (*session.plan().steps[&id]).clone();
        step.name = name.to_owned();
        session.apply(Command::UpdateStep { id, step }, Capture::Later("name".to_owned())).unwrap();
    }
    assert_eq!(session.undo_count(), 0);
}

#[test]
fn undo_names_what_it_takes_back_and_restores_the_selection() {
    let mut session = session();
    let call = named(session.plan(), "First call");
    session.select(vec![Place::Step(call)]);
    session.apply(Command::DeleteSteps(vec![call]), Capture::Now).unwrap();
    assert_eq!(session.next_undo(), Some("Delete First call"));
    let branch = session.plan().walk(sequence(session.plan()))[2].id;
    assert_eq!(session.selection(), [Place::Step(branch)], "the row that took its place");
    assert!(text(&session).contains("if talked\n"), "the condition is now about any touch");
    session.undo().unwrap();
    assert_eq!(session.selection(), [Place::Step(call)]);
    assert!(text(&session).contains("if talked \"First call\"\n"));
    assert_eq!(session.next_redo(), Some("Delete First call"));
}

#[test]
fn five_hundred_steps_back_and_forth() {
    let mut session = session();
    let before = session.plan().clone();
    let list = List::Body(sequence(&before));
    for _ in 0..300 {
        let at = Spot { list, index: 0 };
        session.apply(Command::AddStep { at, kind: NewStep::Wait }, Capture::Now).unwrap();
    }
    let after = session.plan().clone();
    assert_eq!(std::iter::from_fn(|| session.undo()).count(), 300);
    assert!(same(&before, session.plan()));
    assert_eq!(std::iter::from_fn(|| session.redo()).count(), 300);
    assert!(same(&after, session.plan()));
}

#[test]
fn a_copy_has_names_and_numbers_of_its_own_and_refers_to_itself() {
    let mut session = session();
    let branch = session.plan().walk(sequence(session.plan()))[3].id;
    let at = Spot { list: List::Inside(branch, Slot::Case(0)), index: 1 };
    session.apply(Command::AddStep { at, kind: NewStep::Await }, Capture::Now).unwrap();
    session.apply(Command::DuplicateSteps(vec![branch]), Capture::Now).unwrap();
    let printed = text(&session);
    assert!(printed.contains("await opened \"What we said\", at most 3 days"), "{printed}");
    assert!(printed.contains("await opened \"What we said 2\", at most 3 days"), "{printed}");
    assert!(printed.contains("email \"Two numbers 2\", reply to \"Intro\""), "{printed}");
    assert_eq!(session.plan().broken_invariants(), []);
}

#[test]
fn steps_that_are_copied_together_refer_to_each_other_s_copies() {
    let mut session = session();
    let draft = parse(
        "sequence \"Pair\"\nenter all from 2026-11-16\nemail \"Hello\"\nawait opened \"Hello\", at most 3 days\nend\nif replied \"Hello\"\n  email \"Thanks\", reply to \"Hello\"\nend\nemail \"Last\", reply to \"Hello\"",
        session.plan(),
    )
    .draft
    .unwrap();
    session.apply(Command::ReplaceOutline { sequence: None, draft }, Capture::Now).unwrap();
    let pair = *session.plan().sequences.keys().last().unwrap();
    let body = session.plan().sequences[&pair].body.clone();
    let undo_steps = session.undo_count();
    session.apply(Command::DuplicateSteps(body[..3].to_vec()), Capture::Now).unwrap();
    let plan = session.plan();
    let copies = &plan.sequences[&pair].body[3..6];
    assert_eq!(session.selection(), copies.iter().map(|id| Place::Step(*id)).collect::<Vec<_>>());
    let refers = |id: StepId| {
        plan.subtree(id).iter().flat_map(|id| plan.steps[id].kind.references()).collect::<Vec<_>>()
    };
    assert_eq!(refers(copies[1]), [copies[0]], "the copy of the wait is about the copy of the mail");
    assert_eq!(refers(copies[2]), [copies[0], copies[0]], "and so are the branch and the reply in it");
    assert_eq!(refers(body[2]), [body[0], body[0]], "the originals are as they were");
    assert_eq!((refers(plan.sequences[&pair].body[6]), plan.broken_invariants()), (vec![body[0]], vec![]));
    assert_eq!((session.next_undo(), session.undo_count()), (Some("Duplicate 3 steps"), undo_steps + 1));
    // the wait alone stays about the mail it was about
    session.undo();
    session.apply(Command::DuplicateSteps(vec![body[1]]), Capture::Now).unwrap();
    let copy = session.plan().sequences[&pair].body[2];
    assert_eq!(session.plan().steps[&copy].kind.references(), [body[0]]);
}

#[test]
fn a_step_that_moves_to_another_sequence_leaves_its_references_behind() {
    let mut session = session();
    let draft =
        parse("sequence \"Other\"\nenter all from 2026-11-16\nemail \"Else\"", session.plan()).draft.unwrap();
    session.apply(Command::ReplaceOutline { sequence: None, draft }, Capture::Now).unwrap();
    let other = *session.plan().sequences.keys().last().unwrap();
    assert_eq!(session.selection(), [Place::Sequence(other)]);
    let id = named(session.plan(), "Two numbers");
    let to = Spot { list: List::Body(other), index: 1 };
    session.apply(Command::MoveStep { id, to }, Capture::Now).unwrap();
    assert_eq!(session.plan().steps[&id].kind.references(), []);
    assert_eq!(session.plan().bad_values(), []);
}

#[test]
fn what_is_in_use_is_not_deleted_and_says_by_what() {
    let mut session = session();
    let calendar = *session.plan().calendars.keys().next().unwrap();
    let refused = session.apply(Command::DeleteCalendar(calendar), Capture::Now).unwrap_err();
    assert_eq!(refused.to_string(), "it is used by Cold outbound");
    let segment = Segment { name: "Germans".to_owned(), rule: Rule::default() };
    session.apply(Command::PutSegment(None, segment), Capture::Now).unwrap();
    let id = *session.plan().segments.keys().next().unwrap();
    let mut record = (*session.plan().sequences[&sequence(session.plan())]).clone();
    record.segment = Some(id);
    let of = sequence(session.plan());
    session.apply(Command::PutSequence(Some(of), record), Capture::Now).unwrap();
    assert!(matches!(
        session.apply(Command::DeleteSegment(id), Capture::Now),
        Err(Refusal::Used { place: Place::Segment(_), .. })
    ));
}

#[test]
fn a_sequence_that_another_enrols_in_is_not_deleted() {
    let mut session = session();
    let main = sequence(session.plan());
    let text = "sequence \"Other\"\nenter all from 2026-11-16\nenrol in \"Cold outbound\"\n";
    let draft = parse(text, session.plan()).draft.unwrap();
    session.apply(Command::ReplaceOutline { sequence: None, draft }, Capture::Now).unwrap();
    let refused = session.apply(Command::DeleteSequence(main), Capture::Now).unwrap_err();
    assert_eq!(refused.to_string(), "it is used by Other");
    // the one that enrols may go, and then the other
    let other = *session.plan().sequences.keys().last().unwrap();
    session.apply(Command::DeleteSequence(other), Capture::Now).unwrap();
    session.apply(Command::DeleteSequence(main), Capture::Now).unwrap();
    assert!(session.plan().sequences.is_empty());
}

#[test]
fn every_step_that_is_offered_begins_with_values_that_run() {
    let others = [
        NewStep::Wait,
        NewStep::Await,
        NewStep::Branch,
        NewStep::Split,
        NewStep::Repeat,
        NewStep::Action,
        NewStep::End,
    ];
    for kind in ChannelKind::ALL.map(NewStep::Touch).into_iter().chain(others) {
        for index in [0, 1, 4] {
            let mut session = session();
            let at = Spot { list: List::Body(sequence(session.plan())), index };
            session.apply(Command::AddStep { at, kind }, Capture::Now).unwrap();
            assert_eq!(session.plan().bad_values(), [], "{kind:?} at {index}");
            let [Place::Step(id)] = session.selection() else { panic!("{kind:?} is not selected") };
            // what it waits for can happen
            let event = match &session.plan().steps[id].kind {
                StepKind::Await(a) => Some(a.event),
                StepKind::Repeat(repeat) => Some(repeat.until),
                StepKind::Branch(branch) => match branch.cases[0].when {
                    Rule::Happened(happened) => Some(happened.event),
                    _ => None,
                },
                _ => None,
            };
            let in_reach = session.plan().events_in_reach(*id);
            assert!(event.is_none_or(|event| in_reach.contains(&event)), "{kind:?} at {index}: {event:?}");
        }
    }
}

#[test]
fn what_an_await_may_wait_for_is_what_something_before_it_can_bring_about() {
    let read = plan_from_text(
        "sequence \"S\"\nenter all from 2026-11-16\nif country is DE\n  email \"A\"\notherwise\n  task \"B\"\n  await done, at most 1 day\n  end\nend\n\
         repeat up to 3, every 1 day, until connected\n  call \"C\"\nend\nawait purchased, at most 3 days\nend\n",
    );
    assert_eq!(read.problems, []);
    let plan = read.plan;
    let of = |wanted: fn(&StepKind) -> bool, nth: usize| {
        let steps = plan.walk(sequence(&plan)).into_iter().map(|visit| visit.id);
        plan.events_in_reach(steps.filter(|id| wanted(&plan.steps[id].kind)).nth(nth).unwrap())
    };
    let is_await = |kind: &StepKind| matches!(kind, StepKind::Await(_));
    // inside "otherwise" the mail of the other way was not sent
    use EventKind::{Activated, Connected, Done, MeetingBooked, Opened, OptedOut, Purchased, Talked};
    assert_eq!(of(is_await, 0), [Done, Purchased, Activated]);
    // a loop waits for what its own steps bring about, too
    let in_loop = of(|kind| matches!(kind, StepKind::Repeat(_)), 0);
    assert!(in_loop.contains(&Connected) && in_loop.contains(&Opened));
    // after the ways have joined, either may have been taken
    let joined = of(is_await, 1);
    for event in [Opened, Done, Connected, Talked, MeetingBooked, OptedOut] {
        assert!(joined.contains(&event), "{event:?}");
    }
}

#[test]
fn what_no_step_can_run_with_is_refused_with_its_reason() {
    let mut session = session();
    let id = named(session.plan(), "Intro");
    let step = |kind| Step::named("Intro", kind);
    let mut touch = session.plan().steps[&id].kind.touch().unwrap().clone();
    let clock = |hour| Clock::new(hour, 0).unwrap();
    touch.window = Some(Window { from: clock(12), to: clock(12) });
    let refused = session.apply(Command::UpdateStep { id, step: step(StepKind::Touch(touch)) }, Capture::Now);
    assert_eq!(refused.unwrap_err().to_string(), "the hours begin and end with the same minute");
    let until = Wait::For(Length::Days(100_000));
    let refused =
        session.apply(Command::UpdateStep { id, step: step(StepKind::Wait { until }) }, Capture::Now);
    assert_eq!(refused.unwrap_err().to_string(), "the wait is longer than 730 days");
    let stranger = named(session.plan(), "First call");
    let split = Split {
        per_account: false,
        arms: vec![Arm { name: "A".to_owned(), weight: 1, body: vec![stranger] }],
    };
    let refused = session.apply(Command::UpdateStep { id, step: step(StepKind::Split(split)) }, Capture::Now);
    assert_eq!(refused.unwrap_err(), Refusal::ListsDiffer);
}

#[test]
fn a_change_that_is_not_remembered_is_not_undone_by_older_steps() {
    let mut session = session();
    let name = |session: &Session, name: &str| Settings {
        name: name.to_owned(),
        ..(*session.plan().settings).clone()
    };
    let first = name(&session, "First");
    session.apply(Command::PutSettings(first), Capture::Now).unwrap();
    let list = Settings { list: Some("list-1".to_owned()), ..(*session.plan().settings).clone() };
    session.apply(Command::PutSettings(list), Capture::Never).unwrap();
    assert!(session.undo().is_none());
    assert_eq!(session.plan().settings.list.as_deref(), Some("list-1"));
}

// ---- laws ----

/// One random command, made to fit the plan as it is. Many are refused, on purpose.
pub fn random_command(plan: &Plan, (what, a, b, c): (u8, u16, u16, u16)) -> Command {
    let steps: Vec<StepId> = plan.steps.keys().copied().chain([StepId(u32::from(c) + 1)]).collect();
    let id = steps[usize::from(a) % steps.len()];
    let lists: Vec<List> = plan
        .sequences
        .keys()
        .map(|id| List::Body(*id))
        .chain(plan.steps.iter().flat_map(|(id, step)| {
            step.kind.lists().into_iter().map(|(slot, _)| List::Inside(*id, slot)).collect::<Vec<_>>()
        }))
        .collect();
    let list = lists[usize::from(b) % lists.len()];
    let spot = Spot { list, index: usize::from(c) % (plan.list(list).unwrap().len() + 2) };
    let sequences: Vec<SequenceId> = plan.sequences.keys().copied().collect();
    let of = sequences[usize::from(a) % sequences.len()];
    let odd = [
        "",
        "a",
        "Intro",
        "say \"no\"",
        "two\nlines",
        "back\\slash",
        "# no comment",
        "Intro (2)",
        "ende, \u{7}\u{2028} ü",
    ];
    let name = odd[usize::from(c) % odd.len()].to_owned();
    match what % 20 {
        0..=6 => {
            let others = [
                NewStep::Wait,
                NewStep::Await,
                NewStep::Branch,
                NewStep::Split,
                NewStep::Repeat,
                NewStep::Action,
                NewStep::End,
            ];
            let kinds: Vec<_> = ChannelKind::ALL.map(NewStep::Touch).into_iter().chain(others).collect();
            Command::AddStep { at: spot, kind: kinds[usize::from(a) % kinds.len()] }
        }
        7 => Command::MoveStep { id, to: spot },
        8 => Command::MoveUp(id),
        9 => Command::MoveDown(id),
        10 => Command::DuplicateSteps(vec![id, steps[usize::from(b) % steps.len()]]),
        11 => Command::DeleteSteps(vec![id, steps[usize::from(b) % steps.len()]]),
        12..=15 => match plan.steps.get(&id) {
            Some(step) => Command::UpdateStep { id, step: changed(step, name, b, c, &steps, plan) },
            None => Command::MoveUp(id),
        },
        16 => {
            let mut record = (*plan.sequences[&of]).clone();
            record.name = name;
            record.entry.from = Date::new(2026, 11, 1 + u32::from(b % 30)).unwrap();
            record.entry.per_business_day = [None, Some(u32::from(c))][usize::from(b % 2)];
            record.exits =
                ExitRule::ALL.iter().copied().filter(|exit| c & (1 << (*exit as u16)) != 0).collect();
            record.sender_rule = [SenderRule::Owner, SenderRule::RoundRobin][usize::from(b % 2)];
            let metric = GoalMetric::ALL[usize::from(c) % GoalMetric::ALL.len()];
            record.entry.on = (b % 4 == 1).then(|| EntryEvent {
                trigger: Trigger::ALL[usize::from(c) % Trigger::ALL.len()],
                when: match c % 3 {
                    0 => Occurs::Daily { per_day: f64::from(b) / 8.0, days: c % 800 },
                    _ => Occurs::On(field(b, c, &odd)),
                },
            });
            record.goal = [None, Some(Goal { metric, target: u32::from(c) })][usize::from(b % 2)];
            record.segment = plan.segments.keys().nth(usize::from(b % 3)).copied();
            record.calendar = plan.calendars.keys().nth(usize::from(c % 3)).copied();
            Command::PutSequence(Some(of), record)
        }
        17 => {
            let message = Message {
                name,
                channel: ChannelKind::Email,
                subject: String::new(),
                preview: String::new(),
                body: String::new(),
            };
            let id = plan.messages.keys().nth(usize::from(b % 4)).copied();
            match (id, c % 3) {
                (Some(id), 0) => Command::DeleteMessage(id),
                _ => Command::PutMessage(id, message),
            }
        }
        18 => {
            let id = plan.segments.keys().nth(usize::from(b % 3)).copied();
            match (id, c % 3) {
                (Some(id), 0) => Command::DeleteSegment(id),
                _ => Command::PutSegment(id, Segment { name, rule: rule(b, c, &steps, plan, false) }),
            }
        }
        _ => {
            let draft = parse(&print(plan, of), plan).draft.unwrap();
            let sequence = [None, Some(of)][usize::from(c % 2)].filter(|_| b % 8 != 0);
            match plan.sequences.len() {
                0..=2 => Command::ReplaceOutline { sequence, draft },
                _ => Command::DeleteSequence(of),
            }
        }
    }
}

/// A field with a meaning or a column of the list, by its header as it is kept.
fn field(b: u16, c: u16, headers: &[&str]) -> Field {
    match b % 2 {
        0 => Field::Std(StdField::ALL[usize::from(c) % StdField::ALL.len()]),
        _ => {
            let header = headers[usize::from(c) % headers.len()];
            Field::Custom(header.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
        }
    }
}

fn action(text: String, b: u16, c: u16, plan: &Plan) -> Action {
    match b % 11 {
        0 => Action::AddTag(text),
        1 => Action::RemoveTag(text),
        2 => Action::AddToList(text),
        3 => Action::RemoveFromList(text),
        4 => Action::SetStage(text),
        5 => Action::AddScore(i32::from(c) - 500),
        6 => Action::Notify(text),
        7 => Action::Quote(text),
        8 => Action::Enrol(*plan.sequences.keys().nth(usize::from(c) % plan.sequences.len()).unwrap()),
        _ => {
            let field = field(b, c, &["renewal date", &text]);
            let value = match &field {
                Field::Std(field) => match field.kind() {
                    FieldKind::Number => "-2.5".to_owned(),
                    FieldKind::Date => "2026-11-16".to_owned(),
                    FieldKind::YesNo => "yes".to_owned(),
                    FieldKind::Text | FieldKind::List => text,
                },
                Field::Custom(_) => text,
            };
            Action::SetField { field, value }
        }
    }
}

fn rule(b: u16, c: u16, steps: &[StepId], plan: &Plan, of_this_run: bool) -> Rule {
    let event = EventKind::ALL[usize::from(b) % EventKind::ALL.len()];
    let of = [None, Some(steps[usize::from(c) % steps.len()])][usize::from(b % 2)];
    let happened = Rule::Happened(Happened { event, of });
    let is = |value: &str| {
        Rule::Is(Condition {
            field: Field::Std(StdField::Country),
            test: Test::OneOf(vec![value.to_owned()]),
        })
    };
    let one = if of_this_run { happened } else { is("DE") };
    match c % 4 {
        0 => one,
        1 => Rule::All(vec![one, is("FR")]),
        2 => Rule::Any(vec![one, is("two words")]),
        _ => plan.segments.keys().next().map_or(one, |id| Rule::Segment(*id)),
    }
}

fn changed(step: &Step, name: String, b: u16, c: u16, steps: &[StepId], plan: &Plan) -> Step {
    let mut step = step.clone();
    if b.is_multiple_of(3) {
        step.name = name.clone();
    }
    let other = steps[usize::from(b) % steps.len()];
    let length = [
        Length::Minutes(u32::from(b)),
        Length::Hours(u32::from(b)),
        Length::Days(u32::from(b)),
        Length::BusinessDays(1),
        Length::BusinessHours(u32::from(b)),
        Length::Weeks(u32::from(c)),
    ][usize::from(c % 6)];
    match &mut step.kind {
        StepKind::Touch(touch) => {
            let clock = |n: u16| Clock::from_minutes(n % 1441).unwrap();
            touch.window = [None, Some(Window { from: clock(b), to: clock(c) })][usize::from(b % 2)];
            touch.effort_minutes = c;
            touch.by = [By::Owner, By::Automatic][usize::from(c % 2)];
            touch.on_missing = [OnMissing::Skip, OnMissing::Exit][usize::from(b % 2)];
            touch.reply_to = [None, Some(other)][usize::from(c % 2)];
            touch.message = plan.messages.keys().nth(usize::from(b % 4)).copied();
            touch.channel = ChannelKind::ALL[usize::from(b) % ChannelKind::ALL.len()];
            touch.days = if touch.channel == ChannelKind::Ad { 1 + b % 20 } else { 0 };
            touch.skip_if = (b % 5 < 2).then(|| rule(b, c, steps, plan, true));
            step.stage = FunnelStage::ALL.get(usize::from(c % 5)).copied();
        }
        StepKind::Wait { until } => {
            let days = cadenza::calendar::Weekday::ALL.into_iter().filter(|day| c & (1 << day.index()) != 0);
            *until = match b % 4 {
                3 => Wait::UntilDate(UntilDate {
                    field: field(c, b, &[&name, "renewal date"]),
                    offset_days: i32::from(c % 100) - 50,
                    at: Clock::from_minutes(b % 1441).unwrap(),
                    yearly: c.is_multiple_of(2),
                    or_else: NoDate::ALL[usize::from(c % 3)],
                }),
                0 => Wait::For(length),
                1 => Wait::Day(c),
                _ => Wait::Until {
                    days: days.collect(),
                    at: Clock::from_minutes(b % 1441).unwrap(),
                    not_same_day: c.is_multiple_of(2),
                },
            };
        }
        StepKind::Await(a) => {
            a.event = EventKind::ALL[usize::from(b) % EventKind::ALL.len()];
            a.of = [None, Some(other)][usize::from(c % 2)];
            a.at_most = length;
        }
        StepKind::Branch(branch) => match c % 3 {
            0 => branch.cases.push(Case { when: rule(b, c, steps, plan, true), body: Vec::new() }),
            1 => drop(branch.cases.pop()),
            _ => branch.cases[0].when = rule(b, c, steps, plan, true),
        },
        StepKind::Split(split) => match c % 4 {
            3 => split.per_account = !split.per_account,
            0 => split.arms.push(Arm { name, weight: u32::from(b), body: Vec::new() }),
            1 => drop(split.arms.remove(0)),
            _ => split.arms[0].name = name,
        },
        StepKind::Repeat(repeat) => {
            repeat.times = c % 60;
            repeat.every = length;
            repeat.until = EventKind::ALL[usize::from(b) % EventKind::ALL.len()];
        }
        StepKind::Action { what } => *what = action(name, b, c, plan),
        StepKind::End { reason } => *reason = name,
    }
    step
}

/// Whether a step, message or segment stood there.
fn before_has(plan: &Plan, place: Place) -> bool {
    match place {
        Place::Step(id) => plan.steps.contains_key(&id),
        Place::Message(id) => plan.messages.contains_key(&id),
        Place::Segment(id) => plan.segments.contains_key(&id),
        _ => false,
    }
}

/// A session after random commands; checks the laws that hold after each.
pub fn after(commands: &[(u8, u16, u16, u16)]) -> Session {
    let mut session = session();
    for command in commands {
        let before = session.plan().clone();
        let command = random_command(&before, *command);
        match session.apply(command.clone(), Capture::Now) {
            Ok(Done { diff, made }) => {
                let numbers = |place: &Place| before_has(&before, *place);
                assert!(!made.iter().any(numbers), "{command:?}");
                assert_eq!(session.plan().broken_invariants(), [], "{command:?}");
                assert_eq!(session.plan().bad_values(), [], "{command:?}");
                assert!(session.plan().next_number >= before.next_number);
                let mut back = session.plan().clone();
                let reversed = diff.reversed();
                assert!(reversed.fits(&back), "{command:?}");
                reversed.apply(&mut back);
                assert!(same(&back, &before), "apply then reverse is identity: {command:?}");
            }
            Err(_) => assert_eq!(session.plan(), &before, "a refused command changes nothing"),
        }
    }
    session
}

pub fn commands() -> impl Strategy<Value = Vec<(u8, u16, u16, u16)>> {
    proptest::collection::vec(any::<(u8, u16, u16, u16)>(), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn n_undos_then_n_redos_are_identity(commands in commands()) {
        let mut session = after(&commands);
        let end = session.plan().clone();
        let selection = session.selection().to_vec();
        let n = session.undo_count();
        for _ in 0..n {
            session.undo().unwrap();
            prop_assert_eq!(session.plan().broken_invariants(), []);
        }
        prop_assert!(session.undo().is_none());
        prop_assert!(same(session.plan(), &plan_from_text(PLAN).plan));
        for _ in 0..n {
            session.redo().unwrap();
        }
        prop_assert!(session.redo().is_none());
        prop_assert!(same(session.plan(), &end));
        prop_assert_eq!(session.selection(), &selection[..]);
    }
}

// ---- changes worked out elsewhere ----

fn widened(plan: &Plan) -> Diff {
    let (id, owner) = plan.owners.iter().next().unwrap();
    Diff::put(plan, *id, Some(Owner { minutes_per_day: Some(240), ..(**owner).clone() }))
}

#[test]
fn a_fix_is_one_undo_step_with_its_name() {
    let mut session = session();
    let before = session.plan().clone();
    let name = "Give Mara 4 hours a day".to_owned();
    let fix = Command::Apply { name: name.clone(), diff: widened(&before) };
    let done = session.apply(fix, Capture::Now).unwrap();
    assert_eq!(done.diff, widened(&before));
    assert_eq!((session.next_undo(), session.undo_count()), (Some(name.as_str()), 1));
    session.undo().unwrap();
    assert!(same(session.plan(), &before));
    assert_eq!(session.next_redo(), Some(name.as_str()));
}

#[test]
fn a_fix_for_a_plan_that_has_changed_since_is_refused() {
    let mut session = session();
    let fix = Command::Apply { name: "Fix".to_owned(), diff: widened(session.plan()) };
    let (id, owner) =
        session.plan().owners.iter().next().map(|(id, owner)| (*id, (**owner).clone())).unwrap();
    let other = Owner { minutes_per_day: Some(30), ..owner };
    session.apply(Command::PutOwner(Some(id), other), Capture::Now).unwrap();
    assert_eq!(session.apply(fix, Capture::Now), Err(Refusal::Stale));
    assert_eq!(session.undo_count(), 1);
}

#[test]
fn a_fix_that_would_give_a_number_twice_is_refused() {
    let mut session = session();
    let segment = Segment { name: "Germans".to_owned(), rule: Rule::default() };
    let id = SegmentId(session.plan().fresh_number());
    let diff = Diff::put(session.plan(), id, Some(segment.clone()));
    // the number was given to another one, which went: the place is free, the number is not
    session.apply(Command::PutSegment(None, segment), Capture::Now).unwrap();
    session.apply(Command::DeleteSegment(id), Capture::Now).unwrap();
    let again = session.apply(Command::Apply { name: "Fix".to_owned(), diff }, Capture::Now);
    assert_eq!(again, Err(Refusal::Stale));
}

#[test]
fn a_fix_that_would_leave_the_plan_unsound_is_refused() {
    let mut session = session();
    let calendar = *session.plan().calendars.keys().next().unwrap();
    let diff = Diff::put::<Calendar>(session.plan(), calendar, None);
    let refused = session.apply(Command::Apply { name: "Fix".to_owned(), diff }, Capture::Now);
    assert!(matches!(refused, Err(Refusal::Bad(_))), "{refused:?}");
}

#[test]
fn a_command_says_what_it_made() {
    let mut session = session();
    let body = sequence(session.plan());
    let at = Spot { list: List::Body(body), index: 0 };
    let done = session.apply(Command::AddStep { at, kind: NewStep::Repeat }, Capture::Now).unwrap();
    // the call inside it was made as well; what was asked for comes first
    assert_eq!(done.made.len(), 2);
    let repeat = done.made::<Step>().unwrap();
    assert!(matches!(session.plan().steps[&repeat].kind, StepKind::Repeat(_)));
    let message = Message {
        name: "Hello".to_owned(),
        channel: ChannelKind::Email,
        subject: String::new(),
        preview: String::new(),
        body: String::new(),
    };
    let done = session.apply(Command::PutMessage(None, message.clone()), Capture::Now).unwrap();
    let id = done.made::<Message>().unwrap();
    assert_eq!((session.plan().messages[&id].name.as_str(), done.made::<Step>()), ("Hello", None));
    let changed = Message { name: "Hi".to_owned(), ..message };
    let done = session.apply(Command::PutMessage(Some(id), changed.clone()), Capture::Now).unwrap();
    assert_eq!((done.diff.is_empty(), done.made), (false, vec![]));
    let done = session.apply(Command::PutMessage(Some(id), changed), Capture::Now).unwrap();
    assert_eq!((done.diff.is_empty(), done.made), (true, vec![]));
}
