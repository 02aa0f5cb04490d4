//! The rules of preflight: each page's two examples, the law of fixes, no panic on any plan, silences.

use std::collections::BTreeSet;
use std::sync::Arc;

use cadenza::audience::{Columns, People, Reader, sniff};
use cadenza::calendar::{Date, Zone};
use cadenza::interop::Template;
use cadenza::lean::turns::{at_once, straight_on};
use cadenza::model::{Code, Plan, SequenceId, Settings, Severity, Silence};
use cadenza::preflight::{Inputs, Known, ListInput, Report, codes, preflight, preflight_in_turns};
use cadenza::program::{Cohort, compile};
use cadenza::schedule::{Schedule, plan_schedule};
use cadenza::simulate::{Batch, Forecast, summary};

pub fn today() -> Date {
    "2026-11-30".parse().unwrap()
}

/// A plan over a list, as pages and the corpus tell it.
pub struct Told {
    pub plan: Plan,
    pub sequence: SequenceId,
    pub list: Option<(Columns, People)>,
}

impl Told {
    pub fn new(text: &str) -> Told {
        Told::read(text).unwrap_or_else(|why| panic!("{why}\n{text}"))
    }

    pub fn read(text: &str) -> Result<Told, String> {
        let (plan, list) = text.split_once("\n--- list\n").unwrap_or((text, ""));
        let about = "--- about\nname: T\nplan: T\nsummary: T\nzone: Europe/Berlin\n\n";
        let start = plan.split_once("from 20").map(|(_, rest)| format!("20{}", &rest[..8]));
        let template = Template::read(&format!("{about}{plan}")).map_err(|why| format!("{why:?}"))?;
        let made = template.instantiate("plan", 1, today()).map_err(|why| format!("{why:?}"))?;
        let mut plan = made.plan;
        if let Some(start) = start.and_then(|start| start.parse::<Date>().ok()) {
            let sequence = Arc::make_mut(plan.sequences.get_mut(&made.sequence).unwrap());
            sequence.entry.from = start;
        }
        // a template has a subject for every mail; a plan need not
        for letter in plan.messages.values_mut() {
            if letter.subject == "(none)" {
                Arc::make_mut(letter).subject.clear();
            }
        }
        let list = (!list.is_empty()).then(|| columns(list));
        Ok(Told { plan, sequence: made.sequence, list })
    }

    pub fn schedule(&self) -> Option<Schedule> {
        let (columns, people) = self.list.as_ref()?;
        let (program, _) = compile(&self.plan, self.sequence);
        let cohort = Cohort::of_list(&program, &self.plan, columns, people, today()).ok()?;
        Some(plan_schedule(&program, &cohort))
    }

    /// What is expected of it: few futures, always the same.
    fn forecast(&self) -> Option<Forecast> {
        let (columns, people) = self.list.as_ref()?;
        let (program, _) = compile(&self.plan, self.sequence);
        let scenario = self.plan.scenarios.get(&self.plan.settings.scenario?)?;
        if scenario.rates.is_empty() {
            return None;
        }
        let cohort = Cohort::of_list(&program, &self.plan, columns, people, today()).ok()?;
        Some(summary(&program, &[Batch::run(&program, &cohort, 0..40)], 40))
    }

    pub fn report(&self) -> Report {
        self.report_of(&self.plan)
    }

    pub fn report_of(&self, plan: &Plan) -> Report {
        let told = Told { plan: plan.clone(), sequence: self.sequence, list: self.list.clone() };
        let (schedule, forecast) = (told.schedule(), told.forecast());
        let known = Known::default();
        let list = self.list.as_ref().map(|(columns, people)| ListInput { columns, people, known: &known });
        let (schedule, forecast) = (schedule.as_ref(), forecast.as_ref());
        preflight(&Inputs { list, schedule, forecast, ..Inputs::of(plan, today()) })
    }
}

/// A list as CSV; `*60 p#@a.example` stands for 60 rows with their number at the sign.
pub fn columns(csv: &str) -> (Columns, People) {
    let mut text = String::new();
    for line in csv.lines() {
        match line.strip_prefix('*').and_then(|rest| rest.split_once(' ')) {
            Some((n, row)) => {
                for number in 1..=n.parse::<u32>().unwrap() {
                    text.push_str(&row.replace('#', &number.to_string()));
                    text.push('\n');
                }
            }
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    let sniffed = sniff(text.as_bytes()).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(text.as_bytes()).unwrap();
    let columns = reader.finish().unwrap().import(&sniffed.mapping(), 1).columns;
    let people = People::of(&columns, Zone::from_name("Europe/Berlin").unwrap());
    (columns, people)
}

fn page(code: Code) -> String {
    let path = format!("{}/src/preflight/rules/{code}.md", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// The examples of a page: the one that fires, the one that does not.
pub fn examples(code: Code) -> [String; 2] {
    let page = page(code);
    let mut parts = page.split("```plan\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    [parts.next().unwrap(), parts.next().unwrap()]
}

#[test]
fn every_page_s_first_example_fires_and_its_second_does_not() {
    let mut wrong = Vec::new();
    for code in codes() {
        let [fires, silent] = examples(code);
        if let Some(why) = [&fires, &silent].into_iter().find_map(|text| Told::read(text).err()) {
            wrong.push(format!("{code}: {why}"));
            continue;
        }
        let of = |text: &str| {
            let report = Told::new(text).report();
            report.found.into_iter().filter(|found| found.finding.code == code).collect::<Vec<_>>()
        };
        match of(&fires).first() {
            None => wrong.push(format!("{code}: does not fire")),
            Some(found) => {
                let sentence = found.finding.sentence();
                if sentence.contains('{') && !sentence.contains("{{") || sentence.contains("  ") {
                    wrong.push(format!("{code}: {sentence}"));
                }
            }
        }
        if let Some(found) = of(&silent).first() {
            wrong.push(format!("{code}: fires where it should not: {}", found.finding.sentence()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the fixes of a plan's findings: each removes its finding and adds none as severe.
fn wrong_fixes(name: &str, told: &Told, of: impl Fn(Code) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let before = told.report();
    for found in before.found.iter().filter(|found| of(found.finding.code)) {
        let code = found.finding.code;
        for fix in &found.fixes {
            let Some(diff) = fix.diff() else { continue };
            let mut plan = told.plan.clone();
            assert!(diff.fits(&plan), "{name}: {code}: {}", fix.name);
            diff.apply(&mut plan);
            let sound = plan.broken_invariants().is_empty() && plan.bad_values().is_empty();
            let after = told.report_of(&plan);
            let is_same = |it: &cadenza::preflight::Found| {
                it.finding.code == code && it.finding.place == found.finding.place
            };
            // of several at one place one goes with each press
            let count = |report: &Report| report.found.iter().filter(|it| is_same(it)).count();
            if !sound || count(&after) >= count(&before) {
                wrong.push(format!("{name}: {code}: “{}” does not mend it", fix.name));
            }
            let severe = |report: &Report| -> Vec<(Code, cadenza::model::Place)> {
                let all = report.found.iter().filter(|it| it.finding.severity() <= code.severity());
                all.map(|it| (it.finding.code, it.finding.place)).collect()
            };
            let were = severe(&before);
            for new in severe(&after).into_iter().filter(|it| !were.contains(it)) {
                wrong.push(format!("{name}: {code}: “{}” adds {new:?}", fix.name));
            }
        }
    }
    wrong
}

#[test]
fn a_fix_removes_its_finding_and_adds_none_as_severe() {
    let mut wrong = Vec::new();
    for code in codes() {
        let Ok(told) = Told::read(&examples(code)[0]) else { continue };
        wrong.extend(wrong_fixes("page", &told, |found| found == code));
    }
    for (name, _, told) in corpus() {
        wrong.extend(wrong_fixes(&name, &told, |_| true));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_page_with_why_source_and_when_to_let_it_stand() {
    for code in codes() {
        let page = page(code);
        for heading in [
            "# ",
            "## Why\n",
            "Source: ",
            "## An example that fires",
            "## One that does not",
            "## When to let it stand",
        ] {
            assert!(page.contains(heading), "{code}: {heading}");
        }
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        assert!(page.contains(&format!("`{code}` · {severity} ·")), "{code}: the page says another severity");
    }
}

#[test]
fn codes_are_said_once_and_each_is_found_by_one_rule() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    let rules: Vec<Code> = codes().collect();
    let unique: BTreeSet<&Code> = rules.iter().collect();
    assert_eq!(unique.len(), rules.len());
    assert!(rules.len() >= 40, "{} rules", rules.len());
    for code in Code::ALL {
        assert_eq!(Code::named(code.name()), Some(*code));
    }
}

#[test]
fn a_silence_covers_its_code_at_its_place_and_one_that_is_not_known_is_kept() {
    let mut told = Told::new(&examples(Code::NoExitOnReply)[0]);
    let silence = |code: &str, place: Option<String>| Silence {
        code: code.to_owned(),
        place,
        reason: "a course".to_owned(),
        on: today(),
    };
    let here = told.sequence.to_string();
    let mut with = |silences: Vec<Silence>| {
        told.plan.settings = Arc::new(Settings { silences, ..(*told.plan.settings).clone() });
        let text = cadenza::store::write_plan(&told.plan);
        let (plan, problems) = cadenza::store::read_plan(text.as_bytes()).unwrap();
        assert_eq!(problems, []);
        let report = told.report_of(&plan);
        let is_said = report.found.iter().any(|found| found.finding.code == Code::NoExitOnReply);
        (is_said, report.silenced.len(), report.unknown.len())
    };
    assert_eq!(with(vec![]), (true, 0, 0));
    assert_eq!(with(vec![silence("no_exit_on_reply", Some(here))]), (false, 1, 0));
    assert_eq!(with(vec![silence("no_exit_on_reply", Some("sequence-99".to_owned()))]), (true, 0, 0));
    assert_eq!(with(vec![silence("no_exit_on_reply", None)]), (false, 1, 0));
    assert_eq!(with(vec![silence("of_a_later_version", None)]), (true, 0, 1));
}

/// Counted in work and not in time: the same report everywhere.
#[test]
fn a_rule_with_too_much_to_look_at_is_named_and_the_rest_still_answer() {
    let told = Told::new(&examples(Code::RoleAddresses)[0]);
    let known = Known::default();
    let list = told.list.as_ref().map(|(columns, people)| ListInput { columns, people, known: &known });
    let with = |work| preflight(&Inputs { list, work, ..Inputs::of(&told.plan, today()) });
    let whole = with(1_000_000);
    assert_eq!(whole.unfinished, []);
    assert!(whole.found.iter().any(|found| found.finding.code == Code::RoleAddresses));

    let n_rows = told.list.as_ref().unwrap().0.len() as u64;
    let steps = told.plan.steps.len() as u64;
    let little = with(steps + n_rows - 1);
    assert!(little.unfinished.contains(&Code::RoleAddresses), "{:?}", little.unfinished);
    assert!(!little.unfinished.contains(&Code::NoGoal));
    let is_kept = |found: &&cadenza::preflight::Found| !little.unfinished.contains(&found.finding.code);
    let expected: Vec<_> = whole.found.iter().filter(is_kept).map(|found| &found.finding).collect();
    assert_eq!(little.found.iter().map(|found| &found.finding).collect::<Vec<_>>(), expected);

    let nothing = with(0);
    assert!(nothing.unfinished.contains(&Code::NoGoal) && nothing.unfinished.len() > 30);
}

/// A report as what it says, whatever it was asked with.
fn said(report: &Report) -> String {
    let found: Vec<_> =
        report.found.iter().map(|it| (&it.finding, it.rows.as_ref().map(|rows| rows.count()))).collect();
    let silenced: Vec<_> = report.silenced.iter().map(|(it, _)| &it.finding).collect();
    let mut unfinished = report.unfinished.clone();
    unfinished.sort();
    format!("{found:#?}{silenced:?}{unfinished:?}")
}

/// What comes later is asked for when it comes: in whatever steps a rule gets its days, it says the same in the end.
#[test]
fn asked_in_steps_as_schedule_and_forecast_come_it_says_what_it_says_asked_once() {
    let pages =
        codes().flat_map(|code| examples(code).map(|text| (code.name().to_owned(), Told::new(&text))));
    let corpus = corpus().into_iter().map(|(name, _, told)| (name, told));
    for (name, told) in pages.chain(corpus) {
        let (schedule, forecast) = (told.schedule(), told.forecast());
        let known = Known::default();
        let list = told.list.as_ref().map(|(columns, people)| ListInput { columns, people, known: &known });
        let design = Inputs { list, ..Inputs::of(&told.plan, today()) };
        let planned = Inputs { schedule: schedule.as_ref(), ..design };
        let whole = Inputs { forecast: forecast.as_ref(), ..planned };
        let step = |inputs, before| at_once(preflight_in_turns(inputs, before, &mut straight_on));
        let first = step(&design, None);
        let second = step(&planned, Some(&first));
        assert_eq!(said(&step(&whole, Some(&second))), said(&preflight(&whole)), "{name}");
        assert_eq!(said(&step(&whole, Some(&first))), said(&preflight(&whole)), "{name}, both at once");
    }
}

/// 500 wait for a mailbox that is warmed up: only the schedule shows that the ramp goes on until over what is advised.
#[test]
fn a_rule_that_reads_days_is_asked_again_with_the_schedule() {
    let text = examples(Code::MailboxOverAdvice)[0]
        .replace("cap 200 a day", "cap 200 a day, ramp 5 + 5 a day from 2026-12-01");
    let text = text.split("\n--- list").next().unwrap().trim_end().to_owned();
    let told = Told::new(&format!("{text}\n\n--- list\nEmail,Country\n*500 p#@oakworks.example,France\n"));
    let schedule = told.schedule().unwrap();
    let known = Known::default();
    let list = told.list.as_ref().map(|(columns, people)| ListInput { columns, people, known: &known });
    let design = Inputs { list, ..Inputs::of(&told.plan, today()) };
    let planned = Inputs { schedule: Some(&schedule), ..design };
    let before = preflight(&design);
    let after = at_once(preflight_in_turns(&planned, Some(&before), &mut straight_on));
    let is_found = |report: &Report| report.found.iter().any(|it| it.finding.code == Code::MailboxOverAdvice);
    assert_eq!((is_found(&before), is_found(&after)), (false, true));
}

/// What a rule reads is what it is given; none takes more for itself.
#[test]
fn no_rule_gets_its_days_past_the_registry() {
    let folder = format!("{}/src/preflight/rules", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("mod.rs") {
            let code = std::fs::read_to_string(&path).unwrap();
            for taken in [".dated()", ".planned()", ".foreseen()"] {
                assert!(!code.contains(taken), "{}: {taken}", path.display());
            }
        }
    }
}

/// The corpus: name of each file, what must be found, the plan with its list.
pub fn corpus() -> Vec<(String, BTreeSet<String>, Told)> {
    let folder = format!("{}/tests/flawed", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        path.extension().is_some_and(|ext| ext == "txt")
            && path.file_name().is_some_and(|name| name != "README.txt")
    });
    files.sort();
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let (head, told) = text.split_once("\n\n").unwrap();
        let expected = head.trim_start_matches("expect:").split_whitespace().map(str::to_owned).collect();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let told = Told::read(told).unwrap_or_else(|why| panic!("{name}: {why}"));
        (name, expected, told)
    };
    files.into_iter().map(read).collect()
}

/// Flawed plans with messy lists, each with what must be found in it beside what else its rows bring: written by hand, rule by rule.
#[test]
fn the_corpus_is_found_whole_and_nothing_else_is_an_error_or_a_warning() {
    let files = corpus();
    assert!(files.len() >= 20, "{} plans", files.len());
    let (mut hit, mut missed, mut extra) = (0, Vec::new(), Vec::new());
    for (name, expected, told) in files {
        let found: BTreeSet<String> = told
            .report()
            .found
            .iter()
            .map(|found| &found.finding)
            .filter(|it| it.severity() != Severity::Hint || expected.contains(it.code.name()))
            .map(|it| it.code.name().to_owned())
            .collect();
        hit += expected.intersection(&found).count();
        missed.extend(expected.difference(&found).map(|code| format!("{name}: {code} is not found")));
        extra.extend(found.difference(&expected).map(|code| format!("{name}: {code} is found")));
    }
    let share = |n: usize| hit as f64 / (hit + n).max(1) as f64;
    println!("precision {:.3}, recall {:.3} over {hit} findings", share(extra.len()), share(missed.len()));
    assert!(missed.is_empty() && extra.is_empty(), "{}\n{}", missed.join("\n"), extra.join("\n"));
}
