//! The exported schedule (X1): complete, cancellable, the same in one piece or in many, safe in a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use cadenza::audience::consent::{Channels, NoCause};
use cadenza::audience::{Columns, People};
use cadenza::calendar::Zone;
use cadenza::interop::{
    CancelWhen, CsvExport, CsvOptions, Executor, ExportSource, GuardEntry, JsonExport, JsonOptions,
    LaunchNotes, PointEntry, ScheduleFile, TouchEntry, WhenEntry, ZoneFrom, guard_words,
};
use cadenza::model::{ChannelKind, Diff, Field, FunnelStage, Message, MessageId, Plan, SequenceId, StdField};
use cadenza::outline::plan_from_text;
use cadenza::program::{Candidate, Cohort, HoldCause, compile};
use cadenza::schedule::{MoveCause, Schedule, plan_schedule};

const TEXT: &str = r#"
calendar "Office": Mon-Fri 9:00-17:00
owner "Mara": 60 minutes a day, Europe/Berlin, calendar "Office"
sender "mara@out.example": cap 2 a day, Europe/Berlin, owner "Mara"
sequence "Köln & Co.: first, second"
enter all
  from 2026-11-28
  calendar "Office"
email "Intro" 9:00-11:30
wait 1 business day
call "First call" 10:00-12:00, owner, 6 min, no phone: skip
if talked "First call"
  email "What we said"
otherwise
  split A 1
    arm A
      email "Again", reply to "Intro"
  end
end
leave when replied, meeting booked, colleague replied
"#;

/// A list planned by a sequence: what exports are made from.
pub struct World {
    pub plan: Plan,
    pub sequence: SequenceId,
    pub columns: Columns,
    pub people: People,
    pub schedule: Schedule,
}

impl World {
    /// As it is exported at that instant.
    pub fn exported<'a>(&'a self, exported_at: &'a str) -> ExportSource<'a> {
        ExportSource {
            plan: &self.plan,
            sequence: self.sequence,
            also: &[],
            schedule: &self.schedule,
            columns: &self.columns,
            people: &self.people,
            list_name: "Cologne",
            exported_at,
            launch: None,
        }
    }

    fn source(&self) -> ExportSource<'_> {
        self.exported("2026-11-24T09:30:00Z")
    }

    fn json(&self) -> String {
        JsonExport::whole(&self.source(), JsonOptions::default())
    }

    fn file(&self) -> ScheduleFile {
        serde_json::from_str(&self.json()).unwrap()
    }
}

fn letters(plan: &mut Plan, sequence: SequenceId) {
    for (touch, subject, body) in [
        ("Intro", "For {{company | you}}", "Hi {{first_name | there}},\nyours {{owner}} {{title}}"),
        ("Again", "", "Once more, {{first_name | friend}}"),
    ] {
        let id = MessageId(plan.fresh_number());
        let letter = Message {
            name: touch.to_owned(),
            channel: ChannelKind::Email,
            subject: subject.to_owned(),
            preview: String::new(),
            body: body.to_owned(),
        };
        Diff::put(plan, id, Some(letter)).apply(plan);
        let step =
            plan.walk(sequence).into_iter().find(|visit| plan.steps[&visit.id].name == touch).unwrap().id;
        let mut record = (*plan.steps[&step]).clone();
        if let cadenza::model::StepKind::Touch(touch) = &mut record.kind {
            touch.message = Some(id);
        }
        Diff::put(plan, step, Some(record)).apply(plan);
    }
}

fn world(names: &[&str]) -> World {
    world_of(TEXT, names)
}

fn world_of(text: &str, names: &[&str]) -> World {
    let made = plan_from_text(text);
    assert_eq!(made.problems, []);
    let (mut plan, sequence) = (made.plan, made.sequence.unwrap());
    letters(&mut plan, sequence);
    let n = names.len() as u32;
    let emails: Vec<String> = (0..n).map(|i| format!("p{i}@a{i}.example")).collect();
    let columns = Columns::from_texts(
        (101..101 + n).collect(),
        vec![
            ("First Name", Field::Std(StdField::FirstName), names.to_vec()),
            ("Email", Field::Std(StdField::Email), emails.iter().map(String::as_str).collect()),
            ("Phone", Field::Std(StdField::DirectPhone), vec!["+49 221 5550101"; names.len()]),
            ("Country", Field::Std(StdField::Country), vec!["DE"; names.len()]),
        ],
    );
    let people = People::of(&columns, Zone::UTC);
    let candidates: Vec<Candidate> = (0..n)
        .map(|row| Candidate {
            number: 101 + row,
            row,
            account: None,
            zone: people.zone[row as usize],
            region: None,
            owner: None,
            has_email: true,
            has_phone: row != 1,
            has_mobile: row != 1,
            has_profile: false,
            do_not_contact: false,
            noes: if row == 3 { said_no() } else { Vec::new() },
            consent: Vec::new(),
            without_basis: Default::default(),
            is_unplaced: false,
            shares_address: false,
            in_sequence: false,
        })
        .collect();
    let (program, _) = compile(&plan, sequence);
    let schedule = plan_schedule(&program, &Cohort::gather(&program, &candidates));
    World { plan, sequence, columns, people, schedule }
}

/// No on every channel.
fn said_no() -> Vec<(cadenza::model::Channel, NoCause)> {
    Channels::ALL.iter().map(|channel| (channel, NoCause::OptedOut)).collect()
}

fn of<'a>(file: &'a ScheduleFile, contact: u32, name: &str) -> &'a TouchEntry {
    file.touches.iter().find(|touch| touch.contact == contact && touch.name == name).unwrap()
}

#[test]
fn the_file_says_what_it_is_and_holds_every_touch_once() {
    let world = world(&["Ann", "Ben", "Cem", "Dov"]);
    let file = world.file();
    assert_eq!((file.format.as_str(), file.schema), ("cadenza-schedule", 2));
    assert!(file.about.contains("not the heaviest load"));
    assert_eq!((file.list.name.as_str(), file.list.rows), ("Cologne", 4));
    assert_eq!((file.plan.seed, file.sequence.id), (1, world.sequence));
    assert_eq!(file.touches.len() + file.skipped.len(), world.schedule.touches.len());
    assert!(!file.touches.is_empty() && !file.skipped.is_empty());
    let ids: BTreeSet<&str> = file
        .touches
        .iter()
        .map(|t| t.id.as_str())
        .chain(file.skipped.iter().map(|t| t.id.as_str()))
        .collect();
    assert_eq!(ids.len(), world.schedule.touches.len());
    assert_eq!(file.contacts.iter().map(|contact| contact.number).collect::<Vec<_>>(), [101, 102, 103, 104]);
    assert_eq!(file.contacts[0].fields["first_name"], "Ann");
    assert_eq!(
        (file.contacts[0].zone.as_str(), file.contacts[0].zone_from),
        ("Europe/Berlin", ZoneFrom::Country)
    );
    assert_eq!(file.held_back.len(), 1);
    assert_eq!((file.held_back[0].contact, file.held_back[0].cause), (104, HoldCause::OptedOut));
}

#[test]
fn instants_are_given_in_utc_and_on_the_contacts_clock() {
    // 2026-11-28 is a Saturday; two mails a day, so Cem's goes out on Tuesday
    let file = world(&["Ann", "Ben", "Cem"]).file();
    let WhenEntry::Planned { planned, .. } = &of(&file, 101, "Intro").when else { panic!("nobody reacts") };
    assert_eq!(planned.utc, "2026-11-30T08:00:00Z");
    assert_eq!(planned.local, "2026-11-30T09:00:00+01:00");
    assert_eq!(planned.zone, "Europe/Berlin");
    let WhenEntry::Planned { planned, moved_by, .. } = &of(&file, 103, "Intro").when else { panic!() };
    assert_eq!(planned.utc, "2026-12-01T08:00:00Z");
    assert!(moved_by.contains(&MoveCause::Capacity));
}

#[test]
fn a_reply_names_its_thread_and_what_must_come_before_it() {
    let file = world(&["Ann"]).file();
    let (intro, again) = (of(&file, 101, "Intro"), of(&file, 101, "Again"));
    assert_eq!(again.reply_to.as_deref(), Some(intro.id.as_str()));
    assert_eq!(again.depends_on, [of(&file, 101, "First call").id.clone()]);
    assert_eq!(again.arms.iter().map(|arm| arm.arm.as_str()).collect::<Vec<_>>(), ["A"]);
    assert_eq!(intro.sender.as_deref(), Some("mara@out.example"));
    assert_eq!((intro.by, of(&file, 101, "First call").by), (Executor::Automatic, Executor::Owner));
    assert_eq!(of(&file, 101, "First call").owner.as_deref(), Some("Mara"));
}

#[test]
fn every_touch_says_what_cancels_it_beyond_the_exit_rules_too() {
    let file = world(&["Ann"]).file();
    let mail = &of(&file, 101, "Intro").cancel_when;
    for cancel in [CancelWhen::Replied, CancelWhen::MeetingBooked, CancelWhen::ColleagueReplied] {
        assert!(mail.contains(&cancel), "{cancel:?} is an exit rule");
    }
    assert!(mail.contains(&CancelWhen::HardBounce), "without the rule a bounce still blocks mail");
    assert!(
        mail.contains(&CancelWhen::OptedOutOfChannel),
        "without the rule an opt-out still blocks the channel"
    );
    let call = &of(&file, 101, "First call").cancel_when;
    assert!(!call.contains(&CancelWhen::HardBounce) && call.contains(&CancelWhen::OptedOutOfChannel));
}

#[test]
fn a_touch_says_which_funnel_stage_it_works_on() {
    let text = TEXT.replace("email \"Intro\" 9:00-11:30", "email \"Intro\" 9:00-11:30, stage awareness");
    let world = world_of(&text, &["Ann"]);
    let file = world.file();
    assert_eq!(of(&file, 101, "Intro").stage, Some(FunnelStage::Awareness));
    assert_eq!(of(&file, 101, "First call").stage, None);
    let csv = CsvExport::whole(&world.source(), CsvOptions::default());
    let stages: Vec<&str> = csv.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(stages[..3], ["stage", "awareness", ""], "{csv}");
    assert!(!world_of(TEXT, &["Ann"]).json().contains("\"stage\""), "nothing is written where there is none");
}

#[test]
fn s6_a_message_after_an_action_has_the_value_that_was_set_on_its_own_way() {
    let text = TEXT
        .replace("email \"Intro\"", "set field title to \"CEO\"\nadd tag \"new\"\nemail \"Intro\"")
        .replace("wait 1 business day", "set field title to \"CFO\"\nadd tag \"mailed\"\nwait 1 business day")
        .replace("  email \"What", "  set field title to \"Talker\"\n  email \"What");
    let mut world = world_of(&text, &["Ann"]);
    let id = *world.plan.messages.iter().find(|(_, letter)| letter.name == "Again").unwrap().0;
    let letter = Message { body: "{{title}}, {{tag}}".to_owned(), ..(*world.plan.messages[&id]).clone() };
    Diff::put(&world.plan, id, Some(letter)).apply(&mut world.plan);
    let said = *world.plan.steps.iter().find(|(_, step)| step.name == "What we said").unwrap().0;
    let mut step = (*world.plan.steps[&said]).clone();
    if let cadenza::model::StepKind::Touch(touch) = &mut step.kind {
        touch.message = Some(id);
    }
    Diff::put(&world.plan, said, Some(step)).apply(&mut world.plan);
    let file = world.file();
    let title = |step: &str| of(&file, 101, step).values["title"].clone();
    assert_eq!(title("Intro"), "CEO", "what comes later is not seen");
    assert_eq!(title("What we said"), "Talker");
    assert_eq!(title("Again"), "CFO", "what another way sets is not seen either");
    assert_eq!(of(&file, 101, "Again").values["tag"], "new; mailed");
}

#[test]
fn a_touch_behind_a_condition_carries_it_as_data_and_in_words() {
    let world = world(&["Ann"]);
    let file = world.file();
    let said = of(&file, 101, "What we said");
    assert!(matches!(said.when, WhenEntry::Between { .. }));
    assert!(matches!(said.only_if.as_slice(), [GuardEntry::When { .. }]), "{:?}", said.only_if);
    assert_eq!(said.only_if_words.as_deref(), Some("talked \"First call\""));
    let again = of(&file, 101, "Again");
    assert_eq!(again.only_if_words.as_deref(), Some("not talked \"First call\""));
    assert_eq!(guard_words(&world.plan, &[]), "");
}

#[test]
fn merge_values_have_their_fallbacks_and_the_owner_is_who_sends() {
    let world = world(&["Ann", ""]);
    let file = world.file();
    let expected: BTreeMap<String, String> =
        [("first_name", "Ann"), ("company", "you"), ("owner", "Mara"), ("title", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
    assert_eq!(of(&file, 101, "Intro").values, expected);
    assert_eq!(of(&file, 102, "Intro").values["first_name"], "there");
    assert_eq!(of(&file, 102, "Again").values["first_name"], "friend");
    assert!(file.touches.iter().all(|touch| touch.rendered.is_none()), "texts are written once");
    assert_eq!(file.messages.len(), 2);

    let options = JsonOptions { rendered: true, ..JsonOptions::default() };
    let file: ScheduleFile = serde_json::from_str(&JsonExport::whole(&world.source(), options)).unwrap();
    let rendered = of(&file, 102, "Intro").rendered.clone().unwrap();
    assert_eq!((rendered.subject.as_str(), rendered.body.as_str()), ("For you", "Hi there,\nyours Mara "));
}

#[test]
fn only_the_fields_asked_for_are_written() {
    let world = world(&["Ann"]);
    let options = JsonOptions { fields: vec![Field::Std(StdField::Email)], rendered: false };
    let file: ScheduleFile = serde_json::from_str(&JsonExport::whole(&world.source(), options)).unwrap();
    assert_eq!(file.contacts[0].fields.keys().collect::<Vec<_>>(), ["email"]);
}

#[test]
fn the_file_comes_in_small_pieces_that_add_up() {
    let names: Vec<String> = (0..600).map(|i| format!("Person {i}")).collect();
    let world = world(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let source = world.source();
    let mut export = JsonExport::new(&source, JsonOptions::default());
    let chunks: Vec<String> = std::iter::from_fn(|| export.next_chunk(&source)).collect();
    assert!(chunks.len() > 10);
    assert!(chunks.iter().all(|chunk| !chunk.is_empty() && chunk.len() < 80_000));
    assert_eq!(export.next_chunk(&source), None, "and then no more");
    let file: ScheduleFile = serde_json::from_str(&chunks.concat()).unwrap();
    assert_eq!(file.contacts.len(), 600);
    assert_eq!(file.touches.len() + file.skipped.len(), world.schedule.touches.len());

    let mut export = CsvExport::new(&source, CsvOptions::default());
    let chunks: Vec<String> = std::iter::from_fn(|| export.next_chunk(&source)).collect();
    assert!(chunks.len() > 3);
    assert_eq!(
        read_csv(&chunks.concat()).len(),
        world.schedule.touches.len() + world.schedule.held_back.len() + 1
    );
}

/// X1: what was known when it was exported all the same stands in the file, and is read back.
#[test]
fn an_export_all_the_same_says_which_errors_were_known() {
    let world = world(&["Ann"]);
    let point = PointEntry {
        point: "previewed".to_owned(),
        name: "Previewed".to_owned(),
        state: "answered".to_owned(),
        words: "Read as five contacts".to_owned(),
        on: "2026-11-24".parse().ok(),
    };
    let notes = LaunchNotes {
        points: vec![point],
        despite: vec!["no_column_unmapped".to_owned()],
        ..LaunchNotes::default()
    };
    let source = ExportSource { launch: Some(&notes), ..world.source() };
    let text = JsonExport::whole(&source, JsonOptions::default());
    let file = ScheduleFile::read(&text).unwrap();
    assert_eq!((file.despite, file.points), (notes.despite, notes.points));
    assert!(!world.json().contains("\"despite\""), "nothing was known");
}

#[test]
fn a_plan_that_cannot_run_exports_its_launch_check_alone() {
    let mut world = world(&["Ann"]);
    let nowhere = SequenceId(99);
    let (program, _) = compile(&world.plan, nowhere);
    world.schedule = plan_schedule(&program, &Cohort::gather(&program, &[]));
    world.sequence = nowhere;
    let file = world.file();
    assert!(!file.launch_check.is_empty());
    assert!(file.touches.is_empty() && file.contacts.is_empty());
}

/// The rows of a CSV file, by a reader that is not ours.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv_core::Reader::new();
    let (mut input, mut rows) = (text.as_bytes(), Vec::new());
    let (mut out, mut ends) = (vec![0; 1 << 16], vec![0; 64]);
    loop {
        let (result, read, _, n) = reader.read_record(input, &mut out, &mut ends);
        input = &input[read..];
        match result {
            csv_core::ReadRecordResult::Record => {
                let starts = std::iter::once(0).chain(ends[..n].iter().copied());
                let cells =
                    starts.zip(&ends[..n]).map(|(a, b)| String::from_utf8(out[a..*b].to_vec()).unwrap());
                rows.push(cells.collect());
            }
            csv_core::ReadRecordResult::End => return rows,
            csv_core::ReadRecordResult::InputEmpty => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn csv_has_a_row_a_touch_and_is_safe_in_a_spreadsheet() {
    let bad = ["=HYPERLINK(\"http://x\")", "+1", "-1", "@cmd", "Ann, \"A\"\nB"];
    let world = world(&bad);
    let source = world.source();
    let text = CsvExport::whole(&source, CsvOptions::default());
    let rows = read_csv(&text);
    let column = |name: &str| rows[0].iter().position(|header| header == name).unwrap();
    assert_eq!(rows.len(), world.schedule.touches.len() + world.schedule.held_back.len() + 1);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let first = column("first_name");
    let names: BTreeSet<&str> = rows[1..].iter().map(|row| row[first].as_str()).collect();
    assert!(names.contains("'=HYPERLINK(\"http://x\")") && names.contains("'+1") && names.contains("'-1"));
    assert!(names.contains("Ann, \"A\"\nB"), "what is no formula stays as it is");
    for row in &rows[1..=world.schedule.touches.len()] {
        for cell in row {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
        assert!(row[column("contact_number")].parse::<u32>().is_ok(), "numbers that we made are bare");
        assert_eq!(row[column("phone")], "'+49 221 5550101");
    }

    // who is held back stands below, with the reason
    let four = self::world(&["Ann", "Ben", "Cem", "Dov"]);
    let rows = read_csv(&CsvExport::whole(&four.source(), CsvOptions::default()));
    assert_eq!(rows.len(), four.schedule.touches.len() + 2);
    let last = rows.last().unwrap();
    let cell = |name: &str| last[column(name)].as_str();
    assert_eq!((cell("touch_id"), cell("contact_number"), cell("first_name")), ("", "104", "Dov"));
    assert_eq!((cell("status"), cell("skipped_because")), ("held back", "opted out"));
    assert_eq!(last.len(), rows[0].len());

    let machines = read_csv(&CsvExport::whole(&source, CsvOptions { for_machines: true }));
    assert!(machines[1..].iter().any(|row| row[first] == "=HYPERLINK(\"http://x\")"));
    assert_eq!(machines[1][column("phone")], "+49 221 5550101");
}

#[test]
fn the_files_name_says_sequence_and_day() {
    let mut world = world(&["Ann"]);
    assert_eq!(world.source().file_name("json"), "cadenza-koeln-co-first-second-2026-11-24.json");
    let mut record = (*world.plan.sequences[&world.sequence]).clone();
    record.name = "../../ 日本".to_owned();
    Diff::put(&world.plan, world.sequence, Some(record)).apply(&mut world.plan);
    assert_eq!(world.source().file_name("csv"), "cadenza-schedule-2026-11-24.csv");
}

#[test]
fn the_problems_of_an_import_can_be_saved_row_by_row_for_who_mends_the_file() {
    use cadenza::audience::{ProblemKind, ReadProblem, Report};
    let problem = |kind, header: Option<&str>, rows: Vec<u32>, count| ReadProblem {
        kind,
        header: header.map(str::to_owned),
        rows,
        count,
        samples: Vec::new(),
    };
    let report = Report {
        problems: vec![
            problem(ProblemKind::NotAnEmail, Some("=Email, work"), vec![3, 214], 2),
            problem(ProblemKind::RaggedRow, None, vec![5], 1_201),
        ],
        ..Report::default()
    };
    assert_eq!(
        cadenza::interop::problems_csv(&report),
        "row,column,problem,what was done\r\n\
         3,\"'=Email, work\",Not an email address,Email left empty\r\n\
         214,\"'=Email, work\",Not an email address,Email left empty\r\n\
         5,,More or fewer fields than the header,\"Missing fields left empty, surplus fields left out\"\r\n\
         and 1200 more,,More or fewer fields than the header,\"Missing fields left empty, surplus fields left out\"\r\n"
    );
}

#[test]
fn a_file_reads_back_whole_or_is_refused_with_its_place() {
    let text = world(&["Ann", "Ben", "Cem", "Dov"]).json();
    let file = ScheduleFile::read(&text).unwrap();
    assert_eq!(file, serde_json::from_str(&text).unwrap());
    let damaged = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        change(&mut value);
        let fault = ScheduleFile::read(&value.to_string()).unwrap_err();
        (fault.path, fault.message)
    };
    let (path, message) = damaged(&|file| drop(file["touches"][2].as_object_mut().unwrap().remove("when")));
    assert_eq!((path.as_str(), message.as_str()), ("touches[2]", "missing field `when`"));
    let (path, message) =
        damaged(&|file| file["touches"][1]["depends_on"] = serde_json::json!(["0000000000000000"]));
    assert_eq!(path, "touches[1]");
    assert!(message.contains("not in the file"), "{message}");
    let first = file.touches[0].id.clone();
    let (path, message) = damaged(&|file| file["touches"][1]["id"] = first.clone().into());
    assert_eq!((path.as_str(), message.contains("twice")), ("touches[1]", true));
    assert_eq!(damaged(&|file| file["contacts"] = serde_json::json!([])).0, "touches[0]");
    assert_eq!(damaged(&|file| file["contacts"] = serde_json::json!({})).0, "contacts");
    assert_eq!(damaged(&|file| drop(file.as_object_mut().unwrap().remove("skipped"))).0, "skipped");
    assert_eq!(damaged(&|file| file["colour"] = "blue".into()).0, "colour");
    assert_eq!(damaged(&|file| file["schema"] = 3.into()).0, "schema");
    assert_eq!(damaged(&|file| file["format"] = "cadenza-plan".into()).0, "format");
    let twice = text.replacen("\"skipped\":", "\"touches\": [], \"skipped\":", 1);
    let fault = ScheduleFile::read(&twice).unwrap_err();
    assert_eq!(fault.path, "touches");
    assert!(fault.message.starts_with("the key stands twice"), "{fault}");
    let cut = ScheduleFile::read(&text[..text.len() / 2]).unwrap_err();
    assert!(
        cut.path
            .split_once(':')
            .is_some_and(|(line, column)| line.parse::<u32>().is_ok() && column.parse::<u32>().is_ok()),
        "{}",
        cut.path
    );
    for bad in ["", "[]", "null", "{}", &"[".repeat(100_000)] {
        assert!(ScheduleFile::read(bad).is_err());
    }
}
