//! What rules read: a plan's sequences with their touches, texts and days, and over a list who is in them and what their rows imply.
//! Made once a run; rules only look.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::audience::{Columns, Countries, People, Reach};
use crate::calendar::Date;
use crate::model::{
    Calendar, ChannelKind, EventKind, Finding, GoalMetric, Message, MessageId, Place, Plan, Rule, Sequence,
    SequenceId, StdField, Step, StepId, StepKind, Touch,
};
use crate::outline::{Pace, pace};
use crate::schedule::Schedule;
use crate::segment::{Also, Bitmap, Evaluator};
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
    countries: OnceCell<Vec<Option<&'static str>>>,
    freemail: OnceCell<Bitmap>,
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
    pub(crate) forecast: Option<&'a Forecast>,
    pub(crate) today: Date,
    pub(super) meter: Rc<Meter>,
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
        Context { plan, lines, list, schedule, forecast, today: inputs.today, meter }
    }

    /// The schedule, where there is one and it may be looked at whole.
    pub(crate) fn schedule(&self) -> Option<&'a Schedule> {
        self.schedule.filter(|schedule| self.meter.take(schedule.touches.len()))
    }

    /// The schedule, where its days are days of the calendar and not counted from an event.
    pub(crate) fn dated_schedule(&self) -> Option<&'a Schedule> {
        self.schedule().filter(|schedule| schedule.relative_to_entry.is_none())
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

impl<'a> List<'a> {
    /// The country of each row, where it is known.
    pub(crate) fn country(&self, row: usize) -> Option<&'static str> {
        let countries = self.known.countries.get_or_init(|| {
            let of = Countries::of(self.columns);
            (0..self.columns.len()).map(|row| of.country(row)).collect()
        });
        countries.get(row).copied().flatten()
    }

    /// Rows whose address is one that anybody can have.
    pub(crate) fn freemail(&self) -> &Bitmap {
        self.known.freemail.get_or_init(|| {
            let mut known: BTreeMap<String, bool> = BTreeMap::new();
            let email = self.columns.std(StdField::Email);
            Bitmap::all(self.columns.len()).keep(|row| {
                let Some((_, domain)) = email.and_then(|email| email.str(row)?.rsplit_once('@')) else {
                    return false;
                };
                match known.get(domain) {
                    Some(is) => *is,
                    None => {
                        let is = crate::audience::is_mail_provider(&domain.to_lowercase());
                        known.insert(domain.to_owned(), is);
                        is
                    }
                }
            })
        })
    }
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
        if let Some(list) = list {
            let also = Also { people: Some(list.people), ..Also::default() };
            let evaluator =
                Evaluator::new(list.columns, today, &plan.segments).with(also).at(Place::Sequence(id));
            let segment = record.segment.and_then(|id| plan.segments.get(&id));
            match segment.map_or(Ok(Bitmap::all(list.columns.len())), |it| evaluator.matches(&it.rule)) {
                Ok(rows) => {
                    let reach = &list.people.reach;
                    line.rows =
                        Some(rows.keep(|row| {
                            reach.get(row).is_some_and(|reach| !reach.has(Reach::DO_NOT_CONTACT))
                        }));
                }
                Err(fault) => line.fault = Some(fault),
            }
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

    /// The places of its touches in reading order.
    pub(crate) fn order(&self) -> BTreeMap<StepId, usize> {
        (0..).zip(&self.steps).map(|(index, (id, ..))| (*id, index)).collect()
    }

    /// Rows of its segment for which something holds; `None` where there are none, or too many to be asked.
    pub(crate) fn rows_where(&self, holds: impl FnMut(usize) -> bool) -> Option<Bitmap> {
        let rows = self.rows.as_ref().filter(|rows| self.meter.take(rows.len()))?;
        Some(rows.keep(holds)).filter(|found| !found.is_empty())
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
