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
    /// Hours begin and end with the same minute.
    HoursTurned "hours_turned" Error Stop "0.1" "the hours begin and end with the same minute";
    /// A wait for a date of a year whose clock changes nobody knows.
    WaitOutOfYears "wait_out_of_years" Error Stop "0.2" "the wait ends on {date}: clock changes are known from {least:n} to {limit:n}, and only there can it be planned";
    /// Days off end before they begin, or last too long.
    DaysOffTurned "days_off_turned" Error Stop "0.2" "the days off from {date} end before they begin or last longer than {limit} days";
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
    /// A rest between touches that hangs on a calendar.
    GapNotElapsed "gap_not_elapsed" Error Stop "0.1" "the rest between two touches is counted in business time; it needs minutes, hours, days or weeks";
    /// Quiet hours that never end.
    QuietAllDay "quiet_all_day" Error Stop "0.1" "quiet hours end when they begin";
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
    NoSuchList "no_such_list" Error Stop "0.1" "there is no list “{value}”[; did you mean {meant}?]";
    /// Another list that is named is past the day until which it was to be kept.
    ListLocked "list_locked" Error Stop "0.1" "the list “{value}” was to be kept until {date} and is locked: delete it, or say why it is kept longer";
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
    MissingRate "missing_rate" Hint Waste "0.1" "no rate for \"{event}\": needs a value, and until then it never happens";
    /// A rate that no touch has.
    MissingRateOfAny "missing_rate_of_any" Hint Waste "0.1" "no touch has a rate for \"{event}\": needs a value, and until then it never happens";
    /// Cold messages where they need consent, and the sequence asks for none.
    ColdWithoutBasis "cold_without_basis" Hint Law "0.1" "{contacts:n} {contacts:person|people} in countries where cold messages need consent would be written to without any consent that is known, the first on {first_on}; let the sequence ask for consent to hold them back";
    /// Cold messages to people whose country is not known, and the sequence asks for no consent.
    ColdToUnknownCountry "cold_to_unknown_country" Hint Law "0.1" "{contacts:n} {contacts:person|people} whose country is not known would be written to without any consent that is known, the first on {first_on}; let the sequence ask for consent to hold them back";

    // ---- preflight ----

    /// No goal.
    NoGoal "no_goal" Hint Waste "0.1" "has no goal: nothing says whether it was worth it";
    /// No exit on a reply.
    NoExitOnReply "no_exit_on_reply" Warning Annoy "0.1" "who replies goes on getting the rest: {touches} can follow a reply";
    /// No exit on an opt-out.
    NoExitOnOptOut "no_exit_on_opt_out" Warning Law "0.1" "who opts out of one channel is still reached on the others";
    /// No exit on a booked meeting.
    NoExitOnMeeting "no_exit_on_meeting" Warning Annoy "0.1" "who books a meeting goes on getting the rest";
    /// No exit on the goal.
    NoExitOnGoal "no_exit_on_goal" Warning Annoy "0.1" "who has reached the goal goes on getting the rest";
    /// No exit on a hard bounce.
    NoExitOnBounce "no_exit_on_bounce" Hint Waste "0.1" "whose address is dead stays in and gets the other channels";
    /// An empty group.
    EmptyBranch "empty_branch" Hint Waste "0.1" "every way through it is empty";
    /// Opened mails decide.
    OpensDecide "opens_decide" Warning Waste "0.1" "it asks whether a mail was opened: since 2021 mail programs open mails by themselves";
    /// An event that the touch cannot cause.
    ImpossibleEvent "impossible_event" Warning Waste "0.1" "asks for \"{event}\", which {channel} cannot bring about: it never happens";
    /// It asks about what comes after it.
    AsksAboutLater "asks_about_later" Warning Waste "0.1" "asks about {record}, which comes after it: it has never happened then";
    /// A reply to a later mail.
    ReplyToLater "reply_to_later" Warning Embarrass "0.1" "replies to {record}, which is not sent before it: it starts a new thread";
    /// Too many touches.
    TooManyTouchesCold "too_many_touches_cold" Warning Annoy "0.1" "{touches} reach somebody who has not answered; {limit} at most are usual";
    /// Few touches.
    FewTouches "few_touches" Hint Waste "0.1" "ends after {touches}; most answers that follow-ups bring come later";
    /// Several touches on one day.
    SeveralADay "several_a_day" Warning Annoy "0.1" "{touches} reach the same person on one day, {second}th to {limit}th of them without a wait";
    /// Two in a row without a wait.
    BackToBack "back_to_back" Warning Annoy "0.1" "follows {record} without a wait on the same channel";
    /// One channel only.
    OneChannelOnly "one_channel_only" Hint Waste "0.1" "reaches people on {channel} alone";
    /// The same channel many times in a row.
    SameChannelRow "same_channel_row" Hint Annoy "0.1" "is the {number}th {channel} in a row";
    /// A LinkedIn message before an invitation.
    MessageBeforeInvite "message_before_invite" Warning Waste "0.1" "a LinkedIn message needs an accepted invitation, and none comes before it";
    /// The invitation comes late.
    ConnectLate "connect_late" Hint Waste "0.1" "the invitation comes after {touches}; earlier it would make the others better known";
    /// The invitation comes first.
    ConnectFirst "connect_first" Hint Annoy "0.1" "asks for a connection before anything was given";
    /// No calendar.
    NoCalendar "no_calendar" Warning Annoy "0.1" "has no calendar: it reaches people at any hour of any day";
    /// It ends with a wait.
    EndsWithWait "ends_with_wait" Hint Waste "0.1" "ends with a wait that nothing follows";
    /// Steps after an end.
    Unreachable "unreachable" Warning Waste "0.1" "{steps} after the end of the sequence {steps:is|are} never come to";
    /// A split with one arm.
    OneArm "one_arm" Hint Waste "0.1" "sends everybody the same way: one arm has all the weight";
    /// A repeat without a pause.
    RepeatAtOnce "repeat_at_once" Warning Annoy "0.1" "repeats up to {number} times without a pause";
    /// A manual step that takes no time.
    NoEffort "no_effort" Hint Limit "0.1" "takes {who} no time: the day looks emptier than it is";
    /// No text.
    NoText "no_text" Hint Embarrass "0.1" "has no text yet";
    /// A mailbox without a limit.
    MailboxWithoutCap "mailbox_without_cap" Warning Limit "0.1" "has no limit a day: everything that is due goes out at once";
    /// A mailbox over what is advised.
    MailboxOverAdvice "mailbox_over_advice" Warning Limit "0.1" "may send {number} a day; for cold mail {limit} with warm-up are the most that is advised";
    /// A free address as sender.
    FreeMailbox "free_mailbox" Warning Embarrass "0.1" "writes to companies from an address that anybody can have";
    /// Over the limit of a Microsoft tenant.
    TenantLimit "tenant_limit" Warning Limit "0.1" "its mailboxes at {value} may send {number} a day together; a Microsoft 365 tenant with {second} licences may reach {limit} external recipients";
    /// More invitations than LinkedIn lets through.
    InvitesOverWeek "invites_over_week" Warning Limit "0.1" "may send {number} invitations a week; about {limit} are let through";
    /// An owner without a limit.
    OwnerWithoutLimit "owner_without_limit" Hint Limit "0.1" "has no limit of minutes or tasks: everything due is done the same day";
    /// An owner without working hours.
    OwnerAlwaysOpen "owner_always_open" Warning Limit "0.1" "has no working hours: works day and night, weekends too";
    /// The forecast rests on assumptions.
    UnsourcedRate "unsourced_rate" Hint Waste "0.1" "the forecast rests on {number} {number:rate|rates} that nobody has measured ({samples})";
    /// No subject.
    NoSubject "no_subject" Warning Embarrass "0.1" "has no subject";
    /// A subject that phones cut.
    LongSubject "long_subject" Hint Embarrass "0.1" "its subject has {characters}: phones cut it after about {limit}";
    /// No preview line.
    NoPreview "no_preview" Hint Waste "0.1" "has no preview line: mail programs show the first words of the body instead";
    /// An empty text.
    EmptyBody "empty_body" Warning Embarrass "0.1" "has nothing in it";
    /// A merge field that does not read.
    OpenBrace "open_brace" Error Embarrass "0.1" "has a merge field that does not read: {what}";
    /// Something was left to fill in.
    LeftOver "left_over" Warning Embarrass "0.1" "still says “{value}”";
    /// Worn words.
    WornWords "worn_words" Hint Annoy "0.1" "uses words that readers and filters have met too often: {samples:q}";
    /// It shouts.
    Shouting "shouting" Hint Annoy "0.1" "shouts: {number} words in capitals[ and {second} exclamation marks]";
    /// A broken link.
    BrokenLink "broken_link" Warning Embarrass "0.1" "has a link that cannot be followed: {value}";
    /// Several calls to action.
    ManyLinks "many_links" Hint Waste "0.1" "asks for {number} different things: readers follow the first link or none";
    /// No way out.
    NoWayOut "no_way_out" Warning Law "0.1" "does not say how to get no more mail";
    /// No postal address.
    NoPostalAddress "no_postal_address" Warning Law "0.1" "names no postal address; {contacts} in {places} would get it";
    /// A note that is too long.
    LongNote "long_note" Warning Limit "0.1" "has {characters}; a note with an invitation may have {limit}";
    /// A text message in several parts.
    LongSms "long_sms" Hint Waste "0.1" "goes out in {number} parts, each of which is paid";
    /// Too many merge fields.
    ManyMergeFields "many_merge_fields" Hint Embarrass "0.1" "has {number} merge fields: it reads like a form";
    /// A merge field that is empty.
    EmptyMergeField "empty_merge_field" Warning Embarrass "0.1" "{field} is empty for {contacts} and nothing stands for it[, the first on row {number}]";
    /// Names in capitals.
    NamesInCapitals "names_in_capitals" Hint Embarrass "0.1" "{field} is written in capitals, or in small letters, for {contacts}: so would the text say it";
    /// Nobody in the segment.
    NobodyInSegment "nobody_in_segment" Warning Waste "0.1" "nobody of the list is in its segment";
    /// Too few for a test.
    FewInSegment "few_in_segment" Hint Waste "0.1" "{contacts} are too few to tell one result from another";
    /// Nothing to be reached by.
    NoAddress "no_address" Hint Waste "0.1" "{contacts} of {of} have nothing to be reached by: no {what}";
    /// Addresses of desks.
    RoleAddresses "role_addresses" Hint Annoy "0.1" "{contacts} {contacts:is|are} the address of a desk (info@, sales@)";
    /// Private addresses in business mail.
    FreemailInB2b "freemail_in_b2b" Hint Waste "0.1" "{contacts} {contacts:has|have} a private address (gmail.com and the like): their company is not known by it";
    /// Customers in a cold sequence.
    CustomersInCold "customers_in_cold" Warning Embarrass "0.1" "{contacts} {contacts:is a customer|are customers} already and would be asked as strangers";
    /// In another sequence.
    InOtherSequence "in_other_sequence" Hint Annoy "0.1" "{contacts} {contacts:is|are} in another sequence now and {contacts:stays|stay} out of this one";
    /// Contacted a few days ago.
    LatelyContacted "lately_contacted" Warning Annoy "0.1" "{contacts} {contacts:was|were} contacted in the {days} before the start, the last on {last_on}";
    /// Time zones that are only assumed.
    ZoneAssumed "zone_assumed" Hint Annoy "0.1" "the time zone of {contacts} is not known: {zones} is taken";
    /// Owners who are not in the team.
    OwnerNotInTeam "owner_not_in_team" Hint Limit "0.1" "{contacts} {contacts:belongs|belong} to {samples}, who {number:is|are} not in the team: others get them";
    /// Cold mail where it needs consent.
    ConsentNotAsked "consent_not_asked" Warning Law "0.1" "reaches {contacts} in {places} cold, where that needs consent given before, and lets them in without";
    /// A place whose rules are not checked.
    PlaceNotChecked "place_not_checked" Hint Law "0.1" "the rules of {places} are not checked: {contacts} live there";
    /// Calls outside the hours of the place.
    CallHoursAtPlace "call_hours_at_place" Warning Law "0.1" "may call {contacts} between {opens} and {closes}; in {places} the law allows less[: {value} to {meant} on the days on which it may run]";
    /// Revoke all.
    RevokeAll "revoke_all" Hint Law "0.1" "reaches {contacts} in the United States by {channel} on {date} or later: from then on one revocation covers all of your automated calls and texts";
    /// Private addresses where mail to individuals needs consent.
    IndividualSubscribers "individual_subscribers" Warning Law "0.1" "writes cold to {contacts} in {places} at a private address, where mail to individuals needs consent given before";
    /// Texts to Texas need a registration.
    TexasRegistration "texas_registration" Hint Law "0.1" "sends texts to {contacts} in Texas, where who sends marketing texts has to be registered";
    /// WhatsApp without an open window.
    WhatsappCold "whatsapp_cold" Warning Law "0.1" "writes first on WhatsApp: outside of 24 hours after the person wrote only an approved template is let through";
    /// More people a day than the first tier of WhatsApp.
    WhatsappTier "whatsapp_tier" Hint Limit "0.1" "could write first to {number} people a day; a WhatsApp number begins with {limit} in 24 hours";
    /// WhatsApp to the United States.
    WhatsappToUs "whatsapp_to_us" Warning Law "0.1" "{contacts} with a number in the United States would not get it: marketing templates are not delivered there at present";
    /// Bulk duties of Gmail, Yahoo and Outlook.com.
    BulkSender "bulk_sender" Hint Law "0.1" "could write to {number} private addresses at {value} a day: from {limit} on it asks for SPF, DKIM, DMARC and one-click unsubscribing";
    /// The first touch opens days later.
    FirstTouchLate "first_touch_late" Warning Waste "0.1" "reaches {contacts} more than {days} after {contacts:it is|they are} due for the first time, the latest {number} days late";
    /// Given up because nobody had time.
    NeverDoneInTime "never_done_in_time" Warning Limit "0.1" "is given up for {contacts}: not done within five working days of the owner";
    /// Consent ends before the step.
    ConsentEnds "consent_ends" Warning Law "0.1" "{contacts} have no consent on the day it comes to {contacts:n} of them: it is skipped, first on {first_on}";
    /// A mailbox at its limit.
    MailboxFull "mailbox_full" Hint Limit "0.1" "is at its limit on {days}, first on {first_on} with {touches}";
    /// Capacity never catches up.
    CapacityNeverCatchesUp "capacity_never_catches_up" Warning Limit "0.1" "more comes in than can be done: what waits grows from {number} on {first_on} to {second} on {last_on}";
    /// Mails wait for their mailbox.
    MailsWait "mails_wait" Hint Limit "0.1" "in {share} of the futures mails wait for a mailbox that is at its limit[, most of them here: {mails} on {date}]";
    /// Work that is given up.
    WorkGivenUp "work_given_up" Warning Limit "0.1" "in half of the futures at least {touches} are given up: there is no time for them within five working days";
    /// The goal is hardly reached.
    GoalUnlikely "goal_unlikely" Hint Waste "0.1" "its goal of {number} is reached in {share} of the futures";
    /// More bounces than is healthy.
    BouncesOverBand "bounces_over_band" Warning Limit "0.1" "in half of the futures {share} of the addresses are dead or more; from {limit} % on a sender's name suffers";
}
