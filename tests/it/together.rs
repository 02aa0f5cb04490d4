//! Several sequences of one plan in one run (C5): they share people, mailboxes and contacts.

use std::collections::BTreeMap;
use std::sync::Arc;

use cadenza::calendar::Instant;
use cadenza::lean::turns::{at_once, straight_on};
use cadenza::model::{EventKind, ExitRule, Plan, SequenceId, StepId};
use cadenza::outline::{plan_from_text, text_onto};
use cadenza::program::{Candidate, Cohort, Program, Together, compile};
use cadenza::schedule::{
    Desk, Fact, Schedule, Script, Wait, What, When, in_plan, plan_schedule, plan_together, rehearse_together,
    waits,
};
use cadenza::simulate::{Batch, Simulation, digest, summary, summary_together};
use proptest::prelude::*;

use super::simulate::people as contacts;

const TEAM: &str = "calendar \"Office\": Mon-Fri 9:00-17:00
owner \"Mara\": 60 minutes a day, Europe/Berlin
owner \"Noor\": 60 minutes a day, Europe/Berlin
sender \"mara@out.example\": cap 10 a day, Europe/Berlin, owner \"Mara\"
sender \"noor@out.example\": cap 10 a day, Europe/Berlin, owner \"Noor\"
";

fn sequence(name: &str, leave: &str) -> String {
    format!(
        "sequence \"{name}\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"{name} one\"\nwait 2 days\n\
         call \"{name} two\", owner, 20 min\nwait 2 days\nemail \"{name} three\"\nleave when {leave}\n"
    )
}

/// A plan of these sequences, in order.
fn plan(sequences: &[String]) -> (Plan, Vec<SequenceId>) {
    let mut read = plan_from_text(TEAM);
    let mut ids = Vec::new();
    for text in sequences {
        read = text_onto(read.plan, text);
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        ids.push(read.sequence.unwrap());
    }
    (read.plan, ids)
}

type Part = (Arc<Program>, Arc<Cohort>);

fn part(plan: &Plan, sequence: SequenceId, list: &[Candidate]) -> Part {
    let (program, problems) = compile(plan, sequence);
    assert!(!problems.iter().any(|problem| problem.is_error()), "{problems:?}");
    let cohort = Cohort::gather(&program, list);
    (Arc::new(program), Arc::new(cohort))
}

fn step(plan: &Plan, name: &str) -> StepId {
    *plan.steps.iter().find(|(_, step)| step.name == name).unwrap().0
}

/// People with those numbers, of that owner of the plan (by place).
fn people(plan: &Plan, numbers: std::ops::Range<u32>, owner: usize) -> Vec<Candidate> {
    let owner = plan.owners.keys().nth(owner).copied();
    let like = contacts(1).remove(0);
    numbers.map(|number| Candidate { number, row: number, owner, account: None, ..like.clone() }).collect()
}

fn planned(parts: &[Part]) -> Vec<Schedule> {
    at_once(plan_together(parts, &mut straight_on))
}

/// Mails by sender and day.
fn mails(schedules: &[Schedule]) -> BTreeMap<(u32, i32), u32> {
    let mut mails = BTreeMap::new();
    for touch in schedules.iter().flat_map(|schedule| &schedule.touches) {
        if let (Some(sender), When::At { planned, .. }) = (touch.sender, &touch.when) {
            *mails.entry((sender.0, planned.0.div_euclid(1440))).or_default() += 1;
        }
    }
    mails
}

#[test]
fn c5_a_mailbox_is_full_for_all_sequences_that_write_from_it() {
    let (plan, ids) = plan(&[sequence("A", "replied"), sequence("B", "replied")]);
    let parts =
        [part(&plan, ids[0], &people(&plan, 1..9, 0)), part(&plan, ids[1], &people(&plan, 11..19, 0))];
    let apart: Vec<Schedule> = parts.iter().map(|(program, cohort)| plan_schedule(program, cohort)).collect();
    assert!(mails(&apart).values().any(|n| *n > 10), "apart they would pass the cap unseen");
    let together = planned(&parts);
    assert!(mails(&together).values().all(|n| *n <= 10), "{:?}", mails(&together));
    let n = |schedules: &[Schedule]| schedules.iter().map(|schedule| schedule.touches.len()).sum::<usize>();
    assert_eq!(n(&together), n(&apart), "nobody's touch is lost");
}

#[test]
fn c3_who_joins_a_queue_in_one_minute_is_served_by_contact_number_whatever_the_sequence() {
    let (plan, ids) = plan(&[sequence("A", "replied"), sequence("B", "replied")]);
    let list = people(&plan, 1..13, 0);
    let odd: Vec<Candidate> = list.iter().filter(|one| one.number % 2 == 1).cloned().collect();
    let even: Vec<Candidate> = list.iter().filter(|one| one.number % 2 == 0).cloned().collect();
    let schedules = planned(&[part(&plan, ids[0], &odd), part(&plan, ids[1], &even)]);
    let firsts = [step(&plan, "A one"), step(&plan, "B one")];
    let mut first: Vec<(Instant, u32)> = schedules
        .iter()
        .flat_map(|schedule| &schedule.touches)
        .filter(|touch| firsts.contains(&touch.step))
        .map(|touch| (touch.when.instant(), touch.contact))
        .collect();
    first.sort_unstable();
    assert_eq!(first.iter().map(|(_, contact)| *contact).collect::<Vec<_>>(), (1..13).collect::<Vec<_>>());
    assert!(first[9].0 < first[10].0, "ten go out on the first day");
}

#[test]
fn c5_sequences_that_share_nothing_run_as_each_does_alone() {
    let (plan, ids) = plan(&[sequence("A", "replied"), sequence("B", "replied")]);
    let parts =
        [part(&plan, ids[0], &people(&plan, 1..30, 0)), part(&plan, ids[1], &people(&plan, 31..60, 1))];
    let together = planned(&parts);
    for ((program, cohort), schedule) in parts.iter().zip(&together) {
        assert_eq!(*schedule, plan_schedule(program, cohort));
    }
    let mut run = Simulation::together(parts.to_vec(), 0..3);
    while !run.step(u32::MAX).is_finished() {}
    for ((program, cohort), batch) in parts.iter().zip(run.batches()) {
        assert_eq!(*batch, Batch::run(program, cohort, 0..3));
    }
}

#[test]
fn c5_a_run_together_does_not_depend_on_its_slices_and_its_pieces_are_whole() {
    let (plan, ids) = plan(&[sequence("A", "replied"), sequence("B", "replied")]);
    let parts =
        vec![part(&plan, ids[0], &people(&plan, 1..20, 0)), part(&plan, ids[1], &people(&plan, 10..40, 0))];
    let mut whole = Simulation::together(parts.clone(), 0..4);
    while !whole.step(u32::MAX).is_finished() {}
    let mut pieces = Simulation::together(parts, 0..4);
    let mut rows = 0;
    while !pieces.step(37).is_finished() {
        let taken = pieces.take_batches();
        assert_eq!(taken[0].replications(), taken[1].replications());
        rows += taken[0].replications();
        for (batch, of_whole) in taken.iter().zip(whole.batches()) {
            assert!(batch.n_touches() <= of_whole.n_touches());
        }
    }
    assert_eq!(rows + pieces.batch().replications(), 4);
}

#[test]
fn s8_who_opts_out_in_one_sequence_is_left_alone_by_the_others() {
    let (plan, ids) = plan(&[sequence("A", "replied, opted out"), sequence("B", "replied")]);
    let list = people(&plan, 1..3, 0);
    let parts = vec![part(&plan, ids[0], &list), part(&plan, ids[1], &list)];
    let mut script = Script::default();
    script.add(1, step(&plan, "A one"), EventKind::OptedOut, 60);
    let facts = rehearse_together(parts, &script);
    let of = |part: usize, contact| -> Vec<&Fact> {
        facts[part].iter().filter(|fact| fact.contact == contact).collect()
    };
    assert!(of(0, 1).iter().any(|fact| fact.what == What::Exited(ExitRule::OptedOut)));
    let mailed = |contact| {
        let last = step(&plan, "B three");
        of(1, contact).iter().any(|fact| matches!(fact.what, What::Touched { step, .. } if step == last))
    };
    assert!(!mailed(1) && mailed(2), "the second mail of the other sequence is skipped");
}

#[test]
fn s8_a_reply_takes_person_and_colleagues_out_of_every_sequence_that_asks_for_it() {
    let leave = "replied, colleague replied";
    let (plan, ids) = plan(&[sequence("A", leave), sequence("B", leave), sequence("C", "opted out")]);
    let of_account = |mut one: Candidate| {
        one.account = Some(if one.number < 3 { 7 } else { one.number + 100 });
        one
    };
    let list: Vec<Candidate> = people(&plan, 1..5, 0).into_iter().map(of_account).collect();
    let parts = ids.iter().map(|id| part(&plan, *id, &list)).collect();
    let mut script = Script::default();
    script.add(1, step(&plan, "A one"), EventKind::Replied, 60);
    let facts = rehearse_together(parts, &script);
    let out = |part: usize, contact: u32| {
        let exit = facts[part].iter().find_map(|fact| match &fact.what {
            What::Exited(rule) if fact.contact == contact => Some((*rule, fact.at)),
            _ => None,
        });
        exit.map(|(rule, _)| rule)
    };
    assert_eq!(out(0, 1), Some(ExitRule::Replied));
    assert_eq!(out(1, 1), Some(ExitRule::Replied), "the same person elsewhere");
    assert_eq!(out(0, 2), Some(ExitRule::ColleagueReplied));
    assert_eq!(out(1, 2), Some(ExitRule::ColleagueReplied), "a colleague elsewhere");
    assert_eq!((out(2, 1), out(2, 2)), (None, None), "a sequence that does not ask for it goes on");
    assert_eq!((out(0, 3), out(1, 3)), (None, None), "others are not concerned");
}

/// When the touches of a person were made, over all sequences, in order.
fn made(facts: &[Vec<Fact>], contact: u32) -> Vec<Instant> {
    let touched = |fact: &&Fact| fact.contact == contact && matches!(fact.what, What::Touched { .. });
    let mut made: Vec<Instant> = facts.iter().flatten().filter(touched).map(|fact| fact.at).collect();
    made.sort_unstable();
    made
}

#[test]
fn s9_a_rest_and_a_limit_look_over_all_sequences_of_a_run() {
    let with =
        |rows: &str| sequence("B", "replied").replace("email \"B one\"", &format!("{rows}email \"B one\""));
    for (rows, least) in
        [("  gap 20 hours\n", 20 * 60), ("  limit 1 a day over all sequences\n  hold 30 days\n", 16 * 60)]
    {
        let (plan, ids) = plan(&[sequence("A", "replied"), with(rows)]);
        let list = people(&plan, 1..4, 0);
        let parts: Vec<Part> = ids.iter().map(|id| part(&plan, *id, &list)).collect();
        let facts = rehearse_together(parts, &Script::default());
        for contact in 1..4 {
            let made = made(&facts, contact);
            assert_eq!(made.len(), 6, "nothing is lost");
            // A asks for nothing: where B was first on a day, A may follow it
            let first_of_a = facts[0].iter().any(|fact| fact.at == made[0]);
            assert!(first_of_a && made[1].0 - made[0].0 >= least, "{rows} {made:?}");
        }
    }
    // a limit of the sequence alone does not see the other one
    let (plan, ids) = plan(&[sequence("A", "replied"), with("  limit 1 a day\n")]);
    let list = people(&plan, 1..4, 0);
    let facts = rehearse_together(ids.iter().map(|id| part(&plan, *id, &list)).collect(), &Script::default());
    assert_eq!(made(&facts, 1)[0].0.div_euclid(1440), made(&facts, 1)[1].0.div_euclid(1440));
}

#[test]
fn s9_who_is_refused_while_it_waits_in_a_queue_is_held_and_not_lost() {
    // both sequences put their first mails into one full mailbox; B keeps a day between touches
    let rows = "  gap 1 day\n  hold 60 days\n";
    let b = sequence("B", "replied").replace("email \"B one\"", &format!("{rows}email \"B one\""));
    let (plan, ids) = plan(&[sequence("A", "replied"), b]);
    let list = people(&plan, 1..7, 0);
    let parts: Vec<Part> = ids.iter().map(|id| part(&plan, *id, &list)).collect();
    let facts = rehearse_together(parts.clone(), &Script::default());
    let of_b: std::collections::BTreeSet<_> = facts[1]
        .iter()
        .filter(|fact| matches!(fact.what, What::Touched { .. }))
        .map(|fact| (fact.contact, fact.at))
        .collect();
    for contact in 1..7 {
        let made = made(&facts, contact);
        assert_eq!(made.len(), 6, "contact {contact}");
        for pair in made.windows(2) {
            assert!(
                !of_b.contains(&(contact, pair[1])) || pair[1].0 - pair[0].0 >= 1440,
                "{contact} {made:?}"
            );
        }
    }
    assert!(mails(&planned(&parts)).values().all(|n| *n <= 10));
}

/// A sequence: its steps (kind, days after it), what keeps touches apart, its first contact and how many it has.
type One = (Vec<(u8, u8)>, u8, u32, u32);

/// Random sequences of one plan over overlapping lists, and what people answer.
#[derive(Clone, Debug)]
struct Many {
    caps: (u32, u32),
    minutes: u32,
    sequences: Vec<One>,
    /// Sequence, touch, contact, what, after how many minutes.
    happens: Vec<(usize, usize, u32, u8, u32)>,
}

fn many() -> impl Strategy<Value = Many> {
    let steps = prop::collection::vec((0..4_u8, 0..4_u8), 1..5);
    let sequence = (steps, 0..4_u8, 0..12_u32, 1..14_u32);
    let happens = prop::collection::vec((0..3_usize, 0..5_usize, 0..30_u32, 0..3_u8, 1..4_000_u32), 0..20);
    ((1..7_u32, 1..7_u32), 10..90_u32, prop::collection::vec(sequence, 2..4), happens)
        .prop_map(|(caps, minutes, sequences, happens)| Many { caps, minutes, sequences, happens })
}

impl Many {
    fn team(&self) -> String {
        TEAM.replacen("cap 10", &format!("cap {}", self.caps.0), 1)
            .replacen("cap 10", &format!("cap {}", self.caps.1), 1)
            .replace("60 minutes", &format!("{} minutes", self.minutes))
    }

    fn text(&self, at: usize) -> String {
        let (steps, rows, ..) = &self.sequences[at];
        let rows = match rows {
            0 => "  gap 20 hours\n",
            1 => "  limit 1 a day over all sequences\n  hold 30 days\n",
            _ => "",
        };
        let mut text =
            format!("sequence \"S{at}\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\n{rows}");
        for (n, (kind, wait)) in steps.iter().enumerate() {
            text.push_str(&match kind {
                0 | 1 => format!("email \"S{at} T{n}\"\n"),
                2 => format!("call \"S{at} T{n}\", owner, 20 min\n"),
                _ => format!("task \"S{at} T{n}\", owner, 15 min\n"),
            });
            text.push_str(&format!("wait {} days\n", wait + 1));
        }
        text.push_str("email \"The last\"\nleave when replied, opted out, colleague replied\n");
        text.replace("The last", &format!("S{at} last"))
    }

    /// The plan, its sequences over their lists, and the script.
    fn made(&self) -> (Plan, Vec<Part>, Script) {
        let mut read = plan_from_text(&self.team());
        let mut ids = Vec::new();
        for at in 0..self.sequences.len() {
            read = text_onto(read.plan, &self.text(at));
            assert!(read.problems.is_empty(), "{:?}\n{}", read.problems, self.text(at));
            ids.push(read.sequence.unwrap());
        }
        let plan = read.plan;
        let parts = ids.iter().zip(&self.sequences).map(|(id, (.., from, n))| {
            let mut list = people(&plan, from + 1..from + 1 + n, 0);
            for one in &mut list {
                one.owner = plan.owners.keys().nth(one.number as usize % 2).copied();
                one.account = (one.number % 3 == 0).then_some(one.number / 6);
            }
            part(&plan, *id, &list)
        });
        let parts = parts.collect();
        let mut script = Script::default();
        for (sequence, touch, contact, what, after) in &self.happens {
            let event = [EventKind::Replied, EventKind::OptedOut, EventKind::Opened][usize::from(*what)];
            let id = ids[sequence % ids.len()];
            let touches: Vec<StepId> = plan
                .walk(id)
                .iter()
                .map(|visit| visit.id)
                .filter(|id| {
                    plan.steps[id].kind.touch().is_some_and(|touch| touch.channel.events().contains(&event))
                })
                .collect();
            script.add(contact + 1, touches[touch % touches.len()], event, *after);
        }
        (plan, parts, script)
    }
}

/// Of each contact and sequence: whether it entered, its touches, whether it left.
fn kept_of(facts: &[Fact]) -> BTreeMap<u32, (u32, Vec<Instant>, Option<Instant>)> {
    let mut all: BTreeMap<u32, (u32, Vec<Instant>, Option<Instant>)> = BTreeMap::new();
    for fact in facts {
        let one = all.entry(fact.contact).or_default();
        match fact.what {
            What::Entered => one.0 += 1,
            What::Touched { .. } => one.1.push(fact.at),
            What::Finished | What::Exited(_) | What::Stopped(_) | What::MissedData(_) | What::NoDate(_) => {
                assert_eq!(one.2.replace(fact.at), None, "nobody leaves twice");
            }
            _ => {}
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn c5_no_cap_of_a_mailbox_or_a_person_is_exceeded_over_all_sequences_whatever_people_do(many in many()) {
        let (plan, parts, script) = many.made();
        let facts = rehearse_together(parts.clone(), &script);
        let zone = cadenza::calendar::Zone::from_name("Europe/Berlin").unwrap();
        let (mut mails, mut minutes) = (BTreeMap::<(u32, i32), u32>::new(), BTreeMap::<(u32, i32), Vec<(Instant, u32)>>::new());
        for fact in facts.iter().flatten() {
            let What::Touched { step, .. } = fact.what else { continue };
            let touch = plan.steps[&step].kind.touch().unwrap();
            let (owner, day) = (fact.contact % 2, zone.local(fact.at).0.days());
            match touch.effort_minutes {
                0 => *mails.entry((owner, day)).or_default() += 1,
                effort => minutes.entry((owner, day)).or_default().push((fact.at, effort.into())),
            }
        }
        for ((owner, day), n) in mails {
            let cap = if owner == 0 { many.caps.0 } else { many.caps.1 };
            prop_assert!(n <= cap, "{n} mails on day {day}, {cap} at most");
        }
        for (_, mut done) in minutes {
            done.sort_unstable();
            // one starts while some of the day is left, and may overrun (C2)
            let before: u32 = done[..done.len() - 1].iter().map(|(_, effort)| effort).sum();
            prop_assert!(before < many.minutes, "{done:?}");
        }
    }

    #[test]
    fn c5_every_enrolment_of_every_contact_enters_and_leaves_once_and_nothing_is_done_after(many in many()) {
        let (_, parts, script) = many.made();
        let facts = rehearse_together(parts.clone(), &script);
        for ((_, cohort), facts) in parts.iter().zip(&facts) {
            let kept = kept_of(facts);
            let n_gone = kept.values().filter(|(.., left)| left.is_some()).count();
            prop_assert_eq!(n_gone as u32, cohort.n_contacts(), "whoever may enter leaves, or is refused");
            for (contact, (entered, touches, left)) in kept {
                prop_assert!(entered <= 1, "contact {contact}");
                prop_assert!(touches.iter().all(|at| Some(*at) <= left), "contact {contact}: {touches:?} {left:?}");
            }
        }
    }

    #[test]
    fn c5_a_sequence_beside_others_that_let_nobody_in_is_what_it_is_alone_byte_for_byte(many in many()) {
        let (plan, parts, _) = many.made();
        let (program, cohort) = &parts[0];
        let nobody = |(program, _): &Part| (program.clone(), Arc::new(Cohort::gather(program, &[])));
        let beside: Vec<Part> = std::iter::once(parts[0].clone()).chain(parts[1..].iter().map(nobody)).collect();
        prop_assert_eq!(&planned(&beside)[0], &plan_schedule(program, cohort));
        let mut run = Simulation::together(beside.clone(), 0..2);
        while !run.step(u32::MAX).is_finished() {}
        prop_assert_eq!(run.batch().to_bytes(), Batch::run(program, cohort, 0..2).to_bytes());
        // a plan of one sequence is a run of one
        let alone = Together::alone(program.clone(), cohort.clone());
        prop_assert_eq!(at_once(plan_together(alone.parts(), &mut straight_on)), vec![plan_schedule(program, cohort)]);
        let through = Together::from_bytes(&alone.to_bytes()).unwrap();
        prop_assert_eq!((through.parts(), through.at()), (alone.parts(), 0));
        let batches = vec![run.batches().to_vec()];
        let programs: Vec<&Program> = beside.iter().map(|(program, _)| &**program).collect();
        let (own, all) = (summary(program, &batches[0][..1], 2), summary_together(&programs, 0, &batches, 2));
        prop_assert_eq!(digest(&own), digest(&all), "what nobody else does changes no load");
        prop_assert_eq!(own.work().days, all.work().days);
        prop_assert!(plan.sequences.len() == programs.len());
    }

    #[test]
    fn c5_the_load_of_all_is_the_sum_of_what_each_does_in_the_run(many in many()) {
        let (_, parts, _) = many.made();
        let mut run = Simulation::together(parts.clone(), 0..3);
        while !run.step(u32::MAX).is_finished() {}
        let programs: Vec<&Program> = parts.iter().map(|(program, _)| &**program).collect();
        let batches = vec![run.batches().to_vec()];
        let of = |at: usize| summary_together(&programs, at, &batches, 3);
        let sum = |of: &dyn Fn(&cadenza::simulate::Forecast) -> f64| -> f64 {
            (0..parts.len()).map(|part| of(&summary(programs[part], &batches[0][part..=part], 3))).sum()
        };
        let all = of(0);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        prop_assert!(near(all.work().late.mean, sum(&|own| own.late.mean)));
        prop_assert!(near(
            all.work().days.iter().map(|day| day.total.mean).sum(),
            sum(&|own| own.days.iter().map(|day| day.total.mean).sum()),
        ));
        for (at, sender) in all.senders.iter().enumerate() {
            let mails = |days: &[(cadenza::calendar::Date, cadenza::simulate::Range)]| -> f64 { days.iter().map(|(_, n)| n.mean).sum() };
            prop_assert!(near(mails(&sender.days), sum(&|own| mails(&own.senders[at].days))));
            let cap = sender.cap.map_or(f64::MAX, f64::from);
            prop_assert!(sender.days.iter().all(|(_, n)| n.q95 <= cap), "{sender:?}");
        }
        // whichever is in sight, the load is the same
        let other = of(parts.len() - 1);
        prop_assert_eq!((&all.senders, &all.owners, &all.whole), (&other.senders, &other.owners, &other.whole));
    }
}

#[test]
fn c5_which_sequence_waits_for_which_is_what_it_waits_more_than_alone() {
    let one = |name: &str| {
        format!(
            "sequence \"{name}\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"{name} one\"\nleave when replied\n"
        )
    };
    let (plan, ids) = plan(&[one("A"), one("B")]);
    // ten a day: all eight of A and two of B on Monday, the other six of B on Tuesday
    let parts =
        [part(&plan, ids[0], &people(&plan, 1..9, 0)), part(&plan, ids[1], &people(&plan, 11..19, 0))];
    let alone: Vec<Schedule> = parts.iter().map(|(program, cohort)| plan_schedule(program, cohort)).collect();
    let together = planned(&parts);
    let mara = *plan.senders.keys().next().unwrap();
    let wait = Wait {
        sequence: ids[1],
        at: Desk::Sender(mara),
        touches: 6,
        days: 6,
        most: 1,
        others: vec![(ids[0], 8)],
    };
    assert_eq!(waits(&parts, &together, &alone), vec![wait]);
    let rows = in_plan(&parts, &together, &alone);
    assert_eq!(
        rows.iter().map(|row| (row.touches, row.late, row.late_alone)).collect::<Vec<_>>(),
        [(8, 0, 0), (8, 6, 0)]
    );
    // who has enough room waits for nobody
    let parts =
        [part(&plan, ids[0], &people(&plan, 1..5, 0)), part(&plan, ids[1], &people(&plan, 11..15, 0))];
    let alone: Vec<Schedule> = parts.iter().map(|(program, cohort)| plan_schedule(program, cohort)).collect();
    assert_eq!(waits(&parts, &planned(&parts), &alone), vec![]);
}
