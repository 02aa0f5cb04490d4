//! What rules read: a plan's sequences with their touches, texts and days, and over a list who is in them and what their rows imply.
//! Made once a run; rules only look.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use super::law::{Act, Pack};
use crate::audience::{Columns, Countries, People, Reach};
use crate::calendar::{Date, Zone};
use crate::model::{
    Basis, Calendar, Channel, ChannelKind, EventKind, Field, Finding, GoalMetric, Message, MessageId,
    Persona, PersonaId, Place, Plan, Rule, Score, ScoreId, Segment, SegmentId, Sequence, SequenceId,
    StdField, Step, StepId, StepKind, Touch,
};
use crate::outline::{Pace, pace};
use crate::schedule::{Schedule, When};
use crate::segment::{Also, Bitmap, Evaluator, History, Named};
use crate::simulate::Forecast;

/// A list as rules read it.
#[derive(Clone, Copy, Debug)]
pub struct ListInput<'a> {
    /// Its columns.
    pub columns: &'a Columns,
    /// What they imply.
    pub people: &'a People,
    /// What was found out about its rows before.
    pub known: &'a Known,
}

/// What is known of a list's rows whatever a plan says. It fills as rules ask; whoever keeps the list keeps it beside it, and drops it
/// when a row or a do-not-contact list changes. Then an edit of the plan does not look at every row again.
#[derive(Debug, Default)]
pub struct Known {
    countries: OnceCell<BTreeMap<&'static str, Bitmap>>,
    states: OnceCell<BTreeMap<&'static str, Bitmap>>,
    freemail: OnceCell<Bitmap>,
    providers: OnceCell<[Bitmap; 3]>,
    allowed: RefCell<BTreeMap<(Channel, Vec<Basis>), Bitmap>>,
    empty: RefCell<BTreeMap<Field, Rc<Bitmap>>>,
    texts: RefCell<BTreeMap<(StdField, Look), Rc<Bitmap>>>,
    segments: RefCell<Asked>,
}

/// What segments answered the last time, and what they stood on then: one that asks for others, for personas or for a fit changes with them.
#[derive(Debug, Default)]
struct Asked {
    of: Option<StoodOn>,
    answers: BTreeMap<(SequenceId, Option<SegmentId>), Result<Bitmap, Finding>>,
}

#[derive(PartialEq, Debug)]
struct StoodOn {
    segments: BTreeMap<SegmentId, Arc<Segment>>,
    personas: BTreeMap<PersonaId, Arc<Persona>>,
    scores: BTreeMap<ScoreId, Arc<Score>>,
    today: Date,
}

/// What is looked for in the texts of a column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Look {
    /// A name in capitals or in small letters.
    OddCase,
    /// A lifecycle stage of who has bought.
    Customer,
}

impl Look {
    fn finds(self, text: &str) -> bool {
        match self {
            Look::OddCase => {
                let letters = text.chars().filter(|c| c.is_alphabetic()).count();
                letters > 2
                    && (text.chars().all(|c| !c.is_lowercase()) || text.chars().all(|c| !c.is_uppercase()))
                    && text.chars().any(|c| c.is_lowercase() || c.is_uppercase())
            }
            Look::Customer => {
                ["customer", "kunde", "client", "evangelist"].contains(&text.trim().to_lowercase().as_str())
            }
        }
    }
}

/// What preflight is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// One of its sequences; `None` = all.
    pub sequence: Option<SequenceId>,
    /// The list it runs over, where there is one.
    pub list: Option<ListInput<'a>>,
    /// The schedule planned of that sequence over that list, where there is one.
    pub schedule: Option<&'a Schedule>,
    /// The forecast of that sequence over that list, where there is one.
    pub forecast: Option<&'a Forecast>,
    /// Today.
    pub today: Date,
    /// How much one rule may look at: rows, planned touches and letters of texts together. One that needs more is named in
    /// [`Report::unfinished`](super::Report), and the others answer.
    pub work: u64,
}

/// What one rule may look at, unless the caller says otherwise: about a second.
const WORK: u64 = 200_000_000;

impl<'a> Inputs<'a> {
    /// A plan alone, all of its sequences: `Inputs { list, ..Inputs::of(plan, today) }` for more.
    pub fn of(plan: &'a Plan, today: Date) -> Inputs<'a> {
        Inputs { plan, sequence: None, list: None, schedule: None, forecast: None, today, work: WORK }
    }
}

/// What a rule may still look at. Counted in work and not in time, so that the same input gives the same report everywhere.
#[derive(Debug, Default)]
pub(super) struct Meter {
    left: Cell<u64>,
    is_over: Cell<bool>,
}

impl Meter {
    /// Begins a rule.
    pub(super) fn set(&self, work: u64) {
        self.left.set(work);
        self.is_over.set(false);
    }

    /// Takes so much; `false` where it is not there any more.
    pub(super) fn take(&self, work: usize) -> bool {
        let left = self.left.get().checked_sub(work as u64);
        self.left.set(left.unwrap_or(0));
        self.is_over.set(self.is_over.get() || left.is_none());
        left.is_some()
    }

    /// Whether something was wanted that was not there.
    pub(super) fn is_over(&self) -> bool {
        self.is_over.get()
    }
}

/// The inputs with what all rules ask for worked out.
#[derive(Debug)]
pub struct Context<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) list: Option<List<'a>>,
    schedule: Option<&'a Schedule>,
    forecast: Option<&'a Forecast>,
    pub(crate) today: Date,
    pub(super) meter: Rc<Meter>,
    planned_days: OnceCell<BTreeMap<StepId, (Date, Date)>>,
    /// The sequences looked at.
    pub lines: Vec<Line<'a>>,
}

/// A list with what many rules ask of its rows.
#[derive(Debug)]
pub(crate) struct List<'a> {
    pub(crate) columns: &'a Columns,
    pub(crate) people: &'a People,
    known: &'a Known,
}

/// A sequence with its touches.
#[derive(Debug)]
pub struct Line<'a> {
    /// Which.
    pub id: SequenceId,
    pub(crate) record: &'a Sequence,
    /// Its steps in reading order.
    pub(crate) steps: Vec<(StepId, &'a Step, usize)>,
    pub(crate) touches: Vec<At<'a>>,
    /// The rows of its segment that some channel may reach.
    pub(crate) rows: Option<Bitmap>,
    /// Why the segment has no answer.
    pub(crate) fault: Option<Finding>,
    meter: Rc<Meter>,
}

/// A touch where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    pub(crate) id: StepId,
    pub(crate) touch: &'a Touch,
    pub(crate) letter: Option<(MessageId, &'a Message)>,
    pub(crate) pace: Option<Pace>,
}

impl<'a> Context<'a> {
    pub(crate) fn of(inputs: &Inputs<'a>) -> Context<'a> {
        let plan = inputs.plan;
        let list =
            inputs.list.map(|list| List { columns: list.columns, people: list.people, known: list.known });
        let meter = Rc::new(Meter::default());
        let asked = plan.sequences.iter().filter(|(id, _)| inputs.sequence.is_none_or(|one| one == **id));
        let lines =
            asked.map(|(id, record)| Line::of(plan, *id, record, list.as_ref(), inputs.today, &meter));
        let lines = lines.collect();
        let (schedule, forecast) = (inputs.schedule, inputs.forecast);
        Context {
            plan,
            lines,
            list,
            schedule,
            forecast,
            today: inputs.today,
            meter,
            planned_days: OnceCell::new(),
        }
    }

    /// With its days.
    pub(super) fn dated(&self) -> Days<'_, 'a> {
        Days(self)
    }

    /// With its schedule, where there is one.
    pub(super) fn planned(&self) -> Option<Planned<'_, 'a>> {
        Some(Planned { days: self.dated(), schedule: self.schedule? })
    }

    /// With its forecast, where there is one.
    pub(super) fn foreseen(&self) -> Option<Foreseen<'_, 'a>> {
        Some(Foreseen { context: self, forecast: self.forecast? })
    }

    /// Whether a rule of law or of a platform is asked about and holds on one of some days.
    pub(crate) fn holds(&self, act: Act, (first, last): (Date, Date)) -> bool {
        act.pack().is_on(&self.plan.settings) && act.span().meets(first, last)
    }

    /// Whether the law of a country is asked about.
    pub(crate) fn checks(&self, country: &str) -> bool {
        Pack::ALL.iter().any(|pack| pack.country() == Some(country) && pack.is_on(&self.plan.settings))
    }

    /// The most touches of a kind that all its senders together can send on one day, on one such as `last` or before; `None` where one
    /// of them is not limited, or there is none.
    pub(crate) fn most_a_day(&self, kind: ChannelKind, last: Date) -> Option<u64> {
        let mut senders = self.plan.senders.values().filter(|it| it.channel == kind.channel()).peekable();
        senders.peek()?;
        senders.map(|it| it.most_a_day(kind, Some(last)).map(u64::from)).sum()
    }

    /// The messages that touches use, each once with the touches that use it.
    pub(crate) fn letters(&self) -> BTreeMap<MessageId, Vec<(&Line<'a>, At<'a>)>> {
        let mut letters: BTreeMap<MessageId, Vec<(&Line<'a>, At<'a>)>> = BTreeMap::new();
        for line in &self.lines {
            for at in &line.touches {
                if let Some((id, _)) = at.letter {
                    letters.entry(id).or_default().push((line, *at));
                }
            }
        }
        letters
    }

    pub(crate) fn calendar(&self, line: &Line) -> Option<&'a Calendar> {
        Some(self.plan.calendars.get(&line.record.calendar?)?.as_ref())
    }
}

/// The context with its days: as they are planned where there is a schedule, else as they are expected of who enters first. What was said
/// of these is asked again when a schedule comes.
#[derive(Debug)]
pub(crate) struct Days<'c, 'a>(&'c Context<'a>);

impl<'a> Deref for Days<'_, 'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Context<'a> {
        self.0
    }
}

impl<'a> Days<'_, 'a> {
    /// The first and the last day of a touch: as it is planned, else that of who enters first.
    pub(crate) fn days(&self, line: &Line, at: &At) -> (Date, Date) {
        let planned = self.0.planned_days.get_or_init(|| {
            let dated = self.schedule.filter(|schedule| schedule.relative_to_entry.is_none());
            let (Some(schedule), Some(list)) = (dated, &self.list) else { return BTreeMap::new() };
            // who asks first pays, and is named where it is too much; the days are there for the others all the same
            let _ = self.meter.take(schedule.touches.len());
            let mut days: BTreeMap<StepId, (Date, Date)> = BTreeMap::new();
            for touch in schedule.touches.iter().filter(|touch| !matches!(touch.when, When::Skipped { .. })) {
                let zone = list.people.zone.get(touch.row as usize).copied().unwrap_or(Zone::UTC);
                let day = zone.local(touch.when.instant()).0;
                let known = days.entry(touch.step).or_insert((day, day));
                *known = (day.min(known.0), day.max(known.1));
            }
            days
        });
        let start = line.record.entry.from.max(self.today);
        let expected = || at.pace.map_or((start, start), |pace| (pace.date, pace.date));
        planned.get(&at.id).copied().unwrap_or_else(expected)
    }

    /// The first and the last day of a sequence's touches.
    pub(crate) fn run(&self, line: &Line) -> (Date, Date) {
        let start = line.record.entry.from.max(self.today);
        line.touches
            .iter()
            .map(|at| self.days(line, at))
            .fold((start, start), |run, days| (run.0.min(days.0), run.1.max(days.1)))
    }

    /// The first and the last day of all sequences.
    pub(crate) fn whole_run(&self) -> (Date, Date) {
        let all = self.lines.iter().map(|line| self.run(line));
        all.reduce(|run, days| (run.0.min(days.0), run.1.max(days.1))).unwrap_or((self.today, self.today))
    }
}

/// The context with its schedule.
#[derive(Debug)]
pub(crate) struct Planned<'c, 'a> {
    days: Days<'c, 'a>,
    schedule: &'a Schedule,
}

impl<'c, 'a> Deref for Planned<'c, 'a> {
    type Target = Days<'c, 'a>;

    fn deref(&self) -> &Days<'c, 'a> {
        &self.days
    }
}

impl<'a> Planned<'_, 'a> {
    /// The schedule, where it may be looked at whole.
    pub(crate) fn schedule(&self) -> Option<&'a Schedule> {
        self.meter.take(self.schedule.touches.len()).then_some(self.schedule)
    }

    /// The schedule, where its days are days of the calendar and not counted from an event.
    pub(crate) fn dated_schedule(&self) -> Option<&'a Schedule> {
        self.schedule().filter(|schedule| schedule.relative_to_entry.is_none())
    }
}

/// The context with its forecast.
#[derive(Debug)]
pub(crate) struct Foreseen<'c, 'a> {
    context: &'c Context<'a>,
    forecast: &'a Forecast,
}

impl<'a> Deref for Foreseen<'_, 'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Context<'a> {
        self.context
    }
}

impl<'a> Foreseen<'_, 'a> {
    /// The forecast.
    pub(crate) fn forecast(&self) -> &'a Forecast {
        self.forecast
    }

    /// The forecast, where it is one of this sequence.
    pub(crate) fn forecast_of(&self, line: &Line) -> Option<&'a Forecast> {
        let is_its =
            self.forecast.steps.iter().any(|step| line.steps.iter().any(|(id, ..)| *id == step.step));
        is_its.then_some(self.forecast)
    }
}

/// Domains of mailboxes that anybody can have, by the provider that asks bulk duties of who writes to many: a name with a dot behind
/// it stands for that name in every country.
const PROVIDERS: [&[&str]; 3] = [
    &["gmail.com", "googlemail.com"],
    &["yahoo.", "ymail.com", "rocketmail.com", "aol.com"],
    &["outlook.", "hotmail.", "live.", "msn.com"],
];

impl<'a> List<'a> {
    /// Rows of a country; those whose country is not known are in none.
    pub(crate) fn in_country(&self, country: &str) -> Option<&'a Bitmap> {
        self.countries().get(country)
    }

    fn countries(&self) -> &'a BTreeMap<&'static str, Bitmap> {
        self.known.countries.get_or_init(|| {
            let of = Countries::of(self.columns);
            by_word(self.columns.len(), |row| of.country(row))
        })
    }

    /// The countries of some rows.
    pub(crate) fn places(&self, rows: &Bitmap) -> Vec<String> {
        let some = self.countries().iter().filter(|(_, there)| there.meets(rows));
        some.map(|(country, _)| (*country).to_owned()).collect()
    }

    /// Rows of the United States by the state whose call hours are its own; the others under no word.
    pub(crate) fn states(&self) -> &'a BTreeMap<&'static str, Bitmap> {
        self.known.states.get_or_init(|| {
            let state = self.columns.std(StdField::State);
            let Some(there) = self.in_country("US") else { return BTreeMap::new() };
            by_word(self.columns.len(), |row| {
                let own = state.and_then(|state| state.str(row)).and_then(state_code);
                there.contains(row).then(|| own.unwrap_or_default())
            })
        })
    }

    /// Rows that one of some bases allows to be reached on a channel.
    pub(crate) fn allowed(&self, channel: Channel, bases: &[Basis]) -> Bitmap {
        let mut known = self.known.allowed.borrow_mut();
        let rows = known.entry((channel, bases.to_vec())).or_insert_with(|| {
            Bitmap::all(self.columns.len())
                .keep(|row| self.columns.consent(row, channel).suffices_until(bases).is_some())
        });
        rows.clone()
    }

    /// Rows whose address is one that anybody can have.
    pub(crate) fn freemail(&self) -> &'a Bitmap {
        self.known.freemail.get_or_init(|| self.by_domain(crate::audience::is_mail_provider))
    }

    /// Rows with a private address at Gmail, at Yahoo and at Outlook.com.
    pub(crate) fn providers(&self) -> &'a [Bitmap; 3] {
        self.known.providers.get_or_init(|| {
            PROVIDERS.map(|domains| {
                self.by_domain(|domain| {
                    domains.iter().any(|one| domain == *one || one.ends_with('.') && domain.starts_with(one))
                })
            })
        })
    }

    /// Rows for whose domain something holds; each domain is asked once.
    fn by_domain(&self, holds: impl Fn(&str) -> bool) -> Bitmap {
        let mut known: BTreeMap<String, bool> = BTreeMap::new();
        let email = self.columns.std(StdField::Email);
        Bitmap::all(self.columns.len()).keep(|row| {
            let Some((_, domain)) = email.and_then(|email| email.str(row)?.rsplit_once('@')) else {
                return false;
            };
            match known.get(domain) {
                Some(is) => *is,
                None => {
                    let is = holds(&domain.to_lowercase());
                    known.insert(domain.to_owned(), is);
                    is
                }
            }
        })
    }

    /// Rows in whose text of a field something is found; each text is looked at once where the column keeps each once.
    pub(crate) fn rows_of(&self, field: StdField, look: Look) -> Option<Rc<Bitmap>> {
        let column = self.columns.std(field)?;
        let mut known = self.known.texts.borrow_mut();
        let rows = known.entry((field, look)).or_insert_with(|| {
            let all = Bitmap::all(self.columns.len());
            Rc::new(match column.dictionary() {
                Some((texts, of)) => {
                    let is: Vec<bool> =
                        texts.iter().map(|text| !text.is_empty() && look.finds(text)).collect();
                    all.keep(|row| is.get(of(row)).copied().unwrap_or(false))
                }
                None => all.keep(|row| column.str(row).is_some_and(|text| look.finds(text))),
            })
        });
        Some(rows.clone())
    }

    /// Rows with nothing in a field; all where the list has no such column.
    pub(crate) fn empty(&self, field: &Field) -> Rc<Bitmap> {
        let mut known = self.known.empty.borrow_mut();
        if let Some(rows) = known.get(field) {
            return rows.clone();
        }
        let column = self.columns.column(field);
        let rows = Rc::new(Bitmap::all(self.columns.len()).keep(|row| {
            column.and_then(|column| column.written(row)).is_none_or(|text| text.trim().is_empty())
        }));
        known.insert(field.clone(), rows.clone());
        rows
    }

    /// The rows of a sequence's segment, who must not be contacted at all left out.
    fn in_segment(
        &self,
        plan: &Plan,
        id: SequenceId,
        segment: Option<SegmentId>,
        today: Date,
    ) -> Result<Bitmap, Finding> {
        let mut asked = self.known.segments.borrow_mut();
        let of = StoodOn {
            segments: plan.segments.clone(),
            personas: plan.personas.clone(),
            scores: plan.scores.clone(),
            today,
        };
        if asked.of.as_ref() != Some(&of) {
            *asked = Asked { of: Some(of), answers: BTreeMap::new() };
        }
        let ask = || {
            let history = History::of_list(self.columns);
            let also =
                Also { people: Some(self.people), history: history.as_ref(), named: Some(Named::of(plan)) };
            let evaluator =
                Evaluator::new(self.columns, today, &plan.segments).with(also).at(Place::Sequence(id));
            let rule = segment.and_then(|segment| plan.segments.get(&segment));
            let rows = rule.map_or(Ok(Bitmap::all(self.columns.len())), |it| evaluator.matches(&it.rule))?;
            let reach = &self.people.reach;
            Ok(rows.keep(|row| reach.get(row).is_some_and(|reach| !reach.has(Reach::DO_NOT_CONTACT))))
        };
        asked.answers.entry((id, segment)).or_insert_with(ask).clone()
    }
}

/// Rows by a word that each has or has not.
fn by_word(len: usize, word: impl Fn(usize) -> Option<&'static str>) -> BTreeMap<&'static str, Bitmap> {
    let mut found: BTreeMap<&'static str, Bitmap> = BTreeMap::new();
    for row in 0..len {
        if let Some(word) = word(row) {
            found.entry(word).or_insert_with(|| Bitmap::none(len)).insert(row);
        }
    }
    found
}

/// The two letters of a state of the United States whose hours are its own; others say nothing.
fn state_code(state: &str) -> Option<&'static str> {
    const STATES: [(&str, &str); 8] = [
        ("FL", "florida"),
        ("MD", "maryland"),
        ("MS", "mississippi"),
        ("NJ", "new jersey"),
        ("OK", "oklahoma"),
        ("CT", "connecticut"),
        ("RI", "rhode island"),
        ("TX", "texas"),
    ];
    let is = |(code, name): &&(&str, &str)| {
        let state = state.trim();
        state.eq_ignore_ascii_case(code) || state.eq_ignore_ascii_case(name)
    };
    STATES.iter().find(is).map(|(code, _)| *code)
}

impl<'a> Line<'a> {
    fn of(
        plan: &'a Plan,
        id: SequenceId,
        record: &'a Sequence,
        list: Option<&List<'a>>,
        today: Date,
        meter: &Rc<Meter>,
    ) -> Line<'a> {
        let days = pace(plan, id);
        let steps: Vec<(StepId, &Step, usize)> = plan
            .walk(id)
            .into_iter()
            .filter_map(|visit| Some((visit.id, plan.steps.get(&visit.id)?.as_ref(), visit.depth)))
            .collect();
        let at = |(id, step, _): &(StepId, &'a Step, usize)| {
            let touch = step.kind.touch()?;
            let letter = touch.message.and_then(|id| Some((id, plan.messages.get(&id)?.as_ref())));
            Some(At { id: *id, touch, letter, pace: days.get(id).copied() })
        };
        let touches = steps.iter().filter_map(at).collect();
        let mut line = Line { id, record, steps, touches, rows: None, fault: None, meter: meter.clone() };
        match list.map(|list| list.in_segment(plan, id, record.segment, today)) {
            Some(Ok(rows)) => line.rows = Some(rows),
            Some(Err(fault)) => line.fault = Some(fault),
            None => {}
        }
        line
    }

    pub(crate) fn place(&self) -> Place {
        Place::Sequence(self.id)
    }

    /// Touches that the contact notices.
    pub(crate) fn facing(&self) -> impl Iterator<Item = &At<'a>> {
        self.touches.iter().filter(|at| at.touch.channel.is_contact_facing())
    }

    /// Of these those on the way that is gone where nobody reacts, in its order.
    pub(crate) fn on_path(&self) -> impl Iterator<Item = &At<'a>> {
        self.facing().filter(|at| at.pace.is_some_and(|pace| pace.on_path))
    }

    pub(crate) fn uses(&self, channel: ChannelKind) -> bool {
        self.touches.iter().any(|at| at.touch.channel == channel)
    }

    /// Whether one of its touches can bring the event about.
    pub(crate) fn can(&self, event: EventKind) -> bool {
        self.touches.iter().any(|at| at.touch.channel.events().contains(&event))
    }

    /// Whether it goes to people who have not asked for it: it asks for consent, or enters a segment at a date and wants an answer or a
    /// meeting. What enters by an event of the contact is answered, not cold.
    pub(crate) fn is_cold(&self) -> bool {
        let wants_talk = self.record.goal.is_some_and(|goal| {
            matches!(goal.metric, GoalMetric::Replies | GoalMetric::PositiveReplies | GoalMetric::Meetings)
        });
        self.record.entry.on.is_none() && (wants_talk || !self.record.consent.is_empty())
    }

    /// Conditions on its way: of branches, of touches that are left out.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = (StepId, &'a Rule)> {
        self.steps.iter().flat_map(|(id, step, _)| step.kind.rules().into_iter().map(|rule| (*id, rule)))
    }

    /// Whether a condition or a wait on its way is about an event.
    pub(crate) fn asks_for(&self, event: EventKind) -> bool {
        let waits = |kind: &StepKind| matches!(kind, StepKind::Await(wait) if wait.event == event);
        self.others().any(|(_, kind)| waits(kind))
            || self.conditions().any(|(_, rule)| {
                let is = |node: &Rule| matches!(node, Rule::Happened(happened) if happened.event == event);
                rule.nodes().into_iter().any(is)
            })
    }

    /// The places of its touches in reading order.
    pub(crate) fn order(&self) -> BTreeMap<StepId, usize> {
        (0..).zip(&self.steps).map(|(index, (id, ..))| (*id, index)).collect()
    }

    /// Rows of its segment for which something holds; `None` where there are none, or too many to be asked.
    pub(crate) fn rows_where(&self, holds: impl FnMut(usize) -> bool) -> Option<Bitmap> {
        let rows = self.rows.as_ref().filter(|rows| self.meter.take(rows.len()))?;
        Some(rows.keep(holds)).filter(|found| !found.is_empty())
    }

    /// Rows of its segment that are also in another set; `None` where there are none.
    pub(crate) fn among(&self, rows: &Bitmap) -> Option<Bitmap> {
        let mine = self.rows.as_ref().filter(|mine| self.meter.take(1 + mine.len() / 64))?;
        Some(mine.clone().and(rows)).filter(|found| !found.is_empty())
    }

    /// Rows that are let in by what it asks for itself on a channel, in a country.
    pub(crate) fn let_in(&self, list: &List, channel: Channel, country: &str, mut rows: Bitmap) -> Bitmap {
        for rule in self.record.consent.iter().filter(|rule| rule.asks(channel, Some(country))) {
            rows = rows.and(&list.allowed(channel, &rule.bases));
        }
        rows
    }

    /// The steps that are no touch.
    pub(crate) fn others(&self) -> impl Iterator<Item = (StepId, &'a StepKind)> {
        self.steps.iter().map(|(id, step, _)| (*id, &step.kind))
    }

    /// Whether a condition about this touch (without one: about any) is about mails.
    pub(crate) fn mails(&self, of: Option<StepId>) -> bool {
        let is_mail = |at: &At| at.touch.channel == ChannelKind::Email;
        match of {
            Some(id) => self.touches.iter().any(|at| at.id == id && is_mail(at)),
            None => self.touches.iter().any(is_mail),
        }
    }

    /// Whether one step stands right behind another in a list.
    pub(crate) fn follows_at_once(&self, before: StepId, after: StepId) -> bool {
        let pair = |list: &[StepId]| list.windows(2).any(|two| two == [before, after]);
        pair(&self.record.body)
            || self.steps.iter().any(|(_, step, _)| step.kind.lists().iter().any(|(_, list)| pair(list)))
    }

    /// The channels of its touches.
    pub(crate) fn kinds(&self) -> BTreeSet<ChannelKind> {
        self.facing().map(|at| at.touch.channel).collect()
    }
}
