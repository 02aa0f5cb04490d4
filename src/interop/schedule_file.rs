//! The schedule file (X1) as types: what a program that sends, dials and reminds reads. Its JSON Schema is generated from here.
//! Knows how nothing is computed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::audience::consent::NoCause;
use crate::audience::{ChannelReach, Held, Standing};
use crate::calendar::Date;
use crate::model::{
    Channel, ChannelKind, EventKind, Fact, Finding, FunnelStage, MessageId, Plan, Rule, SequenceId, Severity,
    StepId, Trigger,
};
use crate::preflight::{Checked, Found, Report, State};
use crate::schedule::{HeldBack, HoldCause, MoveCause, SkipCause};

/// `format` of a schedule file.
pub const SCHEDULE_FORMAT: &str = "cadenza-schedule";
/// The schema this version writes.
pub const SCHEDULE_SCHEMA: u32 = 2;

/// What a schedule is and is not, said in every file (E6).
pub const WHAT_IT_IS: &str = "Planned if nobody reacts, with capacity. A touch with only_if runs only where its conditions hold; \
     its dates are the earliest and the latest, before capacity. It is not the heaviest load for people: replies and meetings add work. \
     Before a touch is executed, and while an ad runs, check cancel_when for its contact.";

/// The same where contacts enter by events that nobody can foresee.
pub const WHAT_IT_IS_BY_EVENT: &str = "Planned if nobody reacts, for every contact as if the event that lets it in came at the first \
     opening on relative_to_entry, without capacity: the distances from there count, the dates do not. A touch with only_if runs only \
     where its conditions hold. Before a touch is executed, and while an ad runs, check cancel_when for its contact.";

/// A planned schedule as a file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScheduleFile {
    /// Always `cadenza-schedule`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEDULE_FORMAT)))]
    pub format: String,
    /// Version of the layout.
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEDULE_SCHEMA)))]
    pub schema: u32,
    /// What the schedule is and is not, for people.
    pub about: String,
    /// When it was exported, RFC 3339.
    pub exported_at: String,
    /// Release of the time zone data the dates were computed with.
    pub zone_data: String,
    /// The plan it was made from.
    pub plan: PlanRef,
    /// The list it was planned over.
    pub list: ListRef,
    /// The sequence.
    pub sequence: SequenceRef,
    /// All sequences of the file in the plan's order, where it is of several that run together; each entry below then names its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<SequenceRef>,
    /// How the contacts of the segment stand, those held back included; files of before have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<StandingEntry>,
    /// Present where contacts enter by events that nobody can foresee. Then no instant below is a date to act on: all count from
    /// an entry at the calendar's first opening on this day in the contact's zone, as distances, without capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_to_entry: Option<Date>,
    /// What was found before launch. With an error there are no touches.
    pub launch_check: Vec<LaunchFinding>,
    /// Findings that a person lets stand, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silenced: Vec<SilencedEntry>,
    /// The points of the launch check, each proven by rules or answered by a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<PointEntry>,
    /// Codes of the errors that were known when it was exported all the same; empty where there was none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub despite: Vec<String>,
    /// The texts, once each; a touch names its own and gives the values of its merge fields.
    pub messages: Vec<MessageText>,
    /// The contacts named below, once each, by number.
    pub contacts: Vec<ContactEntry>,
    /// The touches in the order of their instants; guarded ones by their earliest.
    pub touches: Vec<TouchEntry>,
    /// What is to be done about the contacts beside touches: tags, fields, notes to owners, hand-overs; ordered as touches are.
    #[serde(default)]
    pub actions: Vec<ActionEntry>,
    /// Touches that are passed over on the path where nobody reacts.
    pub skipped: Vec<SkippedEntry>,
    /// Contacts that leave by the design alone, before the end of the sequence.
    pub exits: Vec<ExitEntry>,
    /// Contacts that never enter.
    pub held_back: Vec<HeldBackEntry>,
}

/// How the contacts of the sequence's segment stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StandingEntry {
    /// How many they are.
    pub contacts: u32,
    /// Those whom at least one channel reaches: no "no" is known there, which is not "allowed".
    pub reached: u32,
    /// Those who must not be contacted on at least one channel.
    pub must_not: u32,
    /// By channel; the three parts add up to all of them.
    pub channels: Vec<ChannelEntry>,
    /// Why contacts must not be contacted, the gravest cause first; a contact may stand in several.
    pub causes: Vec<CauseEntry>,
}

/// Contacts by one channel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChannelEntry {
    /// The channel.
    pub channel: Channel,
    /// An address or number is there and no "no" is known.
    pub can: u32,
    /// A "no" is known, whether there is an address or not.
    pub must_not: u32,
    /// No "no", and nothing to reach them by.
    pub nothing: u32,
}

/// Contacts with a "no" for one reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CauseEntry {
    /// Why.
    pub cause: NoCause,
    /// How many.
    pub contacts: u32,
    /// The channels that it blocks for any of them.
    pub channels: Vec<Channel>,
}

impl From<&Standing> for StandingEntry {
    fn from(standing: &Standing) -> StandingEntry {
        let channel = |reach: &ChannelReach| ChannelEntry {
            channel: reach.channel,
            can: reach.can,
            must_not: reach.must_not,
            nothing: reach.nothing,
        };
        let cause = |held: &Held| CauseEntry {
            cause: held.cause,
            contacts: held.contacts,
            channels: held.channels.iter().collect(),
        };
        StandingEntry {
            contacts: standing.of,
            reached: standing.reached,
            must_not: standing.must_not,
            channels: standing.channels.iter().map(channel).collect(),
            causes: standing.causes.iter().map(cause).collect(),
        }
    }
}

/// The plan behind a schedule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanRef {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its seed: arms of splits are drawn from it.
    pub seed: u32,
}

/// The list behind a schedule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ListRef {
    /// Its name.
    pub name: String,
    /// Its contacts.
    pub rows: u32,
    /// Digest of what was known about consent when the schedule was made; absent where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The do-not-contact lists that were applied; absent = none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub do_not_contact: Option<BarredBy>,
}

/// Which do-not-contact lists were applied. Whom they hold back stands in `held_back`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BarredBy {
    /// Lines in all.
    pub lines: u32,
    /// The same for the same addresses, domains, companies and numbers, however they are written and ordered.
    pub digest: String,
}

/// The sequence of a schedule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SequenceRef {
    /// Its id.
    pub id: SequenceId,
    /// Its name.
    pub name: String,
    /// The segment that enters; absent = everybody on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The event that lets a contact of the segment in; absent = they enter at a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enters_on: Option<Trigger>,
}

/// Something to know before launch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LaunchFinding {
    /// Which flaw, in the word of the catalogue; absent in files of schema 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// How bad.
    #[cfg_attr(feature = "schema", schemars(with = "SeverityWord"))]
    pub severity: Severity,
    /// Where: `plan`, or the id of a record.
    pub place: String,
    /// Which field of it; absent = all of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// What is known of it by name: numbers of contacts, days, limits. Shares lie between 0 and 1.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, serde_json::Value>"))]
    pub facts: serde_json::Map<String, serde_json::Value>,
    /// What, in a sentence.
    pub message: String,
}

impl LaunchFinding {
    /// A finding as files and callers read it; records by the plan's names.
    pub fn of(finding: &Finding, plan: &Plan) -> LaunchFinding {
        LaunchFinding {
            code: finding.code.name().to_owned(),
            severity: finding.severity(),
            place: finding.place.to_string(),
            field: finding.part.name().to_owned(),
            facts: finding.facts.iter().map(|(name, fact)| (name.key().to_owned(), value(fact))).collect(),
            message: finding.sentence_in(plan),
        }
    }
}

/// What the launch check said of a schedule that is exported.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LaunchNotes {
    /// What was found and is not silenced, beside what stands in the schedule itself.
    pub found: Vec<LaunchFinding>,
    /// What is let stand.
    pub silenced: Vec<SilencedEntry>,
    /// The points.
    pub points: Vec<PointEntry>,
    /// Codes of errors that are known and do not hold the export up.
    pub despite: Vec<String>,
}

impl LaunchNotes {
    /// What a file says of a report and of how the points stand after it.
    pub fn of(plan: &Plan, report: &Report, points: Vec<Checked>) -> LaunchNotes {
        let written = |found: &Found| LaunchFinding::of(&found.finding, plan);
        let mut despite: Vec<String> = Vec::new();
        for found in report.errors() {
            let code = found.finding.code.name();
            if !despite.iter().any(|known| known == code) {
                despite.push(code.to_owned());
            }
        }
        let silenced = report.silenced.iter().map(|(found, silence)| SilencedEntry {
            finding: written(found),
            reason: silence.reason.clone(),
            on: silence.on,
        });
        let points = points.into_iter().map(|checked| PointEntry {
            point: checked.point.word.to_owned(),
            name: checked.point.name.to_owned(),
            state: checked.state.name().to_owned(),
            words: checked.words,
            on: checked.answer.filter(|_| checked.state == State::Answered).map(|answer| answer.on),
        });
        LaunchNotes {
            found: report.found.iter().map(written).collect(),
            silenced: silenced.collect(),
            points: points.collect(),
            despite,
        }
    }

    /// How many errors were found; what several sequences of a file share is one.
    pub fn n_errors(&self) -> usize {
        self.found.iter().filter(|found| found.severity == Severity::Error).count()
    }

    /// With what was said of another sequence that goes into the same file. Each has points of its own, so a file of several has none.
    #[must_use]
    pub fn and(mut self, other: LaunchNotes) -> LaunchNotes {
        fn join<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
            for one in more {
                if !all.contains(&one) {
                    all.push(one);
                }
            }
        }
        join(&mut self.found, other.found);
        join(&mut self.silenced, other.silenced);
        join(&mut self.despite, other.despite);
        self.points.clear();
        self
    }
}

/// A finding that is let stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SilencedEntry {
    /// What was found.
    pub finding: LaunchFinding,
    /// Why it may stand.
    pub reason: String,
    /// Since when.
    pub on: Date,
}

/// A point of the launch check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PointEntry {
    /// Its word, such as `consent`.
    pub point: String,
    /// How it is called.
    pub name: String,
    /// `proven`, `answered`, `noted` (hints alone), `open`, `found`, `asked`.
    pub state: String,
    /// What proves it, or is missing, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// When a person answered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

fn value(fact: &Fact) -> serde_json::Value {
    match fact {
        Fact::Number(n) => (*n).into(),
        Fact::Share(millionths) => (f64::from(*millionths) / 1e6).into(),
        Fact::Date(date) => date.to_string().into(),
        Fact::Clock(clock) => clock.to_string().into(),
        Fact::Text(text) => text.clone().into(),
        Fact::Texts(texts) => texts.clone().into(),
        Fact::Event(event) => event.name().into(),
        Fact::Kind(kind) => kind.name().into(),
        Fact::Channel(channel) => channel.label().into(),
        Fact::Record(place) => place.to_string().into(),
    }
}

/// The words of a severity.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
#[expect(dead_code, reason = "describes the words in the file")]
enum SeverityWord {
    /// Cannot run.
    Error,
    /// Runs, but not as meant.
    Warning,
    /// Worth knowing.
    Hint,
}

/// The text of touches, with merge fields `{{name | fallback}}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MessageText {
    /// Its id.
    pub id: MessageId,
    /// Its name.
    pub name: String,
    /// What it is written for.
    pub channel: ChannelKind,
    /// Subject line of a mail. A reply without one takes the subject of the mail it replies to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The text.
    pub body: String,
}

/// A contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ContactEntry {
    /// Its number: given at import, survives updates of the list.
    pub number: u32,
    /// Values of the list, by field; fields without a value are left out.
    pub fields: BTreeMap<String, String>,
    /// IANA time zone.
    pub zone: String,
    /// How the zone is known.
    pub zone_from: ZoneFrom,
}

/// How a contact's zone is known, best first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ZoneFrom {
    /// The list names it.
    List,
    /// From state and country.
    State,
    /// From a country that lives by one zone.
    Country,
    /// From the country code of a phone number.
    Phone,
    /// From a pair of UTC offsets.
    Offset,
    /// Not known: the plan's zone stands in.
    Assumed,
}

/// A minute, three times over, so that nobody has to compute it again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// In UTC, RFC 3339.
    pub utc: String,
    /// On the contact's clock, RFC 3339 with offset.
    pub local: String,
    /// IANA zone of that clock.
    pub zone: String,
}

/// One touch of one contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TouchEntry {
    /// 16 hexadecimal digits: a hash of contact, sequence, step and visit, so it stays the same when the plan is exported again.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{16}$")))]
    pub id: String,
    /// Number of the contact.
    pub contact: u32,
    /// The sequence it is of, in a file of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<SequenceId>,
    /// The step.
    pub step: StepId,
    /// Its name.
    pub name: String,
    /// Arrivals of this contact at this step before this one.
    pub visit: u16,
    /// Channel and kind.
    pub channel: ChannelKind,
    /// Who executes it.
    pub by: Executor,
    /// The owner who does it, if it is manual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The mailbox, number or profile it goes out of, if the plan has one for its channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Days for which the contact belongs to an ad's audience. What `cancel_when` names ends them early: whenever it happens while
    /// the ad runs, the contact is to be taken out of the audience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// The funnel stage that the step works on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<FunnelStage>,
    /// The touch whose thread it goes on with; where that one was not executed, it begins a thread of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Arms of splits it stands in, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arms: Vec<ArmEntry>,
    /// When.
    pub when: WhenEntry,
    /// All of these must hold when it is due, or it does not run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_if: Vec<GuardEntry>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if_words: Option<String>,
    /// Ids of touches that must be executed or skipped before it.
    pub depends_on: Vec<String>,
    /// If any of this has happened at or before its instant, it must not run; an ad that runs ends with it.
    pub cancel_when: Vec<CancelWhen>,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// Values of the text's merge fields by the name written there, fallbacks applied; empty where there is neither.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// The text filled in, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<Rendered>,
}

/// One action for one contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ActionEntry {
    /// As of a touch.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{16}$")))]
    pub id: String,
    /// Number of the contact.
    pub contact: u32,
    /// The sequence it is of, in a file of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<SequenceId>,
    /// The step.
    pub step: StepId,
    /// Its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Arrivals of this contact at this step before this one.
    pub visit: u16,
    /// What is to be done.
    pub what: ActionWhat,
    /// Who is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When.
    pub when: WhenEntry,
    /// All of these must hold then, or it is not done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_if: Vec<GuardEntry>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if_words: Option<String>,
    /// Ids of touches that must be executed or skipped before it.
    pub depends_on: Vec<String>,
    /// If any of this has happened at or before its instant, it must not be done.
    pub cancel_when: Vec<CancelWhen>,
}

/// What an action does.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActionWhat {
    /// Puts a tag on the contact.
    AddTag {
        /// The tag.
        tag: String,
    },
    /// Takes a tag off the contact.
    RemoveTag {
        /// The tag.
        tag: String,
    },
    /// Puts the contact on a list.
    AddToList {
        /// The list.
        list: String,
    },
    /// Takes the contact off a list.
    RemoveFromList {
        /// The list.
        list: String,
    },
    /// Sets a field of the contact.
    SetField {
        /// The name of the field, as in `fields` of a contact.
        field: String,
        /// The value; empty = none.
        value: String,
    },
    /// Sets the lifecycle stage.
    SetStage {
        /// The stage.
        stage: String,
    },
    /// Adds to the score.
    AddScore {
        /// Points; negative takes away.
        points: i32,
    },
    /// Tells the contact's owner something.
    Notify {
        /// What, filled in.
        text: String,
    },
    /// Enrols the contact in another sequence of the plan.
    Enrol {
        /// Its id.
        sequence: SequenceId,
        /// Its name.
        name: String,
    },
    /// Hands off a quote.
    Quote {
        /// The address, filled in: values are percent-encoded.
        url: String,
    },
}

impl ActionWhat {
    /// It in words, for people.
    pub(super) fn words(&self) -> String {
        match self {
            ActionWhat::AddTag { tag } => format!("add tag {tag}"),
            ActionWhat::RemoveTag { tag } => format!("remove tag {tag}"),
            ActionWhat::AddToList { list } => format!("add to list {list}"),
            ActionWhat::RemoveFromList { list } => format!("remove from list {list}"),
            ActionWhat::SetField { field, value } => format!("set {field} to {value}"),
            ActionWhat::SetStage { stage } => format!("set stage to {stage}"),
            ActionWhat::AddScore { points } => format!("add score {points}"),
            ActionWhat::Notify { text } => format!("notify: {text}"),
            ActionWhat::Enrol { name, .. } => format!("enrol in {name}"),
            ActionWhat::Quote { url } => format!("quote: {url}"),
        }
    }
}

/// Who executes a touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Executor {
    /// The tool that sends.
    Automatic,
    /// The contact's owner, by hand.
    Owner,
}

/// The arm of a split.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ArmEntry {
    /// The split.
    pub step: StepId,
    /// The arm's name.
    pub arm: String,
}

/// When a touch runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum WhenEntry {
    /// On the path where nobody reacts.
    Planned {
        /// What the wait said.
        due: Moment,
        /// After windows, limits and queues.
        planned: Moment,
        /// Why it is later than due, in order.
        moved_by: Vec<MoveCause>,
        /// Days by which it is late: from the local day on which its own hours and place are open first to that on which it is
        /// planned. Absent = not late: what closed hours, weekends and holidays move is not, and neither is a queue within a day.
        #[serde(default, skip_serializing_if = "is_zero")]
        late_days: u32,
    },
    /// Behind conditions: after windows, before capacity.
    Between {
        /// Not before.
        earliest: Moment,
        /// Not after.
        latest: Moment,
    },
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// A condition of a list that a touch stands in.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum GuardEntry {
    /// The event happened to that touch within the awaited time.
    Happened {
        /// What.
        event: EventKind,
        /// Of which touch.
        step: StepId,
    },
    /// It did not.
    TimedOut {
        /// What.
        event: EventKind,
        /// Of which touch.
        step: StepId,
    },
    /// The rule holds.
    When {
        /// The rule.
        rule: Rule,
    },
    /// None of the rules holds.
    Otherwise {
        /// The rules.
        rules: Vec<Rule>,
    },
    /// The event has not happened since that repeat was entered.
    Repeating {
        /// What.
        event: EventKind,
        /// The repeat.
        step: StepId,
    },
    /// The event happened in that repeat and ended it.
    RepeatEnded {
        /// What.
        event: EventKind,
        /// The repeat.
        step: StepId,
    },
}

/// What cancels a touch that has not run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CancelWhen {
    /// The contact replied in any way.
    Replied,
    /// The contact replied positively.
    RepliedPositive,
    /// A meeting was booked.
    MeetingBooked,
    /// A mail to the contact came back for good.
    HardBounce,
    /// The contact opted out, on whatever channel.
    OptedOut,
    /// The contact opted out of this touch's channel.
    OptedOutOfChannel,
    /// Somebody else at the contact's account replied or booked.
    ColleagueReplied,
    /// What the sequence's goal counts happened.
    GoalReached,
}

impl CancelWhen {
    /// The words in files for people.
    pub fn label(self) -> &'static str {
        match self {
            CancelWhen::Replied => "replied",
            CancelWhen::RepliedPositive => "replied positive",
            CancelWhen::MeetingBooked => "meeting booked",
            CancelWhen::HardBounce => "hard bounce",
            CancelWhen::OptedOut => "opted out",
            CancelWhen::OptedOutOfChannel => "opted out of this channel",
            CancelWhen::ColleagueReplied => "colleague replied",
            CancelWhen::GoalReached => "goal reached",
        }
    }
}

/// A text filled in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rendered {
    /// Subject line of a mail.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The text.
    pub body: String,
}

/// A touch that is passed over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SkippedEntry {
    /// As of a touch.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{16}$")))]
    pub id: String,
    /// Number of the contact.
    pub contact: u32,
    /// The sequence it is of, in a file of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<SequenceId>,
    /// The step.
    pub step: StepId,
    /// Its name.
    pub name: String,
    /// Channel and kind.
    pub channel: ChannelKind,
    /// When that is decided.
    pub at: Moment,
    /// Why.
    pub cause: SkipCause,
}

/// A contact that leaves by the design alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExitEntry {
    /// Number of the contact.
    pub contact: u32,
    /// The sequence it is of, in a file of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<SequenceId>,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// A contact that never enters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HeldBackEntry {
    /// Number of the contact.
    pub contact: u32,
    /// The sequence it is of, in a file of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<SequenceId>,
    /// Why.
    pub cause: HoldCause,
    /// The line of a do-not-contact list that holds the contact back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
}

impl HeldBackEntry {
    /// The entry of a contact; `line` names the do-not-contact line that holds it back.
    pub fn of(held: &HeldBack, line: Option<&str>) -> HeldBackEntry {
        HeldBackEntry {
            contact: held.contact,
            sequence: None,
            cause: held.cause,
            line: line.map(str::to_owned),
        }
    }
}
