//! Time as people who run outreach know it: zones, opening hours, business days (spec T1, T2, T4, S3).

use cadenza::calendar::{Clock, Date, Instant, OpenHours, OpenTimes, Weekday, Zone};

fn zone(name: &str) -> Zone {
    Zone::from_name(name).unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn clock(text: &str) -> Clock {
    text.parse().unwrap()
}

/// "2026-03-29 9:00" in a zone.
fn at(zone: Zone, text: &str) -> Instant {
    let (day, time) = text.split_once(' ').unwrap();
    zone.instant(date(day), clock(time))
}

/// Local date and clock, as in `at`.
fn seen(zone: Zone, at: Instant) -> String {
    let (day, time) = zone.local(at);
    format!("{day} {time}")
}

/// "mon-fri 9:00-12:00, sat 10:00-14:00"
fn hours(text: &str) -> Vec<OpenHours> {
    let line = |line: &str| {
        let (days, span) = line.split_once(' ').unwrap();
        let (from, to) = span.split_once('-').unwrap();
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let (first, last): (Weekday, Weekday) = (first.parse().unwrap(), last.parse().unwrap());
        let days = Weekday::ALL.into_iter().filter(|day| (first..=last).contains(day)).collect();
        OpenHours { days, from: clock(from), to: clock(to) }
    };
    text.split(", ").filter(|text| !text.is_empty()).map(line).collect()
}

/// Open times for three years from 2026.
fn office(zone_name: &str, hours_text: &str, holidays: &[&str]) -> OpenTimes {
    let holidays: Vec<Date> = holidays.iter().map(|text| date(text)).collect();
    OpenTimes::new(zone(zone_name), &hours(hours_text), &holidays, date("2026-01-01"), 1096)
}

#[test]
fn t1_a_local_time_that_does_not_exist_moves_forward_by_the_gap() {
    for (name, asked, shown) in [
        ("Europe/Berlin", "2026-03-29 2:30", "2026-03-29 3:30"),
        ("America/New_York", "2026-03-08 2:00", "2026-03-08 3:00"),
        ("Pacific/Auckland", "2026-09-27 2:30", "2026-09-27 3:30"),
        ("America/St_Johns", "2026-03-08 2:59", "2026-03-08 3:59"),
        ("Australia/Lord_Howe", "2026-10-04 2:10", "2026-10-04 2:40"),
        ("Africa/Cairo", "2026-04-24 0:15", "2026-04-24 1:15"),
    ] {
        let zone = zone(name);
        assert_eq!(seen(zone, at(zone, asked)), shown, "{name}");
    }
}

#[test]
fn t1_a_local_time_that_exists_twice_is_the_first() {
    for (name, asked, utc) in [
        ("Europe/Berlin", "2026-10-25 2:30", "2026-10-25T00:30:00Z"),
        ("America/New_York", "2026-11-01 1:30", "2026-11-01T05:30:00Z"),
        ("Pacific/Auckland", "2026-04-05 2:30", "2026-04-04T13:30:00Z"),
        ("America/St_Johns", "2026-11-01 1:30", "2026-11-01T04:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-05 1:45", "2026-04-04T14:45:00Z"),
    ] {
        assert_eq!(at(zone(name), asked).to_string(), utc, "{name}");
    }
}

#[test]
fn t2_saturday_plus_one_business_day_is_monday() {
    let office = office("Europe/Berlin", "mon-fri 9:00-17:00", &[]);
    let berlin = office.zone();
    let monday = office.plus_business_days(at(berlin, "2026-11-14 11:20"), 1).unwrap();
    assert_eq!(seen(berlin, monday), "2026-11-16 11:20");
    let friday = office.plus_business_days(at(berlin, "2026-11-13 20:00"), 1).unwrap();
    assert_eq!(seen(berlin, friday), "2026-11-16 20:00");
}
