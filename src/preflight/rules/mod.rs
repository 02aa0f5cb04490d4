//! The registry of rules: one file and one page each. Pages are not part of the program: they are fetched as files and printed as a catalogue.

mod asks_about_later;
mod back_to_back;
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
mod impossible_event;
mod in_other_sequence;
mod invites_over_week;
mod lately_contacted;
mod left_over;
mod long_note;
mod long_sms;
mod long_subject;
mod mailbox_full;
mod mailbox_over_advice;
mod mailbox_without_cap;
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
mod too_many_touches_cold;
mod unreachable;
mod unsourced_rate;
mod whatsapp_cold;
mod whatsapp_to_us;
mod worn_words;
mod zone_assumed;

use super::Out;
use super::context::{At, Context, Line};
use crate::model::{Code, Message, MessageId};

/// What every rule reads.
mod prelude {
    pub(super) use super::super::Out;
    pub(super) use super::super::context::{At, Context, Line};
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
            Check::Sequence(check) => context.lines.iter().for_each(|line| check(context, line, out)),
            Check::Plan(check) => check(context, out),
            Check::Message(check) => {
                for (id, uses) in context.letters() {
                    if let Some((_, letter)) = uses.first().and_then(|(_, at)| at.letter) {
                        check(context, (id, letter), &uses, out);
                    }
                }
            }
        }
    }
}

/// All rules, in the order of the catalogue.
pub(super) static RULES: &[Rule] = &[
    Rule { code: Code::NoGoal, check: Check::Sequence(no_goal::check) },
    Rule { code: Code::NoExitOnReply, check: Check::Sequence(no_exit_on_reply::check) },
    Rule { code: Code::NoExitOnOptOut, check: Check::Sequence(no_exit_on_opt_out::check) },
    Rule { code: Code::NoExitOnMeeting, check: Check::Sequence(no_exit_on_meeting::check) },
    Rule { code: Code::NoExitOnGoal, check: Check::Sequence(no_exit_on_goal::check) },
    Rule { code: Code::NoExitOnBounce, check: Check::Sequence(no_exit_on_bounce::check) },
    Rule { code: Code::EmptyBranch, check: Check::Sequence(empty_branch::check) },
    Rule { code: Code::OpensDecide, check: Check::Sequence(opens_decide::check) },
    Rule { code: Code::ImpossibleEvent, check: Check::Sequence(impossible_event::check) },
    Rule { code: Code::AsksAboutLater, check: Check::Sequence(asks_about_later::check) },
    Rule { code: Code::ReplyToLater, check: Check::Sequence(reply_to_later::check) },
    Rule { code: Code::TooManyTouchesCold, check: Check::Sequence(too_many_touches_cold::check) },
    Rule { code: Code::FewTouches, check: Check::Sequence(few_touches::check) },
    Rule { code: Code::SeveralADay, check: Check::Sequence(several_a_day::check) },
    Rule { code: Code::BackToBack, check: Check::Sequence(back_to_back::check) },
    Rule { code: Code::OneChannelOnly, check: Check::Sequence(one_channel_only::check) },
    Rule { code: Code::SameChannelRow, check: Check::Sequence(same_channel_row::check) },
    Rule { code: Code::MessageBeforeInvite, check: Check::Sequence(message_before_invite::check) },
    Rule { code: Code::ConnectLate, check: Check::Sequence(connect_late::check) },
    Rule { code: Code::ConnectFirst, check: Check::Sequence(connect_first::check) },
    Rule { code: Code::NoCalendar, check: Check::Sequence(no_calendar::check) },
    Rule { code: Code::EndsWithWait, check: Check::Sequence(ends_with_wait::check) },
    Rule { code: Code::Unreachable, check: Check::Sequence(unreachable::check) },
    Rule { code: Code::OneArm, check: Check::Sequence(one_arm::check) },
    Rule { code: Code::RepeatAtOnce, check: Check::Sequence(repeat_at_once::check) },
    Rule { code: Code::NoEffort, check: Check::Sequence(no_effort::check) },
    Rule { code: Code::NoText, check: Check::Sequence(no_text::check) },
    Rule { code: Code::MailboxWithoutCap, check: Check::Plan(mailbox_without_cap::check) },
    Rule { code: Code::MailboxOverAdvice, check: Check::Plan(mailbox_over_advice::check) },
    Rule { code: Code::FreeMailbox, check: Check::Plan(free_mailbox::check) },
    Rule { code: Code::TenantLimit, check: Check::Plan(tenant_limit::check) },
    Rule { code: Code::InvitesOverWeek, check: Check::Plan(invites_over_week::check) },
    Rule { code: Code::OwnerWithoutLimit, check: Check::Plan(owner_without_limit::check) },
    Rule { code: Code::OwnerAlwaysOpen, check: Check::Plan(owner_always_open::check) },
    Rule { code: Code::UnsourcedRate, check: Check::Plan(unsourced_rate::check) },
    Rule { code: Code::NoSubject, check: Check::Message(no_subject::check) },
    Rule { code: Code::LongSubject, check: Check::Message(long_subject::check) },
    Rule { code: Code::NoPreview, check: Check::Message(no_preview::check) },
    Rule { code: Code::EmptyBody, check: Check::Message(empty_body::check) },
    Rule { code: Code::OpenBrace, check: Check::Message(open_brace::check) },
    Rule { code: Code::LeftOver, check: Check::Message(left_over::check) },
    Rule { code: Code::WornWords, check: Check::Message(worn_words::check) },
    Rule { code: Code::Shouting, check: Check::Message(shouting::check) },
    Rule { code: Code::BrokenLink, check: Check::Message(broken_link::check) },
    Rule { code: Code::ManyLinks, check: Check::Message(many_links::check) },
    Rule { code: Code::NoWayOut, check: Check::Message(no_way_out::check) },
    Rule { code: Code::NoPostalAddress, check: Check::Message(no_postal_address::check) },
    Rule { code: Code::LongNote, check: Check::Message(long_note::check) },
    Rule { code: Code::LongSms, check: Check::Message(long_sms::check) },
    Rule { code: Code::ManyMergeFields, check: Check::Message(many_merge_fields::check) },
    Rule { code: Code::EmptyMergeField, check: Check::Message(empty_merge_field::check) },
    Rule { code: Code::NamesInCapitals, check: Check::Message(names_in_capitals::check) },
    Rule { code: Code::NobodyInSegment, check: Check::Sequence(nobody_in_segment::check) },
    Rule { code: Code::FewInSegment, check: Check::Sequence(few_in_segment::check) },
    Rule { code: Code::NoAddress, check: Check::Sequence(no_address::check) },
    Rule { code: Code::RoleAddresses, check: Check::Sequence(role_addresses::check) },
    Rule { code: Code::FreemailInB2b, check: Check::Sequence(freemail_in_b2b::check) },
    Rule { code: Code::CustomersInCold, check: Check::Sequence(customers_in_cold::check) },
    Rule { code: Code::InOtherSequence, check: Check::Sequence(in_other_sequence::check) },
    Rule { code: Code::LatelyContacted, check: Check::Sequence(lately_contacted::check) },
    Rule { code: Code::ZoneAssumed, check: Check::Sequence(zone_assumed::check) },
    Rule { code: Code::OwnerNotInTeam, check: Check::Sequence(owner_not_in_team::check) },
    Rule { code: Code::ConsentNotAsked, check: Check::Sequence(consent_not_asked::check) },
    Rule { code: Code::PlaceNotChecked, check: Check::Sequence(place_not_checked::check) },
    Rule { code: Code::CallHoursAtPlace, check: Check::Sequence(call_hours_at_place::check) },
    Rule { code: Code::RevokeAll, check: Check::Sequence(revoke_all::check) },
    Rule { code: Code::WhatsappCold, check: Check::Sequence(whatsapp_cold::check) },
    Rule { code: Code::WhatsappToUs, check: Check::Sequence(whatsapp_to_us::check) },
    Rule { code: Code::BulkSender, check: Check::Sequence(bulk_sender::check) },
    Rule { code: Code::FirstTouchLate, check: Check::Sequence(first_touch_late::check) },
    Rule { code: Code::NeverDoneInTime, check: Check::Sequence(never_done_in_time::check) },
    Rule { code: Code::ConsentEnds, check: Check::Sequence(consent_ends::check) },
    Rule { code: Code::MailboxFull, check: Check::Sequence(mailbox_full::check) },
    Rule { code: Code::CapacityNeverCatchesUp, check: Check::Sequence(capacity_never_catches_up::check) },
];

/// The codes that rules find, in the order of the catalogue. Each has a page `rules/<code>.md`.
pub fn codes() -> impl Iterator<Item = Code> {
    RULES.iter().map(|rule| rule.code)
}
