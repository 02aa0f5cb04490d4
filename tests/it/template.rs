//! Templates: each that ships becomes a plan that runs as it stands, and a bad one says where.

use std::path::Path;

use cadenza::calendar::Date;
use cadenza::interop::{FromTemplate, Template};
use cadenza::message::{is_reserved, merges, parts};
use cadenza::model::{ChannelKind, EventKind, Field, RateOf, SourceKind, StdField, StepKind};
use cadenza::outline;

/// All that ship, as Home lists them.
pub const NAMES: [&str; 5] =
    ["b2b-cold-outbound", "inbound-lead", "abandoned-cart", "welcome-onboarding", "post-purchase"];

fn text_of(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(format!("{name}.txt"));
    std::fs::read_to_string(path).unwrap()
}

fn text() -> String {
    text_of("b2b-cold-outbound")
}

/// The plan of a template, made on that day.
pub fn plan_of(name: &str, today: &str) -> FromTemplate {
    let template = Template::read(&text_of(name)).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
    template.instantiate(name, 7, date(today)).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"))
}

fn template() -> Template {
    Template::read(&text()).unwrap()
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn made(today: &str) -> FromTemplate {
    template().instantiate("cold-outbound-1", 7, date(today)).unwrap()
}

/// Line of the first line that contains `needle`, from 1.
fn line_of(text: &str, needle: &str) -> usize {
    text.lines().position(|line| line.contains(needle)).unwrap() + 1
}

#[test]
fn the_b2b_template_is_a_plan_without_broken_invariants() {
    let FromTemplate { plan, sequence } = made("2026-11-24");
    assert_eq!(plan.broken_invariants(), []);
    assert_eq!((plan.id.as_str(), plan.settings.seed), ("cold-outbound-1", 7));
    assert_eq!(plan.settings.zone.0, "Europe/Berlin");
    assert!(plan.sequences[&sequence].segment.is_some_and(|id| plan.segments.contains_key(&id)));
    assert_eq!((plan.owners.len(), plan.senders.len(), plan.calendars.len()), (3, 3, 2));
    assert!(plan.owners.values().all(|owner| owner.calendar.is_some()), "their hours are the calendar's");
}

#[test]
fn every_template_prints_and_reads_back_to_the_same_sequence() {
    for name in NAMES {
        let FromTemplate { plan, sequence } = plan_of(name, "2026-11-24");
        assert_eq!((plan.broken_invariants(), plan.bad_values()), (vec![], vec![]), "{name}");
        let printed = outline::print(&plan, sequence);
        let parsed = outline::parse(&printed, &plan);
        assert_eq!(parsed.problems, [], "{name}");
        let (same, diff) = parsed.draft.unwrap().into_diff(&plan, Some(sequence));
        assert_eq!(same, sequence);
        assert!(diff.is_empty(), "{printed}\n{diff:#?}");
    }
}

#[test]
fn the_templates_folder_holds_what_home_lists() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut all = NAMES.to_vec();
    all.sort_unstable();
    assert_eq!(names, all);
    let home =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/pages/home/starts.rs"))
            .unwrap();
    for name in all {
        assert!(home.contains(&format!("\"{name}\"")), "Home does not list {name}");
    }
}

#[test]
fn every_touch_has_its_letter_and_every_mail_a_way_out() {
    for name in NAMES {
        let FromTemplate { plan, sequence } = plan_of(name, "2026-11-24");
        let mut touches = 0;
        for visit in plan.walk(sequence) {
            let step = &plan.steps[&visit.id];
            let StepKind::Touch(touch) = &step.kind else { continue };
            touches += 1;
            let letter = touch.message.unwrap_or_else(|| panic!("{} has no text", step.name));
            let letter = &plan.messages[&letter];
            assert_eq!((&letter.name, letter.channel), (&step.name, touch.channel));
            assert!(!letter.body.is_empty(), "{} has a text", step.name);
            if touch.channel == ChannelKind::Email {
                let no = letter.body.lines().any(|line| line.contains("\"no\"") || line.contains("\"stop\""));
                assert!(no, "{} says how to get no more mails", step.name);
                assert!(!letter.subject.is_empty() && letter.subject.chars().count() <= 50, "{}", step.name);
                assert!(!letter.preview.is_empty() && letter.preview.chars().count() <= 90, "{}", step.name);
            } else {
                assert!(letter.subject.is_empty() && letter.preview.is_empty(), "{}", step.name);
            }
            if touch.channel == ChannelKind::Sms {
                assert!(letter.body.contains("STOP"), "{} says how to get no more", step.name);
            }
        }
        assert_eq!(touches, plan.messages.len(), "{name}: no letter is left over");
    }
}

#[test]
fn every_merge_field_is_known_and_has_a_fallback() {
    for name in NAMES {
        for letter in plan_of(name, "2026-11-24").plan.messages.values() {
            for text in [&letter.subject, &letter.preview, &letter.body] {
                assert_eq!(parts(text).1, [], "{}", letter.name);
                assert!(!text.contains('{') || !merges(text).is_empty(), "{}: {text}", letter.name);
                // what the sending tool fills has no fallback
                for merge in merges(text).into_iter().filter(|merge| !is_reserved(merge.name)) {
                    let known =
                        [StdField::FirstName, StdField::Company, StdField::Employees, StdField::Owner];
                    assert!(known.map(Field::Std).contains(&merge.field()), "{}", merge.name);
                    assert!(merge.fallback.is_some_and(|fallback| !fallback.is_empty()), "{}", merge.name);
                }
            }
        }
    }
}

#[test]
fn every_rate_and_delay_carries_its_source() {
    for name in NAMES {
        let FromTemplate { plan, sequence } = plan_of(name, "2026-11-24");
        let scenario = &plan.scenarios[&plan.settings.scenario.unwrap()];
        let rates = scenario.rates.iter().map(|rate| &rate.source);
        let delays = scenario.delays.iter().map(|delay| &delay.source);
        let spread =
            [scenario.frailty.as_ref().map(|f| &f.source), scenario.ignorance.as_ref().map(|i| &i.source)];
        assert!(spread.iter().all(Option::is_some), "{name} says how wrong it may be");
        for source in rates.chain(delays).chain(spread.into_iter().flatten()) {
            assert!(!source.text.is_empty());
            assert!(source.year.is_none_or(|year| (2010..=2026).contains(&year)));
            // what nobody has measured says so
            let says_so = source.text.contains("our assumption") || source.text.contains("example value");
            assert_eq!(source.kind == SourceKind::Assumed, says_so, "{name}: {}", source.text);
        }
        // no sound source exists for replies to SMS and WhatsApp: the user enters one
        let messaging = [ChannelKind::Sms, ChannelKind::Whatsapp].map(RateOf::Channel);
        let made_up =
            |rate: &&cadenza::model::Rate| messaging.contains(&rate.of) && rate.outcome == EventKind::Replied;
        assert_eq!(scenario.rates.iter().find(made_up), None, "{name}");
        // every channel that is used has rates
        for visit in plan.walk(sequence) {
            let Some(touch) = plan.steps[&visit.id].kind.touch() else { continue };
            let rated = scenario.rates.iter().any(|rate| match rate.of {
                RateOf::Channel(channel) | RateOf::Nth { channel, .. } => channel == touch.channel,
                RateOf::Step(id) => id == visit.id,
            });
            assert!(rated || touch.channel == ChannelKind::Task, "{name}: {:?}", touch.channel);
        }
    }
    let plan = made("2026-11-24").plan;
    let scenario = &plan.scenarios[&plan.settings.scenario.unwrap()];
    assert_eq!((scenario.rates.len(), scenario.delays.len()), (20, 9));
    let first = RateOf::Nth { channel: ChannelKind::Email, nth: 1 };
    assert!(scenario.rates.iter().any(|rate| rate.of == first && (rate.value.get() - 0.02).abs() < 1e-12));
}

#[test]
fn entry_begins_on_the_next_working_day_after_the_day_it_is_made() {
    // a Tuesday, a Friday, the day before Christmas (a holiday of the calendar, then a Saturday and a Sunday)
    for (today, from) in
        [("2026-11-24", "2026-11-25"), ("2026-11-27", "2026-11-30"), ("2026-12-24", "2026-12-28")]
    {
        let FromTemplate { plan, sequence } = made(today);
        assert_eq!(plan.sequences[&sequence].entry.from, date(from), "made on {today}");
        assert_eq!(plan.sequences[&sequence].entry.per_business_day, Some(15), "the throttle is kept");
    }
}

#[test]
fn a_template_that_does_not_read_says_in_which_lines() {
    let good = text();
    let cases = [
        ("email | clicked | 1 %", "email | clicked | 140 %"),
        ("email | clicked | 1 %", "email | clicked | NaN %"),
        ("email | clicked | 1 %", "email | clicked | 1e1 %"),
        ("email 2 | replied | 0.6 %", "email 0 | replied | 0.6 %"),
        ("call | talked | 58 % | connected | vendor", "call | talked | 58 % | connected | rumour"),
        (
            "call | talked | 58 % | connected | vendor | 2025",
            "call | talked | 58 % | connected | vendor | soon",
        ),
        ("email | bounced | 2 | 1.0 | assumed", "email | bounced | -2 | 1.0 | assumed"),
        ("zone: Europe/Berlin", "zone: Europe/Atlantis"),
        ("linkedin message | replied | 9.4 %", "fax | replied | 9.4 %"),
        ("\n--- team", "\n--- crew"),
        ("title contains one of", "title smells of"),
        ("wait 2 business days", "wait 2 business moons"),
        ("owner \"Priya Ramanath\": 120", "owner \"Priya Ramanath\": many"),
        ("--- message \"First call\"", "--- message \"Worst call\""),
        ("channel: linkedin invite", "channel: fax"),
    ];
    for (old, new) in cases {
        assert!(good.contains(old), "{old}");
        let bad = good.replacen(old, new, 1);
        let problems = match Template::read(&bad) {
            Ok(template) => template.instantiate("x", 1, date("2026-11-24")).unwrap_err(),
            Err(problems) => problems,
        };
        let line = line_of(&bad, new.trim_start());
        assert!(problems.iter().any(|problem| problem.line == line), "{new}: line {line}, got {problems:#?}");
    }
}

#[test]
fn text_that_is_no_template_is_refused_without_a_panic() {
    for text in
        ["", "\n\n", "hello", "---", "--- outline", "--- message \"x\"", "--- about\nname", "\u{feff}#"]
    {
        assert!(Template::read(text).is_err(), "{text:?}");
    }
    let whole = text();
    for cut in (0..whole.len()).step_by(61).filter(|cut| whole.is_char_boundary(*cut)) {
        if let Ok(template) = Template::read(&whole[..cut]) {
            let _ = template.instantiate("x", 1, date("2026-11-24"));
        }
    }
}
