//! Who runs through a program: a few dozen bytes a contact, and what the program's conditions need to know of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::code::{Arrivals, NONE, SENDING, sends_by};
use super::{Damaged, HeldBack, HoldCause, Program, TouchInfo};
use crate::audience::Standing;
use crate::audience::consent::{Channels, NoCause};
use crate::calendar::{Date, Zone, holidays};
use crate::lean::order::sort_by_number_in_turns;
use crate::lean::turns::{A_TURN, at_once, straight_on};
use crate::model::{Channel, ChannelKind, Finding, Length, OwnerId, SenderRule};

/// A contact of the segment before entry is decided, in the order of the list.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// Contact number: given at import, survives updates (E2).
    pub number: u32,
    /// Row of the list.
    pub row: u32,
    /// Account; contacts of one account share the number, and arms that are drawn per account are drawn by it (S5).
    /// `None` = no colleague is known.
    pub account: Option<u32>,
    /// Zone, found or assumed.
    pub zone: Zone,
    /// Country and, where it is known, state (`""` where not) whose public holidays move what reaches the contact (T4b); `None` where no
    /// calendar asks, or the place is not known.
    pub region: Option<(&'static str, &'static str)>,
    /// The owner, where the list names one of the plan's.
    pub owner: Option<OwnerId>,
    /// Has a usable address.
    pub has_email: bool,
    /// Has a number to call.
    pub has_phone: bool,
    /// Has a mobile number.
    pub has_mobile: bool,
    /// Has a profile, or may be looked up.
    pub has_profile: bool,
    /// A do-not-contact list names the person.
    pub do_not_contact: bool,
    /// The channels on which the contact must not be reached, and why (G8); mostly none.
    pub noes: Vec<(Channel, NoCause)>,
    /// Where the sequence asks for consent: the channels, and the last day [days] on which a touch is allowed there (`i32::MIN` =
    /// none, `i32::MAX` = every day). On channels that are not named nothing is asked.
    pub consent: Vec<(Channel, i32)>,
    /// Channels on which a new cold sequence would ask for consent that is not there.
    pub without_basis: Channels,
    /// The country is not known, and so might be any that a rule of consent names.
    pub is_unplaced: bool,
    /// Another contact, who comes before, has the same role address: it is mailed once.
    pub shares_address: bool,
    /// Is in another sequence now.
    pub in_sequence: bool,
}

/// What the conditions of a program know of the list's rows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Facts {
    /// Per rule of [`Program::fixed_rules`], then per test of tags that actions change, the rows on which it holds, as bits, 64
    /// rows a word.
    pub fixed: Vec<Vec<u64>>,
    /// Per field of [`Program::dated_fields`] the day by row, `None` where there is none.
    pub dates: Vec<Vec<Option<Date>>>,
    /// The score by row, where actions change it and conditions ask for it.
    pub scores: Vec<Option<f64>>,
}

/// What can reach a contact, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reach(u16);

impl Reach {
    pub(crate) const EMAIL: u16 = 1;
    pub(crate) const PHONE: u16 = 2;
    pub(crate) const PROFILE: u16 = 4;
    pub(crate) const MOBILE: u16 = 8;
    /// Not a way to reach: the account is known, alone or not.
    const IN_ACCOUNT: u16 = 16;

    /// The bit of a no on a channel.
    fn no(channel: Channel) -> u16 {
        1 << (8 + channel as u16)
    }

    /// Whether the contact must not be reached on the channel.
    pub(crate) fn says_no(self, channel: Channel) -> bool {
        self.has(Reach::no(channel))
    }

    pub(crate) fn has(self, bits: u16) -> bool {
        self.0 & bits == bits
    }
}

/// An enrolled contact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) number: u32,
    pub(crate) row: u32,
    /// Dense number of an account with several members, or `u32::MAX`.
    pub(crate) account: u32,
    /// Index into the cohort's zones.
    pub(crate) zone: u16,
    /// Index into the program's owners, or [`NONE`].
    pub(crate) owner: u16,
    /// By place in [`SENDING`] an index into the program's senders, or [`NONE`].
    pub(crate) senders: [u16; SENDING.len()],
    /// Index into the cohort's regions, or [`NONE`].
    pub(crate) region: u16,
    pub(crate) reach: Reach,
}

impl Member {
    /// The sender the touch goes out of, as an index into the program's senders, or [`NONE`].
    #[inline(always)]
    pub(crate) fn sender(&self, touch: &TouchInfo) -> u16 {
        self.senders.get(usize::from(touch.sends_by)).copied().unwrap_or(NONE)
    }
}

/// The enrolled contacts of a program and those held back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Cohort {
    pub(crate) zones: Vec<Zone>,
    /// The public holidays [days, rising] of each place of a contact that has any (T4b); none where no calendar asks.
    pub(crate) regions: Vec<Vec<i32>>,
    /// By contact number.
    pub(crate) members: Vec<Member>,
    /// The members in the order in which they enter.
    pub(crate) order: Vec<u32>,
    /// Words a member in `fixed`.
    pub(crate) n_words: u16,
    /// Bits of the conditions that nothing in the run can change.
    pub(crate) fixed: Vec<u64>,
    /// Per member and date field of the program the day, `i32::MIN` = none.
    pub(crate) dates: Vec<i32>,
    /// Per member what arms are drawn by where they are drawn per account.
    pub(crate) account_keys: Vec<u32>,
    /// Per member the score, where actions change it and conditions ask for it.
    pub(crate) scores: Vec<Option<f64>>,
    pub(crate) n_accounts: u32,
    /// Channels on which the sequence asks for consent.
    asked: Vec<Channel>,
    /// Per member and asked channel the last day [days] on which a touch is allowed.
    consents: Vec<i32>,
    /// Per member the channels on which a new cold sequence would ask for consent that is not there; empty where there are none.
    without_basis: Vec<Channels>,
    /// Of these the contact numbers of members whose country is not known, rising.
    unplaced: Vec<u32>,
    held_back: Vec<HeldBack>,
    standing: Standing,
    problems: Vec<Finding>,
}

impl Cohort {
    /// Decides who enters (S7), with which owner and mailbox (S2), for a program without conditions on the contact.
    pub fn gather(program: &Program, candidates: &[Candidate]) -> Cohort {
        Cohort::with_facts(program, candidates, &Facts::default())
    }

    /// Decides who enters (S7): who is in another sequence, and whom no touch may or can reach, is held back and uses no place. Whoever has
    /// no owner is given the plan's owners in turn, in the order of entry; the mailbox is chosen once (S2).
    pub fn with_facts(program: &Program, candidates: &[Candidate], facts: &Facts) -> Cohort {
        at_once(Cohort::with_facts_in_turns(program, candidates, facts, &mut straight_on))
    }

    /// As [`Cohort::with_facts`], a piece at a time.
    ///
    /// # Errors
    /// Where it was stopped.
    pub async fn with_facts_in_turns<S>(
        program: &Program,
        candidates: &[Candidate],
        facts: &Facts,
        turn: &mut impl AsyncFnMut() -> Result<(), S>,
    ) -> Result<Cohort, S> {
        let mut cohort = Cohort {
            zones: Vec::new(),
            regions: Vec::new(),
            members: Vec::with_capacity(candidates.len()),
            order: Vec::new(),
            n_words: (program.fixed.0.len() + program.probes.len()).div_ceil(64) as u16,
            fixed: Vec::new(),
            dates: Vec::new(),
            account_keys: Vec::new(),
            scores: Vec::new(),
            n_accounts: 0,
            asked: Vec::new(),
            consents: Vec::new(),
            without_basis: Vec::new(),
            unplaced: Vec::new(),
            held_back: Vec::new(),
            standing: Standing::default(),
            problems: Vec::new(),
        };
        let mut dealer = Dealer::new(program);
        let mut zone_of: BTreeMap<Zone, u16> = BTreeMap::new();
        let mut region_of: BTreeMap<(&str, &str), u16> = BTreeMap::new();
        let mut entering = Vec::with_capacity(candidates.len());
        let mut came: Vec<&Candidate> = Vec::with_capacity(candidates.len());
        for (n, candidate) in candidates.iter().enumerate() {
            if n % A_TURN == A_TURN - 1 {
                turn().await?;
            }
            if let Some(cause) = hold_cause(program, candidate, facts) {
                let (contact, row, sequence) = (candidate.number, candidate.row, program.sequence);
                cohort.held_back.push(HeldBack { contact, row, sequence, cause });
                continue;
            }
            let zone = *zone_of.entry(candidate.zone).or_insert_with(|| {
                cohort.zones.push(candidate.zone);
                (cohort.zones.len() - 1) as u16
            });
            let region = match candidate.region.filter(|_| program.local_holidays) {
                Some(region) => *region_of.entry(region).or_insert_with(|| cohort.region(program, region)),
                None => NONE,
            };
            let owner = dealer.owner(candidate.owner);
            came.push(candidate);
            entering.push(Member {
                number: candidate.number,
                row: candidate.row,
                account: candidate.account.unwrap_or(u32::MAX),
                zone,
                owner,
                senders: dealer.senders(owner),
                region,
                reach: reach(candidate),
            });
        }
        let by_contact = |held: &HeldBack| u128::from(held.contact) << 32 | u128::from(held.row);
        sort_by_number_in_turns(&mut cohort.held_back, by_contact, turn).await?;
        let mut by_number: Vec<u32> = (0..entering.len() as u32).collect();
        sort_by_number_in_turns(&mut by_number, |index| entering[*index as usize].number.into(), turn)
            .await?;
        let mut order = vec![0; entering.len()];
        for (member, entered) in by_number.iter().enumerate() {
            order[*entered as usize] = member as u32;
        }
        cohort.order = order;
        for channel in came.iter().flat_map(|candidate| candidate.consent.iter().map(|(channel, _)| *channel))
        {
            if !cohort.asked.contains(&channel) {
                cohort.asked.push(channel);
            }
        }
        for (n, index) in by_number.iter().enumerate() {
            if n % A_TURN == A_TURN - 1 {
                turn().await?;
            }
            let candidate = came[*index as usize];
            let until = |asked: &Channel| {
                candidate
                    .consent
                    .iter()
                    .find(|(channel, _)| channel == asked)
                    .map_or(i32::MAX, |(_, day)| *day)
            };
            cohort.consents.extend(cohort.asked.iter().map(until));
        }
        if came.iter().any(|candidate| !candidate.without_basis.is_empty()) {
            cohort.without_basis =
                by_number.iter().map(|index| came[*index as usize].without_basis).collect();
            let lacks = |one: &&Candidate| one.is_unplaced && !one.without_basis.is_empty();
            let unplaced = by_number.iter().map(|index| came[*index as usize]).filter(lacks);
            cohort.unplaced = unplaced.map(|candidate| candidate.number).collect();
        }
        turn().await?;
        cohort.members = by_number.iter().map(|index| entering[*index as usize]).collect();
        cohort.account_keys = cohort
            .members
            .iter()
            .map(|member| if member.account == u32::MAX { member.number } else { member.account })
            .collect();
        cohort.number_accounts(turn).await?;
        cohort.take_facts(facts, turn).await?;
        if !program.score_tests.is_empty() {
            let score = |member: &Member| facts.scores.get(member.row as usize).copied().flatten();
            cohort.scores = cohort.members.iter().map(score).collect();
        }
        Ok(cohort)
    }

    /// Years of holidays that are laid out for a place.
    pub(crate) const REGION_YEARS: u32 = 22;

    /// Lays out the public holidays of a place over all years that can be planned; [`NONE`] where it has none.
    fn region(&mut self, program: &Program, (country, state): (&str, &str)) -> u16 {
        let first = program.entry_from.ymd().0 - 1;
        let years = first..=first + Cohort::REGION_YEARS as i32 - 1;
        let off = holidays::for_place(country, Some(state).filter(|state| !state.is_empty()), years);
        let mut days: Vec<i32> = off.into_iter().map(|(date, _)| date.days()).collect();
        days.dedup();
        if days.is_empty() {
            return NONE;
        }
        // states without days of their own share those of their country
        let known = self.regions.iter().position(|known| *known == days);
        known.unwrap_or_else(|| {
            self.regions.push(days);
            self.regions.len() - 1
        }) as u16
    }

    /// Gives accounts with several members dense numbers and forgets the others.
    async fn number_accounts<S>(&mut self, turn: &mut impl AsyncFnMut() -> Result<(), S>) -> Result<(), S> {
        let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
        for members in self.members.chunks(A_TURN) {
            for member in members.iter().filter(|member| member.account != u32::MAX) {
                *sizes.entry(member.account).or_default() += 1;
            }
            turn().await?;
        }
        let mut dense: BTreeMap<u32, u32> = BTreeMap::new();
        for (n, account) in sizes.into_iter().filter(|(_, n)| *n > 1).map(|(account, _)| account).enumerate()
        {
            dense.insert(account, n as u32);
            if n % A_TURN == A_TURN - 1 {
                turn().await?;
            }
        }
        for members in self.members.chunks_mut(A_TURN) {
            for member in members {
                member.account = dense.get(&member.account).copied().unwrap_or(u32::MAX);
            }
            turn().await?;
        }
        self.n_accounts = dense.len() as u32;
        Ok(())
    }

    async fn take_facts<S>(
        &mut self,
        facts: &Facts,
        turn: &mut impl AsyncFnMut() -> Result<(), S>,
    ) -> Result<(), S> {
        let words = usize::from(self.n_words);
        self.fixed = vec![0; self.members.len() * words];
        for (bit, rows) in facts.fixed.iter().enumerate().take(words * 64) {
            for (index, member) in self.members.iter().enumerate() {
                let row = member.row as usize;
                if rows.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1) {
                    self.fixed[index * words + bit / 64] |= 1 << (bit % 64);
                }
                if index % (8 * A_TURN) == 8 * A_TURN - 1 {
                    turn().await?;
                }
            }
        }
        self.dates = Vec::with_capacity(self.members.len() * facts.dates.len());
        for member in &self.members {
            let value =
                |dates: &Vec<Option<Date>>| dates.get(member.row as usize).copied().flatten().map(Date::days);
            self.dates.extend(facts.dates.iter().map(|dates| value(dates).unwrap_or(i32::MIN)));
        }
        turn().await
    }

    /// A date of a member as the list has it [days]; `n_dates` is the number of the program's dates.
    pub(crate) fn date(&self, member: u32, date: u16, n_dates: usize) -> Option<i32> {
        let index = member as usize * n_dates + usize::from(date);
        self.dates.get(index).copied().filter(|day| *day != i32::MIN)
    }

    /// The account of a member as the list numbers it; `None` where no colleague is known.
    pub(crate) fn account(&self, member: u32) -> Option<u32> {
        let index = member as usize;
        let known = self.members.get(index)?.reach.has(Reach::IN_ACCOUNT);
        self.account_keys.get(index).copied().filter(|_| known)
    }

    /// The last day [days] on which a member's consent allows a touch on the channel; `None` where none is asked.
    pub(crate) fn consent_until(&self, member: u32, channel: Channel) -> Option<i32> {
        let asked = self.asked.iter().position(|asked| *asked == channel)?;
        let until = self.consents.get(member as usize * self.asked.len() + asked).copied()?;
        (until != i32::MAX).then_some(until)
    }

    /// The channels on which the member would be written to without a basis that a new cold sequence asks for.
    pub(crate) fn without_basis(&self, member: u32) -> Channels {
        self.without_basis.get(member as usize).copied().unwrap_or_default()
    }

    /// Whether the country of that contact, for whom no basis is known, is not known either.
    pub(crate) fn is_unplaced(&self, contact: u32) -> bool {
        self.unplaced.binary_search(&contact).is_ok()
    }

    /// The member with this contact number.
    pub(crate) fn member_of(&self, contact: u32) -> Option<u32> {
        self.members.binary_search_by_key(&contact, |member| member.number).ok().map(|index| index as u32)
    }

    /// What the list says that stands in the way of a launch.
    pub fn problems(&self) -> &[Finding] {
        &self.problems
    }

    /// Whether the list has something for which nobody may be touched before it is put right.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.is_error())
    }

    /// How the contacts of the segment stand, those held back included (numbers.md); nobody where there is no list.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Says how the contacts of the segment stand.
    pub(super) fn stand(&mut self, standing: Standing) {
        self.standing = standing;
    }

    /// Adds what was found in the list.
    pub(super) fn note(&mut self, problem: Finding) {
        self.problems.push(problem);
    }

    /// Contacts enrolled.
    pub fn n_contacts(&self) -> u32 {
        self.members.len() as u32
    }

    /// Contacts of the segment that never enter, by contact number.
    pub fn held_back(&self) -> &[HeldBack] {
        &self.held_back
    }

    /// The cohort as bytes, for another worker.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The cohort in `bytes`.
    ///
    /// # Errors
    /// [`Damaged`] unless they come from [`Cohort::to_bytes`] of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Cohort, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged)
    }
}

fn reach(candidate: &Candidate) -> Reach {
    let mut bits = 0;
    for (is, bit) in [
        (candidate.has_email, Reach::EMAIL),
        (candidate.has_phone, Reach::PHONE),
        (candidate.has_profile, Reach::PROFILE),
        (candidate.has_mobile, Reach::MOBILE),
        (candidate.account.is_some(), Reach::IN_ACCOUNT),
    ] {
        if is {
            bits |= bit;
        }
    }
    for (channel, _) in &candidate.noes {
        bits |= Reach::no(*channel);
    }
    Reach(bits)
}

fn hold_cause(program: &Program, candidate: &Candidate, facts: &Facts) -> Option<HoldCause> {
    if candidate.do_not_contact {
        return Some(HoldCause::DoNotContact);
    }
    if candidate.in_sequence {
        return Some(HoldCause::InSequence);
    }
    if let Arrivals::On(date) = program.arrivals {
        let dates = facts.dates.get(usize::from(date));
        let day = dates.and_then(|dates| dates.get(candidate.row as usize).copied().flatten());
        match day {
            Some(day) if day > program.entry_from.plus_days(Length::MAX_DAYS as i32) => {
                return Some(HoldCause::FarDate);
            }
            Some(day) if day >= program.entry_from => {}
            _ => return Some(HoldCause::NoDate),
        }
    }
    let mails = program.team.senders.iter().any(|sender| sender.channel == Channel::Email);
    let no = |touch: &TouchInfo| {
        let channel = touch.channel.channel();
        candidate.noes.iter().find(|(said, _)| *said == channel).map(|(_, cause)| *cause)
    };
    let has_ended = |touch: &TouchInfo| {
        let channel = touch.channel.channel();
        let until = candidate.consent.iter().find(|(asked, _)| *asked == channel).map(|(_, until)| *until);
        until.is_some_and(|until| until < program.entry_from.days())
    };
    // a dead address is one that is there, and says why it is of no use
    let is_dead =
        candidate.noes.iter().any(|(channel, cause)| *channel == Channel::Email && !cause.is_refusal());
    let addressed = |touch: &TouchInfo| {
        let somebody = !touch.by_owner || !program.team.owners.is_empty();
        somebody
            && match touch.channel {
                ChannelKind::Email => (candidate.has_email || candidate.shares_address || is_dead) && mails,
                ChannelKind::Call => candidate.has_phone,
                ChannelKind::LinkedinInvite | ChannelKind::LinkedinMessage => candidate.has_profile,
                ChannelKind::Whatsapp | ChannelKind::Sms => candidate.has_mobile,
                ChannelKind::InApp => true,
                ChannelKind::Ad => candidate.has_email,
                ChannelKind::Task => false,
            }
    };
    let shared = |touch: &TouchInfo| touch.channel == ChannelKind::Email && candidate.shares_address;
    let lacking = if candidate.is_unplaced { HoldCause::CountryUnknown } else { HoldCause::NoConsent };
    let stops = |touch: &TouchInfo| {
        no(touch)
            .map(HoldCause::from)
            .or_else(|| has_ended(touch).then_some(lacking))
            .or_else(|| shared(touch).then_some(HoldCause::SharedAddress))
    };
    let facing = || program.touches.iter().filter(|touch| touch.channel.is_contact_facing());
    if facing().next().is_none() || facing().any(|touch| addressed(touch) && stops(touch).is_none()) {
        return None;
    }
    // held back by the cause of the first touch that would reach the contact
    let cause = facing().filter(|touch| addressed(touch)).find_map(stops);
    Some(cause.unwrap_or(HoldCause::NothingReaches))
}

/// Owners and senders dealt out in the order of entry.
struct Dealer<'a> {
    program: &'a Program,
    next_owner: usize,
    desks: [Desk; SENDING.len()],
}

/// The senders of a channel.
#[derive(Default)]
struct Desk {
    /// All of them.
    all: Vec<u16>,
    next: usize,
    /// Those of each owner, and how many enrolments they were given.
    of_owner: Vec<(Vec<u16>, usize)>,
}

impl<'a> Dealer<'a> {
    fn new(program: &'a Program) -> Dealer<'a> {
        let mut desks: [Desk; SENDING.len()] = Default::default();
        for desk in &mut desks {
            desk.of_owner = vec![(Vec::new(), 0); program.team.owners.len()];
        }
        for (index, sender) in (0..NONE).zip(&program.team.senders) {
            let Some(desk) = desks.get_mut(usize::from(sends_by(sender.channel))) else { continue };
            desk.all.push(index);
            if let Some((own, _)) = desk.of_owner.get_mut(usize::from(sender.owner)) {
                own.push(index);
            }
        }
        Dealer { program, next_owner: 0, desks }
    }

    fn owner(&mut self, named: Option<OwnerId>) -> u16 {
        let owners = &self.program.team.owners;
        if let Some(index) = named.and_then(|id| owners.iter().position(|owner| owner.id == id)) {
            return index as u16;
        }
        if owners.is_empty() {
            return NONE;
        }
        let index = self.next_owner % owners.len();
        self.next_owner += 1;
        index as u16
    }

    /// One sender of each channel, by the sequence's rule (S2).
    fn senders(&mut self, owner: u16) -> [u16; SENDING.len()] {
        let rule = self.program.sender_rule;
        self.desks.each_mut().map(|desk| desk.sender(rule, owner))
    }
}

impl Desk {
    fn sender(&mut self, rule: SenderRule, owner: u16) -> u16 {
        if rule == SenderRule::Owner
            && let Some((own, given)) = self.of_owner.get_mut(usize::from(owner))
            && !own.is_empty()
        {
            *given += 1;
            return own[(*given - 1) % own.len()];
        }
        if self.all.is_empty() {
            return NONE;
        }
        self.next += 1;
        self.all[(self.next - 1) % self.all.len()]
    }
}
