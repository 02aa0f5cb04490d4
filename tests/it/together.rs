//! Several sequences of one plan in one run (C5): they share people, mailboxes and contacts.

use std::collections::BTreeMap;
use std::sync::Arc;

use cadenza::calendar::Instant;
use cadenza::lean::turns::{at_once, straight_on};
use cadenza::model::{EventKind, ExitRule, Plan, SequenceId, StepId};
use cadenza::outline::{plan_from_text, text_onto};
use cadenza::program::{Candidate, Cohort, Program, compile};
use cadenza::schedule::{
    Fact, Schedule, Script, What, When, plan_schedule, plan_together, rehearse_together,
};
use cadenza::simulate::{Batch, Simulation};

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
