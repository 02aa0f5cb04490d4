//! A sequence as a small score: one staff a channel, a note a touch, weekends as bands. Knows no list; the big score is another page's.

use leptos::prelude::*;

use super::channel;
use super::charts::use_width;
use super::components::path;
use crate::calendar::Date;
use crate::model::{Channel, Plan, SequenceId, StepKind};
use crate::outline::pace;

/// One touch.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Note {
    /// Its staff.
    pub channel: Channel,
    /// Days after the first day of the picture; touches of one day stand a little apart.
    pub day: f64,
    /// It is sent where nobody reacts.
    pub on_path: bool,
}

/// What is drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Score {
    /// Touches in reading order.
    pub notes: Vec<Note>,
    /// Staves from top to bottom.
    pub staves: Vec<Channel>,
    /// Days of the picture.
    pub days: u32,
    /// Days on which nothing is sent: Saturdays and Sundays.
    pub weekends: Vec<u32>,
}

/// The score of a sequence.
pub fn score(plan: &Plan, sequence: SequenceId) -> Score {
    let pace = pace(plan, sequence);
    let Some(first) = pace.values().map(|pace| pace.date).min() else { return Score::default() };
    let mut notes: Vec<Note> = Vec::new();
    let mut today: Vec<(Date, bool)> = Vec::new();
    for visit in plan.walk(sequence) {
        let (Some(step), Some(at)) = (plan.steps.get(&visit.id), pace.get(&visit.id)) else { continue };
        let StepKind::Touch(touch) = &step.kind else { continue };
        let before =
            today.iter().filter(|(date, on_path)| *date == at.date && *on_path == at.on_path).count();
        today.push((at.date, at.on_path));
        notes.push(Note {
            channel: touch.channel.channel(),
            day: f64::from(at.date.days() - first.days()) + 0.4 * before.min(2) as f64,
            on_path: at.on_path,
        });
    }
    let days = notes.iter().map(|note| note.day as u32 + 1).max().unwrap_or(1);
    let staves = Channel::ALL.into_iter().filter(|c| notes.iter().any(|note| note.channel == *c)).collect();
    let weekends = (0..days).filter(|day| first.plus_days(*day as i32).weekday().index() > 4).collect();
    Score { notes, staves, days, weekends }
}

/// How a note of a channel is drawn: what its class is called beside, and its path about 0, 0.
pub fn drawing(channel: Channel) -> (&'static str, &'static str) {
    match channel {
        Channel::Email => (
            "",
            "M-7.1 2.3C-8.2-1-4.3-4.8.3-5.4 4.3-5.9 7.7-4.1 7.5-1.2 7.3 2 3.2 4.9-1.2 5.3-4.2 5.5-6.5 4.3-7.1 2.3z",
        ),
        Channel::Call => (" x", "M-5-5 5 5M5-5-5 5"),
        Channel::Linkedin => ("", "M0-7.3 7.3 0 0 7.3-7.3 0z"),
        Channel::Whatsapp => ("", "M0-7 7.6 5.8H-7.6z"),
        Channel::Sms => ("", "M-5-5H5V5H-5z"),
        Channel::InApp => (" open", "M0-6A6 6 0 1 1 0 6 6 6 0 1 1 0-6z"),
        Channel::Ad => ("", "M-3.5-6H3.5L7 0 3.5 6H-3.5L-7 0z"),
        Channel::Task => (" open", "M-5-5H5V5H-5z"),
    }
}

/// Left of the first day: room for the glyphs.
const LEFT: f64 = 24.0;

/// The score at the width it is given.
#[component]
pub fn MiniScore(
    /// What is drawn.
    #[prop(into)]
    score: Signal<Score>,
    /// Height of the picture (px).
    height: f64,
    /// Size of a note, 1 = full.
    #[prop(default = 1.0)]
    scale: f64,
    /// What it shows, for those who do not see it; without, it is decoration.
    #[prop(optional, into)]
    label: Signal<Option<String>>,
) -> impl IntoView {
    let (node, width) = use_width();
    let draw = move || {
        let width = width.get();
        if width < 40.0 {
            return None;
        }
        let score = score.get();
        let day = (width - LEFT - 10.0) / f64::from(score.days.max(1));
        let x = |at: f64| LEFT + (at + 0.5) * day;
        let n = score.staves.len().max(1) as f64;
        let y = |channel: Channel| {
            let row = score.staves.iter().position(|c| *c == channel).unwrap_or(0) as f64;
            height * (row + 0.5) / n
        };
        let bands = score
            .weekends
            .iter()
            .map(|at| view! { <rect class={"weekend"} x=LEFT + f64::from(*at) * day y="0" width=day height=height /> })
            .collect_view();
        let staves = score
            .staves
            .iter()
            .map(|channel| {
                let at = y(*channel);
                view! {
                    <path class={"staff"} d=format!("M{LEFT} {at:.1}H{:.1}", width - 2.0) />
                    <g class=format!("glyph {}", channel::class(*channel)) transform=format!("translate(0 {:.1}) scale(.875)", at - 7.0)>
                        <path class={"glyphpath"} d=path(channel::class(*channel)) />
                    </g>
                }
            })
            .collect_view();
        let way: Vec<String> = score
            .notes
            .iter()
            .filter(|note| note.on_path)
            .map(|note| format!("{:.1} {:.1}", x(note.day), y(note.channel)))
            .collect();
        let melody =
            (way.len() > 1).then(|| view! { <path class={"melody"} d=format!("M{}", way.join(" L")) /> });
        let notes = score
            .notes
            .iter()
            .map(|note| {
                let (shape, d) = drawing(note.channel);
                let other = if note.on_path { "" } else { " other" };
                view! {
                    <path
                        class=format!("note {}{shape}{other}", channel::class(note.channel))
                        transform=format!("translate({:.1} {:.1}) scale({scale})", x(note.day), y(note.channel))
                        d=d
                    />
                }
            })
            .collect_view();
        Some(view! {
            <svg
                class={"chart miniscore"}
                width=width
                height=height
                viewBox=format!("0 0 {width} {height}")
                role=move || label.get().map(|_| "img")
                aria-label=label
                aria-hidden=move || label.get().is_none().then_some("true")
            >
                {bands}
                {staves}
                {melody}
                {notes}
            </svg>
        })
    };
    view! { <div class="scorebox" node_ref=node style:height=format!("{height}px")>{draw}</div> }
}
