//! The registry of rules: one file and one page each. Pages are not part of the program: they are fetched as files and printed as a catalogue.

mod asks_about_later;
mod back_to_back;
mod bounces_over_band;
mod broken_link;
mod bulk_sender;
mod call_hours_at_place;
mod capacity_never_catches_up;
mod connect_first;
mod connect_late;
mod consent_ends;
mod consent_not_asked;
mod customers_in_cold;
mod empty_body;
mod empty_branch;
mod empty_merge_field;
mod ends_with_wait;
mod few_in_segment;
mod few_touches;
mod first_touch_late;
mod free_mailbox;
mod freemail_in_b2b;
mod goal_unlikely;
mod impossible_event;
mod in_other_sequence;
mod individual_subscribers;
mod invites_over_week;
mod lately_contacted;
mod left_over;
mod long_note;
mod long_sms;
mod long_subject;
mod mailbox_full;
mod mailbox_over_advice;
mod mailbox_without_cap;
mod mails_wait;
mod many_links;
mod many_merge_fields;
mod mend;
mod message_before_invite;
mod names_in_capitals;
mod never_done_in_time;
mod no_address;
mod no_calendar;
mod no_effort;
mod no_exit_on_bounce;
mod no_exit_on_goal;
mod no_exit_on_meeting;
mod no_exit_on_opt_out;
mod no_exit_on_reply;
mod no_goal;
mod no_postal_address;
mod no_preview;
mod no_subject;
mod no_text;
mod no_way_out;
mod nobody_in_segment;
mod one_arm;
mod one_channel_only;
mod open_brace;
mod opens_decide;
mod owner_always_open;
mod owner_not_in_team;
mod owner_without_limit;
mod place_not_checked;
mod repeat_at_once;
mod reply_to_later;
mod revoke_all;
mod role_addresses;
mod same_channel_row;
mod several_a_day;
mod shouting;
mod tenant_limit;
mod texas_registration;
mod too_many_touches_cold;
mod unreachable;
mod unsourced_rate;
mod whatsapp_cold;
mod whatsapp_tier;
mod whatsapp_to_us;
mod work_given_up;
mod worn_words;
mod zone_assumed;

use super::Out;
use super::context::{At, Context, Line};
use crate::model::{Code, Message, MessageId};

/// What every rule reads.
mod prelude {
    pub(super) use super::super::Out;
    pub(super) use super::super::context::{At, Context, Days, Foreseen, Line, Look, Planned};
    pub(super) use super::super::{law, text};
    pub(super) use super::mend;
    pub(super) use crate::audience::Reach;
    pub(super) use crate::model::*;
    pub(super) use crate::segment::Bitmap;
}

/// A rule.
pub(super) struct Rule {
    /// What it finds.
    pub(super) code: Code,
    /// What it stands on.
    pub(super) reads: Reads,
    check: Check,
    /// Its page; a browser fetches it as a file instead.
    #[cfg(feature = "module")]
    page: &'static str,
}

/// What a rule stands on beside plan and list; it is given no more. What comes later is waited for: a rule is asked again with it, and
/// holds nothing else up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reads {
    /// Nothing more.
    Design,
    /// The days of a run: as they are planned, and before there is a schedule as they are expected.
    Days,
    /// The schedule; without one it finds nothing.
    Schedule,
    /// The forecast; without one it finds nothing.
    Forecast,
}

/// A rule about a text: with the touches that use it.
type MessageCheck = fn(&Context, (MessageId, &Message), &[(&Line, At)], &mut Out);

/// What a rule is asked about.
enum Check {
    /// Each sequence.
    Sequence(fn(&Context, &Line, &mut Out)),
    /// The plan, once.
    Plan(fn(&Context, &mut Out)),
    /// Each text, with the touches that use it.
    Message(MessageCheck),
}

impl Rule {
    pub(super) fn run(&self, context: &Context, out: &mut Out) {
        match self.check {
            Check::Sequence(check) => {
                for line in &context.lines {
                    if context.meter.take(line.steps.len()) {
                        check(context, line, out);
                    }
                }
            }
            Check::Plan(check) => check(context, out),
            Check::Message(check) => {
                for (id, uses) in context.letters() {
                    if let Some((_, letter)) = uses.first().and_then(|(_, at)| at.letter)
                        && context.meter.take(letter.body.len())
                    {
                        check(context, (id, letter), &uses, out);
                    }
                }
            }
        }
    }
}

/// A rule's check, given what it says it reads and nothing else: one that reads more does not compile.
macro_rules! asked {
    ($file:ident, Design, $($all:ident),*) => {
        $file::check
    };
    ($file:ident, Days, $context:ident $(, $more:ident)*) => {
        |$context $(, $more)*| $file::check(&$context.dated() $(, $more)*)
    };
    ($file:ident, Schedule, $context:ident $(, $more:ident)*) => {
        |$context $(, $more)*| {
            if let Some(planned) = $context.planned() {
                $file::check(&planned $(, $more)*);
            }
        }
    };
    ($file:ident, Forecast, $context:ident $(, $more:ident)*) => {
        |$context $(, $more)*| {
            if let Some(foreseen) = $context.foreseen() {
                $file::check(&foreseen $(, $more)*);
            }
        }
    };
}

macro_rules! check {
    (Sequence, $reads:ident, $file:ident) => {
        Check::Sequence(asked!($file, $reads, context, line, out))
    };
    (Plan, $reads:ident, $file:ident) => {
        Check::Plan(asked!($file, $reads, context, out))
    };
    (Message, $reads:ident, $file:ident) => {
        Check::Message(asked!($file, $reads, context, letter, uses, out))
    };
}

macro_rules! rule {
    ($code:ident, $about:ident, $reads:ident, $file:ident) => {
        Rule {
            code: Code::$code,
            reads: Reads::$reads,
            check: check!($about, $reads, $file),
            #[cfg(feature = "module")]
            page: include_str!(concat!(stringify!($file), ".md")),
        }
    };
}

/// All rules, in the order of the catalogue.
pub(super) static RULES: &[Rule] = &[
    rule!(NoGoal, Sequence, Design, no_goal),
    rule!(NoExitOnReply, Sequence, Design, no_exit_on_reply),
    rule!(NoExitOnOptOut, Sequence, Design, no_exit_on_opt_out),
    rule!(NoExitOnMeeting, Sequence, Design, no_exit_on_meeting),
    rule!(NoExitOnGoal, Sequence, Design, no_exit_on_goal),
    rule!(NoExitOnBounce, Sequence, Design, no_exit_on_bounce),
    rule!(EmptyBranch, Sequence, Design, empty_branch),
    rule!(OpensDecide, Sequence, Design, opens_decide),
    rule!(ImpossibleEvent, Sequence, Design, impossible_event),
    rule!(AsksAboutLater, Sequence, Design, asks_about_later),
    rule!(ReplyToLater, Sequence, Design, reply_to_later),
    rule!(TooManyTouchesCold, Sequence, Design, too_many_touches_cold),
    rule!(FewTouches, Sequence, Design, few_touches),
    rule!(SeveralADay, Sequence, Design, several_a_day),
    rule!(BackToBack, Sequence, Design, back_to_back),
    rule!(OneChannelOnly, Sequence, Design, one_channel_only),
    rule!(SameChannelRow, Sequence, Design, same_channel_row),
    rule!(MessageBeforeInvite, Sequence, Design, message_before_invite),
    rule!(ConnectLate, Sequence, Design, connect_late),
    rule!(ConnectFirst, Sequence, Design, connect_first),
    rule!(NoCalendar, Sequence, Design, no_calendar),
    rule!(EndsWithWait, Sequence, Design, ends_with_wait),
    rule!(Unreachable, Sequence, Design, unreachable),
    rule!(OneArm, Sequence, Design, one_arm),
    rule!(RepeatAtOnce, Sequence, Design, repeat_at_once),
    rule!(NoEffort, Sequence, Design, no_effort),
    rule!(NoText, Sequence, Design, no_text),
    rule!(MailboxWithoutCap, Plan, Design, mailbox_without_cap),
    rule!(MailboxOverAdvice, Plan, Days, mailbox_over_advice),
    rule!(FreeMailbox, Plan, Design, free_mailbox),
    rule!(TenantLimit, Plan, Days, tenant_limit),
    rule!(InvitesOverWeek, Plan, Days, invites_over_week),
    rule!(OwnerWithoutLimit, Plan, Design, owner_without_limit),
    rule!(OwnerAlwaysOpen, Plan, Design, owner_always_open),
    rule!(UnsourcedRate, Plan, Design, unsourced_rate),
    rule!(NoSubject, Message, Design, no_subject),
    rule!(LongSubject, Message, Design, long_subject),
    rule!(NoPreview, Message, Design, no_preview),
    rule!(EmptyBody, Message, Design, empty_body),
    rule!(OpenBrace, Message, Design, open_brace),
    rule!(LeftOver, Message, Design, left_over),
    rule!(WornWords, Message, Design, worn_words),
    rule!(Shouting, Message, Design, shouting),
    rule!(BrokenLink, Message, Design, broken_link),
    rule!(ManyLinks, Message, Design, many_links),
    rule!(NoWayOut, Message, Design, no_way_out),
    rule!(NoPostalAddress, Message, Days, no_postal_address),
    rule!(LongNote, Message, Design, long_note),
    rule!(LongSms, Message, Design, long_sms),
    rule!(ManyMergeFields, Message, Design, many_merge_fields),
    rule!(EmptyMergeField, Message, Design, empty_merge_field),
    rule!(NamesInCapitals, Message, Design, names_in_capitals),
    rule!(NobodyInSegment, Sequence, Design, nobody_in_segment),
    rule!(FewInSegment, Sequence, Design, few_in_segment),
    rule!(NoAddress, Sequence, Design, no_address),
    rule!(RoleAddresses, Sequence, Design, role_addresses),
    rule!(FreemailInB2b, Sequence, Design, freemail_in_b2b),
    rule!(CustomersInCold, Sequence, Design, customers_in_cold),
    rule!(InOtherSequence, Sequence, Design, in_other_sequence),
    rule!(LatelyContacted, Sequence, Design, lately_contacted),
    rule!(ZoneAssumed, Sequence, Design, zone_assumed),
    rule!(OwnerNotInTeam, Sequence, Design, owner_not_in_team),
    rule!(ConsentNotAsked, Sequence, Days, consent_not_asked),
    rule!(PlaceNotChecked, Sequence, Design, place_not_checked),
    rule!(CallHoursAtPlace, Sequence, Days, call_hours_at_place),
    rule!(RevokeAll, Sequence, Schedule, revoke_all),
    rule!(IndividualSubscribers, Sequence, Days, individual_subscribers),
    rule!(TexasRegistration, Sequence, Days, texas_registration),
    rule!(WhatsappCold, Sequence, Days, whatsapp_cold),
    rule!(WhatsappTier, Sequence, Days, whatsapp_tier),
    rule!(WhatsappToUs, Sequence, Days, whatsapp_to_us),
    rule!(BulkSender, Sequence, Days, bulk_sender),
    rule!(FirstTouchLate, Plan, Schedule, first_touch_late),
    rule!(NeverDoneInTime, Sequence, Schedule, never_done_in_time),
    rule!(ConsentEnds, Sequence, Schedule, consent_ends),
    rule!(MailboxFull, Plan, Schedule, mailbox_full),
    rule!(CapacityNeverCatchesUp, Sequence, Schedule, capacity_never_catches_up),
    rule!(MailsWait, Plan, Forecast, mails_wait),
    rule!(WorkGivenUp, Plan, Forecast, work_given_up),
    rule!(GoalUnlikely, Sequence, Forecast, goal_unlikely),
    rule!(BouncesOverBand, Sequence, Forecast, bounces_over_band),
];

/// The page of a code's rule: what, why with its source, an example that fires, one that does not, when to ignore it.
#[cfg(feature = "module")]
pub fn page(code: &str) -> Option<&'static str> {
    RULES.iter().find(|rule| rule.code.name() == code).map(|rule| rule.page)
}

/// Whether a code is found by a rule that finds nothing without a schedule or a forecast.
pub fn waits(code: Code) -> bool {
    let is_its = |rule: &&Rule| rule.code == code;
    RULES.iter().find(is_its).is_some_and(|rule| matches!(rule.reads, Reads::Schedule | Reads::Forecast))
}

/// The codes that rules find, in the order of the catalogue. Each has a page `rules/<code>.md`.
pub fn codes() -> impl Iterator<Item = Code> {
    RULES.iter().map(|rule| rule.code)
}
