//! Walking one contact (E5): "what does Ann get, when, and why did she get nothing on Tuesday?"

use std::sync::Arc;

use cadenza::calendar::Instant;
use cadenza::model::{
    ChannelKind, Denominator, Diff, EventKind, ExitRule, Message, MessageId, Plan, Probability, Rate, RateOf,
    Scenario, ScenarioId, SequenceId, Source, SourceKind, StepId, StepKind,
};
use cadenza::outline::plan_from_text;
use cadenza::program::{Candidate, Cohort, Program, compile};
use cadenza::schedule::{MoveCause, Passed, SkipCause, Walk, When, plan_schedule};
use cadenza::simulate::Walker;
use cadenza::worker::Worker;
use cadenza::worker::protocol::{
    Code, Reply, Request, ScheduleFilter, ScheduleInfo, WalkKind, WalkLine, WalkView,
};

use super::job::{Desk, ask, failure, send_plan, today};
use super::simulate::people;

const TEXT: &str = r#"
calendar "Office": Mon-Fri 9:00-17:00
owner "Mara": 60 minutes a day, Europe/Berlin
sender "mara@out.example": cap 1 a day, Europe/Berlin, owner "Mara"
sequence "Cold outbound"
enter all
  from 2026-11-27
  calendar "Office"
email "Intro" 9:00-11:30
wait 1 day
call "First call" 10:00-12:00, owner, 6 min, no phone: skip
if talked "First call"
  email "What we said"
otherwise
  wait 2 business days
  split A 50 B 50
    arm A
      task "Look again", owner, 4 min
    arm B
      task "Look once more", owner, 4 min
  end
end
leave when replied, hard bounce
"#;

/// Ann, Ben and Cem have everything, Dov has no phone, Eve opted out.
const LIST: &str = "First Name,Last Name,Email,Phone,Company,Country,Time Zone,Owner,Opted out\n\
    Ann,Lee,ann@a.example,+49 30 5550101,A GmbH,DE,Europe/Berlin,Mara,\n\
    Ben,Ek,ben@b.example,+49 30 5550102,B AB,SE,Europe/Stockholm,Mara,\n\
    Cem,Ay,cem@c.example,+49 30 5550103,C AG,DE,Europe/Berlin,Mara,\n\
    Dov,Or,dov@d.example,,D Ltd,DE,Europe/Berlin,Mara,\n\
    Eve,No,eve@e.example,+49 30 5550105,E SA,DE,Europe/Berlin,Mara,yes\n";

fn plan() -> (Plan, SequenceId) {
    plan_of(TEXT)
}

fn plan_of(text: &str) -> (Plan, SequenceId) {
    let made = plan_from_text(text);
    assert_eq!(made.problems, []);
    let (mut plan, sequence) = (made.plan, made.sequence.unwrap());
    let id = MessageId(plan.fresh_number());
    let letter = Message {
        name: "Intro".to_owned(),
        channel: ChannelKind::Email,
        subject: "For {{company | you}}".to_owned(),
        preview: String::new(),
        body: "Hi {{first_name | there}}, {{title}}\n{{owner}}".to_owned(),
    };
    Diff::put(&plan, id, Some(letter)).apply(&mut plan);
    let intro = step(&plan, "Intro");
    let mut record = (*plan.steps[&intro]).clone();
    if let StepKind::Touch(touch) = &mut record.kind {
        touch.message = Some(id);
    }
    Diff::put(&plan, intro, Some(record)).apply(&mut plan);
    (plan, sequence)
}

/// The plan with this share of all mails replied to.
pub fn answered(plan: &mut Plan, share: f64) {
    let id = ScenarioId(plan.fresh_number());
    let rate = Rate {
        of: RateOf::Channel(ChannelKind::Email),
        outcome: EventKind::Replied,
        value: Probability::new(share).unwrap(),
        per: Denominator::Touch,
        source: Source { kind: SourceKind::Assumed, text: "test".to_owned(), year: None },
    };
    let scenario = Scenario {
        name: "Answers".to_owned(),
        rates: vec![rate],
        delays: Vec::new(),
        frailty: None,
        ignorance: None,
    };
    Diff::put(plan, id, Some(scenario)).apply(plan);
    let mut settings = (*plan.settings).clone();
    settings.scenario = Some(id);
    plan.settings = Arc::new(settings);
}

fn step(plan: &Plan, name: &str) -> StepId {
    *plan.steps.iter().find(|(_, step)| step.name == name).unwrap().0
}

/// A worker with the list open and the schedule planned.
struct Office {
    worker: Worker<Desk>,
    desk: Desk,
    info: ScheduleInfo,
}

impl Office {
    fn open(plan: &Plan, sequence: SequenceId) -> Office {
        let (mut worker, desk) = (Worker::default(), Desk::default());
        let request = Request::OpenDemo {
            id: "five".into(),
            csv: LIST.into(),
            name: "Five".into(),
            now: "2026-11-16T08:00:00.000Z".into(),
        };
        assert!(matches!(ask(&mut worker, &desk, request), Reply::List(_)));
        send_plan(&mut worker, &desk, 1, plan);
        let request = Request::Schedule { sequence, revision: 1, today: today(), alone: false };
        let Reply::Schedule(info) = ask(&mut worker, &desk, request) else { panic!("no schedule") };
        Office { worker, desk, info }
    }

    fn walk(&mut self, contact: u32, replication: Option<u32>) -> WalkView {
        let reply = ask(&mut self.worker, &self.desk, Request::Walk { revision: 1, contact, replication });
        let Reply::Walk(view) = reply else { panic!("no walk: {reply:?}") };
        *view
    }

    fn counts(&mut self, filter: ScheduleFilter) -> ScheduleInfo {
        let reply = ask(&mut self.worker, &self.desk, Request::ScheduleCounts { revision: 1, filter });
        let Reply::Schedule(info) = reply else { panic!("no counts: {reply:?}") };
        info
    }
}

fn said(view: &WalkView) -> String {
    let line = |line: &WalkLine| {
        let date = line.date.map(|date| date.to_string()).unwrap_or_default();
        format!("{date} {} {} | {}\n", line.time, line.title, line.notes.join(" | "))
    };
    view.lines.iter().map(line).collect()
}

fn line<'a>(view: &'a WalkView, title: &str) -> &'a WalkLine {
    view.lines
        .iter()
        .find(|line| line.title.starts_with(title))
        .unwrap_or_else(|| panic!("{title:?} is not in\n{}", said(view)))
}

#[test]
fn anns_walk_tells_every_day_and_why_she_gets_nothing_on_tuesday() {
    let (plan, sequence) = plan();
    let mut office = Office::open(&plan, sequence);
    let ann = office.walk(1, None);
    assert_eq!((ann.name.as_str(), ann.company.as_str()), ("Ann Lee", "A GmbH, DE"));
    assert_eq!(ann.owner, "Mara");
    assert_eq!(ann.zone, "Europe/Berlin");

    // Friday: enters and gets the mail; the wait of a day ends on Saturday, the call moves to Monday's window
    let intro = line(&ann, "Intro");
    assert_eq!((intro.date.unwrap().to_string().as_str(), intro.time.as_str()), ("2026-11-27", "9:00"));
    assert_eq!((intro.offset_minutes, intro.from.as_str()), (60, "from mara@out.example"));
    assert!(intro.notes.is_empty(), "nothing moved it");
    let call = line(&ann, "First call");
    assert_eq!((call.date.unwrap().to_string().as_str(), call.time.as_str()), ("2026-11-30", "10:00"));
    assert_eq!(call.from, "by Mara");
    assert_eq!(call.notes, ["due Sat 28 Nov 9:00, closed until Mon 30 Nov 10:00: weekend"]);
    let weekend = ann.lines.iter().find(|line| line.kind == WalkKind::Nothing).unwrap();
    assert_eq!(
        weekend.date.zip(weekend.until),
        Some(("2026-11-28".parse().unwrap(), "2026-11-29".parse().unwrap()))
    );
    assert!(weekend.title.contains("“First call” is due, closed: weekend"), "{}", weekend.title);

    // Tuesday: nothing, because two business days after Monday's call is Wednesday
    let tuesday = "2026-12-01".parse().ok();
    let nothing = ann.lines.iter().find(|line| line.kind == WalkKind::Nothing && line.date == tuesday);
    let nothing = nothing.unwrap_or_else(|| panic!("Tuesday is not told:\n{}", said(&ann)));
    assert_eq!(nothing.title, "waits 2 business days, until Wed 2 Dec 10:00");
    assert_eq!(line(&ann, "Look").date, "2026-12-02".parse().ok());
    assert_eq!(ann.lines.last().unwrap().title, "Has gone through to the last step");
}

#[test]
fn each_way_is_told_with_the_conditions_it_rests_on() {
    let (plan, sequence) = plan();
    let ann = Office::open(&plan, sequence).walk(1, None);
    let choice = line(&ann, "Goes the way “otherwise”");
    assert_eq!(
        (choice.kind, choice.notes.as_slice()),
        (WalkKind::Choice, &["Talked: First call: no".to_owned()][..])
    );
    let arm = line(&ann, "Goes arm");
    assert_eq!(arm.notes, ["by lot, 50 of 100; this contact always gets the same arm"]);
}

#[test]
fn a_full_mailbox_is_named_with_the_day_it_was_waited_for() {
    // one mail a day: Ann's on Friday, Ben's on Monday, Cem's on Tuesday
    let (plan, sequence) = plan();
    let mut office = Office::open(&plan, sequence);
    let ben = office.walk(2, None);
    let intro = line(&ben, "Intro");
    assert_eq!(intro.date, "2026-11-30".parse().ok());
    assert_eq!(intro.notes, ["waits from Fri 27 Nov 9:00, the day of mara@out.example is full: capacity"]);
    let weekend = ben.lines.iter().find(|line| line.kind == WalkKind::Nothing).unwrap();
    assert_eq!(weekend.title, "“Intro” waits, the day of mara@out.example is full");
    assert_eq!(ben.zone, "Europe/Stockholm");
}

#[test]
fn a_skip_and_those_who_never_enter_say_why() {
    let (mut plan, sequence) = plan();
    let mut office = Office::open(&plan, sequence);
    let dov = office.walk(4, None);
    assert_eq!(line(&dov, "First call, skipped").title, "First call, skipped: no phone");
    let eve = office.walk(5, None);
    assert_eq!(eve.lines.len(), 1);
    assert_eq!(eve.lines[0].title, "Held back: opted out");
    let gone =
        ask(&mut office.worker, &office.desk, Request::Walk { revision: 1, contact: 99, replication: None });
    assert_eq!(failure(gone).code, Code::NoContact);

    // a segment of Germans alone: Ben is told what he lacks
    let id = cadenza::model::SegmentId(plan.fresh_number());
    let rule = cadenza::segment::parse("country is DE and company starts with \"A\"", &plan).unwrap();
    let segment = cadenza::model::Segment { name: "Germans".to_owned(), rule };
    Diff::put(&plan, id, Some(segment)).apply(&mut plan);
    let mut record = (*plan.sequences[&sequence]).clone();
    record.segment = Some(id);
    Diff::put(&plan, sequence, Some(record)).apply(&mut plan);
    let ben = Office::open(&plan, sequence).walk(2, None);
    assert_eq!(ben.lines[0].title, "Never enters: is not in the segment “Germans”");
    assert_eq!(ben.lines[0].notes, ["Country is DE: no (SE)", "Company starts with A: no (B AB)"]);
}

#[test]
fn the_message_is_the_one_this_contact_gets() {
    let (plan, sequence) = plan();
    let letter = line(&Office::open(&plan, sequence).walk(1, None), "Intro").letter.clone().unwrap();
    assert_eq!((letter.subject.as_str(), letter.body.as_str()), ("For A GmbH", "Hi Ann, \nMara"));
    assert_eq!(letter.missing, ["title"], "it has neither a value nor a fallback");
}

#[test]
fn s6_what_an_action_set_before_is_what_the_message_says() {
    let text = TEXT
        .replace("email \"Intro\"", "set field title to \"CEO\"\nset field company to \"\"\nemail \"Intro\"");
    let (plan, sequence) = plan_of(&text);
    let letter = line(&Office::open(&plan, sequence).walk(1, None), "Intro").letter.clone().unwrap();
    assert_eq!((letter.subject.as_str(), letter.body.as_str()), ("For you", "Hi Ann, CEO\nMara"));
    assert!(letter.missing.is_empty());
    // the simulator takes the way by the same value
    let text = text.replace("if talked \"First call\"", "if title is \"CEO\"");
    let (plan, sequence) = plan_of(&text);
    let walk = Office::open(&plan, sequence).walk(1, None);
    assert!(said(&walk).contains("What we said"), "{}", said(&walk));
}

#[test]
fn in_one_future_the_contact_reacts_as_it_is_drawn() {
    let (mut plan, sequence) = plan();
    answered(&mut plan, 1.0);
    let mut office = Office::open(&plan, sequence);
    let planned = office.walk(1, None);
    assert!(planned.lines.iter().all(|line| line.kind != WalkKind::Event), "nobody reacts");
    let future = office.walk(1, Some(16));
    assert_eq!(future, office.walk(1, Some(16)), "a future is always the same");
    line(&future, "Replied neutral: “Intro”");
    assert_eq!(future.lines.last().unwrap().title, "Leaves: replied, after “Intro”");
    assert!(!said(&future).contains("First call |"), "who has answered is not called:\n{}", said(&future));
}

#[test]
fn counts_follow_the_filter_and_moved_ones_can_be_seen_alone() {
    let (plan, sequence) = plan();
    let mut office = Office::open(&plan, sequence);
    let all = office.info.clone();
    assert_eq!(office.counts(ScheduleFilter::default()), all);
    let calls = ScheduleFilter { channel: Some(cadenza::model::Channel::Call), ..ScheduleFilter::default() };
    let calls = office.counts(calls);
    assert_eq!(calls.touches, 3, "Ann's, Ben's and Cem's");
    assert!(
        calls.days.iter().all(|day| day.touches.iter().all(|(c, _)| *c == cadenza::model::Channel::Call))
    );
    let moved = office.counts(ScheduleFilter { moved: true, ..ScheduleFilter::default() });
    assert!(moved.touches > 0 && moved.touches < all.touches);
    assert_eq!((moved.guarded, moved.skipped), (0, Vec::new()));
    let ann = office.counts(ScheduleFilter { find: "ann lee".to_owned(), ..ScheduleFilter::default() });
    assert!(ann.touches >= 3 && ann.touches < all.touches && ann.held_back.is_empty());
    let eve = office.counts(ScheduleFilter { find: "eve".to_owned(), ..ScheduleFilter::default() });
    assert_eq!((eve.touches, eve.held_back.len()), (0, 1));
}

#[test]
fn a_day_is_read_on_the_contacts_clocks_hour_by_hour() {
    let (plan, sequence) = plan();
    let mut office = Office::open(&plan, sequence);
    let filter = ScheduleFilter { day: "2026-11-30".parse().ok(), ..ScheduleFilter::default() };
    let request = Request::ScheduleRows { revision: 1, filter, from: 0, n: 200 };
    let Reply::ScheduleRows { total, hours, rows } = ask(&mut office.worker, &office.desk, request) else {
        panic!("no rows")
    };
    assert_eq!(hours.iter().map(|(_, n)| n).sum::<u32>(), total);
    let clocks: Vec<u32> =
        rows.iter().map(|row| row.time.split(':').next().unwrap().parse().unwrap()).collect();
    assert!(clocks.is_sorted(), "{clocks:?}");
}

/// A program over three reachable contacts.
fn small(text: &str) -> (Plan, Arc<Program>, Arc<Cohort>) {
    let made = plan_from_text(text);
    assert_eq!(made.problems, []);
    let (program, _) = compile(&made.plan, made.sequence.unwrap());
    let contacts: Vec<Candidate> = people(3);
    let cohort = Cohort::gather(&program, &contacts);
    (made.plan, Arc::new(program), Arc::new(cohort))
}

fn instants(walk: &Walk) -> Vec<(StepId, Instant)> {
    let touched = walk.entries.iter().filter_map(|entry| match entry.what {
        Passed::Touched { step, .. } => Some((step, entry.at)),
        _ => None,
    });
    touched.collect()
}

#[test]
fn the_walk_is_the_planned_schedule_seen_from_one_contact() {
    let (_, program, cohort) = small(&TEXT.replace("cap 1 a day", "cap 2 a day"));
    let schedule = plan_schedule(&program, &cohort);
    for contact in 1..=3 {
        let walk = Walker::new(program.clone(), cohort.clone(), contact, None).unwrap().walk();
        let planned: Vec<(StepId, Instant, Vec<MoveCause>)> = schedule
            .touches
            .iter()
            .filter(|touch| touch.contact == contact)
            .filter_map(|touch| match &touch.when {
                When::At { planned, moved_by, .. } => Some((touch.step, *planned, moved_by.clone())),
                _ => None,
            })
            .collect();
        assert!(planned.len() >= 3);
        assert_eq!(instants(&walk), planned.iter().map(|(step, at, _)| (*step, *at)).collect::<Vec<_>>());
        for entry in &walk.entries {
            if let Passed::Touched { step, moved_by, .. } = &entry.what {
                assert!(planned.contains(&(*step, entry.at, moved_by.clone())));
            }
        }
        assert!(walk.entries.is_sorted_by_key(|entry| entry.at));
        assert_eq!(walk.entries.last().map(|entry| &entry.what), Some(&Passed::Finished));
    }
    assert!(Walker::new(program, cohort, 99, None).is_none());
}

#[test]
fn a_touch_that_waits_when_the_contact_leaves_is_told_as_cancelled() {
    // the mail is answered within a minute, so the second mail, due at once and closed until the afternoon, never goes out
    let (mut plan, _, _) = small(
        r#"
calendar "Office": Mon-Fri 9:00-17:00
owner "Mara": 60 minutes a day, Europe/Berlin
sender "mara@out.example": cap 40 a day, Europe/Berlin, owner "Mara"
sequence "Two mails"
enter all
  from 2026-11-27
  calendar "Office"
email "Intro"
email "Second" 15:00-16:00
leave when replied
"#,
    );
    answered(&mut plan, 1.0);
    let sequence = *plan.sequences.keys().next().unwrap();
    let (program, _) = compile(&plan, sequence);
    let cohort = Cohort::gather(&program, &people(1));
    let walk = Walker::new(Arc::new(program), Arc::new(cohort), 1, Some(0)).unwrap().walk();
    let (intro, second) = (step(&plan, "Intro"), step(&plan, "Second"));
    assert!(walk.entries.iter().any(|entry| entry.what == Passed::Cancelled { step: second }));
    assert_eq!(
        walk.entries.last().map(|entry| &entry.what),
        Some(&Passed::Exited(ExitRule::Replied, Some(intro)))
    );
}

#[test]
fn a_wait_for_an_event_says_how_it_ended() {
    let (plan, program, cohort) = small(
        r#"
calendar "Office": Mon-Fri 9:00-17:00
owner "Mara": 60 minutes a day, Europe/Berlin
sender "mara@out.example": cap 40 a day, Europe/Berlin, owner "Mara"
sequence "Opened or not"
enter all
  from 2026-11-30
  calendar "Office"
email "Intro"
await opened, at most 3 days
  linkedin message "Thanks", owner, 3 min
timed out
  email "Again"
end
"#,
    );
    let walk = Walker::new(program, cohort, 1, None).unwrap().walk();
    let awaited = walk.entries.iter().find_map(|entry| match &entry.what {
        Passed::Awaited { event, of, from, until, happened, .. } => {
            Some((*event, *of, *from, *until, *happened))
        }
        _ => None,
    });
    let (event, of, from, until, happened) = awaited.unwrap();
    assert_eq!((event, of, happened), (EventKind::Opened, Some(step(&plan, "Intro")), Some(false)));
    assert_eq!(until, from.plus_minutes(3 * 24 * 60));
    assert!(
        !walk
            .entries
            .iter()
            .any(|entry| matches!(entry.what, Passed::Skipped { cause: SkipCause::NotConnected, .. }))
    );
}
