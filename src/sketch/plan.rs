//! A sketch as an ordinary plan, and the people it is rehearsed over.

use std::fmt::Write as _;

use super::Sketch;
use crate::calendar::{Date, Zone};
use crate::interop::{FromTemplate, Template, TemplateProblem};

/// Most touches of a sketch.
pub const MOST_TOUCHES: u32 = RHYTHM.len() as u32;
/// Minutes that a call takes, ringing and notes included.
pub const CALL_MINUTES: u32 = 7;
/// The seed of a sketch, so that the same numbers give the same answer before and after it is a plan.
pub const SEED: u32 = 7;
/// The name of the invitation, whose answer a message needs.
const INVITATION: &str = "Invitation";

/// The touches in their order: business days after the one before, and what it is. The first mails come close together, the last far apart.
const RHYTHM: [(u32, Touch); 12] = [
    (0, Touch::Mail),
    (1, Touch::Invite),
    (2, Touch::Call),
    (2, Touch::Mail),
    (3, Touch::Message),
    (2, Touch::Call),
    (3, Touch::Mail),
    (4, Touch::Mail),
    (2, Touch::Call),
    (4, Touch::Mail),
    (2, Touch::Call),
    (5, Touch::Mail),
];

#[derive(Clone, Copy)]
enum Touch {
    Mail,
    Invite,
    /// A message to whoever accepted the invitation, a mail to everybody else.
    Message,
    Call,
}

impl Sketch {
    /// The sketch as a plan: one sequence, its mailboxes and callers, with what `published` assumes. It begins on the first Monday after
    /// `today`; people whose zone is not known live in `zone`.
    ///
    /// # Errors
    /// What of the text it is made of does not read.
    pub fn plan(
        &self,
        published: &Template,
        id: &str,
        zone: Zone,
        today: Date,
    ) -> Result<FromTemplate, Vec<TemplateProblem>> {
        let template = published.with_sequence("First plan", zone, &self.outline(), &self.team(zone));
        // the first working day after the Sunday is the Monday
        template.instantiate(id, SEED, Sketch::starts(today).plus_days(-1))
    }

    fn outline(&self) -> String {
        // the day is set where the plan is made
        let mut text = format!(
            "sequence \"First sequence\"\nenter all\n  {} a business day, from 2026-01-05\n  calendar \"Working hours\"\n",
            self.pace
        );
        let (mut mails, mut calls) = (0, 0);
        for (wait, touch) in &RHYTHM[..self.touches.clamp(1, MOST_TOUCHES) as usize] {
            if *wait > 0 {
                let days = if *wait == 1 { "day" } else { "days" };
                let _ = writeln!(text, "wait {wait} business {days}");
            }
            let mut mail = |indent: &str| {
                mails += 1;
                format!("{indent}email \"Mail {mails}\" 9:00-11:30\n")
            };
            text += &match touch {
                Touch::Mail => mail(""),
                Touch::Invite => format!("linkedin invite \"{INVITATION}\", automatic\n"),
                Touch::Message => format!(
                    "if accepted \"{INVITATION}\"\n  linkedin message \"Message\", automatic\notherwise\n{}end\n",
                    mail("  ")
                ),
                Touch::Call => {
                    calls += 1;
                    format!("call \"Call {calls}\" 10:00-17:00, owner, {CALL_MINUTES} min, no phone: skip\n")
                }
            };
        }
        text + "leave when replied, meeting booked, hard bounce, opted out, colleague replied\n"
    }

    fn team(&self, zone: Zone) -> String {
        let zone = zone.name();
        let mut text = "calendar \"Working hours\": Mon-Fri 8:00-18:00\n".to_owned();
        for n in 1..=self.callers {
            let _ = writeln!(
                text,
                "owner \"Caller {n}\": {} minutes a day, {zone}, calendar \"Working hours\"",
                self.minutes
            );
        }
        for n in 1..=self.mailboxes {
            let owner = (n - 1) % self.callers + 1;
            let _ = writeln!(
                text,
                "sender \"mailbox{n}@yours.example\": cap {} a day, {zone}, owner \"Caller {owner}\"",
                self.mails
            );
        }
        text
    }
}

/// Made-up people as a list: each with an address, a phone and a profile, each at a company of their own.
pub fn people_csv(people: u32, zone: Zone) -> String {
    let mut text = "First name,Last name,Email,Phone,LinkedIn URL,Company,Time zone\n".to_owned();
    for n in 1..=people {
        let _ = writeln!(
            text,
            "Person,{n},person@company{n}.example,+1 202 555 {:04},https://linkedin.example/in/person{n},Company {n},{}",
            n % 10_000,
            zone.name()
        );
    }
    text
}

/// The id under which the made-up people lie among the lists of this browser: as many people in the same zone are the same list.
pub fn list_id(people: u32, zone: Zone) -> String {
    let zone: String = zone.name().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("made-up-{people}-{zone}")
}
