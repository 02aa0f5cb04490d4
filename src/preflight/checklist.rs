//! The points of the launch check: the field's own checklist before a sequence goes out. Each is proven by rules that find nothing, or by
//! what the plan says; what neither can prove is asked, and the answer is kept in the plan. Knows no screen and finds nothing itself.

use super::{Inputs, Report};
use serde::{Deserialize, Serialize};

use crate::model::{
    Code, Effect, Field, GoalMetric, LaunchAnswer, Place, Plan, Rule, SegmentId, Sequence, SequenceId,
    Severity, StdField, StepKind, grouped,
};

/// The part of the checklist in which a point stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Who is written to, and whether they may be.
    People,
    /// What it is for, and who answers for it.
    Aim,
    /// What is said.
    Texts,
    /// When it is said.
    Time,
    /// How much can be done.
    Limits,
}

impl Group {
    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            Group::People => "List and consent",
            Group::Aim => "Goal and people",
            Group::Texts => "Texts",
            Group::Time => "Time",
            Group::Limits => "Limits",
        }
    }
}

/// What a point stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Needs {
    /// The plan alone.
    Plan,
    /// A list.
    List,
    /// A list and its planned schedule.
    Schedule,
}

/// A point of the checklist.
#[derive(Debug)]
pub struct Point {
    /// Its word, in answers and in files. It never changes its meaning.
    pub word: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Its part.
    pub group: Group,
    /// What is asked where nothing proves it; empty where rules do.
    pub asks: &'static str,
    needs: Needs,
    codes: &'static [Code],
    /// Where codes go that stand at no point.
    rest: Option<Effect>,
}

impl Point {
    /// Whether what proves it is seen in a schedule alone.
    pub fn needs_schedule(&self) -> bool {
        self.needs == Needs::Schedule
    }
}

/// How a point stands, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Something is found that stops or breaks.
    Error,
    /// Something is found that is not as meant.
    Warning,
    /// Nobody has answered.
    Asked,
    /// It cannot be said yet: there is no list, or no schedule.
    Open,
    /// Only hints are found.
    Noted,
    /// A person answered.
    Answered,
    /// Rules or the plan prove it.
    Proven,
}

impl State {
    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            State::Error | State::Warning => "found",
            State::Asked => "asked",
            State::Open => "open",
            State::Noted => "noted",
            State::Answered => "answered",
            State::Proven => "proven",
        }
    }

    /// Whether nothing has to be done about it before launch.
    pub fn is_done(self) -> bool {
        self >= State::Noted
    }
}

/// A point with how it stands.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Which.
    pub point: &'static Point,
    /// How it stands.
    pub state: State,
    /// What proves it or is missing, in words.
    pub words: String,
    /// What a person answered, whether it is needed or not.
    pub answer: Option<LaunchAnswer>,
}

macro_rules! points {
    ($($word:literal $name:literal $group:ident $needs:ident $asks:literal [$($code:ident)*] $($rest:ident)?;)*) => {
        /// All points, in their order.
        pub static POINTS: &[Point] = &[$(Point {
            word: $word,
            name: $name,
            group: Group::$group,
            asks: $asks,
            needs: Needs::$needs,
            codes: &[$(Code::$code,)*],
            rest: rest!($($rest)?),
        },)*];
    };
}

macro_rules! rest {
    () => {
        None
    };
    ($effect:ident) => {
        Some(Effect::$effect)
    };
}

points! {
    "runs" "It can run" People Plan "" [NoSteps] Stop;
    "segmented" "List cut into a segment" People List
        "Everybody on the list enters. Why is that meant?"
        [NobodyInSegment FewInSegment CustomersInCold];
    "cycle" "Cut by the buying cycle" People Plan
        "No rule of the segment reads a stage or a status. How are they cut by where they are in their buying cycle?"
        [];
    "barred" "Do-not-contact list read" People List
        "No do-not-contact list is kept here. Where is it kept, and when was it taken out of the list?"
        [];
    "consent" "Consent for every channel" People Schedule ""
        [ConsentWithoutBasis ConsentOnNoChannel WhatsappCold WhatsappToUs RevokeAll PlaceNotChecked] Law;
    "reach" "They can be reached" People List "" [NoAddress RoleAddresses FreemailInB2b];
    "alone" "In no other sequence" People List "" [InOtherSequence LatelyContacted];

    "goal" "Objective set" Aim Plan "" [NoGoal GoalExitWithoutGoal GoalUnlikely];
    "kpis" "KPIs, and who measures them" Aim Plan
        "Which numbers are looked at, where are they read, and which role reads them?"
        [];
    "owner" "One owner" Aim Plan
        "No one person does all of it. Which role answers for the whole?"
        [NoOwner OwnerNotInTeam];
    "exits" "Exits set" Aim Plan ""
        [NoExitOnReply NoExitOnOptOut NoExitOnMeeting NoExitOnGoal NoExitOnBounce RepeatNeverEnds];
    "pilot" "Pilot chosen" Aim Plan
        "The segment is no pilot. How many hear from you first, or why do all at once?"
        [];
    "after" "Looked at after 7 and 30 days" Aim Plan
        "What is looked at after 7 days, what after 30, and what would change the sequence?"
        [];

    "fields" "Merge fields filled" Texts List ""
        [EmptyMergeField OpenBrace ManyMergeFields LeftOver NamesInCapitals UnknownMergeField];
    "links" "Links well formed" Texts Plan "" [BrokenLink ManyLinks];
    "phones" "Readable on phones" Texts Plan ""
        [LongSubject NoPreview LongSms LongNote NoSubject EmptyBody NoText];
    "way_out" "A way out in every mail" Texts Plan "" [NoWayOut NoPostalAddress];
    "tone" "Nothing that embarrasses" Texts Plan "" [WornWords Shouting] Embarrass;
    "previewed" "Texts previewed" Texts Plan
        "Were the texts read as several contacts get them, on a phone too?"
        [];

    "cadence" "Cadence set" Time Plan ""
        [TooManyTouchesCold FewTouches SeveralADay BackToBack OneChannelOnly SameChannelRow MessageBeforeInvite ConnectLate
            ConnectFirst EndsWithWait RepeatAtOnce] Annoy;
    "triggers" "Triggers and conditions set" Time Plan ""
        [EmptyBranch OpensDecide ImpossibleEvent AsksAboutLater ReplyToLater Unreachable OneArm ThrottleWithoutEffect
            EnrolsInItself ValueNotOfField MoreEventsThanContacts];
    "hours" "Hours at their place" Time Schedule ""
        [NoCalendar CallHoursAtPlace NeverOpen OpensFar FirstTouchLate StartInPast WaitsForEver NoHolidayRules ZoneAssumed];

    "mailboxes" "Mailboxes hold it" Limits Schedule ""
        [MailboxWithoutCap MailboxOverAdvice FreeMailbox TenantLimit MailboxFull BulkSender NoMailbox SenderWithoutUse
            MailsWait BouncesOverBand];
    "people" "The team can do it" Limits Schedule ""
        [OwnerWithoutLimit OwnerAlwaysOpen NoEffort NeverDoneInTime CapacityNeverCatchesUp] Limit;
    "platforms" "Platforms let it through" Limits Plan "" [InvitesOverWeek WhatsappTier];
    "forecast" "The forecast stands on something" Limits Plan "" [UnsourcedRate MissingRate MissingRateOfAny] Waste;
}

/// The point at which a code is looked at; each has one.
pub fn point_of(code: Code) -> &'static Point {
    let named = POINTS.iter().find(|point| point.codes.contains(&code));
    let by_effect = || POINTS.iter().find(|point| point.rest == Some(code.effect()));
    named.or_else(by_effect).unwrap_or(&POINTS[0])
}

/// How all points stand for a sequence, after its report.
pub fn checklist(inputs: &Inputs, id: SequenceId, report: &Report) -> Vec<Checked> {
    let Some(sequence) = inputs.plan.sequences.get(&id) else { return Vec::new() };
    let place = Place::Sequence(id).to_string();
    let answers = &inputs.plan.settings.answers;
    let mut all = Vec::new();
    for point in POINTS {
        let of_point = |code: Code| std::ptr::eq(point_of(code), point);
        let found = || report.found.iter().filter(|found| of_point(found.finding.code));
        let worst = found().map(|found| found.finding.severity()).min();
        let silenced = report.silenced.iter().filter(|(found, _)| of_point(found.finding.code)).count();
        let answer =
            answers.iter().rfind(|answer| answer.point == point.word && answer.place == place).cloned();
        let proof = proof(inputs, (id, sequence), point);
        let is_unfinished = report.unfinished.iter().any(|code| of_point(*code));
        let is_open = match point.needs {
            _ if is_unfinished => Some("Too much to look at"),
            Needs::Plan => None,
            Needs::List | Needs::Schedule if inputs.list.is_none() => Some("Needs a list"),
            Needs::Schedule if inputs.schedule.is_none() => Some("Waits for the schedule"),
            Needs::List | Needs::Schedule => None,
        };
        let counted = || {
            let n = found().count();
            format!("{n} found")
        };
        let (state, words) = match (worst, is_open, proof, &answer) {
            (Some(Severity::Error), ..) => (State::Error, counted()),
            (Some(Severity::Warning), ..) => (State::Warning, counted()),
            (_, Some(why), ..) => (State::Open, why.to_owned()),
            (_, None, Proof::Missing, None) => (State::Asked, point.asks.to_owned()),
            (Some(Severity::Hint), ..) => (State::Noted, counted()),
            (None, None, Proof::Missing, Some(answer)) => (State::Answered, answer.reason.clone()),
            (None, None, Proof::By(words), _) => (State::Proven, words),
        };
        let words = match silenced {
            0 => words,
            n if words.is_empty() => format!("{n} let stand"),
            n => format!("{words}, {n} let stand"),
        };
        all.push(Checked { point, state, words, answer });
    }
    all
}

enum Proof {
    /// Nothing found is enough, or the plan says so; what it says, in words.
    By(String),
    /// Only a person can say.
    Missing,
}

/// What the plan says about a point.
fn proof(inputs: &Inputs, (id, sequence): (SequenceId, &Sequence), point: &Point) -> Proof {
    let plan = inputs.plan;
    let by = |words: String| Proof::By(words);
    let rules = || rules_of(plan, sequence);
    match point.word {
        "segmented" => match sequence.segment.and_then(|id| plan.segments.get(&id)) {
            Some(segment) => by(format!("“{}”", segment.name)),
            None => Proof::Missing,
        },
        "cycle" => {
            let reads = |rule: &&Rule| match rule {
                Rule::Is(condition) => is_of_cycle(&condition.field),
                Rule::Did(_) => true,
                _ => false,
            };
            let rules = rules();
            match rules.iter().flat_map(|rule| rule.nodes()).find(reads) {
                Some(Rule::Is(condition)) => by(format!("By {}", field_name(&condition.field))),
                Some(_) => by("By what they did".to_owned()),
                None => Proof::Missing,
            }
        }
        "barred" => match inputs.list.and_then(|list| list.people.barred_by.as_ref()) {
            Some((1, _)) => by("1 line".to_owned()),
            Some((lines, _)) => by(format!("{} lines", grouped(u64::from(*lines)))),
            None => Proof::Missing,
        },
        "consent" | "reach" | "alone" => match inputs.list {
            Some(list) => by(format!("Over {} contacts", grouped(list.columns.len() as u64))),
            None => by(String::new()),
        },
        "goal" => match sequence.goal {
            Some(goal) => by(format!("{} {}", grouped(u64::from(goal.target)), metric(goal.metric))),
            None => by(String::new()),
        },
        "owner" => match plan.owners.len() {
            0 if touches(plan, id) == 0 => by(String::new()),
            1 => by(plan.owners.values().map(|owner| owner.name.clone()).collect()),
            _ => Proof::Missing,
        },
        "exits" => by(sequence.exits.iter().map(|exit| exit.name()).collect::<Vec<_>>().join(", ")),
        "pilot" => {
            let is_pilot = |rule: &&Rule| matches!(rule, Rule::Pilot(_));
            match rules().iter().flat_map(|rule| rule.nodes()).any(|rule| is_pilot(&rule)) {
                true => by("The segment is drawn as a pilot".to_owned()),
                false => Proof::Missing,
            }
        }
        "cadence" => by(match touches(plan, id) {
            1 => "1 touch".to_owned(),
            n => format!("{n} touches"),
        }),
        "kpis" | "after" | "previewed" => Proof::Missing,
        _ => by(String::new()),
    }
}

/// The rules that decide who enters, segments within segments and personas included, each once.
fn rules_of<'a>(plan: &'a Plan, sequence: &Sequence) -> Vec<&'a Rule> {
    let mut ids: Vec<SegmentId> = sequence.segment.into_iter().collect();
    let mut rules: Vec<&Rule> = Vec::new();
    let mut next = 0;
    while let Some(id) = ids.get(next).copied() {
        next += 1;
        let Some(segment) = plan.segments.get(&id) else { continue };
        rules.push(&segment.rule);
        for inner in segment.rule.segments() {
            if !ids.contains(&inner) {
                ids.push(inner);
            }
        }
        for node in segment.rule.nodes() {
            if let Rule::Persona(id) = node {
                rules.extend(plan.personas.get(id).map(|persona| &persona.rule));
            }
        }
    }
    rules
}

fn is_of_cycle(field: &Field) -> bool {
    match field {
        Field::Std(field) => matches!(field, StdField::Stage | StdField::LeadStatus),
        Field::Custom(header) => ["stage", "status", "lifecycle", "buying", "cycle", "funnel", "phase"]
            .iter()
            .any(|word| header.contains(word)),
    }
}

fn field_name(field: &Field) -> String {
    match field {
        Field::Std(field) => field.label().to_lowercase(),
        Field::Custom(header) => header.clone(),
    }
}

fn metric(metric: GoalMetric) -> &'static str {
    match metric {
        GoalMetric::Replies => "replies",
        GoalMetric::PositiveReplies => "positive replies",
        GoalMetric::Meetings => "meetings",
        GoalMetric::Purchases => "purchases",
        GoalMetric::Activations => "activations",
    }
}

/// How many touches a sequence has.
fn touches(plan: &Plan, id: SequenceId) -> usize {
    let is_touch = |id| matches!(plan.steps.get(&id).map(|step| &step.kind), Some(StepKind::Touch(_)));
    plan.walk(id).iter().filter(|visit| is_touch(visit.id)).count()
}
