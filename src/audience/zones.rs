//! Time zones as lists name them: IANA names, Windows' and Rails' names, offsets, abbreviations. Look-ups; knows no column.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::kept::KeptList;
use super::places::{folded, zone_of_country};
use crate::calendar::{Clock, Date, Instant, Zone};

/// What a text says of a zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Named {
    /// One zone.
    Zone(Zone),
    /// An abbreviation with several meanings; the usual one. The contact's country may say which.
    Usual(Zone),
    /// An offset from UTC [minutes], and a zone that keeps it all year. The contact's country may say more.
    Offset(i32, Zone),
}

/// The zone of a contact in `country` (alpha-2) whose list says `text`.
pub(super) fn zone_in(text: &str, country: Option<&str>) -> Option<Zone> {
    let named = zone_named(text)?;
    let own = || country.and_then(zone_of_country);
    Some(match named {
        Named::Zone(zone) => zone,
        Named::Usual(usual) => {
            let word = folded(text);
            let here = country.and_then(|country| {
                ABBREVIATIONS
                    .iter()
                    .find(|entry| entry.0 == word && entry.1.split(' ').any(|code| code == country))
            });
            here.and_then(|entry| Zone::from_name(entry.2)).unwrap_or(usual)
        }
        // a country's own zone has its summer time
        Named::Offset(minutes, fixed) => {
            own().filter(|zone| offsets(*zone).contains(&minutes)).unwrap_or(fixed)
        }
    })
}

/// The zones that an abbreviation stands for, the usual one first; none or one where it is clear.
pub(super) fn meanings(text: &str) -> Vec<&'static str> {
    let word = folded(text);
    let mut zones: Vec<&str> = Vec::new();
    for entry in ABBREVIATIONS.iter().filter(|entry| entry.0 == word) {
        if !zones.contains(&entry.2) {
            zones.push(entry.2);
        }
    }
    zones
}

/// A zone as lists write it.
pub(super) fn zone_named(text: &str) -> Option<Named> {
    let text = text.trim();
    if text.len() > 120 {
        return None;
    }
    let word = folded(text);
    if let Some(entry) = ABBREVIATIONS.iter().find(|entry| entry.0 == word) {
        let zone = Zone::from_name(entry.2)?;
        let several = ABBREVIATIONS.iter().filter(|other| other.0 == word).count() > 1;
        return Some(if several { Named::Usual(zone) } else { Named::Zone(zone) });
    }
    let lower = text.to_lowercase();
    let iana = Zone::from_name(text)
        .or_else(|| Zone::from_name(&lower.replace("_slash_", "/").replace("_hyphen_", "-")))
        .or_else(|| Zone::from_name(&lower.replace(' ', "_")))
        // as old calendars write it: /mozilla.org/20070129_1/Europe/Berlin
        .or_else(|| text.match_indices('/').find_map(|(at, _)| Zone::from_name(&text[at + 1..])));
    if let Some(zone) = iana.or_else(|| by_name(&word)) {
        return Some(Named::Zone(zone));
    }
    let (minutes, rest) = offset(text)?;
    let names = folded(rest);
    if names.is_empty() {
        return fixed(minutes).map(|zone| Named::Offset(minutes, zone));
    }
    // `(UTC+01:00) Amsterdam, Berlin, Bern`: the first name that is known and fits the offset
    let parts = rest.split([',', '&', '/', ';']).map(folded);
    let mut fitting = std::iter::once(names).chain(parts).filter_map(|name| by_name(&name));
    fitting.find(|zone| offsets(*zone).contains(&minutes)).map(Named::Zone)
}

/// By Windows' name, by what people say, by the city of an IANA name; `word` is folded.
fn by_name(word: &str) -> Option<Zone> {
    static NAMES: OnceLock<HashMap<String, Zone>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names: HashMap<String, Zone> = HashMap::default();
        // cities last, so that no city takes a name that means something else; a city in two zones means none
        let mut cities: HashMap<String, Option<Zone>> = HashMap::default();
        for zone in Zone::all() {
            let Some((area, city)) = zone.name().rsplit_once('/') else { continue };
            if area != "Etc" {
                let known = cities.entry(folded(&city.replace('_', " "))).or_insert(Some(zone));
                *known = known.filter(|known| known.same_rules(zone));
            }
        }
        let windows = KeptList::WindowsZones.lines().filter_map(|line| line.split_once('|'));
        for (name, zone) in windows.chain(SAID.iter().copied()) {
            if let Some(zone) = Zone::from_name(zone) {
                names.insert(folded(name), zone);
            }
        }
        for (city, zone) in cities {
            if let Some(zone) = zone {
                names.entry(city).or_insert(zone);
            }
        }
        names
    });
    names.get(word).copied()
}

/// Winter and summer offset [minutes].
fn offsets(zone: Zone) -> [i32; 2] {
    [1, 7].map(|month| {
        Date::new(2026, month, 15)
            .map_or(0, |date| zone.offset_minutes(Instant::from_utc(date, Clock::MIDNIGHT)))
    })
}

/// `(GMT+01:00) Rest`, `UTC-3`, `GMT+0530`, `+02:00`: minutes east of UTC, and what follows.
fn offset(text: &str) -> Option<(i32, &str)> {
    let inner = text.trim_start_matches(['(', '[']);
    let upper = inner.get(..3).map(str::to_ascii_uppercase);
    let is_named = matches!(upper.as_deref(), Some("UTC" | "GMT"));
    let rest = if is_named { inner[3..].trim_start() } else { inner };
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-' | '−' | '–') => -1,
        _ if is_named && inner.len() < text.len() => 0,
        _ => return None,
    };
    let rest = if sign == 0 { rest } else { rest.trim_start_matches(['+', '-', '−', '–']).trim_start() };
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let n = digits(rest);
    if sign != 0 && n == 0 {
        return None;
    }
    let (head, tail) = rest.split_at(n);
    let (hours, minutes, tail) = match (n, tail.strip_prefix([':', '.'])) {
        (1 | 2, Some(tail)) if digits(tail) == 2 => (head, &tail[..2], &tail[2..]),
        (1 | 2, _) => (head, "0", tail),
        (3 | 4, _) => (&head[..n - 2], &head[n - 2..], tail),
        (0, _) => ("0", "0", tail),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let rest = tail.trim_start_matches([')', ']', ' ', '-', '–', ':']);
    (hours <= 14 && minutes < 60).then_some((sign * (hours * 60 + minutes), rest))
}

/// A zone that keeps an offset all year.
fn fixed(minutes: i32) -> Option<Zone> {
    if minutes % 60 == 0 {
        // the names of these zones count westward
        let (sign, hours) = (if minutes > 0 { '-' } else { '+' }, minutes.abs() / 60);
        return Zone::from_name(&format!("Etc/GMT{sign}{hours}"));
    }
    Zone::from_name(match minutes {
        -570 => "Pacific/Marquesas",
        210 => "Asia/Tehran",
        270 => "Asia/Kabul",
        330 => "Asia/Kolkata",
        345 => "Asia/Kathmandu",
        390 => "Asia/Yangon",
        525 => "Australia/Eucla",
        570 => "Australia/Darwin",
        _ => return None,
    })
}

/// Abbreviation, countries in which it is meant, zone; the usual meaning first. `EST` is New York, also in summer.
const ABBREVIATIONS: &[(&str, &str, &str)] = &[
    ("est", "US CA", "America/New_York"),
    ("est", "AU", "Australia/Sydney"),
    ("edt", "US CA", "America/New_York"),
    ("et", "US CA", "America/New_York"),
    ("cst", "US CA MX", "America/Chicago"),
    ("cst", "CN", "Asia/Shanghai"),
    ("cst", "TW", "Asia/Taipei"),
    ("cst", "CU", "America/Havana"),
    ("cdt", "US CA", "America/Chicago"),
    ("ct", "US CA", "America/Chicago"),
    ("mst", "US CA", "America/Denver"),
    ("mst", "MY", "Asia/Kuala_Lumpur"),
    ("mdt", "US CA", "America/Denver"),
    ("mt", "US CA", "America/Denver"),
    ("pst", "US CA MX", "America/Los_Angeles"),
    ("pst", "PH", "Asia/Manila"),
    ("pdt", "US CA", "America/Los_Angeles"),
    ("pt", "US CA", "America/Los_Angeles"),
    ("akst", "US", "America/Anchorage"),
    ("akdt", "US", "America/Anchorage"),
    ("hst", "US", "Pacific/Honolulu"),
    ("ast", "CA BM PR", "America/Halifax"),
    ("ast", "SA KW BH QA", "Asia/Riyadh"),
    ("adt", "CA", "America/Halifax"),
    ("nst", "CA", "America/St_Johns"),
    ("brt", "BR", "America/Sao_Paulo"),
    ("art", "AR", "America/Argentina/Buenos_Aires"),
    ("clt", "CL", "America/Santiago"),
    ("cot", "CO", "America/Bogota"),
    ("pet", "PE", "America/Lima"),
    ("bst", "GB", "Europe/London"),
    ("bst", "BD", "Asia/Dhaka"),
    ("wet", "PT", "Europe/Lisbon"),
    ("west", "PT", "Europe/Lisbon"),
    ("cet", "DE", "Europe/Berlin"),
    ("cest", "DE", "Europe/Berlin"),
    ("mez", "DE", "Europe/Berlin"),
    ("mesz", "DE", "Europe/Berlin"),
    ("eet", "RO", "Europe/Bucharest"),
    ("eest", "RO", "Europe/Bucharest"),
    ("msk", "RU", "Europe/Moscow"),
    ("trt", "TR", "Europe/Istanbul"),
    ("ist", "IN", "Asia/Kolkata"),
    ("ist", "IL", "Asia/Jerusalem"),
    ("ist", "IE", "Europe/Dublin"),
    ("idt", "IL", "Asia/Jerusalem"),
    ("gst", "AE OM", "Asia/Dubai"),
    ("pkt", "PK", "Asia/Karachi"),
    ("ict", "TH VN", "Asia/Bangkok"),
    ("wib", "ID", "Asia/Jakarta"),
    ("sgt", "SG", "Asia/Singapore"),
    ("sst", "SG", "Asia/Singapore"),
    ("sst", "AS", "Pacific/Pago_Pago"),
    ("hkt", "HK", "Asia/Hong_Kong"),
    ("jst", "JP", "Asia/Tokyo"),
    ("kst", "KR", "Asia/Seoul"),
    ("awst", "AU", "Australia/Perth"),
    ("acst", "AU", "Australia/Adelaide"),
    ("acdt", "AU", "Australia/Adelaide"),
    ("aest", "AU", "Australia/Sydney"),
    ("aedt", "AU", "Australia/Sydney"),
    ("nzst", "NZ", "Pacific/Auckland"),
    ("nzdt", "NZ", "Pacific/Auckland"),
    ("sast", "ZA", "Africa/Johannesburg"),
    ("wat", "NG", "Africa/Lagos"),
    ("cat", "ZW", "Africa/Harare"),
    ("eat", "KE", "Africa/Nairobi"),
];

/// What people and web frameworks say, and the zone it stands for.
const SAID: &[(&str, &str)] = &[
    ("Eastern", "America/New_York"),
    ("US Eastern", "America/New_York"),
    ("Eastern Time", "America/New_York"),
    ("Eastern Daylight Time", "America/New_York"),
    ("Eastern Time (US & Canada)", "America/New_York"),
    ("Indiana (East)", "America/Indiana/Indianapolis"),
    ("Central", "America/Chicago"),
    ("US Central", "America/Chicago"),
    ("Central Time", "America/Chicago"),
    ("Central Daylight Time", "America/Chicago"),
    ("Central Time (US & Canada)", "America/Chicago"),
    ("Mountain", "America/Denver"),
    ("US Mountain", "America/Denver"),
    ("Mountain Time", "America/Denver"),
    ("Mountain Daylight Time", "America/Denver"),
    ("Mountain Time (US & Canada)", "America/Denver"),
    ("Arizona", "America/Phoenix"),
    ("Pacific", "America/Los_Angeles"),
    ("US Pacific", "America/Los_Angeles"),
    ("Pacific Time", "America/Los_Angeles"),
    ("Pacific Daylight Time", "America/Los_Angeles"),
    ("Pacific Time (US & Canada)", "America/Los_Angeles"),
    ("Alaska", "America/Anchorage"),
    ("Hawaii", "Pacific/Honolulu"),
    ("Atlantic Time (Canada)", "America/Halifax"),
    ("Newfoundland", "America/St_Johns"),
    ("Saskatchewan", "America/Regina"),
    ("Central America", "America/Guatemala"),
    ("Brasilia", "America/Sao_Paulo"),
    ("Georgetown", "America/Guyana"),
    ("Quito", "America/Guayaquil"),
    ("UK time", "Europe/London"),
    ("Edinburgh", "Europe/London"),
    ("British Summer Time", "Europe/London"),
    ("Central European Time", "Europe/Berlin"),
    ("Central European Summer Time", "Europe/Berlin"),
    ("Mitteleuropäische Zeit", "Europe/Berlin"),
    ("Bern", "Europe/Zurich"),
    ("Kyiv", "Europe/Kyiv"),
    ("Kiev", "Europe/Kyiv"),
    ("Eastern European Time", "Europe/Bucharest"),
    ("St. Petersburg", "Europe/Moscow"),
    ("Moscow Time", "Europe/Moscow"),
    ("Abu Dhabi", "Asia/Dubai"),
    ("Islamabad", "Asia/Karachi"),
    ("Chennai", "Asia/Kolkata"),
    ("Mumbai", "Asia/Kolkata"),
    ("New Delhi", "Asia/Kolkata"),
    ("Indian Standard Time", "Asia/Kolkata"),
    ("Sri Jayawardenepura", "Asia/Colombo"),
    ("Astana", "Asia/Almaty"),
    ("Hanoi", "Asia/Bangkok"),
    ("Beijing", "Asia/Shanghai"),
    ("Osaka", "Asia/Tokyo"),
    ("Sapporo", "Asia/Tokyo"),
    ("Japan Standard Time", "Asia/Tokyo"),
    ("Canberra", "Australia/Sydney"),
    ("Wellington", "Pacific/Auckland"),
    ("Marshall Is.", "Pacific/Majuro"),
    ("Solomon Is.", "Pacific/Guadalcanal"),
    ("New Caledonia", "Pacific/Noumea"),
    ("Nuku'alofa", "Pacific/Tongatapu"),
    ("Pretoria", "Africa/Johannesburg"),
];
