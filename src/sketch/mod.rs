//! A first plan in the words of the calculators that people use today: so many people, touches, mailboxes and call minutes, done by then.
//! What it says as an ordinary plan over made-up people, and what the forecast of it comes to. Knows no screen, no clock and no worker.

mod answer;
mod plan;
mod words;

pub use answer::{Answer, AnswerDay, Binds, FIRST};
pub use plan::{CALL_MINUTES, MOST_TOUCHES, SEED, list_id, people_csv};
pub use words::{Said, changed_words, division_words, foot, handle_words, said, wave_table, wave_words};

use crate::calendar::Date;

/// What a calculator asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sketch {
    /// People who are to be reached.
    pub people: u32,
    /// Touches each, if nobody reacts.
    pub touches: u32,
    /// Mailboxes.
    pub mailboxes: u32,
    /// Mails a day of each mailbox.
    pub mails: u32,
    /// People who call.
    pub callers: u32,
    /// Minutes a day that each of them calls.
    pub minutes: u32,
    /// Business days until it is to be done.
    pub finish: u32,
    /// New people a business day.
    pub pace: u32,
}

impl Default for Sketch {
    fn default() -> Sketch {
        Sketch {
            people: 480,
            touches: 8,
            mailboxes: 3,
            mails: 40,
            callers: 2,
            minutes: 150,
            finish: 40,
            pace: 24,
        }
    }
}

/// One of the numbers of a sketch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// [`Sketch::people`].
    People,
    /// [`Sketch::touches`].
    Touches,
    /// [`Sketch::mailboxes`].
    Mailboxes,
    /// [`Sketch::mails`].
    Mails,
    /// [`Sketch::callers`].
    Callers,
    /// [`Sketch::minutes`].
    Minutes,
    /// [`Sketch::finish`].
    Finish,
    /// [`Sketch::pace`].
    Pace,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 8] = [
        Part::People,
        Part::Touches,
        Part::Mailboxes,
        Part::Mails,
        Part::Callers,
        Part::Minutes,
        Part::Finish,
        Part::Pace,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Part::People => "People",
            Part::Touches => "Touches each",
            Part::Mailboxes => "Mailboxes",
            Part::Mails => "Mails a day for each mailbox",
            Part::Callers => "People who call",
            Part::Minutes => "Call minutes a day for each of them",
            Part::Finish => "Business days until it is done",
            Part::Pace => "New people a day",
        }
    }

    /// The least and the most that it can be.
    pub fn bounds(self) -> (u32, u32) {
        match self {
            Part::People => (1, 5_000),
            Part::Touches => (1, MOST_TOUCHES),
            Part::Mailboxes | Part::Callers => (1, 50),
            Part::Mails => (1, 500),
            Part::Minutes => (10, 480),
            Part::Finish => (5, 120),
            Part::Pace => (1, 500),
        }
    }

    /// Reads what was typed: a whole number, with or without commas.
    ///
    /// # Errors
    /// What it can be, in a sentence.
    pub fn read(self, text: &str) -> Result<u32, String> {
        let (least, most) = self.bounds();
        let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
        let number = digits.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| format!("A whole number from {least} to {}", crate::words::count(most.into())))
    }
}

impl Sketch {
    /// One of its numbers.
    pub fn get(&self, part: Part) -> u32 {
        match part {
            Part::People => self.people,
            Part::Touches => self.touches,
            Part::Mailboxes => self.mailboxes,
            Part::Mails => self.mails,
            Part::Callers => self.callers,
            Part::Minutes => self.minutes,
            Part::Finish => self.finish,
            Part::Pace => self.pace,
        }
    }

    /// With another number, held within its bounds.
    #[must_use]
    pub fn with(mut self, part: Part, number: u32) -> Sketch {
        let (least, most) = part.bounds();
        let field = match part {
            Part::People => &mut self.people,
            Part::Touches => &mut self.touches,
            Part::Mailboxes => &mut self.mailboxes,
            Part::Mails => &mut self.mails,
            Part::Callers => &mut self.callers,
            Part::Minutes => &mut self.minutes,
            Part::Finish => &mut self.finish,
            Part::Pace => &mut self.pace,
        };
        *field = number.clamp(least, most);
        self.pace = self.pace.min(self.most_a_day());
        self
    }

    /// The most new people a day that the handle goes to: everybody within a week or so, and never fewer than 20.
    pub fn most_a_day(&self) -> u32 {
        (self.people / 5).clamp(20, Part::Pace.bounds().1)
    }

    /// What a plain division says: touches a day, as if every day were like every other.
    pub fn division(&self) -> u32 {
        (self.people * self.touches).div_ceil(self.finish)
    }

    /// Channels that its touches are on.
    pub fn channels(&self) -> u32 {
        self.touches.min(3)
    }

    /// Mails that all mailboxes together may send a day.
    pub fn mail_cap(&self) -> u32 {
        self.mailboxes * self.mails
    }

    /// Minutes a day of all who call.
    pub fn minute_cap(&self) -> u32 {
        self.callers * self.minutes
    }

    /// The Monday on which it begins: the first one after that day.
    pub fn starts(today: Date) -> Date {
        today.plus_days(7 - today.weekday().index() as i32)
    }
}
