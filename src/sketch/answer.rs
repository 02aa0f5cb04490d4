//! What the forecast of a sketch comes to, over business days counted from 1; as numbers that stand in a few lines of text, so that the
//! first page has them before any worker runs.

use std::fmt::Write as _;

use super::Sketch;
use crate::calendar::Date;
use crate::model::Channel;
use crate::simulate::{Forecast, Range};

/// The answer of the sketch that the first page shows, as the engine gave it: a test runs it again.
pub const FIRST: &str = include_str!("first.txt");
/// Business days that an answer goes on for, at most.
const MOST_DAYS: u32 = 130;

/// What is used up first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binds {
    /// Nothing waits.
    Nothing,
    /// Calls wait from this business day on, because the minutes are full.
    Minutes(u32),
    /// Mails wait from this business day on, because the mailboxes are full.
    Mails(u32),
}

/// One business day, over the futures. Amounts are tenths, so that whole numbers carry them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AnswerDay {
    /// Mails, in the mean.
    pub mails: u32,
    /// Touches on LinkedIn, in the mean.
    pub linkedin: u32,
    /// Calls, in the mean.
    pub calls: u32,
    /// Calls that wait at its end, in the mean.
    pub calls_wait: u32,
    /// Mails that wait at its end, in the mean.
    pub mails_wait: u32,
    /// All touches: 0.1, 0.5 and 0.9 quantile.
    pub touches: [u32; 3],
}

/// What a sketch comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The sketch it is about.
    pub sketch: Sketch,
    /// The Monday that is business day 1; none where days are only numbered.
    pub start: Option<Date>,
    /// Futures.
    pub futures: u32,
    /// People with a reply by the day it is to be done: 0.1 and 0.9 quantile.
    pub replies: [u32; 2],
    /// People with a meeting by that day: 0.1, 0.5 and 0.9 quantile.
    pub meetings: [u32; 3],
    /// The business day of the last touch: 0.1 and 0.9 quantile.
    pub last: [u32; 2],
    /// Calls given up because they were not made in time: 0.1 and 0.9 quantile.
    pub given_up: [u32; 2],
    /// What is used up first.
    pub binds: Binds,
    /// From business day 1.
    pub days: Vec<AnswerDay>,
}

impl Answer {
    /// The answer that the first page shows.
    pub fn first() -> Answer {
        Answer::read(FIRST).unwrap_or_else(|| Answer {
            sketch: Sketch::default(),
            start: None,
            futures: 0,
            replies: [0; 2],
            meetings: [0; 3],
            last: [1; 2],
            given_up: [0; 2],
            binds: Binds::Nothing,
            days: Vec::new(),
        })
    }

    /// What a forecast of the sketch's plan comes to, which begins on that Monday.
    pub fn of(sketch: Sketch, forecast: &Forecast, start: Date) -> Answer {
        let number = |date: Date| business_day(start, date);
        let by = start.plus_days(span_of(sketch.finish));
        let until = forecast.days.iter().rfind(|day| day.date <= by);
        let (replies, meetings) = until.map_or_else(Default::default, |day| {
            let (replies, meetings) = (day.replies_so_far, day.meetings_so_far);
            (ends(&replies), [meetings.q10, meetings.q50, meetings.q90].map(whole))
        });
        let last = forecast.last_touch.map_or([1; 2], |last| [number(last.q10), number(last.q90)]);
        let mut days = vec![AnswerDay::default(); last[1].clamp(1, MOST_DAYS) as usize];
        let mut put = |date: Date, put: &dyn Fn(&mut AnswerDay)| {
            if is_business(date) && date >= start {
                days.get_mut(number(date) as usize - 1).into_iter().for_each(put);
            }
        };
        for day in &forecast.days {
            put(day.date, &|to| {
                for (channel, amount) in &day.touches {
                    match channel {
                        Channel::Email => to.mails = tenths(amount.mean),
                        Channel::Linkedin => to.linkedin = tenths(amount.mean),
                        Channel::Call => to.calls = tenths(amount.mean),
                        _ => {}
                    }
                }
                to.touches = [day.total.q10, day.total.q50, day.total.q90].map(whole);
            });
        }
        let calls = forecast.owners.iter().flat_map(|owner| &owner.waiting);
        let mails = forecast.senders.iter().flat_map(|sender| &sender.waiting);
        calls.clone().for_each(|(date, waiting)| put(*date, &|to| to.calls_wait += tenths(waiting.mean)));
        mails.clone().for_each(|(date, waiting)| put(*date, &|to| to.mails_wait += tenths(waiting.mean)));
        let waits = |(date, waiting): &(Date, Range)| (waiting.q50 > 0.0).then(|| number(*date));
        let binds = match (calls.filter_map(waits).min(), mails.filter_map(waits).min()) {
            (Some(calls), Some(mails)) if mails < calls => Binds::Mails(mails),
            (Some(calls), _) => Binds::Minutes(calls),
            (None, Some(mails)) => Binds::Mails(mails),
            (None, None) => Binds::Nothing,
        };
        Answer {
            sketch,
            start: Some(start),
            futures: forecast.replications,
            replies,
            meetings,
            last,
            given_up: ends(&forecast.given_up),
            binds,
            days,
        }
    }

    /// The busiest business day, counted from 1: that with the greatest median, of several the first.
    pub fn busiest(&self) -> Option<(u32, AnswerDay)> {
        let most = self.days.iter().map(|day| day.touches[1]).max().filter(|most| *most > 0)?;
        let at = self.days.iter().position(|day| day.touches[1] == most)?;
        Some((at as u32 + 1, self.days[at]))
    }

    /// The date of a business day, where the start is known.
    pub fn date(&self, day: u32) -> Option<Date> {
        Some(self.start?.plus_days(span_of(day)))
    }

    /// As text that [`Answer::read`] reads: numbers, the start left out.
    pub fn write(&self) -> String {
        let Sketch { people, touches, mailboxes, mails, callers, minutes, finish, pace } = self.sketch;
        let (kind, day) = match self.binds {
            Binds::Nothing => (0, 0),
            Binds::Minutes(day) => (1, day),
            Binds::Mails(day) => (2, day),
        };
        let ([replies, _], [meetings, ..]) = (self.replies, self.meetings);
        let mut text = format!(
            "{people} {touches} {mailboxes} {mails} {callers} {minutes} {finish} {pace}\n{} {replies} {} {meetings} {} {} {} {} {} {} {kind} {day}\n",
            self.futures,
            self.replies[1],
            self.meetings[1],
            self.meetings[2],
            self.last[0],
            self.last[1],
            self.given_up[0],
            self.given_up[1],
        );
        for day in &self.days {
            let AnswerDay { mails, linkedin, calls, calls_wait, mails_wait, touches: [low, middle, high] } =
                day;
            let _ =
                writeln!(text, "{mails} {linkedin} {calls} {calls_wait} {mails_wait} {low} {middle} {high}");
        }
        text
    }

    /// Reads what [`Answer::write`] wrote.
    pub fn read(text: &str) -> Option<Answer> {
        let mut numbers = text.split_ascii_whitespace().map_while(|word| word.parse::<u32>().ok());
        let mut next = || numbers.next();
        let sketch = Sketch {
            people: next()?,
            touches: next()?,
            mailboxes: next()?,
            mails: next()?,
            callers: next()?,
            minutes: next()?,
            finish: next()?,
            pace: next()?,
        };
        let mut answer = Answer {
            sketch,
            start: None,
            futures: next()?,
            replies: [next()?, next()?],
            meetings: [next()?, next()?, next()?],
            last: [next()?, next()?],
            given_up: [next()?, next()?],
            binds: match (next()?, next()?) {
                (1, day) => Binds::Minutes(day),
                (2, day) => Binds::Mails(day),
                _ => Binds::Nothing,
            },
            days: Vec::new(),
        };
        while let Some(mails) = next() {
            let (linkedin, calls, calls_wait, mails_wait) = (next()?, next()?, next()?, next()?);
            let touches = [next()?, next()?, next()?];
            answer.days.push(AnswerDay { mails, linkedin, calls, calls_wait, mails_wait, touches });
        }
        Some(answer)
    }
}

/// Days from business day 1, a Monday, to that business day.
fn span_of(day: u32) -> i32 {
    let before = day.max(1) as i32 - 1;
    before / 5 * 7 + before % 5
}

/// The business day of a date; of a Saturday or Sunday the Friday before.
fn business_day(start: Date, date: Date) -> u32 {
    let days = (date.days() - start.days()).max(0);
    (days / 7 * 5 + (days % 7).min(4) + 1) as u32
}

fn is_business(date: Date) -> bool {
    date.weekday().index() < 5
}

fn whole(value: f64) -> u32 {
    libm::round(value).max(0.0) as u32
}

fn tenths(value: f64) -> u32 {
    whole(value * 10.0)
}

fn ends(range: &Range) -> [u32; 2] {
    [whole(range.q10), whole(range.q90)]
}
