//! What the columns imply about each contact: zone, account, owner, which channels reach them. Knows no plan.

use std::collections::BTreeMap;

use super::accounts::accounts;
use super::columns::{Column, Columns};
use super::consent::NoCause;
use super::do_not_contact::{DoNotContact, HeldBy};
use super::members::OnLists;
use super::texts::quick_hash;
use super::zones::Named;
use super::{places, values, zones};
use crate::calendar::{Clock, Date, Instant, Zone};
use crate::lean::fold::folded;
use crate::lean::order::sort_by_number;
use crate::model::{Channel, StdField};

/// How a contact's zone was found, best first (T1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ZoneOrigin {
    /// The list names it.
    Column,
    /// From state and country.
    State,
    /// From a country that lives by one zone.
    Country,
    /// From the country code of a phone number.
    Phone,
    /// From a pair of UTC offsets (GMTOFF, DSTOFF).
    Offset,
    /// Not known: the default stands in.
    Assumed,
}

/// What reaches a contact, and what stands in the way: flags of one row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reach(u16);

impl Reach {
    /// No address.
    pub const NO_EMAIL: Reach = Reach(1);
    /// Said no to email, or somebody else did for them: opted out, unsubscribed, suppressed, not to be contacted …
    pub const OPTED_OUT: Reach = Reach(1 << 1);
    /// A mail has bounced before.
    pub const BOUNCED: Reach = Reach(1 << 2);
    /// The list calls the address invalid.
    pub const INVALID: Reach = Reach(1 << 3);
    /// The address of a desk (info@, sales@).
    pub const ROLE: Reach = Reach(1 << 4);
    /// No phone number of any kind.
    pub const NO_PHONE: Reach = Reach(1 << 5);
    /// Must not be called.
    pub const DO_NOT_CALL: Reach = Reach(1 << 6);
    /// No mobile number.
    pub const NO_MOBILE: Reach = Reach(1 << 7);
    /// No LinkedIn profile.
    pub const NO_LINKEDIN: Reach = Reach(1 << 8);
    /// Is in another sequence now.
    pub const IN_SEQUENCE: Reach = Reach(1 << 9);
    /// Must not be written to on LinkedIn.
    pub const NO_TO_LINKEDIN: Reach = Reach(1 << 10);
    /// Must not be written to on WhatsApp.
    pub const NO_TO_WHATSAPP: Reach = Reach(1 << 11);
    /// Must not be sent texts.
    pub const NO_TO_SMS: Reach = Reach(1 << 12);
    /// Must not be shown messages in the product.
    pub const NO_TO_APP: Reach = Reach(1 << 13);
    /// Must not be put on an ad's audience.
    pub const NO_TO_ADS: Reach = Reach(1 << 14);
    /// Held back by a do-not-contact list: no channel may be used.
    pub const DO_NOT_CONTACT: Reach = Reach(1 << 15);

    /// Whether any of `flags` is set.
    pub fn has(self, flags: Reach) -> bool {
        self.0 & flags.0 != 0
    }

    /// Both sets of flags.
    #[must_use]
    pub fn with(self, flags: Reach) -> Reach {
        Reach(self.0 | flags.0)
    }

    /// A mail may be sent: an address that is not opted out, bounced or invalid.
    pub fn email(self) -> bool {
        const NO: u16 = Reach::NO_EMAIL.0
            | Reach::OPTED_OUT.0
            | Reach::BOUNCED.0
            | Reach::INVALID.0
            | Reach::DO_NOT_CONTACT.0;
        self.0 & NO == 0
    }

    /// A call may be made.
    pub fn phone(self) -> bool {
        !self.has(Reach(Reach::NO_PHONE.0 | Reach::DO_NOT_CALL.0 | Reach::DO_NOT_CONTACT.0))
    }

    /// There is a mobile number that may be sent a text.
    pub fn mobile(self) -> bool {
        !self.has(Reach(Reach::NO_MOBILE.0 | Reach::NO_TO_SMS.0 | Reach::DO_NOT_CONTACT.0))
    }

    /// There is a LinkedIn profile that may be written to.
    pub fn linkedin(self) -> bool {
        !self.has(Reach(Reach::NO_LINKEDIN.0 | Reach::NO_TO_LINKEDIN.0 | Reach::DO_NOT_CONTACT.0))
    }

    /// The flags as a number, for sending between workers.
    pub fn bits(self) -> u16 {
        self.0
    }
}

/// Stands for "nobody owns this contact" in [`People::owner`].
pub const NO_OWNER: u16 = u16::MAX;

/// What the columns imply, one entry a row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct People {
    /// Where each contact's clock is.
    pub zone: Vec<Zone>,
    /// How that was found.
    pub zone_origin: Vec<ZoneOrigin>,
    /// Account number, from 0 in order of first appearance; a contact without company has an account alone.
    pub account: Vec<u32>,
    /// Number of accounts.
    pub accounts: u32,
    /// What reaches each contact.
    pub reach: Vec<Reach>,
    /// Index into `owners`, or [`NO_OWNER`].
    pub owner: Vec<u16>,
    /// The owners' names as the list writes them, in order of first appearance.
    pub owners: Vec<String>,
    /// Rows whose address somebody else has too who must not be mailed, with the cause: a "no" of an address holds for the address (G8, G9).
    pub address_no: BTreeMap<u32, NoCause>,
    /// Whom the do-not-contact lists hold back, and by which line ([`People::bar`]).
    pub held_by: HeldBy,
    /// Lines and digest of those lists; nothing where none were asked.
    pub barred_by: Option<(u32, String)>,
    /// Who stands on other lists too, as far as rules name them.
    pub on_lists: OnLists,
}

impl People {
    /// Reads them off the columns; contacts whose zone cannot be found live in `default`.
    pub fn of(columns: &Columns, default: Zone) -> People {
        let mut people = People::default();
        let zones = Zones::of(columns);
        (people.account, people.accounts) = accounts(columns);
        let reaches = Reaches::of(columns);
        let owner = columns.std(StdField::Owner);
        let mut owners = BTreeMap::new();
        for row in 0..columns.len() {
            let (zone, origin) = zones.zone(row).unwrap_or((default, ZoneOrigin::Assumed));
            people.zone.push(zone);
            people.zone_origin.push(origin);
            people.reach.push(reaches.reach(row));
            let name = owner.and_then(|column| column.str(row));
            people.owner.push(name.map_or(NO_OWNER, |name| {
                *owners.entry(name).or_insert_with(|| {
                    // more owners than a number holds: the rest count as nobody's
                    let index = people.owners.len().min(usize::from(NO_OWNER)) as u16;
                    if index != NO_OWNER {
                        people.owners.push(name.to_owned());
                    }
                    index
                })
            }));
        }
        people.hold_addresses(columns);
        people
    }

    /// Finds whoever has the address of somebody who must not be mailed.
    fn hold_addresses(&mut self, columns: &Columns) {
        let Some(email) = columns.std(StdField::Email).filter(|_| !columns.consents().is_empty()) else {
            return;
        };
        let address = |row: usize| email.str(row).map(|address| folded(address.trim()));
        let mailed_not = Reach::OPTED_OUT.with(Reach::BOUNCED).with(Reach::INVALID);
        let is_held = |reach: &Reach| reach.has(mailed_not);
        let rows = |held: bool| {
            (0..).zip(&self.reach).filter(move |(_, reach)| is_held(reach) == held).map(|(row, _)| row)
        };
        let hashed = |row: u32| Some((quick_hash(&address(row as usize)?), row));
        let mut said: Vec<(u64, u32)> = rows(true).filter_map(hashed).collect();
        if said.is_empty() {
            return;
        }
        sort_by_number(&mut said, |(hash, _)| (*hash).into());
        let mut found = Vec::new();
        for (hash, row) in rows(false).filter_map(hashed) {
            let from = said.partition_point(|(other, _)| *other < hash);
            let alike = said[from..].iter().take_while(|(other, _)| *other == hash);
            let is_same = |(_, other): &&(u64, u32)| address(*other as usize) == address(row as usize);
            let cause =
                |(_, other): &(u64, u32)| Some(columns.consent(*other as usize, Channel::Email).no?.cause);
            if let Some(cause) = alike.filter(is_same).filter_map(cause).min() {
                found.push((row, cause));
            }
        }
        for (row, cause) in found {
            let reach = &mut self.reach[row as usize];
            *reach = reach.with(mail_flag(Some(cause)));
            self.address_no.insert(row, cause);
        }
    }

    /// The channels on which the contact in a row must not be reached, and why (G8): what is said of the contact, and of an address that
    /// others have too. Do-not-contact lists are left aside.
    pub fn noes(&self, columns: &Columns, row: usize) -> Vec<(Channel, NoCause)> {
        if columns.consents().is_empty() {
            return Vec::new();
        }
        let cause = |channel| columns.consent(row, channel).no.map(|no| (channel, no.cause));
        let mut noes: Vec<_> = columns.noes(row).iter().filter_map(cause).collect();
        noes.extend(self.address_no.get(&(row as u32)).map(|cause| (Channel::Email, *cause)));
        noes
    }

    /// Applies do-not-contact lists, in the place of those that were applied before: whom a line names is reached by no channel.
    pub fn bar(&mut self, columns: &Columns, lists: &DoNotContact) {
        for reach in &mut self.reach {
            *reach = Reach(reach.0 & !Reach::DO_NOT_CONTACT.0);
        }
        self.held_by = lists.hold(columns);
        for row in self.held_by.rows() {
            if let Some(reach) = self.reach.get_mut(row) {
                *reach = reach.with(Reach::DO_NOT_CONTACT);
            }
        }
        self.barred_by = (!lists.is_empty()).then(|| (lists.len() as u32, lists.digest()));
    }
}

/// The flag of a no to email.
fn mail_flag(cause: Option<NoCause>) -> Reach {
    match cause {
        Some(NoCause::Bounced) => Reach::BOUNCED,
        Some(NoCause::Invalid) => Reach::INVALID,
        _ => Reach::OPTED_OUT,
    }
}

/// The countries of contacts, for rules of law: as the list says, else as a state, a zone or a phone number shows.
pub struct Countries<'a> {
    country: Option<&'a Column>,
    state: Option<&'a Column>,
    zone: Option<&'a Column>,
    phones: Vec<&'a Column>,
}

impl<'a> Countries<'a> {
    /// Those of a list.
    pub fn of(columns: &'a Columns) -> Countries<'a> {
        let std = |field| columns.std(field);
        Countries {
            country: std(StdField::Country),
            state: std(StdField::State),
            zone: std(StdField::TimeZone),
            phones: PHONES.into_iter().filter_map(std).collect(),
        }
    }

    /// The country (alpha-2) of the contact in a row; `None` where it is not known. A text that is no country says nothing.
    pub fn country(&self, row: usize) -> Option<&'static str> {
        let str = |column: Option<&'a Column>| column.and_then(|column| column.str(row));
        str(self.country)
            .and_then(places::country_code)
            .or_else(|| places::country_of_state(str(self.state)?))
            .or_else(|| match zones::zone_named(str(self.zone)?)? {
                Named::Zone(zone) => places::country_of_zone(zone),
                Named::Usual(_) | Named::Offset(..) => None,
            })
            .or_else(|| self.phones.iter().find_map(|column| places::country_of_phone(column.str(row)?)))
    }
}

/// The places of contacts whose public holidays are known: country and, where the list names it, state. Look-ups of repeated texts kept.
pub struct Regions<'a> {
    countries: Countries<'a>,
    known: std::cell::RefCell<BTreeMap<(&'static str, Option<&'a str>), &'static str>>,
}

impl<'a> Regions<'a> {
    /// Those of a list.
    pub fn of(columns: &'a Columns) -> Regions<'a> {
        Regions { countries: Countries::of(columns), known: Default::default() }
    }

    /// Country and state of the contact in a row, `""` where no state is known; `None` where the country is not.
    pub fn of_row(&self, row: usize) -> Option<(&'static str, &'static str)> {
        let country = self.countries.country(row)?;
        let state = self.countries.state.and_then(|column| column.str(row));
        let mut known = self.known.borrow_mut();
        let found = || state.and_then(|state| places::holiday_state(country, state)).unwrap_or_default();
        Some((country, known.entry((country, state)).or_insert_with(found)))
    }
}

const PHONES: [StdField; 3] = [StdField::MobilePhone, StdField::DirectPhone, StdField::CompanyPhone];

/// Zones by T1's order, look-ups of repeated texts kept.
struct Zones<'a> {
    zone: Option<&'a Column>,
    country: Option<&'a Column>,
    state: Option<&'a Column>,
    phones: Vec<&'a Column>,
    utc_offset: Option<&'a Column>,
    dst_offset: Option<&'a Column>,
    by_offset: BTreeMap<(i32, i32), Zone>,
    known: std::cell::RefCell<Known<'a>>,
}

/// What a text (a place, a zone's name) was found to mean.
type Known<'a> = BTreeMap<(Option<&'a str>, Option<&'a str>, Option<&'a str>), Option<(Zone, ZoneOrigin)>>;

impl<'a> Zones<'a> {
    fn of(columns: &'a Columns) -> Zones<'a> {
        let std = |field| columns.std(field);
        let (utc_offset, dst_offset) = (std(StdField::UtcOffset), std(StdField::DstOffset));
        let by_offset = if utc_offset.is_some() { offsets() } else { BTreeMap::new() };
        Zones {
            zone: std(StdField::TimeZone),
            country: std(StdField::Country),
            state: std(StdField::State),
            phones: PHONES.into_iter().filter_map(std).collect(),
            utc_offset,
            dst_offset,
            by_offset,
            known: Default::default(),
        }
    }

    fn zone(&self, row: usize) -> Option<(Zone, ZoneOrigin)> {
        let str = |column: Option<&'a Column>| column.and_then(|column| column.str(row));
        let (zone, country, state) = (str(self.zone), str(self.country), str(self.state));
        let by_place = *self
            .known
            .borrow_mut()
            .entry((zone, country, state))
            .or_insert_with(|| place(zone, country, state));
        by_place.or_else(|| self.by_phone(row)).or_else(|| self.by_offset(row))
    }

    fn by_phone(&self, row: usize) -> Option<(Zone, ZoneOrigin)> {
        let zone = self.phones.iter().find_map(|column| places::zone_of_phone(column.str(row)?))?;
        Some((zone, ZoneOrigin::Phone))
    }

    fn by_offset(&self, row: usize) -> Option<(Zone, ZoneOrigin)> {
        let standard = self.utc_offset?.number(row)?;
        let summer = self.dst_offset.and_then(|column| column.number(row)).unwrap_or(standard);
        let minutes = |hours: f64| (hours * 60.0).clamp(-1440.0, 1440.0) as i32;
        self.by_offset.get(&(minutes(standard), minutes(summer))).map(|zone| (*zone, ZoneOrigin::Offset))
    }
}

fn place(zone: Option<&str>, country: Option<&str>, state: Option<&str>) -> Option<(Zone, ZoneOrigin)> {
    let country = country.map(|country| places::country_code(country).unwrap_or(country));
    if let Some(zone) = zone.and_then(|zone| zones::zone_in(zone, country)) {
        return Some((zone, ZoneOrigin::Column));
    }
    if let Some(zone) = state.and_then(|state| places::zone_of_state(country, state)) {
        return Some((zone, ZoneOrigin::State));
    }
    let zone = places::zone_of_country(country?)?;
    Some((zone, ZoneOrigin::Country))
}

/// A well-known zone for each pair of (winter, summer) offsets [minutes]; the lists' offsets do not say more.
fn offsets() -> BTreeMap<(i32, i32), Zone> {
    const WELL_KNOWN: [&str; 30] = [
        "Pacific/Honolulu",
        "America/Anchorage",
        "America/Los_Angeles",
        "America/Phoenix",
        "America/Denver",
        "America/Chicago",
        "America/Bogota",
        "America/New_York",
        "America/Caracas",
        "America/Halifax",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Atlantic/Azores",
        "Europe/London",
        "Europe/Berlin",
        "Africa/Lagos",
        "Europe/Athens",
        "Africa/Johannesburg",
        "Europe/Istanbul",
        "Asia/Dubai",
        "Asia/Karachi",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Asia/Dhaka",
        "Asia/Bangkok",
        "Asia/Singapore",
        "Asia/Tokyo",
        "Australia/Brisbane",
        "Australia/Sydney",
        "Pacific/Auckland",
    ];
    let at = |month| Date::new(2026, month, 15).map(|date| Instant::from_utc(date, Clock::MIDNIGHT));
    let mut found = BTreeMap::new();
    for zone in WELL_KNOWN.into_iter().filter_map(Zone::from_name) {
        let (Some(january), Some(july)) = (at(1), at(7)) else { continue };
        let (january, july) = (zone.offset_minutes(january), zone.offset_minutes(july));
        found.entry((january.min(july), january.max(july))).or_insert(zone);
    }
    found
}

/// Reads what reaches a contact.
struct Reaches<'a> {
    columns: &'a Columns,
    email: Option<&'a Column>,
    phones: Vec<&'a Column>,
    mobile: Option<&'a Column>,
    linkedin: Option<&'a Column>,
    in_sequence: Option<&'a Column>,
}

impl<'a> Reaches<'a> {
    fn of(columns: &'a Columns) -> Reaches<'a> {
        let std = |field| columns.std(field);
        Reaches {
            columns,
            email: std(StdField::Email),
            phones: [StdField::DirectPhone, StdField::MobilePhone, StdField::CompanyPhone]
                .into_iter()
                .filter_map(std)
                .collect(),
            mobile: std(StdField::MobilePhone),
            linkedin: std(StdField::LinkedIn),
            in_sequence: std(StdField::InSequence),
        }
    }

    fn reach(&self, row: usize) -> Reach {
        let str = |column: Option<&'a Column>| column.and_then(|column| column.str(row));
        let yes = |column: Option<&'a Column>| column.and_then(|column| column.yes_no(row)) == Some(true);
        let email = str(self.email);
        let flags = [
            (email.is_none(), Reach::NO_EMAIL),
            (email.is_some_and(values::is_role_address), Reach::ROLE),
            (!self.phones.iter().any(|column| column.str(row).is_some()), Reach::NO_PHONE),
            (str(self.mobile).is_none(), Reach::NO_MOBILE),
            (str(self.linkedin).is_none(), Reach::NO_LINKEDIN),
            (yes(self.in_sequence), Reach::IN_SEQUENCE),
        ];
        let found = flags
            .into_iter()
            .filter(|(set, _)| *set)
            .fold(Reach::default(), |reach, (_, flag)| reach.with(flag));
        found.with(self.noes(row))
    }

    /// What the contact must not be reached by (G8).
    fn noes(&self, row: usize) -> Reach {
        let consents = self.columns.consents();
        if consents.is_empty() {
            return Reach::default();
        }
        let contact = self.columns.numbers()[row];
        let noes = consents.noes(row, contact);
        noes.iter().fold(Reach::default(), |reach, channel| {
            reach.with(match channel {
                Channel::Email => mail_flag(self.columns.consent(row, Channel::Email).no.map(|no| no.cause)),
                Channel::Call => Reach::DO_NOT_CALL,
                Channel::Linkedin => Reach::NO_TO_LINKEDIN,
                Channel::Whatsapp => Reach::NO_TO_WHATSAPP,
                Channel::Sms => Reach::NO_TO_SMS,
                Channel::InApp => Reach::NO_TO_APP,
                Channel::Ad => Reach::NO_TO_ADS,
                Channel::Task => Reach::default(),
            })
        })
    }
}
