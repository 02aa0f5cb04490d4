//! The team as people edit it: owners, senders, calendars with days off by rule (T5), assumptions with their sources (B7).

use cadenza::calendar::{Clock, Date, OpenHours, Weekday, Zone, ics};
use cadenza::model::{
    Calendar, CalendarId, Channel, ChannelKind, Denominator, Diff, EventKind, Holiday, Owner, OwnerId, Place,
    Plan, Ramp, RateOf, SendLimit, SendSpan, Sender, SenderId, SourceKind, ZoneName,
};
use cadenza::outline::{plan_from_text, print_team};
use cadenza::session::team::{
    Line, TeamField, assumption_lines, minutes, minutes_text, new_calendar, new_owner, new_owners,
    new_sender, nine_in_ten_text, own_rate, put_team_text, share, share_text, spread_within, team_text,
    usual_sending, weekdays_as_monday, with_country,
};
use cadenza::session::{Capture, Command, Session};
use proptest::prelude::*;

const TEAM: &str = "calendar \"Office\": Mon-Fri 9:00-17:00; holidays DE, AT, 2026-12-24 \"Office closed\"\n\
owner \"Mara\": 60 minutes a day, Europe/Berlin, calendar \"Office\"\n\
sender \"mara@out.example\": cap 50 a day, Europe/Berlin, owner \"Mara\"\n";

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn plan() -> Plan {
    let read = plan_from_text(TEAM);
    assert_eq!(read.problems, []);
    read.plan
}

fn office(plan: &Plan) -> (CalendarId, Calendar) {
    let (id, calendar) = plan.calendars.iter().next().unwrap();
    (*id, (**calendar).clone())
}

fn mara(plan: &Plan) -> (OwnerId, SenderId) {
    (*plan.owners.keys().next().unwrap(), *plan.senders.keys().next().unwrap())
}

fn year(calendar: &Calendar, year: i32) -> Vec<Holiday> {
    calendar.days_off(Date::new(year, 1, 1).unwrap(), Date::new(year, 12, 31).unwrap())
}

/// Changes a field the way the page does.
fn put(session: &mut Session, place: Place, field: TeamField, text: &str) -> Result<(), String> {
    match put_team_text(session.plan(), place, field, text)? {
        Some(command) => {
            session.apply(command, Capture::Now).map(drop).map_err(|refusal| refusal.to_string())
        }
        None => Ok(()),
    }
}

// ---- days off -------------------------------------------------------------------------------------------------------------

#[test]
fn t5_countries_of_a_calendar_are_written_and_read_beside_entered_days() {
    assert_eq!(print_team(&plan()), TEAM);
    let (_, office) = office(&plan());
    assert_eq!(office.countries, ["DE", "AT"]);
    assert_eq!(office.holidays, [Holiday::on(date("2026-12-24"), "Office closed")]);
}

#[test]
fn t5_a_country_without_rules_is_named_with_the_nearest_that_has_some() {
    let read = plan_from_text("calendar \"Office\": Mon-Fri 9:00-17:00; holidays DF, 2026-12-24\n");
    let problem = &read.problems[0];
    assert_eq!((problem.word.as_str(), problem.fix.as_deref()), ("DF", Some("DE")));
    assert!(problem.expected.contains("of the contact, or a country: AT, AU, BE"), "{}", problem.expected);
}

#[test]
fn t5_days_off_by_rule_come_back_in_every_year_each_once_with_the_names_of_all() {
    let (_, office) = office(&plan());
    for of in [2026, 2027, 2039] {
        let days = year(&office, of);
        assert!(days.is_sorted_by(|a, b| a.date < b.date), "{of}: a day twice");
        assert!(days.iter().any(|day| day.date == Date::new(of, 10, 3).unwrap()), "{of}: German Unity Day");
        assert!(days.iter().any(|day| day.date == Date::new(of, 10, 26).unwrap()), "{of}: National Day");
    }
    let named = |text: &str| {
        let at = date(text);
        year(&office, 2026).into_iter().find(|day| day.date == at).map(|day| day.name)
    };
    assert_eq!(named("2026-12-25").as_deref(), Some("Christmas Day"));
    assert_eq!(named("2026-12-26").as_deref(), Some("Second Day of Christmas, St Stephen's Day"));
    assert_eq!(named("2026-12-24").as_deref(), Some("Office closed"));
    assert_eq!(year(&office, 2027).iter().filter(|day| day.name.contains("Office")).count(), 0);
}

#[test]
fn t5_a_country_is_taken_in_once_and_let_go_again() {
    let (_, office) = office(&plan());
    let with = with_country(&with_country(&office, "US", true), "US", true);
    assert_eq!(with.countries, ["AT", "DE", "US"]);
    assert_eq!(with_country(&with, "US", false).countries, ["AT", "DE"]);
    assert_eq!(with_country(&office, "XX", true).countries, office.countries);
}

#[test]
fn t5_a_touch_moves_off_a_holiday_by_rule() {
    // Thu 1 October 2026 + 1 business day = Fri 2 October; 2 business days = Mon 5: the 3rd is a Saturday. Christmas 2026 is a Friday.
    let text = |holidays: &str| {
        format!(
            "calendar \"Office\": Mon-Fri 9:00-17:00{holidays}\n\
             owner \"Mara\": Europe/Berlin\nsender \"mara@out.example\": Europe/Berlin, owner \"Mara\"\n\
             sequence \"S\"\nenter all from 2026-12-24\n  calendar \"Office\"\nwait 1 business day\nemail \"Intro\"\n"
        )
    };
    let day = |holidays: &str| {
        let read = plan_from_text(&text(holidays));
        assert_eq!(read.problems, []);
        let paces = cadenza::outline::pace(&read.plan, read.sequence.unwrap());
        paces.values().next().unwrap().date
    };
    assert_eq!(day(""), date("2026-12-25"));
    assert_eq!(day("; holidays US"), date("2026-12-28"));
    assert_eq!(day("; holidays GB"), date("2026-12-29"), "Boxing Day on a Saturday is kept on the Monday");
}

#[test]
fn t5_days_off_come_out_of_a_calendar_file() {
    let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Offic\r\n e closed\\, all\r\nBEGIN:VALARM\r\nSUMMARY:not this\r\nEND:VALARM\r\nEND:VEVENT\r\n\
                BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\nSUMMARY;LANGUAGE=en:New Year\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let found = ics::days(file);
    let days: Vec<(String, &str)> =
        found.days.iter().map(|(day, name)| (day.to_string(), name.as_str())).collect();
    assert_eq!(
        days,
        [
            ("2026-12-24".to_owned(), "Office closed, all"),
            ("2026-12-25".to_owned(), "Office closed, all"),
            ("2026-12-26".to_owned(), "Office closed, all"),
            ("2027-01-01".to_owned(), "New Year"),
        ]
    );
    assert_eq!(found.problems, []);
}

#[test]
fn t5_what_is_no_day_off_is_left_out_and_said_with_its_line() {
    let file = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Stand-up\nDTSTART:20261224T090000Z\nEND:VEVENT\n\
                BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261341\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:No start\nEND:VEVENT\n\
                BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY\nSUMMARY:Christmas\nEND:VEVENT\nEND:VCALENDAR\n";
    let found = ics::days(file);
    assert_eq!(found.days, [(date("2026-12-25"), "Christmas".to_owned())]);
    let said: Vec<(usize, &str)> = found.problems.iter().map(|p| (p.line, p.message.as_str())).collect();
    assert_eq!(
        said,
        [
            (4, "“Stand-up” has a clock time and is no whole day"),
            (7, "“20261341” is not a date such as 20261224"),
            (9, "an event without a start"),
            (13, "“Christmas” repeats: only 2026-12-25 is taken"),
        ]
    );
    assert!(ics::days("Date,Name\n2026-12-24,closed").problems[0].message.contains("no calendar file"));
    assert_eq!(ics::days("BEGIN:VCALENDAR\nEND:VCALENDAR\n").problems[0].message, "the file holds no event");
}

#[test]
fn a_calendar_file_of_any_size_is_read_to_a_bound() {
    let events: String = (0..3_000)
        .map(|n| {
            let day = date("2026-01-01").plus_days(n * 2).to_string().replace('-', "");
            format!("BEGIN:VEVENT\nDTSTART;VALUE=DATE:{day}\nEND:VEVENT\n")
        })
        .collect();
    let found = ics::days(&format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n"));
    assert_eq!(found.days.len(), ics::MOST_DAYS);
    assert_eq!(found.problems.len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_read_as_a_calendar_file_without_a_fault(text in "(BEGIN:VCALENDAR\n)?([A-Z;:=\"0-9 \n\\\\ü]{0,12}\n?){0,40}") {
        let found = ics::days(&text);
        prop_assert!(found.days.len() <= ics::MOST_DAYS && found.problems.len() <= 21);
    }
}

// ---- fields ---------------------------------------------------------------------------------------------------------------

#[test]
fn a_field_of_the_team_is_a_text_both_ways() {
    let mut session = Session::new(plan());
    let (owner, sender) = mara(session.plan());
    let (calendar, _) = office(session.plan());
    let (owner, sender, calendar) = (Place::Owner(owner), Place::Sender(sender), Place::Calendar(calendar));
    for (place, field, typed, shown) in [
        (owner, TeamField::Name, " Mara Lindholt ", "Mara Lindholt"),
        (owner, TeamField::Zone, "new york", "America/New_York"),
        (owner, TeamField::Zone, "europe/paris", "Europe/Paris"),
        (owner, TeamField::Minutes, "90", "90"),
        (owner, TeamField::Minutes, "", ""),
        (owner, TeamField::Tasks, "1,200", "1200"),
        (owner, TeamField::Calendar, "", ""),
        (sender, TeamField::Cap, "40", "40"),
        (sender, TeamField::Whose, "", ""),
        (calendar, TeamField::Hours(Weekday::Sat), "9-12, 13:30–17", "9:00–12:00, 13:30–17:00"),
        (calendar, TeamField::Hours(Weekday::Mon), "closed", ""),
    ] {
        put(&mut session, place, field, typed).unwrap();
        assert_eq!(team_text(session.plan(), place, field), shown, "{field:?} from {typed:?}");
    }
    assert!(print_team(session.plan()).contains("Tue-Fri 9:00-17:00, Sat 9:00-12:00, Sat 13:30-17:00"));
}

#[test]
fn what_a_field_cannot_take_is_said_and_changes_nothing() {
    let mut session = Session::new(plan());
    let (owner, sender) = mara(session.plan());
    session.apply(new_owner(session.plan(), "Tom").unwrap(), Capture::Now).unwrap();
    let (calendar, _) = office(session.plan());
    let before = session.plan().clone();
    for (place, field, typed, said) in [
        (Place::Owner(owner), TeamField::Name, "", "An owner needs a name"),
        (Place::Owner(owner), TeamField::Name, " tom", "There already is an owner “tom”"),
        (Place::Owner(owner), TeamField::Zone, "Berln", "“Berln” is not a time zone such as Europe/Berlin"),
        (Place::Owner(owner), TeamField::Minutes, "0", "A whole number from 1; empty for no limit"),
        (Place::Owner(owner), TeamField::Minutes, "an hour", "A whole number from 1; empty for no limit"),
        (
            Place::Sender(sender),
            TeamField::Name,
            "mara",
            "A mailbox has an address such as mara@orbit.example",
        ),
        (
            Place::Calendar(calendar),
            TeamField::Hours(Weekday::Mon),
            "9-9",
            "9:00–9:00 begins and ends with the same minute",
        ),
        (
            Place::Calendar(calendar),
            TeamField::Hours(Weekday::Mon),
            "9-12, 11-13",
            "11:00–13:00 lies inside the span before it",
        ),
    ] {
        assert_eq!(put(&mut session, place, field, typed).unwrap_err(), said);
    }
    assert_eq!(*session.plan(), before);
}

#[test]
fn a_new_owner_works_as_the_last_one_and_a_new_sender_belongs_to_whom_its_address_names() {
    let mut session = Session::new(plan());
    session.apply(new_owner(session.plan(), "Tomás Ibarrola").unwrap(), Capture::Now).unwrap();
    let plan = session.plan().clone();
    let tomas = plan.owners.values().next_back().unwrap();
    assert_eq!((tomas.minutes_per_day, tomas.zone.0.as_str()), (Some(60), "Europe/Berlin"));
    assert!(new_owner(&plan, "tomás  ibarrola").is_err());

    let sender = |text: &str| match new_sender(&plan, text) {
        Ok(Command::PutSender(None, sender)) => sender,
        other => panic!("{other:?}"),
    };
    let mailbox = sender("mara@second.example");
    assert_eq!((mailbox.owner, mailbox.cap_per_day), (Some(mara(&plan).0), Some(50)));
    assert_eq!(sender("+49 170 1234567").channel, cadenza::model::Channel::Whatsapp);
    assert_eq!(sender("in/mara-lindholt").channel, cadenza::model::Channel::Linkedin);
    assert!(new_sender(&plan, "MARA@out.example").is_err());
    assert!(new_sender(&plan, " ").is_err());
}

#[test]
fn the_week_can_be_set_as_monday_is() {
    let (_, office) = office(&plan());
    let mut session = Session::new(plan());
    let (id, _) = self::office(session.plan());
    put(&mut session, Place::Calendar(id), TeamField::Hours(Weekday::Mon), "8-12, 13-16").unwrap();
    let changed = weekdays_as_monday(&self::office(session.plan()).1);
    assert_eq!(changed.hours.len(), 2);
    assert!(changed.hours.iter().all(|line| line.days == office.hours[0].days));
    assert!(new_calendar(session.plan(), "Office").is_err());
}

// ---- assumptions ----------------------------------------------------------------------------------------------------------

const ASKING: &str = "sequence \"S\"\nenter all from 2026-11-16\nemail \"Intro\"\ncall \"First call\"\n\
await clicked \"Intro\", at most 3 days\nend\n";

#[test]
fn b7_a_rate_that_a_step_needs_and_nobody_entered_is_a_line_of_its_own() {
    let mut plan = plan_from_text(&format!("{TEAM}{ASKING}")).plan;
    let missing = |plan: &Plan| -> Vec<(ChannelKind, EventKind)> {
        let lines = assumption_lines(plan).into_iter();
        let of = |(kind, lines): (ChannelKind, Vec<Line>)| {
            lines.into_iter().filter_map(move |line| match line {
                Line::Missing(event) => Some((kind, event)),
                _ => None,
            })
        };
        lines.flat_map(of).collect()
    };
    let all = [
        (ChannelKind::Email, EventKind::Clicked),
        (ChannelKind::Email, EventKind::Replied),
        (ChannelKind::Call, EventKind::Connected),
    ];
    assert_eq!(missing(&plan), all, "without a scenario");

    let rate = own_rate(ChannelKind::Email, EventKind::Replied, share("2,5 %").unwrap());
    assert_eq!((rate.per, rate.source.kind), (Denominator::Enrolled, SourceKind::Own));
    let scenario =
        cadenza::model::Scenario { name: "Mine".to_owned(), rates: vec![rate], ..Default::default() };
    let mut session = Session::new(plan.clone());
    session.apply(Command::PutScenario(None, scenario), Capture::Now).unwrap();
    let id = *session.plan().scenarios.keys().next().unwrap();
    let settings = cadenza::model::Settings { scenario: Some(id), ..(*session.plan().settings).clone() };
    session.apply(Command::PutSettings(settings), Capture::Now).unwrap();
    plan = session.plan().clone();
    assert_eq!(missing(&plan), [all[0], all[2]]);
    let step = *plan.steps.keys().next().unwrap();
    let mut only = (*plan.scenarios[&id]).clone();
    only.rates[0].of = RateOf::Step(step);
    session.apply(Command::PutScenario(Some(id), only), Capture::Now).unwrap();
    // the only mail has one of its own, which the simulator takes
    assert_eq!(missing(session.plan()), [all[0], all[2]]);
}

#[test]
fn b7_the_table_and_the_forecast_miss_the_same_rates_those_of_skip_conditions_and_of_the_goal_too() {
    let text = format!(
        "{TEAM}sequence \"S\"\nenter all from 2026-12-01\n  goal 5 purchases\nemail \"A\"\nwait 1 day\nemail \"B\", skip if clicked \"A\"\n"
    );
    let read = plan_from_text(&text);
    assert_eq!(read.problems, []);
    let (plan, sequence) = (read.plan, read.sequence.unwrap());
    let lines = assumption_lines(&plan).into_iter().flat_map(|(kind, lines)| {
        lines.into_iter().filter_map(move |line| match line {
            Line::Missing(event) => Some((kind, event)),
            _ => None,
        })
    });
    let mut table: Vec<(ChannelKind, EventKind)> = lines.collect();
    table.sort();
    let mut missing: Vec<(ChannelKind, EventKind)> =
        plan.missing_rates(sequence).iter().map(|missing| (missing.kind, missing.outcome)).collect();
    missing.sort();
    missing.dedup();
    assert_eq!(table, missing);
    let outcomes: Vec<EventKind> = table.iter().map(|(_, event)| *event).collect();
    assert!(
        outcomes.contains(&EventKind::Clicked) && outcomes.contains(&EventKind::Purchased),
        "{outcomes:?}"
    );
    // and the forecast says each of them
    let (program, _) = cadenza::program::compile(&plan, sequence);
    let cohort = cadenza::program::Cohort::gather(&program, &super::simulate::people(2));
    let batch = cadenza::simulate::Batch::run(&program, &cohort, 0..1);
    let forecast = cadenza::simulate::summary(&program, &[batch], 1);
    for outcome in outcomes {
        let said = format!("rate for \"{}\"", outcome.name());
        assert!(forecast.problems.iter().any(|problem| problem.sentence().contains(&said)), "{said}");
    }
}

#[test]
fn a_rate_that_cannot_be_a_share_of_what_it_says_is_refused_with_what_works() {
    let faults = |lines: &[(ChannelKind, EventKind, f64, Denominator)]| -> Vec<String> {
        let rates: Vec<cadenza::model::Rate> = lines
            .iter()
            .map(|(kind, outcome, value, per)| cadenza::model::Rate {
                per: *per,
                ..own_rate(*kind, *outcome, cadenza::model::Probability::new(*value).unwrap())
            })
            .collect();
        cadenza::model::rate_faults(&rates, |_| None).into_iter().map(|fault| fault.message).collect()
    };
    use cadenza::model::Denominator as Per;
    let one = |kind, outcome, per| faults(&[(kind, outcome, 0.1, per)]);
    for (kind, outcome, per, works) in [
        (ChannelKind::Email, EventKind::RepliedPositive, Per::Touch, "per replied"),
        (ChannelKind::Call, EventKind::MeetingBooked, Per::Touch, "per talked or per connected"),
        (ChannelKind::Email, EventKind::OptedOut, Per::Replied, "per touch or per enrolled"),
        (ChannelKind::Email, EventKind::Clicked, Per::Replied, "per touch"),
        (ChannelKind::LinkedinInvite, EventKind::Accepted, Per::Enrolled, "per touch"),
    ] {
        let said = one(kind, outcome, per);
        assert!(
            said.len() == 1
                && said[0].ends_with(&format!("it can be one per {}", works.trim_start_matches("per "))),
            "{said:?}"
        );
        assert_eq!(
            one(kind, outcome, own_rate(kind, outcome, cadenza::model::Probability::new(0.1).unwrap()).per),
            Vec::<String>::new()
        );
    }
    assert!(one(ChannelKind::Email, EventKind::Talked, Per::Touch)[0].contains("does not follow from"));
    // talked per touch says nothing while nobody says how many connect
    assert!(
        one(ChannelKind::Call, EventKind::Talked, Per::Touch)[0].contains("without a rate of \"connected\"")
    );
    let call = |connected: f64| {
        faults(&[
            (ChannelKind::Call, EventKind::Connected, connected, Per::Touch),
            (ChannelKind::Call, EventKind::Talked, 0.2, Per::Touch),
        ])
    };
    assert_eq!((call(0.5), call(0.1).len()), (Vec::new(), 1));
    // positive and negative together are no more than all replies; nothing is given twice
    let kinds = |negative: f64| {
        faults(&[
            (ChannelKind::Email, EventKind::RepliedPositive, 0.7, Per::Replied),
            (ChannelKind::Email, EventKind::RepliedNegative, negative, Per::Replied),
        ])
    };
    assert_eq!(kinds(0.3), Vec::<String>::new());
    assert!(kinds(0.4)[0].contains("110 % of all replies"), "{:?}", kinds(0.4));
    let twice = [(ChannelKind::Email, EventKind::Clicked, 0.1, Per::Touch); 2];
    assert!(faults(&twice)[0].contains("given twice"));

    // refused where it is entered, and an error where a plan brings it along
    let mut session = Session::new(plan());
    let bad = |per| cadenza::model::Rate {
        per,
        ..own_rate(ChannelKind::Email, EventKind::OptedOut, cadenza::model::Probability::new(0.1).unwrap())
    };
    let scenario = |per| cadenza::model::Scenario {
        name: "Mine".to_owned(),
        rates: vec![bad(per)],
        ..Default::default()
    };
    let refused = session.apply(Command::PutScenario(None, scenario(Per::Replied)), Capture::Now);
    assert!(refused.unwrap_err().to_string().contains("it can be one per touch"));
    assert!(session.apply(Command::PutScenario(None, scenario(Per::Touch)), Capture::Now).is_ok());
}

#[test]
fn a_new_mailbox_is_always_open_whatever_hours_others_have() {
    let mut session = Session::new(plan());
    for address in ["new@out.example", "+49 151 5550199", "in/new"] {
        session.apply(new_sender(session.plan(), address).unwrap(), Capture::Now).unwrap();
        let added = session.plan().senders.values().next_back().unwrap();
        assert_eq!((added.address.as_str(), added.calendar), (address, None));
    }
}

#[test]
fn all_owners_of_a_list_are_added_as_one_change_and_taken_back_as_one() {
    let mut session = Session::new(plan());
    let before = session.plan().clone();
    let names = ["Tom", "Ada", "mara", "Lin"].map(str::to_owned);
    session.apply(new_owners(session.plan(), &names), Capture::Now).unwrap();
    let added: Vec<&str> =
        session.plan().owners.values().skip(before.owners.len()).map(|owner| owner.name.as_str()).collect();
    assert_eq!(added, ["Tom", "Ada", "Lin"], "who is there already is not added twice");
    assert_eq!((session.undo_count(), session.next_undo()), (1, Some("Add 3 owners")));
    session.undo();
    assert_eq!(session.plan().owners, before.owners);
    session.redo();
    assert_eq!(session.plan().owners.len(), before.owners.len() + 3);
}

#[test]
fn what_one_of_several_commands_cannot_do_none_of_them_does() {
    let mut session = Session::new(plan());
    let before = session.plan().clone();
    let commands =
        vec![new_owner(session.plan(), "Tom").unwrap(), Command::DeleteOwner(cadenza::model::OwnerId(9_999))];
    let both = Command::Together { name: "Both".to_owned(), commands };
    assert!(session.apply(both, Capture::Now).is_err());
    assert_eq!((session.plan(), session.undo_count()), (&before, 0));
}

#[test]
fn the_spread_of_a_delay_is_the_time_within_which_nine_in_ten_come() {
    let delay = |median: f64, sigma: f64| cadenza::model::Delay {
        channel: ChannelKind::Email,
        outcome: EventKind::Replied,
        median_minutes: median,
        sigma,
        source: own_rate(ChannelKind::Email, EventKind::Replied, Default::default()).source,
    };
    for (median, sigma, shown) in [
        (480.0, 1.6, "2.6 d"),
        (60.0, 1.0, "3.6 h"),
        (5.0, 0.5, "9 min"),
        (47.0, 0.0, "47 min"),
        (90.0, 0.0, "1.5 h"),
    ] {
        let delay = delay(median, sigma);
        assert_eq!(nine_in_ten_text(&delay), shown);
        assert_eq!(spread_within(&delay, shown), Ok(sigma), "what is shown changes nothing");
    }
    // twice the median: ln 2 ÷ 1.2816
    let sigma = spread_within(&delay(480.0, 1.6), "16 h").unwrap();
    assert!((sigma - 0.540_88).abs() < 1e-4, "{sigma}");
    assert_eq!(nine_in_ten_text(&delay(480.0, sigma)), "16 h");
    assert_eq!(spread_within(&delay(480.0, 1.6), "8 h"), Ok(0.0), "all after the same time");
    assert_eq!(spread_within(&delay(480.0, 1.6), "7 h").unwrap_err(), "At least 8 h, within which half come");
    assert!(spread_within(&delay(480.0, 1.6), "soon").is_err());
}

#[test]
fn assumptions_that_are_deleted_leave_others_in_force_and_come_back_with_undo() {
    let mut session = Session::new(plan());
    let scenario = |name: &str| {
        Command::PutScenario(None, cadenza::model::Scenario { name: name.to_owned(), ..Default::default() })
    };
    session.apply(scenario("Mine"), Capture::Now).unwrap();
    session.apply(scenario("Cautious"), Capture::Now).unwrap();
    let ids: Vec<_> = session.plan().scenarios.keys().rev().take(2).copied().collect();
    let settings = cadenza::model::Settings { scenario: Some(ids[0]), ..(*session.plan().settings).clone() };
    session.apply(Command::PutSettings(settings), Capture::Now).unwrap();
    let before = session.plan().clone();
    session.apply(Command::DeleteScenario(ids[0]), Capture::Now).unwrap();
    assert!(!session.plan().scenarios.contains_key(&ids[0]));
    assert_eq!(session.plan().settings.scenario, session.plan().scenarios.keys().next().copied());
    assert!(session.plan().settings.scenario.is_some());
    assert_eq!(session.next_undo(), Some("Delete Cautious"));
    session.undo();
    assert_eq!(session.plan(), &before);
}

#[test]
fn numbers_are_typed_as_people_write_them_and_shown_without_noise() {
    for (typed, shown) in [("2.5", "2.5"), ("2,5 %", "2.5"), ("0.012", "0.012"), ("100", "100"), ("0", "0")] {
        assert_eq!(share_text(share(typed).unwrap().get()), shown);
    }
    for bad in ["", "101", "-1", "NaN", "many"] {
        assert!(share(bad).is_err(), "{bad}");
    }
    for (typed, shown) in [("90", "1.5 h"), ("47 min", "47 min"), ("8h", "8 h"), ("1.5 days", "1.5 d")] {
        assert_eq!(minutes_text(minutes(typed).unwrap()), shown);
    }
    for bad in ["", "0", "31 d", "soon", "3 weeks"] {
        assert!(minutes(bad).is_err(), "{bad}");
    }
}

// ---- as text --------------------------------------------------------------------------------------------------------------

fn odd_text() -> impl Strategy<Value = String> {
    let odd = [
        "sms",
        "Mars/Phobos",
        "Europe/Berlin",
        "europe/berlin",
        "de",
        "DE",
        "XX",
        "2026-12-25",
        ";",
        "holidays",
        "a, b",
        "\"",
        "#",
        "Mon",
        "9:00-17:00",
        "",
        "x\ny",
    ];
    prop_oneof![proptest::sample::select(odd.to_vec()).prop_map(str::to_owned), "[a-zA-Z/;:,# \"0-9-]{0,9}"]
}

prop_compose! {
    fn odd_calendar()(
        name in odd_text(),
        hours in proptest::collection::vec((0_u8..128, 0_u16..=1440, 0_u16..=1440), 0..3),
        holidays in proptest::collection::vec((20_000_i32..22_000, -2_i32..400, odd_text()), 0..3),
        local_holidays in any::<bool>(),
        countries in proptest::collection::vec(odd_text(), 0..3),
    ) -> Calendar {
        let clock = |minutes: u16| Clock::new(minutes / 60, minutes % 60).unwrap();
        let days = |set: u8| Weekday::ALL.into_iter().filter(|day| set & (1 << day.index()) != 0).collect();
        Calendar {
            name,
            hours: hours.into_iter().map(|(set, from, to)| OpenHours { days: days(set), from: clock(from), to: clock(to) }).collect(),
            holidays: holidays.into_iter().map(|(day, more, name)| Holiday {
                until: (more != 0).then(|| Date::from_days(day + more)),
                ..Holiday::on(Date::from_days(day), &name)
            }).collect(),
            countries,
            local_holidays,
        }
    }
}

/// A team as its lines can say it: zones and codes by their own names, of several with one name each by one of its own.
fn as_said(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let zone = |name: &ZoneName| {
        Zone::from_name(&name.0).map_or_else(|| name.clone(), |zone| ZoneName::from(zone.name()))
    };
    for calendar in plan.calendars.values_mut() {
        let mut said = (**calendar).clone();
        said.countries = said.countries.iter().map(|code| code.to_ascii_uppercase()).collect();
        let mut seen = std::collections::BTreeSet::new();
        said.countries.retain(|code| seen.insert(code.clone()));
        *calendar = said.into();
    }
    for owner in plan.owners.values_mut() {
        let mut said = (**owner).clone();
        said.zone = zone(&said.zone);
        *owner = said.into();
    }
    for sender in plan.senders.values_mut() {
        let mut said = (**sender).clone();
        said.zone = zone(&said.zone);
        *sender = said.into();
    }
    plan
}

proptest! {
    #[test]
    fn a_team_of_odd_zones_codes_and_hours_is_read_back_as_it_was_or_refused(
        calendars in proptest::collection::vec(odd_calendar(), 0..3),
        owner in (odd_text(), odd_text(), proptest::option::of(0_u32..5), proptest::option::of(0_u32..5)),
        sender in (odd_text(), odd_text(), 0_usize..8),
        pace in (proptest::option::of(1_u32..), 0_u16..=1440, proptest::option::of((1_u32.., 0_u32.., 0_i32..40_000)), 0_usize..5),
    ) {
        let mut plan = Plan::new("plan", "Plan", 1, ZoneName::from("UTC"));
        let mut number = 1..; // as a plan begins to count
        for calendar in calendars {
            plan.calendars.insert(CalendarId(number.next().unwrap()), calendar.into());
        }
        let calendar = plan.calendars.keys().next_back().copied();
        let (name, zone, minutes_per_day, tasks_per_day) = owner;
        let id = OwnerId(number.next().unwrap());
        plan.owners.insert(id, Owner { name, zone: ZoneName(zone), minutes_per_day, tasks_per_day, calendar }.into());
        let (address, zone, channel) = sender;
        let (most, spacing_minutes, ramp, span) = pace;
        let ramp = ramp.map(|(first, step, from)| Ramp { first, step, from: cadenza::calendar::Date::from_days(from) });
        let kind = (span == 4).then_some(ChannelKind::LinkedinInvite);
        let limit = |most| SendLimit { most, per: SendSpan::ALL[span % 4], kind };
        let limits: Vec<SendLimit> = most.map(limit).into_iter().collect();
        let sender = Sender { channel: Channel::ALL[channel], address, owner: Some(id), zone: ZoneName(zone), cap_per_day: None, limits, spacing_minutes, ramp, calendar };
        plan.senders.insert(SenderId(number.next().unwrap()), sender.into());
        plan.next_number = number.next().unwrap();

        let text = print_team(&plan);
        let read = plan_from_text(&text);
        if read.problems.is_empty() {
            // names that stood twice are told apart by a number
            let names = plan.calendars.values().map(|calendar| calendar.name.clone()).collect::<std::collections::BTreeSet<_>>();
            if names.len() == plan.calendars.len() {
                prop_assert!(Diff::between(&as_said(&plan), &read.plan).is_empty(), "{text}\n{:?}\n{:?}", as_said(&plan), read.plan);
            }
        }
        // what is sound is never refused
        let is_sound = plan.calendars.values().all(|calendar| {
            calendar.hours.iter().all(|open| open.line().is_some() && !open.days.is_empty())
                && calendar.holidays.iter().all(|off| off.n_days() > 0)
                && calendar.countries.iter().all(|code| cadenza::calendar::holidays::is_known(code))
        }) && plan.owners.values().all(|owner| Zone::from_name(&owner.zone.0).is_some())
            && plan.senders.values().all(|sender| Zone::from_name(&sender.zone.0).is_some() && Sender::CHANNELS.contains(&sender.channel));
        prop_assert_eq!(is_sound, read.problems.is_empty(), "{}\n{:?}", text, read.problems);
    }
}

proptest! {
    #[test]
    fn c1_the_days_of_a_ramp_are_those_on_which_so_many_go_out(
        first in 1_u32..50,
        step in 0_u32..9,
        cap in proptest::option::of(1_u32..60),
        touches in 0_u64..2_000,
    ) {
        let ramp = Ramp { first, step, from: cadenza::calendar::Date::from_days(20_000) };
        let (mut out, mut days) = (0, 0);
        while out < touches {
            out += u64::from(ramp.on(days).min(cap.unwrap_or(u32::MAX)));
            days += 1;
        }
        prop_assert_eq!(ramp.days_for(touches, cap), u64::from(days));
    }
}

#[test]
fn c1_what_is_usual_for_a_sender_is_one_press_and_its_words_read_back() {
    let mut session = Session::new(plan());
    let (_, mailbox) = mara(session.plan());
    let today = "2026-11-01".parse().unwrap();
    let (words, command) = usual_sending(session.plan(), mailbox, today).unwrap();
    assert!(words.starts_with("Warm up"));
    session.apply(command, Capture::Now).unwrap();
    let from = session.plan().sequences.values().map(|sequence| sequence.entry.from).min().unwrap_or(today);
    assert_eq!(
        team_text(session.plan(), Place::Sender(mailbox), TeamField::Sending),
        format!("ramp 5 + 2 a day from {from}")
    );
    assert!(usual_sending(session.plan(), mailbox, today).is_none(), "it is there");
    let field =
        |session: &mut Session, text: &str| put(session, Place::Sender(mailbox), TeamField::Sending, text);
    field(&mut session, "20 an hour; 400 in 7 days, 3 minutes apart").unwrap();
    let sender = session.plan().senders[&mailbox].clone();
    assert_eq!((sender.limits.len(), sender.spacing_minutes, sender.ramp), (2, 3, None));
    let wrong = field(&mut session, "20 a fortnight").unwrap_err();
    assert!(wrong.contains("20 a fortnight") && wrong.contains("20 an hour"), "{wrong}");
    assert!(field(&mut session, "0 an hour").is_err());
    field(&mut session, "").unwrap();
    assert!(session.plan().senders[&mailbox].limits.is_empty());
    let seat = match new_sender(session.plan(), "in/mara").unwrap() {
        Command::PutSender(None, sender) => sender,
        other => panic!("{other:?}"),
    };
    session.apply(Command::PutSender(None, seat), Capture::Now).unwrap();
    let seat = *session.plan().senders.keys().next_back().unwrap();
    let (_, command) = usual_sending(session.plan(), seat, today).unwrap();
    session.apply(command, Capture::Now).unwrap();
    assert_eq!(
        team_text(session.plan(), Place::Sender(seat), TeamField::Sending),
        "100 linkedin invite in 7 days"
    );
}
