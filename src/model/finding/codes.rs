//! The registry of findings: every code with its word, severity, what it would cause, since when it is known, and its sentence.
//!
//! A code names the flaw. Its words are a sentence without a full stop; what stands in braces is put in from the facts.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Severity;

/// What a flaw would cause, the worst first: what findings are grouped by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing could run.
    Stop,
    /// A law or a platform's terms would be broken.
    Law,
    /// It would embarrass who sends.
    Embarrass,
    /// A limit would be met: a mailbox, a person's day, a platform.
    Limit,
    /// It would annoy who gets it.
    Annoy,
    /// Work, time or contacts would be wasted, or a number would mislead.
    Waste,
}

impl Effect {
    /// All, the worst first.
    pub const ALL: [Effect; 6] =
        [Effect::Stop, Effect::Law, Effect::Embarrass, Effect::Limit, Effect::Annoy, Effect::Waste];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Effect::Stop => "stop",
            Effect::Law => "law",
            Effect::Embarrass => "embarrass",
            Effect::Limit => "limit",
            Effect::Annoy => "annoy",
            Effect::Waste => "waste",
        }
    }

    /// The heading on screen.
    pub fn label(self) -> &'static str {
        match self {
            Effect::Stop => "Cannot run",
            Effect::Law => "Would break a rule",
            Effect::Embarrass => "Would embarrass",
            Effect::Limit => "Would meet a limit",
            Effect::Annoy => "Would annoy",
            Effect::Waste => "Would waste",
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $severity:ident $effect:ident $since:literal $words:literal;)*) => {
        /// A flaw. Its word never changes its meaning; a code that is no longer found stays reserved.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The word in files, in silences and in the module.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// What it would cause.
            pub fn effect(self) -> Effect {
                match self { $(Code::$variant => Effect::$effect,)* }
            }

            /// The version that first found it.
            pub fn since(self) -> &'static str {
                match self { $(Code::$variant => $since,)* }
            }

            /// Its sentence, with places for facts.
            pub(super) fn words(self) -> &'static str {
                match self { $(Code::$variant => $words,)* }
            }
        }
    };
}

impl Code {
    /// The code of a word.
    pub fn named(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Code, D::Error> {
        let name = String::deserialize(deserializer)?;
        Code::named(&name).ok_or_else(|| de::Error::custom(format!("{name:?} is no code of a finding")))
    }
}

codes! {
    // ---- the plan as a document ----

    /// A reference leads to a record that is not there.
    DanglingReference "dangling_reference" Error Stop "0.1" "refers to {record}, which does not exist";
    /// A persona's rule or a score's condition asks what it may not.
    AsksTooMuch "asks_too_much" Error Stop "0.1" "it asks about the contact alone, and {what}";
    /// More conditions than a fit score has.
    ScoreTooLong "score_too_long" Error Stop "0.1" "there are more than {limit} conditions";
    /// A weight that is too great.
    WeightOutside "weight_outside" Error Stop "0.1" "a weight lies between -{limit} and {limit}";
    /// A reference leads to what is no touch of the same sequence.
    StrayReference "stray_reference" Error Stop "0.1" "refers to {record}, which is no such touch of this sequence";
    /// A step stands in a circle, or too deep.
    StepInCircle "step_in_circle" Error Stop "0.1" "stands in a circle or too deep";
    /// A step stands in several lists.
    StepTwice "step_twice" Error Stop "0.1" "stands in more than one list";
    /// A step stands in no list.
    StepNowhere "step_nowhere" Error Stop "0.1" "stands in no list";
    /// A record's number is not below the counter.
    NumberNotCounted "number_not_counted" Error Stop "0.1" "number {number} is not below next_number {limit}";
    /// Two records have one number.
    NumberTwice "number_twice" Error Stop "0.1" "number {number} is used twice";
    /// Segments lead back to themselves.
    SegmentInCircle "segment_in_circle" Error Stop "0.1" "refers to itself";
    /// Segments stand inside segments too deep.
    SegmentsTooDeep "segments_too_deep" Error Stop "0.1" "stands on segments inside segments more than {limit} deep";

    // ---- values ----

    /// A text is longer than it may be.
    TextTooLong "text_too_long" Error Stop "0.1" "{what} is longer than {limit} characters";
    /// A text that is needed is not there.
    TextMissing "text_missing" Error Stop "0.1" "{what} is missing";
    /// A number is outside of what can be.
    ValueOutOfRange "value_out_of_range" Error Stop "0.1" "{what} not between {least} and {limit}";
    /// A wait lasts too long.
    WaitTooLong "wait_too_long" Error Stop "0.1" "the wait is longer than {limit} days";
    /// A date lies too far off its field.
    OffsetTooFar "offset_too_far" Error Stop "0.1" "the date lies more than {limit} days off its field";
    /// A wait names no weekday.
    NoWeekday "no_weekday" Error Stop "0.1" "the wait names no weekday";
    /// Hours end before they begin.
    HoursTurned "hours_turned" Error Stop "0.1" "the hours end before they begin";
    /// Only a touch has a funnel stage.
    StageWithoutTouch "stage_without_touch" Error Stop "0.1" "only a touch works on a funnel stage";
    /// Only an email replies to an email.
    ReplyOffEmail "reply_off_email" Error Stop "0.1" "only an email can reply to an email";
    /// Only an ad lasts for days.
    DaysOffAd "days_off_ad" Error Stop "0.1" "only an ad lasts for days";
    /// Rules stand inside rules too deep.
    RuleTooDeep "rule_too_deep" Error Stop "0.1" "{what} is deeper than {limit} levels";
    /// A test does not fit the type of its field.
    TestMisfit "test_misfit" Error Stop "0.1" "{field} is {kind}, and the test is one for another type";
    /// There is no such month.
    NoSuchMonth "no_such_month" Error Stop "0.1" "there is no month {number}";
    /// A field that is no date is read as one.
    NotADate "not_a_date" Error Stop "0.1" "{field} is no date";
    /// A field is set to what its type does not hold.
    ValueMisfit "value_misfit" Error Stop "0.1" "{field} is set to what is not {kind}";
    /// A branch without a case.
    NoCase "no_case" Error Stop "0.1" "the branch has no case";
    /// A branch with too many cases, or a split with too many arms.
    TooManyWays "too_many_ways" Error Stop "0.1" "{what} more than {limit}";
    /// A split without an arm.
    NoArm "no_arm" Error Stop "0.1" "the split has no arm";
    /// No arm of a split has a weight.
    NoWeight "no_weight" Error Stop "0.1" "the arms have no weight";
    /// So few enter a day that nobody does.
    NobodyEnters "nobody_enters" Error Stop "0.1" "nobody enters: 0 a business day";
    /// A consent rule without a basis that suffices.
    ConsentWithoutBasis "consent_without_basis" Error Stop "0.1" "asks for consent without a basis that suffices";
    /// A consent rule on no channel.
    ConsentOnNoChannel "consent_on_no_channel" Error Stop "0.1" "asks for consent on no channel";
    /// A text that is no country code.
    NoCountry "no_country" Error Stop "0.1" "{value:q} is no country such as DE";
    /// Events a day that cannot be.
    EventsOutOfRange "events_out_of_range" Error Stop "0.1" "the events a day are not more than 0 and at most {limit}";
    /// A sender on a channel that nothing is sent on.
    SenderOffChannel "sender_off_channel" Error Stop "0.1" "a sender is for email, LinkedIn, WhatsApp or SMS";
    /// A delay without a sound median or spread.
    DelayUnsound "delay_unsound" Error Stop "0.1" "the delay until {event} needs a median above 0 and a spread of at least 0";
    /// A rate that cannot be simulated as it says.
    RateUnsound "rate_unsound" Error Stop "0.1" "a rate cannot be simulated as it says: {what}";
    /// A text that is no time zone.
    NoZone "no_zone" Error Stop "0.1" "{value:q} is not a time zone such as Europe/Berlin";

    // ---- what cannot run ----

    /// The start lies where clock changes are not known.
    OutOfYears "out_of_years" Error Stop "0.1" "contacts enter from {date}: clock changes are known from {least:n} to {limit:n}, and only there can it be planned";
    /// More steps than can be run.
    TooManySteps "too_many_steps" Error Stop "0.1" "there are more than {limit} steps";
    /// Repeats inside each other come to too many passes.
    TooManyPasses "too_many_passes" Error Stop "0.1" "repeats inside each other come to {passes}, at most {limit} can be run";
    /// Conditions with their segments written out are too many.
    TooManyLines "too_many_lines" Error Stop "0.1" "its conditions have more than {limit} lines with all their segments written out";
    /// A segment that a condition names cannot be looked through.
    SegmentClosed "segment_closed" Error Stop "0.1" "refers to {record}, which does not exist, refers to itself or stands too deep";
    /// A calendar without an open hour.
    CalendarNeverOpens "calendar_never_opens" Error Stop "0.1" "never opens";
    /// More touches than can be planned.
    TooManyTouches "too_many_touches" Error Stop "0.1" "up to {touches} would have to be planned, {number} for each of {contacts}, and at most {limit} can be: {meant} or a smaller segment";
    /// More points than can be gone through.
    TooManyPoints "too_many_points" Error Stop "0.1" "up to {second} points of it would have to be gone through, {number} for each of {contacts}, and at most {limit} can be: {meant} or a smaller segment";
    /// More contacts and steps than can be followed.
    TooManyToFollow "too_many_to_follow" Error Stop "0.1" "{contacts} are too many for its {steps}: {megabytes} would be needed to follow them all, and at most {limit} can be had";
    /// More opening hours than can be laid out.
    TooManyHours "too_many_hours" Error Stop "0.1" "its opening hours are too many: laid out for every window, zone, owner and sender they would take {megabytes}, and at most {limit} can be had";

    // ---- what the list cannot answer ----

    /// A column that the list does not have.
    UnknownColumn "unknown_column" Error Stop "0.1" "the list has no column for {field}[; did you mean {meant}?]";
    /// A merge field that names a column which the list does not have.
    UnknownMergeField "unknown_merge_field" Error Embarrass "0.1" "a merge field: the list has no column for {field}[; did you mean {meant}?]";
    /// A test that the column's type cannot answer.
    TestUnanswerable "test_unanswerable" Error Stop "0.1" "{field} is {kind}: “{value}” cannot be asked of it";
    /// A wait for a date by a column that holds none.
    WaitForNoDate "wait_for_no_date" Error Stop "0.1" "{field} is {kind}: a date is waited for";
    /// A list is asked what only a run knows.
    OnlyARunKnows "only_a_run_knows" Error Stop "0.1" "only a run knows what happened (“{event}”): ask it in a branch";
    /// The list does not know when something happened.
    NoHistory "no_history" Error Stop "0.1" "the list knows how often something happened, not when: this needs events with their dates";
    /// Another list that is named is not there.
    NoSuchList "no_such_list" Error Stop "0.1" "there is no list “{value}”";
    /// A segment that is named is not there.
    NoSuchSegment "no_such_segment" Error Stop "0.1" "{record} does not exist";
    /// A persona or fit score that is named is not there.
    NoSuchRecord "no_such_record" Error Stop "0.1" "{record} does not exist";
    /// A fit score without a condition that counts: everybody would have 0.
    FitCountsNothing "fit_counts_nothing" Error Stop "0.1" "the fit score “{value}” has no condition that counts for anybody";
    /// A fit is asked for on the way, and an action changes what it counts.
    FitMoved "fit_moved" Error Stop "0.1" "asks for “{value}”, and an action of this sequence changes what it counts: ask for the field itself";
    /// A pilot by company where companies are not known.
    NoCompanies "no_companies" Error Stop "0.1" "whose company a contact is of is not known here";
    /// A column looks as if it said who said no, and nobody has said what it means.
    NoColumnUnmapped "no_column_unmapped" Error Law "0.1" "the list's column {column:q} looks as if it said who said no ({samples:q}), and nobody has said what it means: {contacts} {contacts:has|have} a value in it";

    /// A condition that could not be read when the plan was opened.
    UnreadCondition "unread_condition" Error Stop "0.1" "what stood here could not be read ({what}): write it anew";

    // ---- runs, but not as meant: seen while compiling and planning ----

    /// A sequence without a step.
    NoSteps "no_steps" Warning Waste "0.1" "has no steps";
    /// An exit on a goal that is not set.
    GoalExitWithoutGoal "goal_exit_without_goal" Warning Waste "0.1" "is left when the goal is reached, but has no goal";
    /// A number a day for who enters by an event.
    ThrottleWithoutEffect "throttle_without_effect" Warning Waste "0.1" "who enters by an event enters with it: the number a business day has no effect";
    /// Holidays of a country without rules.
    NoHolidayRules "no_holiday_rules" Warning Annoy "0.1" "has no rules for public holidays of {country:q}: none are kept there";
    /// A sender on a channel that needs none.
    SenderWithoutUse "sender_without_use" Warning Waste "0.1" "nothing is sent from it: {channel} needs no sender";
    /// An email without a mailbox.
    NoMailbox "no_mailbox" Warning Limit "0.1" "there is no mailbox to send it from";
    /// A manual step without an owner.
    NoOwner "no_owner" Warning Limit "0.1" "there is no owner to do it";
    /// A repeat until what nothing can bring about.
    RepeatNeverEnds "repeat_never_ends" Warning Annoy "0.1" "nothing in the sequence can bring about \"{event}\": it never ends early";
    /// An action that enrols in its own sequence.
    EnrolsInItself "enrols_in_itself" Warning Waste "0.1" "enrols in the sequence that the contact is in: nothing happens";
    /// A field is set to what it cannot hold.
    ValueNotOfField "value_not_of_field" Warning Waste "0.1" "{value:q} is no value of its field: the field is emptied";
    /// The start lies in the past.
    StartInPast "start_in_past" Warning Waste "0.1" "contacts enter from {date}, which is before today, {today}: what would have been due since then lies in the past";
    /// Hours that never meet.
    NeverOpen "never_open" Warning Waste "0.1" "it is never open while {who}, for contacts in {zones}";
    /// Touches that are open for the first time long after they are due.
    OpensFar "opens_far" Warning Waste "0.1" "{contacts} {contacts:comes|come} to it more than {days} before it is open for them: its hours and theirs, the sender's and the owner's do not meet before";
    /// Contacts wait beyond the time that is looked at.
    WaitsForEver "waits_for_ever" Warning Waste "0.1" "{contacts} {contacts:waits|wait} here and {contacts:is|are} not planned any further: nothing is free or open within the time that is looked at, to the end of {limit:n} at most";
    /// More events than contacts.
    MoreEventsThanContacts "more_events_than_contacts" Warning Waste "0.1" "about {events} are expected and only {of} can enter, each once: nobody enters any more when all have";
    /// A rate that is needed and not there.
    MissingRate "missing_rate" Warning Waste "0.1" "no rate for \"{event}\": needs a value, and until then it never happens";
    /// A rate that no touch has.
    MissingRateOfAny "missing_rate_of_any" Warning Waste "0.1" "no touch has a rate for \"{event}\": needs a value, and until then it never happens";
    /// Cold messages where they need consent, and the sequence asks for none.
    ColdWithoutBasis "cold_without_basis" Hint Law "0.1" "{contacts:n} {contacts:person|people} in countries where cold messages need consent would be written to without any consent that is known, the first on {first_on}; let the sequence ask for consent to hold them back";
    /// Cold messages to people whose country is not known, and the sequence asks for no consent.
    ColdToUnknownCountry "cold_to_unknown_country" Hint Law "0.1" "{contacts:n} {contacts:person|people} whose country is not known would be written to without any consent that is known, the first on {first_on}; let the sequence ask for consent to hold them back";
}
