//! The worked examples of tests/cases, read as its README says and compared exactly: with the planned schedule, with a
//! scripted run and with a simulation in which nobody reacts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use cadenza::audience::{Columns, People};
use cadenza::calendar::{Clock, Date, Instant, Zone};
use cadenza::model::{EventKind, ExitRule, Field, Plan, Rule, SequenceId, StdField, StepId, StepKind};
use cadenza::outline::plan_from_text;
use cadenza::program::{Cohort, Program, compile};
use cadenza::schedule::{Fact, MoveCause, Passed, Script, SkipCause, What, When, plan_schedule, rehearse};
use cadenza::simulate::Walker;

#[test]
fn every_worked_example_comes_out_as_it_was_worked_out_by_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    assert!(files.len() >= 12, "the worked examples are gone");
    let mut wrong = String::new();
    for file in files {
        let case = Case::read(&fs::read_to_string(&file).unwrap());
        for mistake in case.mistakes() {
            writeln!(wrong, "{}: {mistake}", file.file_stem().unwrap().to_string_lossy()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

struct Case {
    plan: Plan,
    sequence: SequenceId,
    /// Names of the contacts' columns.
    header: Vec<String>,
    contacts: Vec<BTreeMap<String, String>>,
    happens: Vec<Vec<String>>,
    expect: Vec<Vec<String>>,
}

impl Case {
    fn read(text: &str) -> Case {
        let mut sections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut name = "head";
        for line in text.lines().map(str::trim_end) {
            match line.strip_prefix("--- ") {
                Some(section) => name = section,
                None if line.is_empty() || (name != "sequence" && line.starts_with('#')) => {}
                None => sections.entry(name).or_default().push(line),
            }
        }
        let lines = |name: &str| sections.get(name).cloned().unwrap_or_default();
        let fields = |line: &&str| line.split('|').map(|field| field.trim().to_owned()).collect();
        let read = plan_from_text(&[lines("head"), lines("sequence")].concat().join("\n"));
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        let rows = lines("contacts");
        let header: Vec<&str> = rows[0].split(',').map(str::trim).collect();
        let mut contacts = Vec::new();
        for line in &rows[1..] {
            let (n, line) = match line.split_once(" of ") {
                Some((n, line)) if n.parse::<u32>().is_ok() => (n.parse::<u32>().unwrap(), line),
                _ => (1, *line),
            };
            for index in 1..=n {
                let line = line.replace("{n}", &index.to_string());
                let values = line.split(',').map(|value| value.trim().to_owned());
                contacts.push(header.iter().map(|name| (*name).to_owned()).zip(values).collect());
            }
        }
        Case {
            plan: read.plan,
            sequence: read.sequence.unwrap(),
            header: header.iter().map(|name| (*name).to_owned()).collect(),
            contacts,
            happens: lines("happens").iter().map(fields).collect(),
            expect: lines("expect").iter().map(fields).collect(),
        }
    }

    /// The first `n` contacts as a list, read the way an imported one is.
    fn cohort(&self, program: &Program, n: usize) -> Cohort {
        let column = |name| {
            let field = match name {
                "name" => StdField::FullName,
                name => *StdField::ALL.iter().find(|field| field.name() == name).unwrap(),
            };
            let texts = self.contacts[..n].iter().map(|contact| contact[name].as_str()).collect();
            (name, Field::Std(field), texts)
        };
        let names = self.header.iter().map(String::as_str);
        let columns = Columns::from_texts((1..=n as u32).collect(), names.map(column).collect());
        let people = People::of(&columns, Zone::UTC);
        let today = self.plan.sequences[&self.sequence].entry.from;
        Cohort::of_list(program, &self.plan, &columns, &people, today).unwrap()
    }

    fn step(&self, name: &str) -> StepId {
        let named = self.plan.steps.iter().find(|(_, step)| step.name == name);
        *named.unwrap_or_else(|| panic!("no touch is called {name:?}")).0
    }

    fn contact(&self, name: &str) -> u32 {
        let place = self.contacts.iter().position(|contact| contact["name"] == name);
        place.unwrap_or_else(|| panic!("no contact is called {name:?}")) as u32 + 1
    }

    fn script(&self) -> Script {
        let mut script = Script::default();
        for line in &self.happens {
            if line[1] == "enters" {
                script.enter(self.contact(&line[0]), local(&line[2]));
                continue;
            }
            let delay = match line[3].as_str() {
                "at once" => 0,
                text => minutes(text.strip_prefix("after ").unwrap()),
            };
            let (contact, event) = (self.contact(&line[0]), event(&line[1]));
            match line[2].split_once(" #") {
                Some((touch, n)) => {
                    script.add_at(contact, self.step(touch), n.parse::<u16>().unwrap() - 1, event, delay);
                }
                None => script.add(contact, self.step(&line[2]), event, delay),
            }
        }
        script
    }

    /// Whether a touch may depend on what happens in the run.
    fn is_behavioural(&self) -> bool {
        self.plan.steps.values().any(|step| match &step.kind {
            StepKind::Await(_) => true,
            StepKind::Branch(branch) => branch.cases.iter().any(|case| asks_of_the_run(&case.when)),
            StepKind::Touch(touch) => touch.skip_if.as_ref().is_some_and(asks_of_the_run),
            _ => false,
        })
    }

    fn mistakes(&self) -> Vec<String> {
        let (program, problems) = compile(&self.plan, self.sequence);
        if program.has_errors() {
            return vec![format!("does not compile: {problems:?}")];
        }
        let cohort = self.cohort(&program, self.contacts.len());
        let mut run = Outcome::of_facts(&rehearse(&program, &cohort, &self.script()));
        run.held = cohort.held_back().iter().map(|held| (held.contact, held.cause.label())).collect();
        let mut mistakes = self.compare(&run, "scripted run");
        if self.happens.is_empty() && !self.is_behavioural() {
            let schedule = plan_schedule(&program, &cohort);
            let mut planned = Outcome::default();
            for touch in &schedule.touches {
                match &touch.when {
                    When::At { planned: at, moved_by, .. } => {
                        planned.touches.push((touch.contact, touch.step, *at));
                        planned.causes.insert((touch.contact, touch.step), moved_by.clone());
                    }
                    When::Skipped { at, cause } => {
                        planned.skips.push((touch.contact, touch.step, *at, *cause))
                    }
                    When::Between { .. } => mistakes.push(format!("{:?} is guarded", touch.step)),
                }
            }
            for action in &schedule.actions {
                planned.actions.push((action.contact, action.step, action.when.instant()));
            }
            planned.exits = run.exits.clone();
            planned.held = run.held.clone();
            let (program, cohort) = (Arc::new(program.clone()), Arc::new(cohort.clone()));
            for contact in 1..=self.contacts.len().min(5) as u32 {
                let Some(walker) = Walker::new(program.clone(), cohort.clone(), contact, None) else {
                    continue;
                };
                let walk = walker.walk();
                let walked = walk.entries.iter().filter_map(|entry| match entry.what {
                    Passed::Touched { step, .. } => Some((contact, step, entry.at)),
                    _ => None,
                });
                if !walked.eq(planned.touches.iter().filter(|touch| touch.0 == contact).copied()) {
                    mistakes.push(format!("contact {contact} is not walked as planned"));
                }
            }
            mistakes.extend(self.compare(&planned, "planned schedule"));
        }
        if self.expect.iter().any(|line| line[0] == "stable") {
            let half = self.contacts.len() / 2;
            let (again, _) = compile(&self.plan, self.sequence);
            let cut = Outcome::of_facts(&rehearse(&again, &self.cohort(&again, half), &self.script()));
            let kept: Vec<_> = run.touches.iter().filter(|touch| touch.0 <= half as u32).copied().collect();
            if kept != cut.touches {
                mistakes.push("the first half of the list gets other touches when it is alone".to_owned());
            }
        }
        mistakes
    }

    fn compare(&self, got: &Outcome, of: &str) -> Vec<String> {
        let mut mistakes = Vec::new();
        let mut wrong = |text: String| mistakes.push(format!("{of}: {text}"));
        let mut named: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for line in &self.expect {
            let text = line.join(" | ");
            match line[0].as_str() {
                "touch" => {
                    let (contact, step, at) = (self.contact(&line[1]), self.step(&line[2]), utc(&line[4]));
                    assert!(shows(&line[3], at), "the case contradicts itself: {text}");
                    named.entry(contact).or_default().0 += 1;
                    if !got.touches.contains(&(contact, step, at)) {
                        let instead: Vec<_> = got
                            .touches
                            .iter()
                            .filter(|touch| (touch.0, touch.1) == (contact, step))
                            .map(|touch| touch.2.to_string())
                            .collect();
                        wrong(format!("{text}: got {instead:?}"));
                    }
                    let causes =
                        line.get(5).map(|causes| causes.split(", ").collect::<Vec<_>>()).unwrap_or_default();
                    if let Some(known) = got.causes.get(&(contact, step)) {
                        for cause in
                            causes.into_iter().filter(|cause| !known.iter().any(|k| k.label() == *cause))
                        {
                            wrong(format!("{text}: {cause} is not among {known:?}"));
                        }
                    }
                }
                "skip" => {
                    let (contact, step) = (self.contact(&line[1]), self.step(&line[2]));
                    named.entry(contact).or_default().1 += 1;
                    let fits = got.skips.iter().any(|(c, s, at, cause)| {
                        (*c, *s) == (contact, step)
                            && cause.label() == line[3]
                            && line.get(4).is_none_or(|claimed| utc(claimed) == *at)
                    });
                    if !fits {
                        wrong(format!("{text}: skips are {:?}", got.skips));
                    }
                }
                "action" => {
                    let (contact, step, at) = (self.contact(&line[1]), self.step(&line[2]), utc(&line[4]));
                    assert!(shows(&line[3], at), "the case contradicts itself: {text}");
                    if !got.actions.contains(&(contact, step, at)) {
                        wrong(format!("{text}: actions are {:?}", got.actions));
                    }
                }
                "held" => {
                    let contact = self.contact(&line[1]);
                    if got.held.get(&contact) != Some(&line[2].as_str()) {
                        wrong(format!("{text}: got {:?}", got.held));
                    }
                }
                "exit" => {
                    let contact = self.contact(&line[1]);
                    match got.exits.get(&contact) {
                        Some((reason, at))
                            if *reason == line[2]
                                && line.get(3).is_none_or(|claimed| utc(claimed) == *at) => {}
                        other => wrong(format!("{text}: got {other:?}")),
                    }
                }
                "day" => {
                    let date: Date = line[1].parse().unwrap();
                    let zones: Vec<Zone> = self.contacts.iter().map(|c| c["zone"].parse().unwrap()).collect();
                    let on_day = |touch: &&(u32, StepId, Instant)| {
                        zones[touch.0 as usize - 1].local(touch.2).0 == date
                    };
                    let n = got.touches.iter().filter(on_day).count();
                    if n.to_string() != line[2] {
                        wrong(format!("{text}: got {n}"));
                    }
                }
                "count" => {
                    let (step, n) = (self.step(&line[1]), line[2].split_once("..").unwrap());
                    let got = got.touches.iter().filter(|touch| touch.1 == step).count();
                    if !(n.0.parse::<usize>().unwrap()..=n.1.parse().unwrap()).contains(&got) {
                        wrong(format!("{text}: got {got}"));
                    }
                }
                "stable" => {}
                other => panic!("an expectation cannot begin with {other:?}"),
            }
        }
        let totals = self.expect.iter().any(|line| matches!(line[0].as_str(), "day" | "count"));
        for (contact, (touches, skips)) in named.into_iter().filter(|_| !totals) {
            let n = got.touches.iter().filter(|touch| touch.0 == contact).count();
            let n_skips = got.skips.iter().filter(|skip| skip.0 == contact).count();
            if (n, n_skips) != (touches, skips) {
                let name = &self.contacts[contact as usize - 1]["name"];
                wrong(format!("{name} has {n} touches and {n_skips} skips, not {touches} and {skips}"));
            }
        }
        mistakes
    }
}

#[derive(Default)]
struct Outcome {
    touches: Vec<(u32, StepId, Instant)>,
    causes: BTreeMap<(u32, StepId), Vec<MoveCause>>,
    skips: Vec<(u32, StepId, Instant, SkipCause)>,
    actions: Vec<(u32, StepId, Instant)>,
    exits: BTreeMap<u32, (String, Instant)>,
    held: BTreeMap<u32, &'static str>,
}

/// Whether the rule asks about what happens in the run.
fn asks_of_the_run(rule: &Rule) -> bool {
    rule.nodes().iter().any(|rule| matches!(rule, Rule::Happened(_)))
}

impl Outcome {
    fn of_facts(facts: &[Fact]) -> Outcome {
        let mut outcome = Outcome::default();
        for Fact { contact, at, what } in facts {
            let exit = match what {
                What::Touched { step, .. } => {
                    outcome.touches.push((*contact, *step, *at));
                    continue;
                }
                What::Skipped { step, cause } => {
                    outcome.skips.push((*contact, *step, *at, *cause));
                    continue;
                }
                What::Finished => "finished".to_owned(),
                What::Exited(rule) => match rule {
                    ExitRule::RepliedPositive => "replied positive".to_owned(),
                    other => other.name().to_owned(),
                },
                What::Stopped(reason) => format!("stop {reason}"),
                What::MissedData(_) => "missing data".to_owned(),
                What::NoDate(_) => "no date".to_owned(),
                What::Acted { step } => {
                    outcome.actions.push((*contact, *step, *at));
                    continue;
                }
                What::Entered | What::Happened { .. } => continue,
            };
            outcome.exits.insert(*contact, (exit, *at));
        }
        outcome.touches.sort_unstable();
        outcome
    }
}

fn event(name: &str) -> EventKind {
    let name = if name == "hard bounce" { "bounced" } else { name };
    *EventKind::ALL.iter().find(|event| event.name() == name).unwrap_or_else(|| panic!("no event {name:?}"))
}

/// `N hours M minutes`, either part alone, units in the singular for 1.
fn minutes(text: &str) -> u32 {
    let words: Vec<&str> = text.split(' ').collect();
    words
        .chunks(2)
        .map(|part| {
            let n: u32 = part[0].parse().unwrap();
            match part[1].trim_end_matches('s') {
                "hour" => n * 60,
                "minute" => n,
                other => panic!("no unit {other:?}"),
            }
        })
        .sum()
}

/// `2026-11-16T08:00Z`.
fn utc(text: &str) -> Instant {
    text.parse().unwrap()
}

/// `2026-11-16 09:00 Europe/Berlin`.
fn local(text: &str) -> Instant {
    let words: Vec<&str> = text.split(' ').collect();
    let zone: Zone = words[2].parse().unwrap();
    zone.instant(words[0].parse().unwrap(), words[1].parse().unwrap())
}

/// Whether `2026-11-16 09:00 Europe/Berlin` is what clocks there show at that instant.
fn shows(text: &str, at: Instant) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let (date, clock, zone): (Date, Clock, Zone) =
        (words[0].parse().unwrap(), words[1].parse().unwrap(), words[2].parse().unwrap());
    zone.local(at) == (date, clock)
}
