//! Fifty equally likely futures as dots; a filled one meets the goal.

use leptos::prelude::*;

use super::use_width;
use crate::chart::dots;

/// What the dots show.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct DotsData {
    /// The count in each future.
    pub values: Vec<u32>,
    /// The goal, if there is one.
    pub goal: Option<u32>,
    /// What is counted: the words under the axis.
    pub unit: String,
    /// The whole chart in a sentence.
    pub sentence: String,
}

impl DotsData {
    /// How many of the fifty dots meet the goal.
    pub fn filled(&self) -> usize {
        let goal = f64::from(self.goal.unwrap_or(0));
        dots(&self.values, 50, 1).0.iter().filter(|dot| dot.value >= goal).count()
    }
}

/// The dots.
#[component]
pub fn Dots(
    /// What they show.
    #[prop(into)]
    data: Signal<DotsData>,
) -> impl IntoView {
    let (node, width) = use_width();
    view! {
        <div class="plot" node_ref=node>{move || (width.get() > 0.0).then(|| draw(&data.get(), width.get()))}</div>
    }
}

fn draw(data: &DotsData, width: f64) -> impl IntoView + use<> {
    // columns wide enough for a dot: wide spreads are put into classes
    let (low, high) = data.values.iter().fold((u32::MAX, 0), |(low, high), v| (low.min(*v), high.max(*v)));
    let class_width = (high.saturating_sub(low) / 30 + 1).max(1);
    let (dots, first) = dots(&data.values, 50, class_width);
    let columns = dots.iter().map(|dot| dot.column + 1).max().unwrap_or(1).max(6);
    let tallest = dots.iter().map(|dot| dot.row + 1).max().unwrap_or(1);
    let (height, bottom) = if width < 380.0 { (216.0, 176.0) } else { (236.0, 196.0) };
    let slot = ((width - 16.0) / columns as f64).min(28.0);
    let radius = (slot / 2.0 - 1.2).min((bottom - 34.0) / (2.0 * tallest as f64) - 0.6).clamp(1.2, 8.5);
    let left = (width - slot * columns as f64) / 2.0;
    let x_of = move |column: f64| left + (column + 0.5) * slot;
    let goal = data.goal;
    // dots ascend; counted, not compared: a column may hold both sides of the goal
    let unmet = dots.len() - data.filled().min(dots.len());
    let circles = dots
        .iter()
        .enumerate()
        .map(|(i, dot)| {
            let class = if i >= unmet { "dot-in" } else { "dot-out" };
            let cy = bottom - 2.0 - radius - dot.row as f64 * (2.0 * radius + 1.2);
            view! { <circle class={class} cx=x_of(dot.column as f64) cy=cy r=radius /> }
        })
        .collect_view();
    let every = ((36.0 / slot).ceil() as usize).max(1);
    let labels = (0..columns)
        .step_by(every)
        .map(|column| {
            let value = first + column as u32 * class_width;
            view! { <text class={"m"} x=x_of(column as f64) y=bottom + 16.0>{value}</text> }
        })
        .collect_view();
    let line = goal.map(|goal| {
        let column = (f64::from(goal) - f64::from(first)) / f64::from(class_width);
        let x = (x_of(column) - slot / 2.0).clamp(8.0, width - 8.0);
        let (class, text_x) = if x > width - 90.0 { ("on e", x - 10.0) } else { ("on", x + 10.0) };
        view! {
            <path class={"goal"} d=format!("M{x} 20V{bottom}") />
            <rect class={"handle"} x=x - 5.0 y="8" width="10" height="16" rx="3" />
            <text class={class} x=text_x y="20">{format!("goal {goal}")}</text>
        }
    });
    view! {
        <svg class="chart" width=width height=height role="img" aria-label=data.sentence.clone()>
            <path class={"axis"} d=format!("M8 {}H{}", bottom + 0.5, width - 8.0) />
            {circles}
            {labels}
            <text class={"m"} x=width / 2.0 y=bottom + 36.0>{data.unit.clone()}</text>
            {line}
        </svg>
    }
}
