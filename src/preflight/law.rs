//! Rules of law and of platforms as data: by pack, with the days from and until which they hold, with their source. Not legal advice.
//!
//! A pack is what a plan switches off: a country or a platform. A place without a pack, or whose pack is off, is not checked, never allowed.
//! What was read in a statute or on a regulator's or a platform's own page is primary; what was read on pages of lawyers or vendors that
//! agree is secondary, and the pages of the rules say so.

use crate::calendar::Date;
use crate::model::{Basis, Channel, ConsentRule, Settings};

/// Where a rule was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Read {
    /// In the statute, or on the regulator's or the platform's own page.
    Primary,
    /// On pages of lawyers or vendors that agree.
    Secondary,
}

macro_rules! packs {
    ($($(#[$doc:meta])* $variant:ident $name:literal $label:literal $country:expr;)*) => {
        /// Rules that a plan can switch off together. All are on unless its settings say otherwise.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Pack {
            $($(#[$doc])* $variant,)*
        }

        impl Pack {
            /// All, in the order they are offered.
            pub const ALL: &'static [Pack] = &[$(Pack::$variant,)*];

            /// The word in the plan's settings.
            pub fn name(self) -> &'static str {
                match self { $(Pack::$variant => $name,)* }
            }

            /// What it is called on screen.
            pub fn label(self) -> &'static str {
                match self { $(Pack::$variant => $label,)* }
            }

            /// The country whose law it is; `None` for a platform.
            pub fn country(self) -> Option<&'static str> {
                match self { $(Pack::$variant => $country,)* }
            }
        }
    };
}

packs! {
    /// CAN-SPAM, TCPA, the FCC's rules and the states' acts.
    UnitedStates "us" "United States: CAN-SPAM, TCPA and the states" Some("US");
    /// CASL.
    Canada "ca" "Canada: CASL" Some("CA");
    /// UWG.
    Germany "de" "Germany: UWG" Some("DE");
    /// TKG.
    Austria "at" "Austria: TKG" Some("AT");
    /// PECR.
    UnitedKingdom "gb" "United Kingdom: PECR" Some("GB");
    /// The ePrivacy Regulations.
    Ireland "ie" "Ireland: ePrivacy Regulations" Some("IE");
    /// What Gmail, Yahoo and Outlook.com ask of who sends many mails.
    Mailboxes "mailboxes" "Gmail, Yahoo and Outlook.com: bulk senders" None;
    /// What a Microsoft 365 tenant may send.
    Microsoft "microsoft" "Microsoft 365: limit of a tenant" None;
    /// What a LinkedIn seat may do.
    Linkedin "linkedin" "LinkedIn: invitations" None;
    /// What WhatsApp lets through.
    Whatsapp "whatsapp" "WhatsApp: windows, tiers, places" None;
}

impl Pack {
    /// Whether a plan with these settings is checked against it.
    pub fn is_on(self, settings: &Settings) -> bool {
        !settings.packs_off.iter().any(|off| off == self.name())
    }
}

/// The days on which a rule holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// The first; `None` = for as long as anybody plans.
    pub from: Option<Date>,
    /// The last; `None` = without an end that is known.
    pub until: Option<Date>,
}

impl Span {
    /// Whether it holds on a day.
    pub fn holds(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it holds on one of the days of a run: one that begins or ends meanwhile is met.
    pub fn meets(self, first: Date, last: Date) -> bool {
        self.from.is_none_or(|from| from <= last) && self.until.is_none_or(|until| first <= until)
    }
}

type Day = Option<(i32, u32, u32)>;

/// A rule as it was read.
#[derive(Clone, Copy, Debug)]
struct Entry {
    pack: Pack,
    from: Day,
    until: Day,
    read: Read,
    source: &'static str,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $variant:ident $pack:ident $from:expr, $until:expr, $read:ident, $source:literal;)*) => {
        /// A rule of a law or a platform.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Act {
            $($(#[$doc])* $variant,)*
        }

        impl Act {
            /// All.
            pub const ALL: &'static [Act] = &[$(Act::$variant,)*];

            fn entry(self) -> Entry {
                match self {
                    $(Act::$variant => Entry {
                        pack: Pack::$pack, from: $from, until: $until, read: Read::$read, source: $source,
                    },)*
                }
            }
        }
    };
}

acts! {
    /// Mail names a postal address and a way out, which works within 10 business days.
    CanSpam UnitedStates Some((2004, 1, 1)), None, Secondary, "15 U.S.C. § 7704 (CAN-SPAM)";
    /// Marketing texts need consent given before.
    UsTexts UnitedStates Some((2013, 10, 16)), None, Secondary, "47 CFR 64.1200(a)(2)";
    /// Hours of calls.
    CallHours UnitedStates None, None, Secondary, "47 CFR 64.1200(c)(1) and the states' acts";
    /// In Florida texts count as calls.
    FloridaTexts UnitedStates Some((2021, 7, 1)), None, Secondary, "Florida Statutes § 501.059, § 501.616";
    /// In Texas texts count as calls, and who sends them registers.
    TexasTexts UnitedStates Some((2025, 9, 1)), None, Secondary, "Texas SB 140, Business and Commerce Code ch. 302";
    /// One revocation covers all robocalls and robotexts of a caller.
    RevokeAll UnitedStates Some((2027, 1, 31)), None, Secondary, "47 CFR 64.1200(a)(10), FCC order DA 26-12";
    /// Messages need consent, express or implied, an address and a way out.
    Casl Canada Some((2014, 7, 1)), None, Primary, "S.C. 2010, c. 23 (CASL), CRTC guidance on implied consent";
    /// Electronic mail needs consent given before, to companies too.
    Uwg Germany None, None, Primary, "UWG § 7";
    /// Electronic mail and calls need consent given before, to companies too.
    Tkg Austria Some((2021, 11, 1)), None, Primary, "TKG 2021 § 174";
    /// Electronic mail to individual subscribers needs consent.
    Pecr UnitedKingdom Some((2003, 12, 11)), None, Secondary, "PECR 2003, reg. 2 and 22";
    /// Electronic mail to natural persons needs consent, unless it is about their business.
    EprivacyIe Ireland Some((2011, 7, 1)), None, Secondary, "S.I. 336/2011, reg. 13";
    /// Duties of bulk senders.
    GmailBulk Mailboxes Some((2024, 2, 1)), None, Primary, "support.google.com/a/answer/14229414";
    /// The same.
    YahooBulk Mailboxes Some((2024, 2, 1)), None, Secondary, "senders.yahooinc.com";
    /// The same: what is not authenticated is rejected.
    OutlookBulk Mailboxes Some((2025, 5, 5)), None, Secondary, "techcommunity.microsoft.com";
    /// External recipients of a tenant.
    TenantLimit Microsoft Some((2025, 5, 1)), None, Primary, "techcommunity.microsoft.com 4372797";
    /// Invitations in seven days.
    Invites Linkedin None, None, Secondary, "unpublished by the platform";
    /// Free text only within 24 hours after the person wrote.
    WhatsappWindow Whatsapp None, None, Primary, "WhatsApp Business Platform, customer service windows";
    /// People that may be written to first within 24 hours.
    WhatsappTiers Whatsapp None, None, Primary, "WhatsApp Business Platform, messaging limits";
    /// No marketing templates to the United States.
    WhatsappUs Whatsapp Some((2025, 4, 1)), None, Secondary, "WhatsApp Business Platform, marketing templates";
}

impl Act {
    /// The pack it belongs to.
    pub fn pack(self) -> Pack {
        self.entry().pack
    }

    /// The days on which it holds.
    pub fn span(self) -> Span {
        let Entry { from, until, .. } = self.entry();
        let day = |day: Day| day.and_then(|(year, month, day)| Date::new(year, month, day));
        Span { from: day(from), until: day(until) }
    }

    /// How it was read.
    pub fn read(self) -> Read {
        self.entry().read
    }

    /// Where it was read.
    pub fn source(self) -> &'static str {
        self.entry().source
    }
}

/// Consent that a law asks for before somebody is written to or called, whoever that is.
#[derive(Clone, Copy, Debug)]
pub struct Prior {
    /// By which rule.
    pub act: Act,
    /// On which channels.
    pub channels: &'static [Channel],
    /// What suffices.
    pub bases: &'static [Basis],
}

/// All of them.
pub const PRIOR: [Prior; 5] = [
    Prior {
        act: Act::Uwg,
        channels: &ConsentRule::MESSAGES,
        bases: &[Basis::Consent, Basis::ExistingCustomer],
    },
    Prior {
        act: Act::Tkg,
        channels: &ConsentRule::MESSAGES,
        bases: &[Basis::Consent, Basis::ExistingCustomer],
    },
    Prior { act: Act::Tkg, channels: &[Channel::Call], bases: &[Basis::Consent] },
    Prior { act: Act::UsTexts, channels: &[Channel::Sms], bases: &[Basis::Consent] },
    Prior {
        act: Act::Casl,
        channels: &ConsentRule::MESSAGES,
        bases: &[Basis::Consent, Basis::ExistingCustomer, Basis::Implied],
    },
];

impl Prior {
    /// The same as a sequence asks for it.
    pub fn rule(&self) -> ConsentRule {
        ConsentRule {
            bases: self.bases.to_vec(),
            channels: self.channels.to_vec(),
            countries: self.act.pack().country().map(str::to_owned).into_iter().collect(),
        }
    }
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

impl CallHours {
    /// The hours of a day of the week, Monday = 0.
    pub fn on(&self, weekday: usize) -> Option<(u16, u16)> {
        match weekday {
            5 => self.saturday,
            6 => self.sunday,
            _ => Some(self.weekdays),
        }
    }

    /// The rule by which texts count as calls there; `None` where they do not.
    pub fn texts(&self) -> Option<Act> {
        match self.state {
            "TX" => Some(Act::TexasTexts),
            "FL" => Some(Act::FloridaTexts),
            _ => None,
        }
    }
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

/// Mails a day to one provider's private addresses from which on it asks bulk duties of a sender's domain (Gmail, Yahoo, Outlook.com).
pub const BULK_A_DAY: u32 = 5_000;

/// Mails a day and mailbox that are advised for cold mail, warm-up included (secondary).
pub const COLD_A_DAY: u32 = 50;

/// Invitations of a LinkedIn seat in rolling seven days (secondary, the platform publishes none).
pub const INVITES_A_WEEK: u32 = 100;

/// External recipients a day that a Microsoft 365 tenant with `n` licences may write to: 500 · n^0.7 + 9,500 (techcommunity 4372797),
/// to the nearest whole number as its table prints it.
pub fn tenant_limit(licences: u32) -> u32 {
    libm::round(500.0 * libm::pow(f64::from(licences), 0.7) + 9_500.0) as u32
}

/// Characters of a note with a LinkedIn invitation on a free seat, and on a paid one (secondary).
pub const NOTE: (usize, usize) = (200, 300);

/// People whom a WhatsApp number may write to first within 24 hours before its tier is raised (platform's page).
pub const WHATSAPP_FIRST_TIER: u32 = 250;

/// Share of people whose mail bounces from which on a sender's name suffers (health band of prymatica.com, secondary).
pub const BOUNCES: f64 = 0.03;
