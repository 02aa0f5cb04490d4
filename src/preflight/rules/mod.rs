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
    pub(super) use super::super::context::{At, Context, Line, Look};
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
    check: Check,
    /// Its page; a browser fetches it as a file instead.
    #[cfg(feature = "module")]
    page: &'static str,
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
    /// Each sequence that is planned: what it finds waits for the schedule, and holds nothing else up.
    Schedule(fn(&Context, &Line, &mut Out)),
}

impl Rule {
    /// Whether it finds nothing without a schedule or a forecast.
    pub(super) fn waits(&self) -> bool {
        matches!(self.check, Check::Schedule(_))
            || matches!(
                self.code,
                Code::MailboxFull
                    | Code::MailsWait
                    | Code::WorkGivenUp
                    | Code::GoalUnlikely
                    | Code::BouncesOverBand
            )
    }

    pub(super) fn run(&self, context: &Context, out: &mut Out) {
        match self.check {
            Check::Schedule(_) if !context.is_planned() => {}
            Check::Sequence(check) | Check::Schedule(check) => {
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

macro_rules! rule {
    ($code:ident, $check:ident, $file:ident) => {
        Rule {
            code: Code::$code,
            check: Check::$check($file::check),
            #[cfg(feature = "module")]
            page: include_str!(concat!(stringify!($file), ".md")),
        }
    };
}

/// All rules, in the order of the catalogue.
pub(super) static RULES: &[Rule] = &[
    rule!(NoGoal, Sequence, no_goal),
    rule!(NoExitOnReply, Sequence, no_exit_on_reply),
    rule!(NoExitOnOptOut, Sequence, no_exit_on_opt_out),
    rule!(NoExitOnMeeting, Sequence, no_exit_on_meeting),
    rule!(NoExitOnGoal, Sequence, no_exit_on_goal),
    rule!(NoExitOnBounce, Sequence, no_exit_on_bounce),
    rule!(EmptyBranch, Sequence, empty_branch),
    rule!(OpensDecide, Sequence, opens_decide),
    rule!(ImpossibleEvent, Sequence, impossible_event),
    rule!(AsksAboutLater, Sequence, asks_about_later),
    rule!(ReplyToLater, Sequence, reply_to_later),
    rule!(TooManyTouchesCold, Sequence, too_many_touches_cold),
    rule!(FewTouches, Sequence, few_touches),
    rule!(SeveralADay, Sequence, several_a_day),
    rule!(BackToBack, Sequence, back_to_back),
    rule!(OneChannelOnly, Sequence, one_channel_only),
    rule!(SameChannelRow, Sequence, same_channel_row),
    rule!(MessageBeforeInvite, Sequence, message_before_invite),
    rule!(ConnectLate, Sequence, connect_late),
    rule!(ConnectFirst, Sequence, connect_first),
    rule!(NoCalendar, Sequence, no_calendar),
    rule!(EndsWithWait, Sequence, ends_with_wait),
    rule!(Unreachable, Sequence, unreachable),
    rule!(OneArm, Sequence, one_arm),
    rule!(RepeatAtOnce, Sequence, repeat_at_once),
    rule!(NoEffort, Sequence, no_effort),
    rule!(NoText, Sequence, no_text),
    rule!(MailboxWithoutCap, Plan, mailbox_without_cap),
    rule!(MailboxOverAdvice, Plan, mailbox_over_advice),
    rule!(FreeMailbox, Plan, free_mailbox),
    rule!(TenantLimit, Plan, tenant_limit),
    rule!(InvitesOverWeek, Plan, invites_over_week),
    rule!(OwnerWithoutLimit, Plan, owner_without_limit),
    rule!(OwnerAlwaysOpen, Plan, owner_always_open),
    rule!(UnsourcedRate, Plan, unsourced_rate),
    rule!(NoSubject, Message, no_subject),
    rule!(LongSubject, Message, long_subject),
    rule!(NoPreview, Message, no_preview),
    rule!(EmptyBody, Message, empty_body),
    rule!(OpenBrace, Message, open_brace),
    rule!(LeftOver, Message, left_over),
    rule!(WornWords, Message, worn_words),
    rule!(Shouting, Message, shouting),
    rule!(BrokenLink, Message, broken_link),
    rule!(ManyLinks, Message, many_links),
    rule!(NoWayOut, Message, no_way_out),
    rule!(NoPostalAddress, Message, no_postal_address),
    rule!(LongNote, Message, long_note),
    rule!(LongSms, Message, long_sms),
    rule!(ManyMergeFields, Message, many_merge_fields),
    rule!(EmptyMergeField, Message, empty_merge_field),
    rule!(NamesInCapitals, Message, names_in_capitals),
    rule!(NobodyInSegment, Sequence, nobody_in_segment),
    rule!(FewInSegment, Sequence, few_in_segment),
    rule!(NoAddress, Sequence, no_address),
    rule!(RoleAddresses, Sequence, role_addresses),
    rule!(FreemailInB2b, Sequence, freemail_in_b2b),
    rule!(CustomersInCold, Sequence, customers_in_cold),
    rule!(InOtherSequence, Sequence, in_other_sequence),
    rule!(LatelyContacted, Sequence, lately_contacted),
    rule!(ZoneAssumed, Sequence, zone_assumed),
    rule!(OwnerNotInTeam, Sequence, owner_not_in_team),
    rule!(ConsentNotAsked, Sequence, consent_not_asked),
    rule!(PlaceNotChecked, Sequence, place_not_checked),
    rule!(CallHoursAtPlace, Sequence, call_hours_at_place),
    rule!(RevokeAll, Schedule, revoke_all),
    rule!(IndividualSubscribers, Sequence, individual_subscribers),
    rule!(TexasRegistration, Sequence, texas_registration),
    rule!(WhatsappCold, Sequence, whatsapp_cold),
    rule!(WhatsappTier, Sequence, whatsapp_tier),
    rule!(WhatsappToUs, Sequence, whatsapp_to_us),
    rule!(BulkSender, Sequence, bulk_sender),
    rule!(FirstTouchLate, Schedule, first_touch_late),
    rule!(NeverDoneInTime, Schedule, never_done_in_time),
    rule!(ConsentEnds, Schedule, consent_ends),
    rule!(MailboxFull, Plan, mailbox_full),
    rule!(CapacityNeverCatchesUp, Schedule, capacity_never_catches_up),
    rule!(MailsWait, Plan, mails_wait),
    rule!(WorkGivenUp, Plan, work_given_up),
    rule!(GoalUnlikely, Sequence, goal_unlikely),
    rule!(BouncesOverBand, Sequence, bounces_over_band),
];

/// The page of a code's rule: what, why with its source, an example that fires, one that does not, when to ignore it.
#[cfg(feature = "module")]
pub fn page(code: &str) -> Option<&'static str> {
    RULES.iter().find(|rule| rule.code.name() == code).map(|rule| rule.page)
}

/// The codes that rules find, in the order of the catalogue. Each has a page `rules/<code>.md`.
pub fn codes() -> impl Iterator<Item = Code> {
    RULES.iter().map(|rule| rule.code)
}
