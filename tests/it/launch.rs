//! The launch check: its points, what proves them, what a person answers; changes as lines; preflight as the page asks for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use cadenza::interop::{ScheduleFile, Template};
use cadenza::lean::turns::{at_once, straight_on};
use cadenza::model::{Code, Diff, ExitRule, LaunchAnswer, Plan, SequenceId, Settings, Silence};
use cadenza::outline::changed;
use cadenza::preflight::{Inputs, POINTS, State, checklist, mend_all, point_of, preflight};
use cadenza::worker::Worker;
use cadenza::worker::protocol::{
    Code as Refused, ExportFormat, FoundRef, FoundView, PointState, PreflightInfo, Reply, Request, View,
};

use super::job::{Desk, ask, failure, list, open_demo, send_plan, today};

const NOW: &str = "2026-11-16T08:00:00.000Z";

/// A plan without exits, goal and texts, of two mails.
fn bare() -> (Plan, SequenceId) {
    let text = "--- about\nname: T\nplan: T\nsummary: T\nzone: Europe/Berlin\n\n--- outline\nsequence \"S\"\nenter all\n  \
                from 2026-12-01\n  calendar \"Office\"\nemail \"A\"\nwait 3 business days\nemail \"B\"\n\n--- team\n\
                calendar \"Office\": Mon-Fri 9:00-17:00\nowner \"Mara\": 120 minutes a day, Europe/Berlin, calendar \"Office\"\n\
                owner \"Tom\": 120 minutes a day, Europe/Berlin, calendar \"Office\"\n\
                sender \"mara@acme.example\": cap 40 a day, Europe/Berlin, owner \"Mara\"\n\n\
                --- message \"A\"\nchannel: email\nsubject: A question\nbody:\nHello, how do you do it?\n";
    let made = Template::read(text).unwrap().instantiate("plan", 1, today()).unwrap();
    (made.plan, made.sequence)
}

fn points(plan: &Plan, sequence: SequenceId) -> Vec<(&'static str, State)> {
    let inputs = Inputs { sequence: Some(sequence), ..Inputs::of(plan, today()) };
    let report = preflight(&inputs);
    checklist(&inputs, sequence, &report).into_iter().map(|it| (it.point.word, it.state)).collect()
}

fn state(plan: &Plan, sequence: SequenceId, word: &str) -> State {
    points(plan, sequence).into_iter().find(|(known, _)| *known == word).unwrap().1
}

fn with_settings(plan: &Plan, change: impl FnOnce(&mut Settings)) -> Plan {
    let mut plan = plan.clone();
    change(Arc::make_mut(&mut plan.settings));
    plan
}

/// Words are kept in plans and files: they stand once, and every code is looked at somewhere.
#[test]
fn every_point_has_a_word_of_its_own_and_every_code_a_point() {
    let words: BTreeSet<&str> = POINTS.iter().map(|point| point.word).collect();
    assert_eq!(words.len(), POINTS.len());
    for code in Code::ALL {
        assert!(words.contains(point_of(*code).word), "{code}");
    }
    assert_eq!(point_of(Code::NoExitOnReply).word, "exits");
    assert_eq!(point_of(Code::EmptyMergeField).word, "fields");
    assert_eq!(point_of(Code::NoZone).word, "runs", "what stops everything is told first");
}

#[test]
fn a_point_is_red_while_a_rule_finds_something_and_proven_when_it_finds_nothing() {
    let (mut plan, sequence) = bare();
    assert_eq!(state(&plan, sequence, "exits"), State::Warning);
    let record = Arc::make_mut(plan.sequences.get_mut(&sequence).unwrap());
    record.exits = vec![ExitRule::Replied, ExitRule::MeetingBooked, ExitRule::HardBounce, ExitRule::OptedOut];
    assert_eq!(state(&plan, sequence, "exits"), State::Proven);
}

#[test]
fn what_only_a_list_shows_is_not_proven_without_one() {
    let (plan, sequence) = bare();
    for word in ["consent", "reach", "alone", "hours"] {
        assert!(matches!(state(&plan, sequence, word), State::Open | State::Warning), "{word}");
    }
    assert_eq!(state(&plan, sequence, "alone"), State::Open);
}

#[test]
fn what_no_rule_proves_is_asked_and_the_answer_counts_for_its_sequence_alone() {
    let (plan, sequence) = bare();
    assert_eq!(state(&plan, sequence, "previewed"), State::Asked);
    assert_eq!(state(&plan, sequence, "owner"), State::Asked, "two people: who answers for it?");
    let answer = |place: String| LaunchAnswer {
        point: "previewed".to_owned(),
        place,
        reason: "Read as five contacts".to_owned(),
        on: today(),
    };
    let answered = with_settings(&plan, |it| it.answers.push(answer(sequence.to_string())));
    assert_eq!(state(&answered, sequence, "previewed"), State::Answered);
    let elsewhere = with_settings(&plan, |it| it.answers.push(answer("sequence-99".to_owned())));
    assert_eq!(state(&elsewhere, sequence, "previewed"), State::Asked);
}

#[test]
fn a_point_whose_findings_are_let_stand_is_proven() {
    let (plan, sequence) = bare();
    let codes: Vec<Code> = preflight(&Inputs { sequence: Some(sequence), ..Inputs::of(&plan, today()) })
        .found
        .into_iter()
        .map(|found| found.finding.code)
        .filter(|code| point_of(*code).word == "exits")
        .collect();
    let silence = |code: &Code| Silence {
        code: code.name().to_owned(),
        place: None,
        reason: "A test".to_owned(),
        on: today(),
    };
    let plan = with_settings(&plan, |it| it.silences.extend(codes.iter().map(silence)));
    assert_eq!(state(&plan, sequence, "exits"), State::Proven);
}

/// What cannot run stays an error, whatever was said about it.
#[test]
fn what_cannot_run_is_never_let_stand() {
    let (plan, sequence) = bare();
    let mut plan = with_settings(&plan, |it| {
        it.silences.push(Silence {
            code: Code::NobodyEnters.name().to_owned(),
            place: None,
            reason: "Later".to_owned(),
            on: today(),
        });
    });
    Arc::make_mut(plan.sequences.get_mut(&sequence).unwrap()).entry.per_business_day = Some(0);
    assert_eq!(state(&plan, sequence, "runs"), State::Error);
}

#[test]
fn a_point_of_a_rule_that_gave_up_is_not_proven() {
    let (plan, sequence) = bare();
    let inputs = Inputs { sequence: Some(sequence), work: 0, ..Inputs::of(&plan, today()) };
    let report = preflight(&inputs);
    assert!(report.unfinished.contains(&Code::NoGoal));
    let goal = checklist(&inputs, sequence, &report).into_iter().find(|it| it.point.word == "goal").unwrap();
    assert_eq!((goal.state, goal.words.as_str()), (State::Open, "Too much to look at"));
}

/// All of a kind in one change: nothing of that kind is left that has a fix.
#[test]
fn all_findings_of_a_kind_are_mended_by_one_change() {
    let (plan, sequence) = bare();
    let inputs = Inputs { sequence: Some(sequence), ..Inputs::of(&plan, today()) };
    let mut kinds = 0;
    for found in
        preflight(&inputs).found.iter().filter(|found| found.fixes.iter().any(|fix| fix.diff().is_some()))
    {
        let code = found.finding.code;
        let (diff, n) = at_once(mend_all(&inputs, code, &mut straight_on));
        assert!(n > 0 && diff.fits(&plan), "{code}");
        let mut after = plan.clone();
        diff.apply(&mut after);
        let left = preflight(&Inputs { plan: &after, ..inputs }).found;
        assert!(!left.iter().any(|left| left.finding == found.finding), "{code}");
        kinds += 1;
    }
    assert!(kinds > 0);
}

#[test]
fn a_change_is_told_by_the_lines_that_go_and_come() {
    let (plan, sequence) = bare();
    let mut after = plan.clone();
    Arc::make_mut(after.sequences.get_mut(&sequence).unwrap()).exits.push(ExitRule::Replied);
    let sender = *after.senders.keys().next().unwrap();
    Arc::make_mut(after.senders.get_mut(&sender).unwrap()).cap_per_day = Some(30);
    let lines: Vec<String> = changed(&plan, &after)
        .into_iter()
        .map(|line| format!("{} {}", if line.comes { "+" } else { "-" }, line.text))
        .collect();
    assert_eq!(
        lines,
        [
            "+ leave when replied",
            "- sender \"mara@acme.example\": cap 40 a day, Europe/Berlin, owner \"Mara\"",
            "+ sender \"mara@acme.example\": cap 30 a day, Europe/Berlin, owner \"Mara\"",
        ]
    );
    assert_eq!(changed(&plan, &plan), []);
}

struct App {
    worker: Worker<Desk>,
    desk: Desk,
    sequence: SequenceId,
}

impl App {
    fn open(plan: &Plan, sequence: SequenceId) -> App {
        let (mut worker, desk) = (Worker::default(), Desk::default());
        send_plan(&mut worker, &desk, 1, plan);
        App { worker, desk, sequence }
    }

    fn look(&mut self, timed: bool) -> PreflightInfo {
        self.look_at(1, timed)
    }

    fn look_at(&mut self, revision: u64, timed: bool) -> PreflightInfo {
        let request =
            Request::Preflight { sequence: self.sequence, revision, today: today(), timed, alone: false };
        let Reply::Preflight(info) = ask(&mut self.worker, &self.desk, request) else {
            panic!("not looked through")
        };
        *info
    }
}

fn point<'a>(info: &'a PreflightInfo, word: &str) -> &'a cadenza::worker::protocol::PointView {
    info.points.iter().find(|point| point.word == word).unwrap()
}

#[test]
fn the_page_is_told_what_is_found_without_a_list_with_one_and_with_its_schedule() {
    let (plan, sequence) = bare();
    let mut app = App::open(&plan, sequence);
    let alone = app.look(false);
    assert!(!alone.scheduled && alone.list.is_none() && !alone.found.is_empty());
    let info = open_demo(&mut app.worker, &app.desk);
    let still = app.look(false);
    assert_eq!(still.list.as_ref().unwrap().id, info.record.id);
    assert_eq!(point(&still, "consent").state.min(PointState::Open), point(&still, "consent").state);
    let timed = app.look(true);
    assert!(timed.scheduled && timed.not_planned.is_none());
    // what was found without the schedule is found with it
    let keys = |info: &PreflightInfo| info.found.iter().map(FoundView::key).collect::<BTreeSet<FoundRef>>();
    assert!(keys(&still).is_subset(&keys(&timed)));
    assert_eq!(app.look(true), timed, "asked again it is the same");
}

/// No contact leaves the worker but in rows of a view.
#[test]
fn the_contacts_of_a_finding_are_rows_of_a_view_as_many_as_it_says() {
    let (plan, sequence) = bare();
    let mut app = App::open(&plan, sequence);
    let info = open_demo(&mut app.worker, &app.desk);
    let list_ref =
        cadenza::worker::protocol::ListRef { id: info.record.id.clone(), revision: info.record.revision };
    let looked = app.look(true);
    let mut seen = 0;
    for found in looked.found.iter().filter(|found| found.contacts.is_some()) {
        let view = View { found: Some(found.key()), today: Some(today()), ..View::default() };
        let request = Request::Rows { list: list_ref.clone(), view, from: 0, n: 5, fields: Vec::new() };
        let Reply::Rows(rows) = ask(&mut app.worker, &app.desk, request) else { panic!("no rows") };
        assert_eq!(Some(rows.total), found.contacts, "{}", found.finding.code);
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn a_fix_of_the_list_is_made_by_the_worker_and_its_finding_is_gone() {
    let (plan, sequence) = bare();
    let mut plan = plan;
    // a call: who does it matters
    let first = plan.sequences[&sequence].body[0];
    let step = Arc::make_mut(plan.steps.get_mut(&first).unwrap());
    if let cadenza::model::StepKind::Touch(touch) = &mut step.kind {
        touch.channel = cadenza::model::ChannelKind::Call;
        touch.by = cadenza::model::By::Owner;
        touch.message = None;
    }
    let mut app = App::open(&plan, sequence);
    let info = open_demo(&mut app.worker, &app.desk);
    let list_ref = cadenza::worker::protocol::ListRef { id: info.record.id, revision: info.record.revision };
    let looked = app.look(false);
    let is_it = |found: &&FoundView| found.finding.code == Code::OwnerNotInTeam;
    let found = looked.found.iter().find(is_it).expect("the demo's owners are not Mara and Tom alone");
    let fix = found.fixes.iter().find(|fix| fix.diff.is_none()).unwrap().name.clone();
    let request = Request::MendList { list: list_ref, found: found.key(), fix, now: NOW.into() };
    let changed = list(ask(&mut app.worker, &app.desk, request));
    assert!(changed.record.last_change.is_some(), "it can be taken back");
    assert!(app.look(false).found.iter().all(|found| !is_it(&found)));
}

/// X1: with a known error a file goes out only where that is wanted all the same, and says so.
#[test]
fn a_plan_with_errors_is_exported_only_all_the_same_and_the_file_says_so() {
    let (mut plan, sequence) = bare();
    let id = *plan.messages.keys().next().unwrap();
    Arc::make_mut(plan.messages.get_mut(&id).unwrap()).body = "Hello {{first_name".to_owned();
    let mut app = App::open(&plan, sequence);
    open_demo(&mut app.worker, &app.desk);
    let looked = app.look(true);
    assert!(looked.found.iter().any(|found| found.finding.code == Code::OpenBrace), "{:?}", looked.found);
    let export = |despite| Request::Export {
        revision: 1,
        sequence: None,
        format: ExportFormat::Json { rendered: false },
        despite,
        now: NOW.into(),
    };
    assert_eq!(failure(ask(&mut app.worker, &app.desk, export(false))).code, Refused::HasErrors);
    let Reply::File { bytes, .. } = ask(&mut app.worker, &app.desk, export(true)) else { panic!("no file") };
    let file = ScheduleFile::read(std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert!(file.despite.contains(&"open_brace".to_owned()));
    assert_eq!(file.points.len(), POINTS.len());
    assert_eq!(file.launch_check.len(), looked.found.len());
}

#[test]
fn an_answer_is_a_change_of_the_plan_that_can_be_taken_back() {
    let (plan, sequence) = bare();
    let answered = with_settings(&plan, |it| {
        it.answers.push(LaunchAnswer {
            point: "pilot".to_owned(),
            place: sequence.to_string(),
            reason: "All at once: 12 people".to_owned(),
            on: today(),
        });
    });
    let diff = Diff::settings(&plan, (*answered.settings).clone());
    let mut session = cadenza::session::Session::new(plan.clone());
    let command = cadenza::session::Command::Apply { name: "Answer".to_owned(), diff };
    session.apply(command, cadenza::session::Capture::Now).unwrap();
    assert_eq!(state(session.plan(), sequence, "pilot"), State::Answered);
    session.undo();
    assert_eq!(session.plan().settings, plan.settings);
}

/// Stale looks stale: an edit does not make a point unknown that the schedule will answer in a moment.
#[test]
fn after_an_edit_what_the_schedule_showed_stands_and_is_marked_behind_until_it_answers_again() {
    let (plan, sequence) = bare();
    let with_cap = |cap| {
        let mut plan = plan.clone();
        Arc::make_mut(plan.senders.values_mut().next().unwrap()).cap_per_day = Some(cap);
        plan
    };
    let mut app = App::open(&with_cap(3), sequence);
    open_demo(&mut app.worker, &app.desk);
    let full = |info: &PreflightInfo| {
        let is_full = |found: &&FoundView| found.finding.code == Code::MailboxFull;
        info.found.iter().find(is_full).map(|found| found.behind)
    };
    let points_of = |info: &PreflightInfo, behind: bool| {
        let own = info.points.iter().filter(|point| point.behind == behind);
        own.map(|point| (point.word.clone(), point.state)).collect::<Vec<_>>()
    };
    let at_first = app.look(false);
    assert_eq!(point(&at_first, "hours").state, PointState::Open, "nothing was known before");
    assert_eq!(full(&at_first), None);
    let before = app.look(true);
    assert_eq!((full(&before), points_of(&before, true)), (Some(false), Vec::new()));
    assert_ne!(point(&before, "hours").state, PointState::Open);

    let edit = |app: &mut App, from: u64, caps: [u32; 2]| {
        let diff = Diff::between(&with_cap(caps[0]), &with_cap(caps[1]));
        let request = Request::Diff { from, revision: from + 1, diff };
        assert_eq!(ask(&mut app.worker, &app.desk, request), Reply::Done);
    };
    edit(&mut app, 1, [3, 30_000]);
    let meanwhile = app.look_at(2, false);
    assert_eq!(full(&meanwhile), Some(true));
    for word in ["consent", "hours", "people"] {
        let (was, is) = (point(&before, word), point(&meanwhile, word));
        assert_eq!((is.state, &is.words), (was.state, &was.words), "{word}");
    }
    assert!(points_of(&meanwhile, true).iter().any(|(word, _)| word == "mailboxes"));
    // and through another edit before it has answered
    edit(&mut app, 2, [30_000, 30_001]);
    assert_eq!(full(&app.look_at(3, false)), Some(true));
    let after = app.look_at(3, true);
    assert_eq!((full(&after), points_of(&after, true)), (None, Vec::new()));
}

/// A reason that is given for nothing is listed, so that it can be taken back; what stands elsewhere is nobody's business here.
#[test]
fn a_silence_that_nothing_falls_under_any_more_is_told() {
    let (plan, sequence) = bare();
    let silence = |code: &str, place: Option<&str>| Silence {
        code: code.to_owned(),
        place: place.map(str::to_owned),
        reason: "a course".to_owned(),
        on: today(),
    };
    let here = sequence.to_string();
    let plan = with_settings(&plan, |settings| {
        settings.silences = vec![
            silence("no_goal", Some(&here)),
            silence("no_exit_on_reply", Some("sequence-999")),
            silence("long_subject", Some("step-999")),
            silence("several_a_day", Some(&here)),
            silence("revoke_all", None),
            silence("no_steps", None),
            silence("of_a_later_version", None),
        ];
    });
    let mut app = App::open(&plan, sequence);
    let idle =
        |info: PreflightInfo| info.idle.into_iter().map(|silence| silence.code).collect::<Vec<String>>();
    assert_eq!(
        idle(app.look(false)),
        ["no_exit_on_reply", "long_subject"],
        "what a list would show is not known"
    );
    open_demo(&mut app.worker, &app.desk);
    let looked = idle(app.look(false));
    assert_eq!(looked, ["no_exit_on_reply", "long_subject", "several_a_day"]);
    let timed = app.look(true);
    assert!(timed.silenced.iter().any(|it| it.silence.code == "no_goal"));
    assert_eq!(timed.unknown.len(), 1);
    assert_eq!(idle(timed)[3..], ["revoke_all", "no_steps"]);
}
