//! Templates: the one that ships becomes a plan that runs as it stands, and a bad one says where.

use std::path::Path;

use cadenza::calendar::Date;
use cadenza::interop::{FromTemplate, Template};
use cadenza::message::{merges, parts};
use cadenza::model::{ChannelKind, Field, RateOf, StdField, StepKind};
use cadenza::outline;

fn text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/b2b-cold-outbound.txt");
    std::fs::read_to_string(path).unwrap()
}

fn template() -> Template {
    Template::read(&text()).unwrap()
}

fn date(text: &str) -> Date {
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
    assert_eq!((plan.owners.len(), plan.senders.len(), plan.calendars.len()), (3, 3, 1));
    assert!(plan.owners.values().all(|owner| owner.calendar.is_some()), "their hours are the calendar's");
}

#[test]
fn the_b2b_template_prints_and_reads_back_to_the_same_sequence() {
    let FromTemplate { plan, sequence } = made("2026-11-24");
    let printed = outline::print(&plan, sequence);
    let parsed = outline::parse(&printed, &plan);
    assert_eq!(parsed.problems, []);
    let (same, diff) = parsed.draft.unwrap().into_diff(&plan, Some(sequence));
    assert_eq!(same, sequence);
    assert!(diff.is_empty(), "{printed}\n{diff:#?}");
}

#[test]
fn every_touch_has_its_letter_and_every_mail_a_way_out() {
    let FromTemplate { plan, sequence } = made("2026-11-24");
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
            let no = letter.body.lines().any(|line| line.contains("\"no\""));
            assert!(no, "{} says how to get no more mails", step.name);
            assert!(!letter.subject.is_empty());
        }
    }
    assert_eq!(touches, plan.messages.len(), "no letter is left over");
}

#[test]
fn every_merge_field_is_known_and_has_a_fallback() {
    for letter in made("2026-11-24").plan.messages.values() {
        for text in [&letter.subject, &letter.body] {
            assert_eq!(parts(text).1, [], "{}", letter.name);
            for merge in merges(text) {
                let known = [StdField::FirstName, StdField::Company, StdField::Employees, StdField::Owner];
                assert!(known.map(Field::Std).contains(&merge.field()), "{}", merge.name);
                assert!(merge.fallback.is_some_and(|fallback| !fallback.is_empty()), "{}", merge.name);
            }
        }
    }
}

#[test]
fn every_rate_and_delay_carries_its_source() {
    let plan = made("2026-11-24").plan;
    let scenario = &plan.scenarios[&plan.settings.scenario.unwrap()];
    assert_eq!((scenario.rates.len(), scenario.delays.len()), (20, 9));
    let sources = scenario
        .rates
        .iter()
        .map(|rate| &rate.source)
        .chain(scenario.delays.iter().map(|delay| &delay.source));
    for source in sources {
        assert!(!source.text.is_empty());
        assert!(source.year.is_none_or(|year| (2010..=2026).contains(&year)));
    }
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
