//! Makes a plan sound after it was read: what refers to nothing is cleared, what stands nowhere is dropped, each with a word.
//! What would let a sequence reach more people, or at night, is never the outcome. Knows no JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::file::doubled_numbers;
use crate::calendar::{Clock, OpenHours, Weekdays};
use crate::lean::order::Gather;
use crate::model::{
    Calendar, CalendarId, ChannelKind, EntryEvent, Field, FieldKind, Flaw, Guardrails, Length, MAX_DEPTH,
    Occurs, Persona, PersonaId, Place, Plan, RateOf, Rule, Score, ScoreId, Segment, SegmentId, Sender,
    Sequence, Step, StepId, StepKind, Weighted,
};

/// Greater numbers are not ours: the counter must have room to grow.
const MAX_NUMBER: u32 = 1 << 31;
/// Longer names are cut.
const MAX_NAME: usize = 500;

/// The longest that something lasts (days).
const MAX_DAYS: u16 = Length::MAX_DAYS as u16;

/// What follows from a rule that could not be read.
const UNTIL_MENDED: &str = "nobody is let in by it, nor by its opposite, until it is written anew";

type Say<'a> = &'a mut dyn FnMut(String, String);

pub(super) fn repair(plan: &mut Plan, say: Say) {
    numbers(plan, say);
    names(plan, say);
    values(plan, say);
    lists(plan, say);
    // taking a step away can bare another: a branch whose only case named it stays, but a reference goes
    for _ in 0..3 {
        let bad = plan.steps.iter().filter_map(|(id, step)| Some((*id, step.bad_value()?)));
        let bad: Vec<(StepId, Flaw)> = bad.collect();
        if bad.is_empty() {
            break;
        }
        leave_out(plan, bad, |why| format!("{}; left out with what stands inside it", why.sentence()), say);
    }
    references(plan, say);
    cycles(plan, say);
}

/// Takes steps away, each with a word unless it stands inside one before it, all at once: one after the other they would cost the
/// square of their number.
fn leave_out<W>(plan: &mut Plan, steps: Vec<(StepId, W)>, words: impl Fn(W) -> String, say: Say) {
    let mut gone: BTreeSet<StepId> = BTreeSet::new();
    let mut tops: BTreeSet<StepId> = BTreeSet::new();
    for (id, why) in steps {
        if !gone.contains(&id) {
            say(format!("steps.{id}"), words(why));
            gone.extend(plan.subtree(id));
            tops.insert(id);
        }
    }
    plan.remove_all(&tops);
}

/// Drops records whose number another record has, and sets the counter above all.
fn numbers(plan: &mut Plan, say: Say) {
    let doubled = doubled_numbers(plan);
    let mut highest = 0;
    let mut seen = BTreeSet::new();
    macro_rules! check {
        ($($table:ident)*) => {$(
            plan.$table.retain(|id, _| {
                let fits = id.0 <= MAX_NUMBER && (!doubled.contains(&id.0) || seen.insert(id.0));
                if fits {
                    highest = highest.max(id.0);
                } else {
                    let why = "the number is used twice or too great; left out";
                    say(format!("{}.{id}", stringify!($table)), why.to_owned());
                }
                fits
            });
        )*};
    }
    check!(sequences steps segments messages owners senders calendars scenarios personas scores);
    if plan.next_number <= highest || plan.next_number > MAX_NUMBER + 1 {
        say("next_number".to_owned(), "not above every number; counted anew".to_owned());
        plan.next_number = highest + 1;
    }
}

fn cut(name: &mut String) -> bool {
    let long = name.chars().count() > MAX_NAME;
    if long {
        *name = name.chars().take(MAX_NAME).collect();
    }
    long
}

fn names(plan: &mut Plan, say: Say) {
    macro_rules! check {
        ($($table:ident)*) => {$(
            for (id, record) in &mut plan.$table {
                let mut changed = (**record).clone();
                if cut(&mut changed.name) {
                    say(format!("{}.{id}.name", stringify!($table)), format!("longer than {MAX_NAME} characters; cut"));
                    *record = Arc::new(changed);
                }
            }
        )*};
    }
    check!(sequences steps segments messages calendars personas scores);
}

fn values(plan: &mut Plan, say: Say) {
    for (id, sequence) in &mut plan.sequences {
        if sequence.consent.iter().any(|rule| rule.bad_value().is_some()) {
            let mut changed = (**sequence).clone();
            // what is asked without a country that is one would be asked of nobody: ask it everywhere
            for rule in &mut changed.consent {
                if let Some(why) = rule.bad_value() {
                    say(
                        format!("sequences.{id}.consent"),
                        format!("{}; asked for everywhere", why.sentence()),
                    );
                    rule.countries.clear();
                }
            }
            changed.consent.retain(|rule| rule.bad_value().is_none());
            *sequence = Arc::new(changed);
        }
        if let Some(why) = sequence.guardrails.bad_value() {
            let mut changed = (**sequence).clone();
            let rails = &mut changed.guardrails;
            say(
                format!("sequences.{id}.guardrails"),
                format!("{}; what cannot be is left out", why.sentence()),
            );
            rails.hold_days = rails.hold_days.min(MAX_DAYS);
            rails.limits.retain(|limit| limit.most > 0);
            rails.limits.truncate(Guardrails::MOST_LIMITS);
            rails.quiet = rails.quiet.filter(|quiet| quiet.from != quiet.to);
            if rails.bad_value().is_some() {
                rails.min_gap = None;
            }
            *sequence = Arc::new(changed);
        }
        if let Some(EntryEvent { when: Occurs::Daily { per_day, days }, .. }) = &sequence.entry.on
            && sequence.bad_value().is_some()
        {
            // without its event everybody would enter at once
            let mut changed = (**sequence).clone();
            let per_day = if *per_day > 0.0 { per_day.min(1_000_000.0) } else { 1.0 };
            let days = (*days).clamp(1, MAX_DAYS);
            if let Some(on) = &mut changed.entry.on {
                on.when = Occurs::Daily { per_day, days };
            }
            say(
                format!("sequences.{id}.entry.on"),
                format!("not how often something can happen; set to {per_day} a day for {days} days"),
            );
            *sequence = Arc::new(changed);
        }
        if let Some(EntryEvent { when: Occurs::On(Field::Std(field)), .. }) = &sequence.entry.on
            && field.kind() != FieldKind::Date
        {
            // a column that no list has: nobody enters
            let mut changed = (**sequence).clone();
            let header = field.name().to_owned();
            say(format!("sequences.{id}.entry.on"), format!("{header} is no date; nobody enters by it"));
            if let Some(on) = &mut changed.entry.on {
                on.when = Occurs::On(Field::Custom(header));
            }
            *sequence = Arc::new(changed);
        }
        if sequence.entry.per_business_day == Some(0) {
            let mut changed = (**sequence).clone();
            changed.entry.per_business_day = Some(1);
            say(format!("sequences.{id}.entry.per_business_day"), "0 lets nobody in; set to 1".to_owned());
            *sequence = Arc::new(changed);
        }
    }
    for (id, step) in &mut plan.steps {
        let mut changed = (**step).clone();
        if changed.stage.is_some() && changed.kind.touch().is_none() {
            changed.stage = None;
            say(format!("steps.{id}.stage"), "only a touch works on a funnel stage; cleared".to_owned());
        }
        misfits(*id, &mut changed, say);
        if let StepKind::Touch(touch) = &mut changed.kind {
            let days = match touch.channel {
                ChannelKind::Ad => touch.days.clamp(1, MAX_DAYS),
                _ => 0,
            };
            if touch.days != days {
                let why = format!("{} days do not fit the channel; set to {days}", touch.days);
                say(format!("steps.{id}.days"), why);
                touch.days = days;
            }
            if touch.reply_to.is_some() && touch.channel != ChannelKind::Email {
                touch.reply_to = None;
                say(
                    format!("steps.{id}.reply_to"),
                    "only an email can reply to an email; cleared".to_owned(),
                );
            }
            if touch.window.is_some_and(|window| window.line().is_none()) {
                touch.window = None;
                say(
                    format!("steps.{id}.window"),
                    "the hours begin and end with the same minute; cleared".to_owned(),
                );
            }
        }
        if changed != **step {
            *step = Arc::new(changed);
        }
    }
}

/// A condition that its field can never pass says nothing about who was meant: it is read as neither true nor false, and nobody is written
/// to on its word.
fn misfits(id: StepId, step: &mut Step, say: Say) {
    match &mut step.kind {
        StepKind::Touch(touch) => {
            if let Some(why) = touch.skip_if.as_ref().and_then(Rule::misfit) {
                say(
                    format!("steps.{id}.skip_if"),
                    format!("{}; the touch is left out for everybody", why.sentence()),
                );
                touch.skip_if = Some(Rule::default());
            }
        }
        StepKind::Branch(branch) => {
            for (index, case) in branch.cases.iter_mut().enumerate() {
                if let Some(why) = case.when.misfit() {
                    let why = why.sentence();
                    say(format!("steps.{id}.cases[{index}].when"), format!("{why}; {UNTIL_MENDED}"));
                    case.when = Rule::Unread(why);
                }
            }
        }
        _ => {}
    }
}

/// Each step in exactly one list, from the top, not too deep.
fn lists(plan: &mut Plan, say: Say) {
    let mut homes: BTreeSet<StepId> = BTreeSet::new();
    let mut todo: Vec<(Option<StepId>, usize)> = Vec::new();
    let steps: BTreeSet<StepId> = plan.steps.keys().copied().into_set();
    let mut sift = |path: String, list: &mut Vec<StepId>, depth: usize, say: Say, todo: &mut Vec<_>| {
        list.retain(|id| {
            let why = if !steps.contains(id) {
                "does not exist"
            } else if depth > MAX_DEPTH {
                "stands too deep"
            } else if !homes.insert(*id) {
                "stands in a list already"
            } else {
                todo.push((Some(*id), depth));
                return true;
            };
            say(path.clone(), format!("names {id}, which {why}; left out"));
            false
        });
    };
    for (id, sequence) in &mut plan.sequences {
        let mut changed: Sequence = (**sequence).clone();
        sift(format!("sequences.{id}.body"), &mut changed.body, 0, say, &mut todo);
        if changed != **sequence {
            *sequence = Arc::new(changed);
        }
    }
    while let Some((Some(id), depth)) = todo.pop() {
        let Some(step) = plan.steps.get(&id) else { continue };
        let mut changed: Step = (**step).clone();
        let slots: Vec<_> = changed.kind.lists().into_iter().map(|(slot, _)| slot).collect();
        for slot in slots {
            if let Some(list) = changed.kind.list_mut(slot) {
                sift(format!("steps.{id}"), list, depth + 1, say, &mut todo);
            }
        }
        if changed != **step {
            plan.steps.insert(id, Arc::new(changed));
        }
    }
    plan.steps.retain(|id, _| {
        let stands = homes.contains(id);
        if !stands {
            say(format!("steps.{id}"), "stands in no list of a sequence; left out".to_owned());
        }
        stands
    });
}

/// Every reference resolves. A segment that is gone becomes one that has no answer, a calendar that is gone office hours.
fn references(plan: &mut Plan, say: Say) {
    let gone: BTreeSet<StepId> = plan
        .steps
        .values()
        .flat_map(|step| step.kind.references())
        .chain(plan.scenarios.values().flat_map(|scenario| {
            scenario.rates.iter().filter_map(|rate| match rate.of {
                RateOf::Step(id) => Some(id),
                RateOf::Channel(_) | RateOf::Nth { .. } => None,
            })
        }))
        .filter(|id| !plan.steps.contains_key(id))
        .into_set();
    for id in &gone {
        say(format!("steps.{id}"), "does not exist; references to it were cleared".to_owned());
    }
    plan.clear_references(&gone);
    for (from, to) in plan.stray_references() {
        say(format!("steps.{from}"), format!("refers to {to}, no such touch of its sequence; cleared"));
    }
    plan.clear_stray_references();
    for (id, step) in &mut plan.steps {
        let mut changed = (**step).clone();
        if let StepKind::Touch(touch) = &mut changed.kind
            && let Some(message) = touch.message.filter(|message| !plan.messages.contains_key(message))
        {
            touch.message = None;
            say(format!("steps.{id}.message"), format!("{message} does not exist; cleared"));
            *step = Arc::new(changed);
        }
    }
    // nothing to enrol in: the action goes
    let astray = |step: &Step| step.kind.enrols_in().filter(|to| !plan.sequences.contains_key(to));
    let lost: Vec<_> = plan.steps.iter().filter_map(|(id, step)| Some((*id, astray(step)?))).collect();
    leave_out(plan, lost, |to| format!("enrols in {to}, which does not exist; left out"), say);
    personas_and_scores(plan, say);
    segments(plan, say);
    calendars(plan, say);
    plan.senders.retain(|id, sender| {
        let sends = Sender::CHANNELS.contains(&sender.channel);
        if !sends {
            say(
                format!("senders.{id}.channel"),
                "a sender is for email, LinkedIn, WhatsApp or SMS; left out".to_owned(),
            );
        }
        sends
    });
    for (id, sender) in &mut plan.senders {
        if let Some(why) = sender.bad_value() {
            let mut changed = (**sender).clone();
            say(format!("senders.{id}"), format!("{}; what cannot be is left out", why.sentence()));
            changed.limits.retain(|limit| limit.most > 0);
            changed.limits.truncate(Sender::MOST_LIMITS);
            changed.spacing_minutes = changed.spacing_minutes.min(Sender::MOST_SPACING);
            changed.ramp = changed.ramp.filter(|ramp| ramp.first > 0);
            *sender = Arc::new(changed);
        }
        if let Some(owner) = sender.owner.filter(|owner| !plan.owners.contains_key(owner)) {
            let mut changed = (**sender).clone();
            changed.owner = None;
            say(format!("senders.{id}.owner"), format!("{owner} does not exist; cleared"));
            *sender = Arc::new(changed);
        }
    }
    if let Some(scenario) = plan.settings.scenario.filter(|id| !plan.scenarios.contains_key(id)) {
        let mut changed = (*plan.settings).clone();
        changed.scenario = None;
        say("settings.scenario".to_owned(), format!("{scenario} does not exist; cleared"));
        plan.settings = Arc::new(changed);
    }
}

fn segments(plan: &mut Plan, say: Say) {
    let known: BTreeSet<SegmentId> = plan.segments.keys().copied().into_set();
    let stand_in = SegmentId(plan.next_number);
    let mut used = false;
    let mut lost: Vec<(String, SegmentId)> = Vec::new();
    let mut fix = |path: String, id: &mut SegmentId| {
        if !known.contains(id) {
            say(path, format!("{id} does not exist; {UNTIL_MENDED}"));
            *id = stand_in;
            used = true;
        }
    };
    for (id, sequence) in &mut plan.sequences {
        let mut changed = (**sequence).clone();
        if let Some(segment) = &mut changed.segment {
            fix(format!("sequences.{id}.segment"), segment);
        }
        *sequence = Arc::new(changed);
    }
    for (id, segment) in &mut plan.segments {
        let mut changed = (**segment).clone();
        each_segment(&mut changed.rule, &mut |segment| fix(format!("segments.{id}.rule"), segment));
        *segment = Arc::new(changed);
    }
    for (id, step) in &mut plan.steps {
        let mut changed = (**step).clone();
        match &mut changed.kind {
            // not known who is left out, so everybody is: never reaches more people
            StepKind::Touch(touch) => {
                let rule = touch.skip_if.as_ref().map(Rule::segments).unwrap_or_default();
                if let Some(gone) = rule.into_iter().find(|segment| !known.contains(segment)) {
                    touch.skip_if = Some(Rule::default());
                    lost.push((format!("steps.{id}.skip_if"), gone));
                }
            }
            kind => {
                for rule in kind.rules_mut() {
                    each_segment(rule, &mut |segment| fix(format!("steps.{id}.cases"), segment));
                }
            }
        }
        if changed != **step {
            *step = Arc::new(changed);
        }
    }
    for (path, gone) in lost {
        say(path, format!("{gone} does not exist; the touch is left out for everybody"));
    }
    if used {
        let rule = Rule::Unread("the segment does not exist".to_owned());
        let segment = Segment { name: "Missing segment".to_owned(), rule };
        plan.segments.insert(stand_in, Arc::new(segment));
        plan.next_number += 1;
    }
}

fn each_segment(rule: &mut Rule, fix: &mut dyn FnMut(&mut SegmentId)) {
    match rule {
        Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => {
            rules.iter_mut().for_each(|rule| each_segment(rule, fix));
        }
        Rule::Segment(id) => fix(id),
        Rule::Pilot(pilot) => pilot.of.iter_mut().for_each(fix),
        Rule::Is(_)
        | Rule::Happened(_)
        | Rule::Has(_)
        | Rule::Did(_)
        | Rule::OnList(_)
        | Rule::Unread(_)
        | Rule::Persona(_)
        | Rule::Fit(_)
        | Rule::Consent(_) => {}
    }
}

/// Personas and scores that are not as they may be, and those that rules name and nobody has, have no answer.
fn personas_and_scores(plan: &mut Plan, say: Say) {
    for (id, persona) in &mut plan.personas {
        let misfit = persona.rule.misfit().map(|flaw| flaw.sentence());
        if let Some(why) = misfit.or(persona.rule.asks_too_much(false).map(str::to_owned)) {
            say(format!("personas.{id}.rule"), format!("{why}; it has no answer until it is written anew"));
            *persona = Arc::new(Persona { name: persona.name.clone(), rule: Rule::Unread(why) });
        }
    }
    for (id, score) in &mut plan.scores {
        let bad = |condition: &Weighted| {
            let rule = &condition.rule;
            let misfit = rule.misfit().map(|flaw| flaw.sentence());
            let too_much = misfit.or(rule.asks_too_much(true).map(str::to_owned));
            too_much.or((condition.weight.unsigned_abs() > Weighted::MOST.unsigned_abs())
                .then(|| "a weight is too great".to_owned()))
        };
        let mut changed = (**score).clone();
        for condition in &mut changed.conditions {
            if let Some(why) = bad(condition) {
                say(
                    format!("scores.{id}.conditions"),
                    format!("{why}; it has no answer until it is written anew"),
                );
                condition.rule = Rule::Unread(why);
                condition.weight = condition.weight.clamp(-Weighted::MOST, Weighted::MOST);
            }
        }
        if changed.conditions.len() > Score::MOST {
            say(
                format!("scores.{id}.conditions"),
                format!("more than {}; the rest is left out", Score::MOST),
            );
            changed.conditions.truncate(Score::MOST);
        }
        if changed != **score {
            *score = Arc::new(changed);
        }
    }
    let known = Named {
        personas: plan.personas.keys().copied().into_set(),
        scores: plan.scores.keys().copied().into_set(),
    };
    for (id, segment) in &mut plan.segments {
        let mut changed = (**segment).clone();
        if known.mend(&mut changed.rule, &mut |why| say(format!("segments.{id}.rule"), why)) {
            *segment = Arc::new(changed);
        }
    }
    for (id, score) in &mut plan.scores {
        let mut changed = (**score).clone();
        for condition in &mut changed.conditions {
            known.mend(&mut condition.rule, &mut |why| say(format!("scores.{id}.conditions"), why));
        }
        if changed != **score {
            *score = Arc::new(changed);
        }
    }
    for (id, step) in &mut plan.steps {
        let mut changed = (**step).clone();
        for rule in changed.kind.rules_mut() {
            known.mend(rule, &mut |why| say(format!("steps.{id}"), why));
        }
        if changed != **step {
            *step = Arc::new(changed);
        }
    }
}

/// The personas and scores that the plan has.
struct Named {
    personas: BTreeSet<PersonaId>,
    scores: BTreeSet<ScoreId>,
}

impl Named {
    /// Puts what has no answer in the place of what names a record that is not there; whether there was any.
    fn mend(&self, rule: &mut Rule, say: &mut dyn FnMut(String)) -> bool {
        let lost = match rule {
            Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => {
                let mut any = false;
                for rule in rules {
                    any |= self.mend(rule, say);
                }
                return any;
            }
            Rule::Persona(id) if !self.personas.contains(id) => id.to_string(),
            Rule::Fit(fit) if !self.scores.contains(&fit.score) => fit.score.to_string(),
            _ => return false,
        };
        say(format!("{lost} does not exist; it has no answer until it is written anew"));
        *rule = Rule::Unread(format!("{lost} does not exist"));
        true
    }
}

fn calendars(plan: &mut Plan, say: Say) {
    let known: BTreeSet<CalendarId> = plan.calendars.keys().copied().into_set();
    let stand_in = CalendarId(plan.next_number);
    let mut used = false;
    macro_rules! check {
        ($($table:ident)*) => {$(
            for (id, record) in &mut plan.$table {
                if let Some(calendar) = record.calendar.filter(|calendar| !known.contains(calendar)) {
                    let mut changed = (**record).clone();
                    changed.calendar = Some(stand_in);
                    used = true;
                    let path = format!("{}.{id}.calendar", stringify!($table));
                    say(path, format!("{calendar} does not exist; replaced by office hours"));
                    *record = Arc::new(changed);
                }
            }
        )*};
    }
    check!(sequences owners senders);
    if let (true, Some(from), Some(to)) = (used, Clock::new(9, 0), Clock::new(17, 0)) {
        let hours = vec![OpenHours { days: Weekdays::WORKING, from, to }];
        let calendar = Calendar {
            name: "Missing calendar".to_owned(),
            hours,
            holidays: Vec::new(),
            local_holidays: false,
            countries: Vec::new(),
        };
        plan.calendars.insert(stand_in, Arc::new(calendar));
        plan.next_number += 1;
    }
}

/// Segments that lead to themselves, or whose rule is too deep, have no answer: whoever asks them lets nobody in, also with `not`.
fn cycles(plan: &mut Plan, say: Say) {
    let problems = plan.broken_invariants().into_iter().chain(plan.bad_values());
    let bad: BTreeMap<SegmentId, String> = problems
        .filter_map(|problem| match problem.place {
            Place::Segment(id) => Some((id, problem.sentence())),
            _ => None,
        })
        .into_map();
    for (id, why) in bad {
        if let Some(segment) = plan.segments.get(&id) {
            let changed = Segment { name: segment.name.clone(), rule: Rule::Unread(why.clone()) };
            say(format!("segments.{id}.rule"), format!("{why}; {UNTIL_MENDED}"));
            plan.segments.insert(id, Arc::new(changed));
        }
    }
}
