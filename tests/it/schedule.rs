//! The planned schedule and who enters: guards, dates, causes, problems.

use std::sync::Arc;

use cadenza::audience::consent::NoCause;
use cadenza::model::{
    Channel, Denominator, EventKind, ExitRule, Happened, OwnerId, Place, RateOf, Rule, SenderId, Severity,
    StepId, ZoneName,
};
use cadenza::program::{Candidate, Cohort, Facts, HoldCause, compile};
use cadenza::schedule::{
    Guard, MoveCause, PlannedTouch, Schedule, Script, SkipCause, What, When, plan_schedule, rehearse,
};
use cadenza::simulate::{Exit, KpiKind};

use super::simulate::{Told, people};

const TEAM: &str = "calendar \"Office\": Mon-Fri 9:00-17:00\nowner \"Mara\": 600 minutes a day, Europe/Berlin\nsender \"m@out.example\": cap 500 a day, Europe/Berlin, owner \"Mara\"\n\n";

fn told(steps: &str) -> Told {
    Told::new(&format!(
        "{TEAM}sequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\n{steps}leave when replied, hard bounce\n"
    ))
}

fn plan(told: &Told, list: &[Candidate]) -> Schedule {
    let program = told.program();
    plan_schedule(&program, &Cohort::gather(&program, list))
}

fn touch<'a>(told: &Told, schedule: &'a Schedule, name: &str) -> &'a PlannedTouch {
    let step = told.step(name);
    schedule
        .touches
        .iter()
        .find(|touch| touch.step == step)
        .unwrap_or_else(|| panic!("{name} is not planned"))
}

/// `Mon 16 09:00 UTC` without the noise: `16 08:00`.
fn short(at: cadenza::calendar::Instant) -> String {
    let (date, clock) = at.utc();
    format!("{} {clock}", date.ymd().2)
}

fn between(when: &When) -> (String, String) {
    match when {
        When::Between { earliest, latest } => (short(*earliest), short(*latest)),
        other => panic!("not behind a guard: {other:?}"),
    }
}

#[test]
fn e6_both_lists_of_an_await_are_planned_each_with_its_guard() {
    let told = told(
        "email \"Intro\"\nwait 1 day\nawait opened \"Intro\", at most 2 days\n  call \"Ring\", owner, 5 min\n  wait 1 day\n  email \"After the call\"\ntimed out\n  email \"Nudge\"\nend\nwait 1 day\nemail \"Last\"\n",
    );
    let schedule = plan(&told, &people(1));
    let (intro, nudge) = (touch(&told, &schedule, "Intro"), touch(&told, &schedule, "Nudge"));
    let ring = touch(&told, &schedule, "Ring");
    assert_eq!(ring.guard, [Guard::Happened(EventKind::Opened, told.step("Intro"))]);
    // on arrival on the 17th, or until the time limit on the 19th
    assert_eq!(between(&ring.when), ("17 8:00".to_owned(), "19 8:00".to_owned()));
    assert_eq!(ring.depends_on, [intro.id]);
    let after = touch(&told, &schedule, "After the call");
    assert_eq!(between(&after.when), ("18 8:00".to_owned(), "20 8:00".to_owned()));
    assert_eq!((&after.guard, &after.depends_on), (&ring.guard, &vec![ring.id]));
    assert_eq!(nudge.guard, [Guard::TimedOut(EventKind::Opened, told.step("Intro"))]);
    assert_eq!(short(nudge.when.instant()), "19 8:00");
    // after the join nothing is guarded any more
    let last = touch(&told, &schedule, "Last");
    assert!(last.guard.is_empty());
    assert_eq!((short(last.when.instant()), &last.depends_on), ("20 8:00".to_owned(), &vec![nudge.id]));
}

#[test]
fn e6_a_branch_on_behaviour_plans_its_cases_behind_their_rules() {
    let told = told(
        "email \"Intro\"\nwait 2 days\nif opened \"Intro\"\n  email \"Opened\"\nelse if clicked\n  email \"Clicked\"\notherwise\n  email \"Neither\"\nend\n",
    );
    let schedule = plan(&told, &people(1));
    let opened = Rule::Happened(Happened { event: EventKind::Opened, of: Some(told.step("Intro")) });
    let clicked = Rule::Happened(Happened { event: EventKind::Clicked, of: None });
    assert_eq!(touch(&told, &schedule, "Opened").guard, [Guard::When(opened.clone())]);
    assert_eq!(
        touch(&told, &schedule, "Clicked").guard,
        [Guard::Otherwise(vec![opened.clone()]), Guard::When(clicked.clone())]
    );
    let neither = touch(&told, &schedule, "Neither");
    assert_eq!(neither.guard, [Guard::Otherwise(vec![opened, clicked])]);
    assert!(matches!(neither.when, When::At { .. }), "nobody reacts, so this list is taken");
}

#[test]
fn e6_what_follows_a_list_that_ends_is_guarded_by_not_having_taken_it() {
    let told = told("email \"Intro\"\nwait 2 days\nif opened\n  stop \"read it\"\nend\nemail \"Second\"\n");
    let schedule = plan(&told, &people(1));
    let opened = Rule::Happened(Happened { event: EventKind::Opened, of: None });
    assert_eq!(touch(&told, &schedule, "Second").guard, [Guard::Otherwise(vec![opened])]);
}

#[test]
fn e6_what_only_those_come_to_who_reacted_is_planned_behind_the_reaction() {
    let told = told(
        "email \"Intro\"\nawait opened, at most 2 days\n  email \"Opened\"\ntimed out\n  stop \"no interest\"\nend\nwait 1 day\nemail \"More\"\n",
    );
    let schedule = plan(&told, &people(1));
    let more = touch(&told, &schedule, "More");
    assert_eq!(more.guard, [Guard::Happened(EventKind::Opened, told.step("Intro"))]);
    // opened a minute after 09:00 at the earliest, after two days at the latest
    assert_eq!(between(&more.when), ("17 8:01".to_owned(), "19 8:00".to_owned()));
    assert_eq!(schedule.exits.len(), 1);
    assert_eq!(schedule.exits[0].reason, "no interest");
}

#[test]
fn e6_who_leaves_a_touch_out_is_in_time_for_a_date_that_passes_while_the_others_get_it() {
    let told = Told::new(&format!(
        "{TEAM}sequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nwait 1 day\nemail \"B\" 13:00-17:00, skip if opened\nuntil date created on + 0 days 10:00, else exit\nemail \"C\"\nleave when replied, hard bounce, opted out\n"
    ));
    let program = told.program();
    let date = cadenza::calendar::Date::new(2026, 11, 17);
    let dates = program.dated_fields().map(|_| vec![date]).collect();
    let cohort = Cohort::with_facts(&program, &people(1), &Facts { dates, ..Facts::default() });
    let schedule = plan_schedule(&program, &cohort);
    // B goes out at 13:00 in Berlin, three hours after the date
    assert_eq!(schedule.exits.len(), 1);
    let c = touch(&told, &schedule, "C");
    assert_eq!(between(&c.when), ("17 9:00".to_owned(), "17 9:00".to_owned()));
    let opened = Rule::Happened(Happened { event: EventKind::Opened, of: None });
    assert_eq!(c.guard, [Guard::When(opened)]);
    assert_eq!(c.depends_on, [touch(&told, &schedule, "A").id]);
}

#[test]
fn s3_e6_the_last_touch_of_an_await_is_another_one_for_who_took_another_list() {
    let told = told(
        "call \"K\", owner, 5 min\nif connected\n  email \"B\"\nend\nawait clicked, at most 1 day\n  email \"Clicked\"\nend\nemail \"Last\"\n",
    );
    let schedule = plan(&told, &people(1));
    let clicked = touch(&told, &schedule, "Clicked");
    assert_eq!(clicked.guard, [Guard::Happened(EventKind::Clicked, told.step("B"))]);
    assert!(matches!(touch(&told, &schedule, "Last").when, When::At { .. }));
}

#[test]
fn s4_e6_a_repeat_that_ends_before_its_last_touch_leaves_another_one_as_the_last() {
    let told = told(
        "repeat up to 1, every 1 day, until opened\n  email \"R\"\n  wait 2 days\n  call \"K\", owner, 5 min\nend\nawait clicked, at most 1 day\n  email \"Clicked\"\nend\n",
    );
    let schedule = plan(&told, &people(1));
    let clicked = touch(&told, &schedule, "Clicked");
    assert_eq!(clicked.guard, [Guard::Happened(EventKind::Clicked, told.step("R"))]);
}

#[test]
fn e6_a_linkedin_message_waits_behind_the_accepted_invitation() {
    let told = told(
        "linkedin invite \"Hello\", owner, 2 min\nwait 2 days\nlinkedin message \"Thanks\", owner, 2 min\n",
    );
    let schedule = plan(&told, &people(1));
    let thanks = touch(&told, &schedule, "Thanks");
    assert_eq!(thanks.guard, [Guard::Happened(EventKind::Accepted, told.step("Hello"))]);
    assert_eq!(between(&thanks.when), ("18 8:00".to_owned(), "18 8:00".to_owned()));
}

#[test]
fn x1_ids_of_touches_stay_when_the_list_is_planned_again_without_some() {
    let told = told("email \"A\"\nwait 1 day\nemail \"B\"\n");
    let whole = plan(&told, &people(10));
    let part = plan(&told, &people(10)[3..]);
    assert_eq!(part.touches.len(), 14);
    for touch in &part.touches {
        assert!(whole.touches.contains(touch), "{touch:?}");
    }
}

#[test]
fn t4_every_move_says_why() {
    let told = Told::new(&format!(
        "{}sequence \"S\"\nenter all\n  from 2026-11-12\n  calendar \"Office\"\nemail \"A\" 9:00-9:10\nwait 2 days\nemail \"B\" 9:00-9:10\nwait 9 hours\nemail \"C\"\nleave when replied\n",
        TEAM.replace("cap 500", "cap 1")
    ));
    let schedule = plan(&told, &people(2));
    let moves = |name: &str, contact: u32| {
        let step = told.step(name);
        match &schedule.touches.iter().find(|t| t.step == step && t.contact == contact).unwrap().when {
            When::At { due, planned, moved_by, .. } => (short(*due), short(*planned), moved_by.clone()),
            other => panic!("{other:?}"),
        }
    };
    let at = |text: &str| text.to_owned();
    assert_eq!(moves("A", 1), (at("12 8:00"), at("12 8:00"), vec![]));
    assert_eq!(moves("A", 2), (at("12 8:00"), at("13 8:00"), vec![MoveCause::Capacity]));
    assert_eq!(moves("B", 1), (at("14 8:00"), at("16 8:00"), vec![MoveCause::Weekend]));
    assert_eq!(moves("B", 2), (at("15 8:00"), at("17 8:00"), vec![MoveCause::Weekend, MoveCause::Capacity]));
    assert_eq!(
        moves("C", 1),
        (at("16 17:00"), at("18 8:00"), vec![MoveCause::OutsideHours, MoveCause::Capacity])
    );
}

#[test]
fn s7_who_is_held_back_uses_no_place_and_is_said_with_the_cause() {
    let told = Told::new(&format!(
        "{TEAM}sequence \"S\"\nenter all\n  1 a business day, from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nleave when replied\n"
    ));
    let mut list = people(5);
    list[0].noes = vec![(Channel::Email, NoCause::OptedOut)];
    list[1].in_sequence = true;
    list[2].has_email = false;
    let schedule = plan(&told, &list);
    let causes: Vec<HoldCause> = schedule.held_back.iter().map(|held| held.cause).collect();
    assert_eq!(causes, [HoldCause::OptedOut, HoldCause::InSequence, HoldCause::NothingReaches]);
    let days: Vec<String> = schedule.touches.iter().map(|touch| short(touch.when.instant())).collect();
    assert_eq!(days, ["16 8:00", "17 8:00"], "the fourth enters on the first day");
}

#[test]
fn s7_entry_follows_the_order_of_the_list_and_not_the_contact_numbers() {
    let told = Told::new(&format!(
        "{TEAM}sequence \"S\"\nenter all\n  1 a business day, from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nleave when replied\n"
    ));
    let mut list = people(3);
    list.reverse();
    let order: Vec<u32> = plan(&told, &list).touches.iter().map(|touch| touch.contact).collect();
    assert_eq!(order, [3, 2, 1]);
}

#[test]
fn s7_who_has_no_owner_is_dealt_out_and_s2_the_mailbox_stays() {
    let text = "calendar \"Office\": Mon-Fri 9:00-17:00\nowner \"Mara\": Europe/Berlin\nowner \"Bo\": Europe/Berlin\n\
        sender \"m1@out.example\": Europe/Berlin, owner \"Mara\"\nsender \"m2@out.example\": Europe/Berlin, owner \"Mara\"\nsender \"b@out.example\": Europe/Berlin, owner \"Bo\"\n\n\
        sequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nwait 1 day\nemail \"B\"\ntask \"T\", owner, 1 min\nleave when replied\n";
    let told = Told::new(text);
    let schedule = plan(&told, &people(6));
    let owners: Vec<OwnerId> = told.plan.owners.keys().copied().collect();
    let senders: Vec<SenderId> = told.plan.senders.keys().copied().collect();
    let of = |name: &str| -> Vec<&PlannedTouch> {
        let step = told.step(name);
        let mut touches: Vec<_> = schedule.touches.iter().filter(|touch| touch.step == step).collect();
        touches.sort_by_key(|touch| touch.contact);
        touches
    };
    let tasks: Vec<OwnerId> = of("T").iter().filter_map(|touch| touch.owner).collect();
    assert_eq!(tasks, [owners[0], owners[1], owners[0], owners[1], owners[0], owners[1]]);
    let first: Vec<SenderId> = of("A").iter().filter_map(|touch| touch.sender).collect();
    assert_eq!(first, [senders[0], senders[2], senders[1], senders[2], senders[0], senders[2]]);
    let second: Vec<SenderId> = of("B").iter().filter_map(|touch| touch.sender).collect();
    assert_eq!(first, second);
}

#[test]
fn s8_a_colleague_who_answers_refuses_later_entries_and_their_place_goes_to_the_next() {
    let told = Told::new(&format!(
        "{TEAM}sequence \"S\"\nenter all\n  1 a business day, from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nleave when replied, colleague replied\n"
    ));
    let mut list = people(3);
    (list[0].account, list[1].account) = (Some(7), Some(7));
    let program = told.program();
    let mut script = Script::default();
    script.add(1, told.step("A"), EventKind::RepliedNeutral, 60);
    let facts = rehearse(&program, &Cohort::gather(&program, &list), &script);
    let touched: Vec<(u32, String)> = facts
        .iter()
        .filter(|fact| matches!(fact.what, What::Touched { .. }))
        .map(|fact| (fact.contact, short(fact.at)))
        .collect();
    assert_eq!(touched, [(1, "16 8:00".to_owned()), (3, "17 8:00".to_owned())]);
    assert!(facts.iter().any(|f| f.contact == 2 && f.what == What::Exited(ExitRule::ColleagueReplied)));
}

#[test]
fn s8_without_the_exit_rule_a_bounce_blocks_mail_and_an_opt_out_its_channel_and_the_rest_goes_on() {
    let told = Told::new(&format!(
        "{TEAM}sequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nwait 1 day\nemail \"B\"\nwait 1 day\ncall \"C\", owner, 1 min\nleave when replied\n"
    ));
    let program = told.program();
    let mut script = Script::default();
    script.add(1, told.step("A"), EventKind::Bounced, 1);
    script.add(2, told.step("A"), EventKind::OptedOut, 60);
    let facts = rehearse(&program, &Cohort::gather(&program, &people(2)), &script);
    let skipped: Vec<(u32, SkipCause)> = facts
        .iter()
        .filter_map(|fact| match fact.what {
            What::Skipped { cause, .. } => Some((fact.contact, cause)),
            _ => None,
        })
        .collect();
    assert_eq!(skipped, [(1, SkipCause::Bounced), (2, SkipCause::OptedOut)]);
    let called =
        facts.iter().filter(|fact| matches!(fact.what, What::Touched { step, .. } if step == told.step("C")));
    assert_eq!(called.count(), 2);
}

#[test]
fn c3_a_full_mailbox_holds_a_manual_mail_and_lets_the_call_behind_it_pass() {
    let told = Told::new(&format!(
        "{}sequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"By hand\", owner, 5 min\ncall \"Ring\", owner, 5 min\nleave when replied\n",
        TEAM.replace("cap 500", "cap 1")
    ));
    let schedule = plan(&told, &people(2));
    let planned: Vec<(u32, StepId, String)> = schedule
        .touches
        .iter()
        .map(|touch| (touch.contact, touch.step, short(touch.when.instant())))
        .collect();
    let (mail, ring) = (told.step("By hand"), told.step("Ring"));
    assert_eq!(
        planned,
        [
            (1, mail, "16 8:00".to_owned()),
            (1, ring, "16 8:05".to_owned()),
            (2, mail, "17 8:00".to_owned()),
            (2, ring, "17 8:05".to_owned()),
        ]
    );
}

#[test]
fn a_plan_that_cannot_run_says_where_and_why_and_runs_nothing() {
    let broken = |change: fn(&mut Told)| {
        let mut told = told("email \"A\" 9:00-11:30\nwait 1 day\ncall \"B\", owner, 5 min\n");
        change(&mut told);
        let (program, problems) = compile(&told.plan, told.sequence);
        let cohort = Cohort::gather(&program, &people(3));
        let schedule = plan_schedule(&program, &cohort);
        let errors = problems.iter().any(|problem| problem.severity() == Severity::Error);
        assert!(!errors || schedule.touches.is_empty());
        assert_eq!(schedule.problems.first(), problems.first());
        problems
            .into_iter()
            .map(|problem| (problem.severity(), problem.place, problem.sentence()))
            .collect::<Vec<_>>()
    };
    let never = broken(|told| {
        let id = told.step("A");
        let step = Arc::make_mut(told.plan.steps.get_mut(&id).unwrap());
        if let cadenza::model::StepKind::Touch(touch) = &mut step.kind {
            touch.window =
                touch.window.map(|window| cadenza::calendar::Window { from: window.to, to: window.to });
        }
    });
    assert_eq!(never[0].0, Severity::Error);
    assert!(matches!(never[0].1, Place::Step(_)));
    assert_eq!(never[0].2, "the hours begin and end with the same minute");

    let zone = broken(|told| {
        let owner = told.plan.owners.values_mut().next().unwrap();
        Arc::make_mut(owner).zone = ZoneName::from("Mars/Olympus");
    });
    assert!(matches!(zone[0], (Severity::Error, Place::Owner(_), _)), "{zone:?}");

    let closed = broken(|told| {
        let calendar = told.plan.calendars.values_mut().next().unwrap();
        Arc::make_mut(calendar).hours.clear();
    });
    assert!(matches!(closed[0], (Severity::Error, Place::Calendar(_), _)), "{closed:?}");

    let nobody = broken(|told| {
        told.plan.owners.clear();
        told.plan.senders.clear();
    });
    assert_eq!(nobody.len(), 2);
    assert!(
        nobody
            .iter()
            .all(|(severity, place, _)| *severity == Severity::Warning && matches!(place, Place::Step(_)))
    );

    let gone = broken(|told| {
        let id = told.step("A");
        told.plan.steps.remove(&id);
    });
    assert!(gone[0].2.contains("does not exist"), "{gone:?}");
}

#[test]
fn hours_that_never_meet_are_said_with_the_step_and_the_zone_and_given_up_after_five_working_days_t3() {
    let told = Told::new(
        "calendar \"Office\": Mon-Fri 9:00-17:00\nowner \"Kei\": Asia/Tokyo, calendar \"Office\"\n\nsequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\ncall \"A\" 15:00-17:00, owner, 5 min\nleave when replied\n",
    );
    let schedule = plan(&told, &people(1));
    // due on Monday 16 November at 9:00 in Berlin; Kei's fifth working day after it is Monday the 23rd
    let given_up = When::Skipped { at: "2026-11-23T08:00:00Z".parse().unwrap(), cause: SkipCause::Stale };
    assert_eq!(schedule.touches.iter().map(|touch| touch.when.clone()).collect::<Vec<_>>(), [given_up]);
    let said: Vec<(Place, bool)> =
        schedule.problems.iter().map(|p| (p.place, p.sentence().contains("Europe/Berlin"))).collect();
    assert_eq!(said, [(Place::Step(told.step("A")), true)]);
}

#[test]
fn missing_data_may_take_the_contact_out() {
    let told = told("call \"A\", owner, 5 min, no phone: exit\nemail \"B\"\n");
    let mut list = people(2);
    list[0].has_phone = false;
    let schedule = plan(&told, &list);
    assert_eq!(schedule.exits.len(), 1);
    assert_eq!(schedule.touches.iter().filter(|touch| touch.contact == 1).count(), 1, "the skip itself");
    let forecast = told.run(0, 1);
    assert!(forecast.exits.is_empty());
}

#[test]
fn kpis_count_only_whom_a_contact_facing_touch_reached() {
    let told = told("task \"Look\", owner, 1 min\nwait 1 day\nemail \"A\"\n").rate(
        RateOf::Channel(cadenza::model::ChannelKind::Email),
        EventKind::Replied,
        1.0,
        Denominator::Touch,
    );
    let forecast = told.run(10, 2);
    let reply = forecast.kpis.iter().find(|kpi| kpi.kind == KpiKind::ReplyRate).unwrap();
    assert_eq!((reply.value.mean, reply.numerator.mean, reply.denominator.mean), (1.0, 10.0, 10.0));
    // answers come a minute after the last mail: by then everybody has gone through all steps
    assert_eq!(forecast.exits[0].0, Exit::Finished);
}
