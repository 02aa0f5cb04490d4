//! What is drawn of a Score beside its notes: days and staves, the order of the notes, containers, loads.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{BRACKET, DATES, RULERS, STRIP, Sheet};
use crate::calendar::Date;
use crate::model::Slot;
use crate::simulate::Forecast;
use crate::ui::channel;
use crate::ui::components::icon;
use crate::ui::format;
use crate::ui::pages::outline::row::arm_words;
use crate::ui::pages::outline::state::{Outline, Pick};
use crate::view::rows::RowKey;
use crate::view::score::{Bracket, Column, Score};
use crate::words::{self, LoadWords};

/// The bars of a strip of load (px).
const BARS: f64 = 52.0;

/// What is drawn: classes with paths, classes with words at their places.
#[derive(Default)]
struct Ink {
    paths: Vec<(String, String)>,
    texts: Vec<(&'static str, f64, f64, String)>,
}

impl Ink {
    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.paths.push((class.to_owned(), format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}")));
    }

    fn area(&mut self, class: String, (x, y): (f64, f64), (width, height): (f64, f64)) {
        self.paths.push((class, format!("M{x:.1} {y:.1}h{width:.1}v{height:.1}h{:.1}z", -width)));
    }

    fn view(self) -> impl IntoView + use<> {
        let paths =
            self.paths.into_iter().map(|(class, d)| view! { <path class=class d=d /> }).collect_view();
        let texts = self
            .texts
            .into_iter()
            .map(|(class, x, y, words)| view! { <text class=class x=x y=y>{words}</text> })
            .collect_view();
        (paths, texts)
    }
}

/// Days, staves, the order of the notes, loads.
pub(super) fn lines(sheet: Sheet, loads: &[(String, LoadWords)]) -> impl IntoView + use<> {
    let (staff_size, is_tall) = (sheet.staff(), sheet.is_tall.get());
    let mut ink = Ink::default();
    let target = sheet
        .dragged
        .with(|dragged| dragged.as_ref().and_then(|(_, to)| to.as_ref().ok().map(|shifted| shifted.to.date)));
    sheet.laid.with(|laid| {
        let first = laid.staves.first().map_or(0.0, |staff| staff.at);
        let last = laid.staves.last().map_or(0.0, |staff| staff.at + staff_size);
        let has_note = |column: &Column| laid.notes.iter().any(|placed| placed.note.date == column.date);
        for column in &laid.columns {
            let is_target = target == Some(column.date);
            let from = sheet.place(column.at, 0.0);
            let band = if is_tall { (laid.breadth, column.size) } else { (column.size, laid.breadth) };
            if column.day.is_none() || is_target {
                let class = if is_target { "daytarget" } else { "weekend" };
                ink.area(class.to_owned(), from, band);
            }
            if column.week.is_some_and(|week| week > 1) {
                ink.line("barline", sheet.place(column.at, first), sheet.place(column.at, last));
            }
            rulers(&mut ink, sheet, column, is_target || has_note(column));
        }
        for staff in &laid.staves {
            for i in 0..5 {
                let across = staff.at + f64::from(i) * staff_size / 4.0;
                ink.line("staff", sheet.place(0.0, across), sheet.place(laid.length, across));
            }
            let glyph = channel::class(staff.channel);
            ink.line(
                &format!("hours {glyph}"),
                sheet.place(1.5, staff.hours.0),
                sheet.place(1.5, staff.hours.1),
            );
        }
        for column in laid.columns.iter().filter(|column| column.day.is_none() && column.date == column.until)
        {
            // the sign of a rest
            for staff in &laid.staves {
                let (x, y) = sheet.place(column.at + column.size / 2.0, staff.at + staff_size / 2.0);
                ink.area("rest".to_owned(), (x - 4.0, y - 2.5), (8.0, 5.0));
            }
        }
        ink.line("barline", sheet.place(0.0, first), sheet.place(0.0, last));
        ink.line("barline", sheet.place(laid.length - 3.0, first), sheet.place(laid.length - 3.0, last));
        ink.line("barline end", sheet.place(laid.length, first), sheet.place(laid.length, last));
        let way: Vec<String> = laid
            .melody
            .iter()
            .map(|(along, across)| {
                let (x, y) = sheet.place(*along, *across);
                format!("{x:.1} {y:.1}")
            })
            .collect();
        if way.len() > 1 {
            ink.paths.push(("melody".to_owned(), format!("M{}", way.join("L"))));
        }
        for (i, (_, load)) in loads.iter().enumerate() {
            let bottom = sheet.head() + laid.breadth + (i + 1) as f64 * STRIP - 12.0;
            strip(&mut ink, laid, load, bottom);
        }
    });
    ink.view()
}

/// Week, date and business day of a column.
fn rulers(ink: &mut Ink, sheet: Sheet, column: &Column, has_note: bool) {
    let (middle, is_gap) = (column.at + column.size / 2.0, column.date < column.until);
    let on = if has_note { "ans" } else { "" };
    let days = column.until.days() - column.date.days() + 1;
    if sheet.is_tall.get() {
        let words = if is_gap { format!("{days} days") } else { format::day(column.date) };
        ink.texts.push(("", 0.0, middle + 4.0, words));
        if let Some(day) = column.day {
            ink.texts.push((
                if has_note { "ans e" } else { "e" },
                DATES - 6.0,
                middle + 4.0,
                day.to_string(),
            ));
        }
        return;
    }
    if let Some(week) = column.week {
        ink.texts.push(("on", column.at + 4.0, 14.0, format!("Week {week}")));
    }
    let date = if is_gap { format!("{days} days") } else { short_day(column.date, column.size) };
    ink.texts.push(("m", middle, 32.0, date));
    if let Some(day) = column.day {
        ink.texts.push((if on.is_empty() { "m" } else { "m ans" }, middle, 50.0, day.to_string()));
    }
}

/// `T 19`, or `Tue 19`, or `19` where there is less room.
fn short_day(date: Date, room: f64) -> String {
    let (name, (_, _, day)) = (date.weekday().short(), date.ymd());
    match room {
        room if room < 30.0 => String::new(),
        room if room < 56.0 => format!("{} {day}", &name[..1]),
        _ => format!("{name} {day}"),
    }
}

/// Loads that stand under the staves: touches a day, and the owner with the fullest day.
pub(super) fn strips(forecast: &Forecast, outline: Outline) -> Vec<(String, LoadWords)> {
    let mut strips = vec![("Touches a day".to_owned(), words::touches_load(forecast))];
    let fullest = |load: &LoadWords| {
        let top = load.days.iter().map(|day| day.amounts.iter().sum::<f64>()).fold(0.0, f64::max);
        load.cap.map_or(0.0, |cap| top / cap.max(1.0))
    };
    let owner = forecast
        .owners
        .iter()
        .map(|owner| {
            let name =
                outline.bench.plan_now(|plan| plan.owners.get(&owner.owner).map(|owner| owner.name.clone()));
            let name = name.flatten().unwrap_or_default();
            let load = words::owner_load(owner, &name);
            (name, load)
        })
        .filter(|(_, load)| !load.days.is_empty())
        .max_by(|(_, a), (_, b)| fullest(a).total_cmp(&fullest(b)));
    if let Some((name, load)) = owner {
        strips.push((format!("{name}, a day"), load));
    }
    strips
}

/// Bars over the days they stand for.
fn strip(ink: &mut Ink, laid: &Score, load: &LoadWords, bottom: f64) {
    let by_date: BTreeMap<Date, usize> = load.dates.iter().enumerate().map(|(i, date)| (*date, i)).collect();
    let seen = || {
        laid.columns
            .iter()
            .filter(|column| column.date == column.until)
            .filter_map(|column| Some((column, load.days.get(*by_date.get(&column.date)?)?)))
    };
    let highest = seen()
        .map(|(_, day)| day.amounts.iter().sum::<f64>())
        .fold(load.cap.unwrap_or(1.0).max(1.0), f64::max);
    for (column, day) in seen() {
        let width = (column.size - 8.0).clamp(3.0, 28.0);
        let x = column.at + (column.size - width) / 2.0;
        let mut y = bottom;
        for (series, amount) in day.amounts.iter().enumerate() {
            let height = amount / highest * BARS;
            let class = load.series.get(series).map_or("", |channel| channel::class(*channel));
            y -= height;
            ink.area(format!("lanebar {class}"), (x, y), (width, height));
        }
        let sum: f64 = day.amounts.iter().sum();
        if sum >= 0.5 && load.cap.is_some_and(|cap| sum >= 0.9 * cap) {
            ink.texts.push(("m w", column.at + column.size / 2.0, y - 4.0, format::whole(sum)));
        }
    }
    ink.line("axis", (0.0, bottom), (laid.length, bottom));
    if let Some(cap) = load.cap {
        let y = bottom - cap / highest * BARS;
        ink.line("cap", (0.0, y), (laid.length, y));
    }
}

/// Names beside the staves, in the place of the sheet's rows.
pub(super) fn names(sheet: Sheet, loads: &[(String, LoadWords)]) -> impl IntoView + use<> {
    let (staff_size, is_tall) = (sheet.staff(), sheet.is_tall.get());
    let mut places: Vec<(f64, &'static str, String, String)> = Vec::new();
    sheet.laid.with(|laid| {
        for staff in &laid.staves {
            let middle = staff.at + staff_size / 2.0;
            let at = if is_tall { DATES + middle } else { sheet.head() + middle };
            places.push((
                at,
                channel::class(staff.channel),
                staff.channel.label().to_owned(),
                "8–18 h".to_owned(),
            ));
        }
        for (i, (name, load)) in loads.iter().enumerate() {
            let at = sheet.head() + laid.breadth + (i as f64 + 0.5) * STRIP;
            let cap = load.cap.map(|cap| format!("cap {}", format::whole(cap))).unwrap_or_default();
            places.push((at, "", name.clone(), cap));
        }
    });
    places
        .into_iter()
        .map(|(at, glyph, name, small)| {
            let at = format!("{at}px");
            let (left, top) = if is_tall { (Some(at), None) } else { (None, Some(at)) };
            view! {
                <span class=format!("scorename {glyph}") style:left=left style:top=top>
                    {(!glyph.is_empty()).then(|| icon(glyph))}
                    <span class="scorewords"><b>{name}</b><span class="faint num">{small}</span></span>
                </span>
            }
        })
        .collect_view()
}

/// Containers above the staves, each with how many take its ways.
pub(super) fn brackets(sheet: Sheet) -> impl IntoView + use<> {
    let outline = sheet.outline;
    if sheet.is_tall.get() {
        return None;
    }
    let (all, end) = sheet.laid.with(|laid| (laid.brackets.clone(), laid.length));
    let next = |bracket: &Bracket| {
        let after = all.iter().filter(|other| other.level == bracket.level && other.from > bracket.from);
        after.map(|other| other.from - 8.0).fold(end, f64::min)
    };
    let drawn = all
        .iter()
        .filter(|bracket| bracket.level < 3)
        .map(|bracket| {
            let step = outline.bench.plan_now(|plan| plan.steps.get(&bracket.step).cloned()).flatten()?;
            let slots: Vec<Slot> = step.kind.lists().into_iter().map(|(slot, _)| slot).collect();
            let key = RowKey::Arm(bracket.step, *slots.first()?);
            let (lead, rest) = arm_words(outline, &step, slots[0]);
            let taken = outline.live.read(|forecast| {
                let step = forecast.steps.iter().find(|step| step.step == bracket.step)?;
                (step.taken.len() > 1).then(|| step.taken.iter().map(|range| format::whole(range.q50)).collect::<Vec<_>>().join(" · "))
            });
            let words = format!("{lead} {rest}");
            Some(view! {
                <button
                    type="button"
                    class="scorebracket"
                    title=words
                    style:left=format!("{}px", bracket.from)
                    style:top=format!("{}px", RULERS + bracket.level as f64 * BRACKET - 4.0)
                    style:width=format!("{}px", (bracket.to - bracket.from).max(24.0))
                    aria-pressed=move || outline.selected.with(|selected| selected.contains(&key.step())).to_string()
                    on:click=move |_| outline.go(key, Pick::One)
                >
                    <span class="scorebracketwords" style:max-width=format!("{}px", (next(bracket) - bracket.from).max(40.0))>
                        {lead}" "{rest}
                        {taken.map(|taken| view! { <b class="num">{taken}</b> })}
                    </span>
                </button>
            })
        })
        .collect_view();
    Some(drawn)
}
