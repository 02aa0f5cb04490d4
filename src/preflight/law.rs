//! Rules of law and of platforms as data: by place, with the days from and until which they hold, with their source. Not legal advice.
//!
//! A place without an entry is not checked, never allowed. What was read from a statute or a platform's own page is primary; what was
//! read from lawyers' or vendors' pages is secondary, and pages say so.

use crate::calendar::Date;

/// Where a rule was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Read {
    /// In the statute, or on the platform's own page.
    Primary,
    /// On pages of lawyers or vendors that agree.
    Secondary,
}

/// Hours in which people at a place may be called, and be sent marketing texts where the law counts them as calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CallHours {
    /// A state of the United States by its two letters; empty = the others.
    pub state: &'static str,
    /// Minutes of the day from and to which on Monday to Friday.
    pub weekdays: (u16, u16),
    /// The same on Saturday; `None` = not at all.
    pub saturday: Option<(u16, u16)>,
    /// The same on Sunday; `None` = not at all.
    pub sunday: Option<(u16, u16)>,
    /// Where it was read.
    pub read: Read,
    /// What it is called.
    pub source: &'static str,
}

const fn h(hour: u16) -> u16 {
    hour * 60
}

const fn same(state: &'static str, from: u16, to: u16, source: &'static str, read: Read) -> CallHours {
    let span = (h(from), h(to));
    CallHours { state, weekdays: span, saturday: Some(span), sunday: Some(span), read, source }
}

/// Call hours of the United States: the federal rule, and the states that are stricter.
pub const CALL_HOURS: [CallHours; 9] = [
    same("", 8, 21, "TCPA, 47 CFR 64.1200(c)(1)", Read::Secondary),
    same("FL", 8, 20, "Florida Telephone Solicitation Act", Read::Secondary),
    same("MD", 8, 20, "Maryland Stop the Spam Calls Act", Read::Secondary),
    same("MS", 8, 20, "Mississippi Telephone Solicitation Act", Read::Secondary),
    same("NJ", 8, 20, "New Jersey telemarketing rules", Read::Secondary),
    same("OK", 8, 20, "Oklahoma Telephone Solicitation Act", Read::Secondary),
    same("CT", 9, 20, "Connecticut telemarketing act", Read::Secondary),
    CallHours {
        state: "RI",
        weekdays: (h(9), h(18)),
        saturday: Some((h(10), h(17))),
        sunday: None,
        read: Read::Secondary,
        source: "Rhode Island § 5-61-2",
    },
    CallHours {
        state: "TX",
        weekdays: (h(9), h(21)),
        saturday: Some((h(9), h(21))),
        sunday: Some((h(12), h(21))),
        read: Read::Secondary,
        source: "Texas Business and Commerce Code 302, texts by SB 140",
    },
];

/// The call hours of a state of the United States; those of the federal rule where the state has none of its own, or is not known.
pub fn call_hours(state: Option<&str>) -> &'static CallHours {
    let own = CALL_HOURS
        .iter()
        .skip(1)
        .find(|hours| state.is_some_and(|state| hours.state.eq_ignore_ascii_case(state)));
    own.unwrap_or(&CALL_HOURS[0])
}

/// Countries for whose messages there is an entry here: consent for cold mail, opt-out mail, or its own act.
pub const CHECKED: [&str; 6] = ["AT", "CA", "DE", "GB", "IE", "US"];

/// Countries where cold mail needs consent given before, to companies too (UWG § 7, TKG § 174). Practitioner knowledge.
pub const PRIOR_CONSENT: [&str; 2] = ["AT", "DE"];

/// Mails a day to one provider's private addresses from which on it asks bulk duties of a sender's domain (Gmail, Yahoo, Outlook.com).
pub const BULK_A_DAY: u32 = 5_000;

/// Mails a day and mailbox that are advised for cold mail, warm-up included (secondary).
pub const COLD_A_DAY: u32 = 50;

/// Invitations of a LinkedIn seat in rolling seven days (secondary, the platform publishes none).
pub const INVITES_A_WEEK: u32 = 100;

/// External recipients a day that a Microsoft 365 tenant with `n` licences may write to: 500 · n^0.7 + 9,500 (techcommunity 4372797).
pub fn tenant_limit(licences: u32) -> u32 {
    (500.0 * libm::pow(f64::from(licences), 0.7) + 9_500.0) as u32
}

/// Characters of a note with a LinkedIn invitation on a free seat, and on a paid one (secondary).
pub const NOTE: (usize, usize) = (200, 300);

/// From this day on a person who revokes consent is out of all robocalls and robotexts of that caller in the United States (FCC
/// "revoke all", put off and under review; secondary).
pub fn revoke_all() -> Date {
    Date::new(2027, 1, 31).unwrap_or(Date::from_days(0))
}
