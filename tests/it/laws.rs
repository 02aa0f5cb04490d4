//! Laws that every run obeys, on random sequences, lists and reactions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cadenza::audience::consent::NoCause;
use cadenza::calendar::{Instant, OpenTimes, Zone};
use cadenza::model::{By, Channel, ChannelKind, EventKind, ExitRule, Span, StepId, StepKind};
use cadenza::program::{Candidate, Cohort, Facts, Program, compile};
use cadenza::schedule::{Fact, Script, What, When, plan_schedule, rehearse};
use cadenza::simulate::{Batch, digest, summary};
use proptest::prelude::*;

use super::simulate::{Told, people};

/// A sequence as text, a list, and what follows from touches.
#[derive(Clone, Debug)]
struct World {
    text: String,
    contacts: Vec<Candidate>,
    /// Contact, place among the touches, what, after how many minutes.
    happens: Vec<(usize, usize, EventKind, u32)>,
}

fn touch(number: &mut u32) -> impl Strategy<Value = String> + use<> {
    *number += 1;
    let name = *number;
    let window = prop_oneof![Just(""), Just(" 9:00-11:30"), Just(" 10:00-10:20"), Just(" 13:00-18:00")];
    let skip = prop_oneof![
        6 => Just(""),
        1 => Just(", skip if opened"),
        1 => Just(", not after 2026-10-26"),
        1 => Just(", skip if tag is Hot"),
        1 => Just(", skip if none of (opened, stage is Done)"),
    ];
    (0..11_u8, window, 0..40_u16, skip).prop_map(move |(kind, window, effort, skip)| match kind {
        0 | 1 => format!("email \"T{name}\"{window}{skip}"),
        2 => format!("call \"T{name}\"{window}, owner, {effort} min, no phone: skip{skip}"),
        3 => format!("linkedin invite \"T{name}\"{window}, owner, 2 min{skip}"),
        4 => format!("linkedin message \"T{name}\"{window}, owner, 3 min{skip}"),
        5 => format!("task \"T{name}\", owner, {effort} min{skip}"),
        6 => format!("sms \"T{name}\"{window}{skip}"),
        7 => format!("whatsapp \"T{name}\"{window}, no mobile: exit{skip}"),
        8 => format!("in-app \"T{name}\"{window}{skip}"),
        9 => format!("ad \"T{name}\", for 7 days{skip}"),
        _ => format!("email \"T{name}\"{window}, owner, {effort} min{skip}"),
    })
}

fn action() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("add tag \"Hot\"".to_owned()),
        Just("remove tag \"Hot\"".to_owned()),
        Just("set stage to \"Done\"".to_owned()),
        Just("add score 5".to_owned()),
        Just("set field fit score to \"1\"".to_owned()),
        Just("set created on to \"2026-12-01\"".to_owned()),
        Just("notify \"Look at {{full name}}\"".to_owned()),
    ]
}

fn wait() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..3000_u32).prop_map(|n| format!("wait {n} minutes")),
        (0..80_u32).prop_map(|n| format!("wait {n} hours")),
        (0..9_u32).prop_map(|n| format!("wait {n} days")),
        (0..6_u32).prop_map(|n| format!("wait {n} business days")),
        (1..15_u32).prop_map(|n| format!("day {n}")),
        Just("until Tue, Thu 10:00".to_owned()),
        Just("until Sun 2:30, not the same day".to_owned()),
        (0..30_u32).prop_map(|n| format!("wait {n} business hours")),
        (-9..9_i32, any::<bool>(), 0..3_u8).prop_map(|(n, yearly, otherwise)| {
            let near = if n < 0 { format!("- {} days", -n) } else { format!("+ {n} days") };
            let yearly = if yearly { ", yearly" } else { "" };
            let otherwise = ["continue", "skip next touch", "exit"][usize::from(otherwise)];
            format!("until date created on {near} 9:30{yearly}, else {otherwise}")
        }),
    ]
}

pub fn sequence() -> impl Strategy<Value = String> {
    let mut number = 0;
    let parts: Vec<_> = (0..4)
        .map(|index| {
            let (a, b, c) = (touch(&mut number), touch(&mut number), touch(&mut number));
            let until = prop_oneof![Just("connected"), Just("replied"), Just("opened"), Just("done"), Just("purchased")];
            let more = (action(), action(), until, 1..4_u16);
            (0..12_u8, a, b, c, wait(), wait(), more).prop_map(move |(shape, a, b, c, w1, w2, (d1, d2, until, n))| match shape {
                7 => format!("repeat up to {n}, every 2 days, until {until}\n  {a}\n  {w1}\n  {d1}\n  {b}\nend\n{w2}\n{c}\n"),
                8 => format!("{a}\nrepeat up to {n}, every 90 minutes, until {until}\n  if fit score >= 6\n    {d1}\n    {b}\n  otherwise\n    add score 3\n    {c}\n  end\nend\n"),
                9 => format!("repeat up to 2, every 1 business day, until {until}\n  repeat up to {n}, every 3 hours, until replied\n    {a}\n  end\n  {w1}\n  await opened, at most 1 day\n    {d1}\n    {b}\n  timed out\n    {d2}\n  end\nend\n{c}\n"),
                10 => format!("{d1}\n{a}\n{w1}\nif tag is hot\n  {b}\n  {d2}\nelse if stage is Done\n  stop \"done\"\nend\nif fit score is 1\n  {c}\nend\n"),
                11 => format!("{a}\nrepeat up to {n}, every 1 day, until {until}\n  {b}\n  if tag is Hot\n    stop \"hot\"\n  end\n  {d1}\nend\n{w1}\nawait purchased, at most 2 days\n  {c}\nend\n"),
                0 => {
                    let mail = format!("email \"Q{index}\"\n{w1}\nawait opened \"Q{index}\", at most 3 days\n");
                    format!("{mail}  {a}\ntimed out\n  {b}\nend\n{w2}\n{c}\n")
                }
                4 => format!("{a}\n{w1}\nawait replied, at most 2 business days\n  {b}\nend\n{c}\n"),
                1 => format!("{a}\nif opened\n  {w1}\n  {b}\notherwise\n  {c}\nend\n{w2}\n"),
                2 => format!("split A 50, B 30, hold-out 20\n  arm A\n    {a}\n  arm B\n    {b}\n  arm hold-out\nend\n{w1}\n{c}\n"),
                3 => format!("{a}\n{w1}\nif opened\n  stop \"read it\"\nend\n{b}\n"),
                _ => format!("{a}\n{w1}\n{b}\n{w2}\n{c}\n"),
            })
        })
        .collect();
    (parts, prop::option::of(1..30_u32), 1..40_u32, 1..200_u32, 0..3_u8, any::<bool>(), 0..8_u8).prop_map(
        |(parts, throttle, cap, minutes, calendar, colleague, entry)| {
            let throttle = throttle.map_or(String::new(), |n| format!("{n} a business day, "));
            let throttle =
                if entry == 0 { "on date reached, at created on, ".to_owned() } else { throttle };
            let tasks = if entry < 4 { "9 tasks a day, " } else { "" };
            let hours = ["", ", calendar \"Office\"", ", calendar \"Late\""][usize::from(calendar)];
            let replied = if entry < 6 { "replied, " } else { "" };
            let colleague = if colleague { ", colleague replied" } else { "" };
            format!(
                "calendar \"Office\": Mon-Fri 9:00-17:00; holidays 2026-12-25, 2027-01-01\n\
                 calendar \"Late\": Mon-Thu 12:00-20:00\n\
                 owner \"Mara\": {minutes} minutes a day, {tasks}Europe/Berlin{hours}\n\
                 owner \"Bo\": America/New_York\n\
                 sender \"m@out.example\": cap {cap} a day, Europe/Berlin, owner \"Mara\"{hours}\n\
                 sender \"b@out.example\": cap {cap} a day, America/New_York, owner \"Bo\"\n\
                 sender \"+1 555 0100\": sms, cap {cap} a day, America/New_York\n\
                 sender \"in/mara\": linkedin, cap {cap} a day, Europe/Berlin, owner \"Mara\"\n\n\
                 sequence \"S\"\nenter all\n  {throttle}from 2026-10-20\n  calendar \"Office\"\n  goal 3 purchases\n{}\
                 leave when {replied}hard bounce, opted out, meeting booked, goal reached{colleague}\n",
                parts.concat()
            )
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    let zones = prop_oneof![
        Just("Europe/Berlin"),
        Just("America/New_York"),
        Just("Asia/Kolkata"),
        Just("Australia/Sydney"),
    ];
    let contact = (zones, any::<u8>(), 0..6_u32);
    let event = prop_oneof![
        Just(EventKind::Opened),
        Just(EventKind::RepliedPositive),
        Just(EventKind::RepliedNegative),
        Just(EventKind::Bounced),
        Just(EventKind::OptedOut),
        Just(EventKind::Accepted),
        Just(EventKind::MeetingBooked),
        Just(EventKind::Connected),
        Just(EventKind::Clicked),
        Just(EventKind::Purchased),
    ];
    let happens = prop::collection::vec((0..40_usize, 0..12_usize, event, 1..9000_u32), 0..60);
    (sequence(), prop::collection::vec(contact, 1..40), happens).prop_map(|(text, contacts, happens)| {
        let contacts = people(contacts.len() as u32)
            .into_iter()
            .zip(contacts)
            .map(|(person, (zone, flags, account))| Candidate {
                zone: Zone::from_name(zone).unwrap(),
                account: Some(account),
                has_phone: flags & 3 != 0,
                has_mobile: flags & 1 != 0,
                has_email: flags & 12 != 0,
                has_profile: flags & 48 != 0,
                noes: if flags & 192 == 0 { no_calls() } else { Vec::new() },
                ..person
            })
            .collect();
        World { text, contacts, happens }
    })
}

/// Neither calls nor texts.
fn no_calls() -> Vec<(Channel, NoCause)> {
    vec![(Channel::Call, NoCause::OptedOut), (Channel::Sms, NoCause::OptedOut)]
}

/// Everything of a run that the laws look at.
struct Ran {
    told: Told,
    program: Program,
    cohort: Cohort,
    facts: Vec<Fact>,
}

impl World {
    fn script(&self, told: &Told) -> Script {
        let touches: Vec<StepId> = told
            .plan
            .steps
            .iter()
            .filter(|(_, step)| step.kind.touch().is_some())
            .map(|(id, _)| *id)
            .collect();
        let mut script = Script::default();
        let mut seen = std::collections::BTreeSet::new();
        for (contact, touch, event, delay) in &self.happens {
            let (contact, step) = (contact % self.contacts.len(), touches[touch % touches.len()]);
            let can = told.plan.steps[&step].kind.touch().unwrap().channel.events().contains(event);
            if can && seen.insert((contact, step, *event)) {
                script.add(self.contacts[contact].number, step, *event, *delay);
            }
        }
        script
    }

    fn run(&self) -> Ran {
        let told = Told::new(&self.text);
        let program = told.program();
        let cohort = self.cohort(&program);
        let facts = rehearse(&program, &cohort, &self.script(&told));
        Ran { told, program, cohort, facts }
    }

    /// Every third contact has no date, every fourth one before the start.
    fn cohort(&self, program: &Program) -> Cohort {
        let start = cadenza::calendar::Date::new(2026, 10, 20).unwrap();
        let date = |row: usize| (!row.is_multiple_of(3)).then(|| start.plus_days(row as i32 % 4 * 9 - 5));
        let dates: Vec<_> = (0..self.contacts.len()).map(date).collect();
        let facts =
            Facts { dates: program.dated_fields().map(|_| dates.clone()).collect(), ..Facts::default() };
        Cohort::with_facts(program, &self.contacts, &facts)
    }
}

/// A line of a sequence without caps, minutes and working hours.
fn uncapped(line: &str) -> String {
    if let Some((name, parts)) =
        line.split_once(": ").filter(|_| line.starts_with("owner") || line.starts_with("sender"))
    {
        let is_limit = |part: &&str| part.ends_with(" a day") || part.starts_with("calendar");
        let kept: Vec<&str> = parts.split(", ").filter(|part| !is_limit(part)).collect();
        return format!("{name}: {}", kept.join(", "));
    }
    match line.split_once(", owner, ") {
        Some((touch, rest)) => {
            let rest = rest.split_once(',').map_or(String::new(), |(_, rest)| format!(",{rest}"));
            format!("{touch}, owner, 0 min{rest}")
        }
        None => line.to_owned(),
    }
}

/// A line of a sequence without a limit on how many enter a day.
fn unthrottled(line: &str) -> String {
    line.split_once(" a business day, ").map_or(line.to_owned(), |(_, rest)| format!("  {rest}"))
}

fn is_end(what: &What) -> bool {
    matches!(
        what,
        What::Finished | What::Exited(_) | What::Stopped(_) | What::MissedData(_) | What::NoDate(_)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn s8_nobody_is_touched_at_or_after_an_exit_and_everybody_leaves_once(world in world()) {
        let ran = world.run();
        let mut ended: BTreeMap<u32, Instant> = BTreeMap::new();
        for fact in &ran.facts {
            if is_end(&fact.what) {
                prop_assert!(ended.insert(fact.contact, fact.at).is_none(), "{} leaves twice", fact.contact);
            } else if matches!(fact.what, What::Touched { .. } | What::Skipped { .. }) {
                prop_assert!(!ended.contains_key(&fact.contact), "{fact:?} after the end");
            }
        }
        // enrolled = finished + exited; the held back are the rest of the list
        let never = plan_schedule(&ran.program, &ran.cohort).problems.iter().any(|p| p.sentence().contains("never open"));
        prop_assert!(never || ended.len() == ran.cohort.n_contacts() as usize, "somebody never leaves");
        prop_assert_eq!(ran.cohort.n_contacts() as usize + ran.cohort.held_back().len(), world.contacts.len());
    }

    #[test]
    fn s8_no_exit_waits_for_a_later_minute_than_its_event(world in world()) {
        let ran = world.run();
        let exits = &ran.told.plan.sequences[&ran.told.sequence].exits;
        for fact in &ran.facts {
            if let What::Happened { event: event @ (EventKind::Replied | EventKind::Bounced), .. } = fact.what {
                if event == EventKind::Replied && !exits.contains(&ExitRule::Replied) {
                    continue;
                }
                let touched_later = ran.facts.iter().any(|other| {
                    other.contact == fact.contact && other.at >= fact.at && matches!(other.what, What::Touched { .. })
                });
                prop_assert!(!touched_later, "{fact:?}");
            }
        }
    }

    #[test]
    fn t4_c1_c2_no_touch_outside_its_hours_or_over_a_cap(world in world()) {
        let ran = world.run();
        let plan = &ran.told.plan;
        let laid_out = std::cell::RefCell::new(BTreeMap::<(String, Zone), OpenTimes>::new());
        let open = |name: &str, zone: Zone| {
            let mut laid_out = laid_out.borrow_mut();
            let times = laid_out.entry((name.to_owned(), zone)).or_insert_with(|| {
                let calendar = plan.calendars.values().find(|calendar| calendar.name == name).unwrap();
                let holidays: Vec<_> = calendar.holidays.iter().map(|holiday| holiday.date).collect();
                OpenTimes::new(zone, &calendar.hours, &holidays, "2026-10-01".parse().unwrap(), 5000)
            });
            times.clone()
        };
        let schedule_of = |calendar: Option<cadenza::model::CalendarId>, zone: &str| {
            Some(open(&plan.calendars[&calendar?].name, zone.parse().unwrap()))
        };
        // who does it is what the planned schedule says, reactions or not
        let planned = plan_schedule(&ran.program, &ran.cohort);
        let doer: BTreeMap<(u32, StepId), _> =
            planned.touches.iter().map(|touch| ((touch.contact, touch.step), (touch.owner, touch.sender))).collect();
        let mut sent: BTreeMap<_, u32> = BTreeMap::new();
        let mut worked: BTreeMap<_, (u32, u32)> = BTreeMap::new();
        let mut busy: BTreeMap<_, Instant> = BTreeMap::new();
        for fact in &ran.facts {
            let What::Touched { step, due, joined } = fact.what else { continue };
            prop_assert!(due <= joined && joined <= fact.at);
            let touch = plan.steps[&step].kind.touch().unwrap();
            let contact = &world.contacts[fact.contact as usize - 1];
            let mut hours = open("Office", contact.zone);
            if let Some(window) = touch.window {
                hours = hours.narrowed(window);
            }
            prop_assert!(hours.is_open(fact.at), "{fact:?} outside its hours");
            let Some((owner, sender)) = doer.get(&(fact.contact, step)) else { continue };
            if let Some(sender) = sender {
                let record = &plan.senders[sender];
                let zone: Zone = record.zone.0.parse().unwrap();
                let n = sent.entry((*sender, zone.local(fact.at).0)).or_default();
                *n += 1;
                prop_assert!(*n <= record.cap_per_day.unwrap(), "{fact:?} over the cap");
                let hours = schedule_of(record.calendar, &record.zone.0);
                prop_assert!(hours.is_none_or(|hours| hours.is_open(fact.at)), "{fact:?} outside the mailbox's hours");
            }
            if touch.by == By::Owner {
                let record = &plan.owners[&owner.unwrap()];
                let zone: Zone = record.zone.0.parse().unwrap();
                let hours = schedule_of(record.calendar, &record.zone.0);
                prop_assert!(hours.is_none_or(|hours| hours.is_open(fact.at)), "{fact:?} outside the owner's hours");
                let (used, tasks) = worked.entry((owner.unwrap(), zone.local(fact.at).0)).or_default();
                prop_assert!(record.minutes_per_day.is_none_or(|cap| *used < cap), "{fact:?} starts over the cap");
                prop_assert!(record.tasks_per_day.is_none_or(|cap| *tasks < cap), "{fact:?} is a task too many");
                *used += u32::from(touch.effort_minutes);
                *tasks += 1;
                let until = busy.entry(owner.unwrap()).or_insert(fact.at);
                prop_assert!(*until <= fact.at, "{fact:?} while the owner is busy");
                *until = fact.at.plus_minutes(i32::from(touch.effort_minutes));
            }
        }
    }

    #[test]
    fn s2_nobody_is_touched_without_what_the_touch_needs(world in world()) {
        let ran = world.run();
        for fact in &ran.facts {
            let What::Touched { step, .. } = fact.what else { continue };
            let contact = &world.contacts[fact.contact as usize - 1];
            let before = |event: EventKind| {
                ran.facts.iter().any(|other| {
                    other.contact == fact.contact && other.at <= fact.at
                        && matches!(other.what, What::Happened { event: e, .. } if e == event)
                })
            };
            let may = match ran.told.plan.steps[&step].kind.touch().unwrap().channel {
                ChannelKind::Email => contact.has_email && !before(EventKind::Bounced),
                ChannelKind::Call => contact.has_phone && contact.noes.is_empty(),
                ChannelKind::LinkedinInvite => contact.has_profile,
                ChannelKind::LinkedinMessage => contact.has_profile && before(EventKind::Accepted),
                ChannelKind::Whatsapp => contact.has_mobile,
                ChannelKind::Sms => contact.has_mobile && contact.noes.is_empty(),
                ChannelKind::Ad => contact.has_email,
                ChannelKind::InApp | ChannelKind::Task => true,
            };
            prop_assert!(may, "{fact:?}");
        }
    }

    #[test]
    fn t1_nothing_of_a_contact_goes_back_in_time(world in world()) {
        let mut last: BTreeMap<u32, Instant> = BTreeMap::new();
        for fact in world.run().facts {
            // opens and clicks that nothing depends on are told early
            if matches!(fact.what, What::Happened { .. }) {
                continue;
            }
            let before = last.insert(fact.contact, fact.at).unwrap_or(fact.at);
            prop_assert!(before <= fact.at, "{fact:?} after {before}");
        }
    }

    #[test]
    fn s4_a_repeat_ends_with_its_event_and_after_its_passes(world in world()) {
        let ran = world.run();
        let plan = &ran.told.plan;
        for visit in plan.walk(ran.told.sequence).into_iter().filter(|visit| visit.depth == 0) {
            let StepKind::Repeat(repeat) = &plan.steps[&visit.id].kind else { continue };
            let inside = plan.subtree(visit.id);
            let nested = inside[1..].iter().any(|id| matches!(plan.steps[id].kind, StepKind::Repeat(_)));
            for contact in &world.contacts {
                let of = || ran.facts.iter().filter(|fact| fact.contact == contact.number);
                for step in &inside {
                    let n = of().filter(|f| matches!(f.what, What::Touched { step: s, .. } if s == *step)).count();
                    prop_assert!(nested || n <= usize::from(repeat.times), "{n} visits of {step} for {}", repeat.times);
                }
                // what follows from a touch of the repeat happened after it was entered
                let ended = of().find(|fact| matches!(fact.what, What::Happened { step, event }
                    if event == repeat.until && inside.contains(&step)));
                if let Some(ended) = ended {
                    let later = of().find(|fact| matches!(fact.what, What::Touched { step, .. }
                        if inside.contains(&step) && (fact.at > ended.at)));
                    prop_assert!(later.is_none(), "{later:?} after {ended:?}");
                }
            }
        }
    }

    #[test]
    fn e2_the_order_of_calls_and_of_bytes_changes_nothing(world in world()) {
        let ran = world.run();
        let script = world.script(&ran.told);
        let program = Program::from_bytes(&ran.program.to_bytes()).unwrap();
        let cohort = Cohort::from_bytes(&ran.cohort.to_bytes()).unwrap();
        prop_assert_eq!(&program, &ran.program);
        prop_assert_eq!(rehearse(&program, &cohort, &script), ran.facts);
    }

    #[test]
    fn e6_the_planned_schedule_is_the_run_in_which_nobody_reacts(world in world()) {
        let ran = World { happens: Vec::new(), ..world.clone() }.run();
        let schedule = plan_schedule(&ran.program, &ran.cohort);
        let mut planned: Vec<(u32, StepId, Instant)> = schedule
            .touches
            .iter()
            .filter_map(|touch| match touch.when {
                When::At { planned, .. } => Some((touch.contact, touch.step, planned)),
                _ => None,
            })
            .collect();
        planned.sort_unstable();
        let mut executed: Vec<(u32, StepId, Instant)> = ran
            .facts
            .iter()
            .filter_map(|fact| match fact.what {
                What::Touched { step, .. } => Some((fact.contact, step, fact.at)),
                _ => None,
            })
            .collect();
        executed.sort_unstable();
        let differs = planned.iter().filter(|one| !executed.contains(one)).chain(executed.iter().filter(|one| !planned.contains(one)));
        prop_assert!(planned == executed, "{:?}", differs.collect::<Vec<_>>());
        // each touch once, ids unique, what it depends on is there and not later
        let ids: BTreeMap<u64, &When> = schedule.touches.iter().map(|touch| (touch.id, &touch.when)).collect();
        prop_assert_eq!(ids.len(), schedule.touches.len());
        for touch in &schedule.touches {
            if let When::Between { earliest, latest } = touch.when {
                prop_assert!(earliest <= latest);
                prop_assert!(!touch.guard.is_empty(), "a touch off the path has a guard: {touch:?}");
            }
            for before in &touch.depends_on {
                prop_assert!(ids[before].instant() <= touch.when.instant(), "{touch:?}");
            }
        }
    }

    #[test]
    fn e6_every_touch_that_can_happen_stands_in_the_planned_schedule(world in world()) {
        // without capacity: nothing but hours moves a touch
        let mut text = world.text.lines().map(uncapped).collect::<Vec<_>>().join("\n");
        // nor does anybody enter earlier because somebody before them is refused, which only the others' reactions decide
        if text.contains("colleague replied") {
            text = text.lines().map(unthrottled).collect::<Vec<_>>().join("\n");
        }
        let ran = World { text, ..world.clone() }.run();
        let schedule = plan_schedule(&ran.program, &ran.cohort);
        for fact in &ran.facts {
            if let What::Acted { step } = fact.what {
                let known = schedule.actions.iter().any(|action| (action.contact, action.step) == (fact.contact, step));
                prop_assert!(known, "{fact:?} is nowhere in the planned schedule");
            }
            let What::Touched { step, .. } = fact.what else { continue };
            let known = schedule.touches.iter().find(|touch| (touch.contact, touch.step) == (fact.contact, step));
            prop_assert!(known.is_some(), "{fact:?} is nowhere in the planned schedule");
        }
    }

    #[test]
    fn t2_days_keep_the_clock_in_every_zone_over_every_change(
        start in 0..1500_i32,
        minute in 0..1440_u32,
        zones in prop::collection::vec(0..598_usize, 1..5),
        length in prop_oneof![(0..9_u32).prop_map(|n| (n, "days")), (0..9_u32).prop_map(|n| (n, "business days")), (1..30_u32).prop_map(|n| (n, "weeks"))],
    ) {
        let from = cadenza::calendar::Date::new(2026, 1, 1).unwrap().plus_days(start);
        let told = Told::new(&format!(
            "calendar \"Ever\": Mon-Fri 0:00-24:00\nsender \"a@out.example\": UTC\n\nsequence \"S\"\nenter all\n  from {from}\n  calendar \"Ever\"\nwait {minute} minutes\nemail \"A\"\nwait {} {}\nemail \"B\"\nleave when replied\n",
            length.0, length.1
        ));
        let zones: Vec<Zone> = zones.iter().map(|index| Zone::all().nth(index % Zone::all().len()).unwrap()).collect();
        let list: Vec<Candidate> = people(zones.len() as u32)
            .into_iter()
            .zip(&zones)
            .map(|(person, zone)| Candidate { zone: *zone, ..person })
            .collect();
        let program = told.program();
        let facts = rehearse(&program, &Cohort::gather(&program, &list), &Script::default());
        let calendar = told.plan.calendars.values().next().unwrap();
        for (contact, zone) in (1..).zip(&zones) {
            let touched: Vec<(Instant, Instant)> = facts.iter().filter_map(|fact| match fact.what {
                What::Touched { due, .. } if fact.contact == contact => Some((due, fact.at)),
                _ => None,
            }).collect();
            let n = length.0;
            let expected = match length.1 {
                "days" => cadenza::calendar::plus_days(*zone, touched[0].1, n as i32),
                "weeks" => cadenza::calendar::plus_days(*zone, touched[0].1, 7 * n as i32),
                _ => OpenTimes::new(*zone, &calendar.hours, &[], from.plus_days(-5), 100).plus_business_days(touched[0].1, n).unwrap(),
            };
            prop_assert_eq!(touched[1].0, expected, "{} {}", zone, touched[0].1);
        }
    }

    #[test]
    fn e2_replications_are_the_same_in_any_batches(world in world(), cut in 1..5_u32) {
        let told = Told::new(&world.text);
        let of = cadenza::model::RateOf::Channel(ChannelKind::Email);
        let told = told
            .rate(of, EventKind::Replied, 0.1, cadenza::model::Denominator::Enrolled)
            .rate(of, EventKind::Opened, 0.5, cadenza::model::Denominator::Touch)
            .rate(of, EventKind::Bounced, 0.1, cadenza::model::Denominator::Address)
            .delay(ChannelKind::Email, EventKind::Replied, 480.0, 1.6)
            .delay(ChannelKind::Email, EventKind::Opened, 60.0, 1.0);
        let program = told.program();
        let cohort = world.cohort(&program);
        let whole = summary(&program, &[Batch::run(&program, &cohort, 0..5)], 5);
        let parts = [Batch::run(&program, &cohort, cut..5), Batch::run(&program, &cohort, 0..cut)];
        prop_assert_eq!(digest(&summary(&program, &parts, 5)), digest(&whole));
        let exits: f64 = whole.exits.iter().map(|(_, range)| range.mean).sum();
        let never = whole.problems.iter().any(|problem| problem.sentence().contains("never open"));
        prop_assert!(never || (exits - f64::from(cohort.n_contacts())).abs() < 1e-9, "contacts are conserved");
    }
}

/// Rows of what keeps touches of one person apart; some hold nothing back.
fn rails() -> impl Strategy<Value = String> {
    let row = |rows: &'static [&'static str]| prop::option::of(prop::sample::select(rows));
    (
        row(&["gap 30 hours", "gap 2 days", "gap 90 minutes", "gap 1 week"]),
        row(&["limit 1 a day", "limit 2 email, texts in 7 days", "limit 3 in 7 days over all sequences"]),
        row(&["limit 1 calls in 7 days", "limit 2 a day over all sequences"]),
        row(&["quiet 20:00-8:00", "quiet 12:00-14:00"]),
        row(&["hold 0 days", "hold 2 days", "hold 20 days"]),
    )
        .prop_map(|(a, b, c, d, e)| {
            [a, b, c, d, e].into_iter().flatten().map(|row| format!("  {row}\n")).collect()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn s9_no_touch_is_too_soon_one_too_many_or_in_quiet_hours(world in world(), rails in rails()) {
        let world = World { text: world.text.replace("  goal", &format!("{rails}  goal")), ..world };
        let ran = world.run();
        let guardrails = &ran.told.plan.sequences[&ran.told.sequence].guardrails;
        let gap = guardrails.gap_minutes();
        let mut made: BTreeMap<u32, Vec<(Instant, Channel)>> = BTreeMap::new();
        let mut left: BTreeMap<u32, u32> = BTreeMap::new();
        for fact in &ran.facts {
            *left.entry(fact.contact).or_default() += u32::from(is_end(&fact.what));
            let What::Touched { step, .. } = fact.what else { continue };
            let kind = ran.told.plan.steps[&step].kind.touch().unwrap().channel;
            if !kind.is_contact_facing() {
                continue;
            }
            let zone = world.contacts[fact.contact as usize - 1].zone;
            let (day, clock) = zone.local(fact.at);
            if let Some(quiet) = guardrails.quiet {
                let is_quiet = if quiet.from < quiet.to {
                    quiet.from <= clock && clock < quiet.to
                } else {
                    quiet.from <= clock || clock < quiet.to
                };
                prop_assert!(!is_quiet, "{fact:?} in quiet hours");
            }
            let before = made.entry(fact.contact).or_default();
            if let Some((last, _)) = before.last() {
                prop_assert!(fact.at.0 - last.0 >= gap, "{fact:?} is {} minutes after the last", fact.at.0 - last.0);
            }
            before.push((fact.at, kind.channel()));
            for limit in guardrails.limits.iter().filter(|limit| limit.counts(kind.channel())) {
                let within = |at: Instant| match limit.per {
                    Span::Day => zone.local(at).0 == day,
                    Span::SevenDays => fact.at.0 - at.0 < 7 * 1440,
                };
                let n = before.iter().filter(|(at, channel)| limit.counts(*channel) && within(*at)).count();
                prop_assert!(n <= usize::from(limit.most), "{fact:?} is number {n} of {limit:?}");
            }
        }
        prop_assert!(left.values().all(|n| *n <= 1), "everybody leaves once");
        // the planned schedule is still the run in which nobody reacts
        let schedule = plan_schedule(&ran.program, &ran.cohort);
        let nobody = rehearse(&ran.program, &ran.cohort, &Script::default());
        let planned: BTreeSet<_> = schedule.touches.iter().filter_map(|touch| match &touch.when {
            When::At { planned, .. } => Some((touch.contact, touch.step, *planned)),
            _ => None,
        }).collect();
        let ran: BTreeSet<_> = nobody.iter().filter_map(|fact| match fact.what {
            What::Touched { step, .. } => Some((fact.contact, step, fact.at)),
            _ => None,
        }).collect();
        prop_assert_eq!(planned, ran);
    }

    #[test]
    fn c1_no_sender_sends_more_than_its_spans_allow_or_closer_than_its_distance(world in world(), spans in 0..4_usize) {
        let spans = [
            &[(60, 2)][..], &[(1440, 3), (10_080, 9)][..], &[(60, 3), (1440, 7)][..], &[(10_080, 5)][..],
        ][spans];
        let words = |(minutes, most): &(i32, usize)| match minutes {
            60 => format!(", {most} an hour"),
            1440 => format!(", {most} in 24 hours"),
            _ => format!(", {most} in 7 days"),
        };
        let parts: String = spans.iter().map(words).chain([", 7 minutes apart".to_owned()]).collect();
        let text = world.text.replace(" a day, Europe/Berlin, owner \"Mara\"", &format!(" a day{parts}, Europe/Berlin, owner \"Mara\""));
        let world = World { text, ..world };
        let ran = world.run();
        let planned = plan_schedule(&ran.program, &ran.cohort);
        let sender: BTreeMap<(u32, StepId), _> =
            planned.touches.iter().map(|touch| ((touch.contact, touch.step), touch.sender)).collect();
        let mut sent: BTreeMap<_, Vec<Instant>> = BTreeMap::new();
        for fact in &ran.facts {
            let What::Touched { step, .. } = fact.what else { continue };
            let Some(Some(sender)) = sender.get(&(fact.contact, step)) else { continue };
            if ran.told.plan.senders[sender].spacing_minutes == 0 {
                continue;
            }
            let before = sent.entry(*sender).or_default();
            prop_assert!(before.last().is_none_or(|last| fact.at.0 - last.0 >= 7), "{fact:?} is too close");
            before.push(fact.at);
            for (minutes, most) in spans {
                let n = before.iter().filter(|at| fact.at.0 - at.0 < *minutes).count();
                prop_assert!(n <= *most, "{fact:?} is number {n} in {minutes} minutes");
            }
        }
        prop_assert!(ran.facts.iter().filter(|fact| is_end(&fact.what)).count() <= world.contacts.len());
    }

    #[test]
    fn s9_limits_that_cannot_be_met_change_no_byte(world in world()) {
        let rails = "  limit 60000 in 7 days\n  limit 60000 email a day over all sequences\n  hold 9 days\n  goal";
        let text = world.text.replace(" a day, Europe/Berlin, owner", " a day, 60000 an hour, 60000 sms in 7 days, 60000 a month, ramp 60000 + 0 a day from 2026-01-01, Europe/Berlin, owner");
        let loose = World { text: text.replace("  goal", rails), contacts: world.contacts.clone(), happens: Vec::new() };
        let (free, loose) = (world.run(), loose.run());
        prop_assert!(loose.program.problems().len() == free.program.problems().len());
        prop_assert_eq!(plan_schedule(&free.program, &free.cohort), plan_schedule(&loose.program, &loose.cohort));
        let batch = |ran: &Ran| Batch::run(&ran.program, &ran.cohort, 0..2).to_bytes();
        prop_assert_eq!(batch(&free), batch(&loose));
    }
}

#[test]
fn random_sequences_are_read_and_some_touch_somebody() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut n_touches = 0;
    let mut seen = String::new();
    for _ in 0..240 {
        let world = world().new_tree(&mut runner).unwrap().current();
        let (program, problems) = {
            let told = Told::new(&world.text);
            compile(&told.plan, told.sequence)
        };
        assert!(!program.has_errors(), "{problems:?}");
        for fact in world.run().facts {
            n_touches += usize::from(matches!(fact.what, What::Touched { .. }));
            write!(seen, "{:?} ", fact.what).unwrap();
        }
    }
    assert!(n_touches > 1000, "{n_touches}");
    let seen_all = [
        "Stale",
        "Deadline",
        "NotConnected",
        "ColleagueReplied",
        "Stopped",
        "Bounced",
        "NoPhone",
        "NoMobile",
        "SkipIf",
        "NoDate",
        "RepeatEnded",
        "Acted",
        "GoalReached",
    ];
    for what in seen_all {
        assert!(seen.contains(what), "no run shows {what}");
    }
}
