//! Home's first forecast: the numbers that calculators ask for, one handle, the answer with its range and the wave. It is part of the first
//! file and shows what the build's answer says; from the first change on the rest of the app asks the engine.

use leptos::prelude::*;

use super::wave::Wave;
use crate::sketch::{self, Answer, Part, Said, Sketch, changed_words, foot, handle_words};
use crate::ui::components::{Button, icon_small};
use crate::ui::erased::{derive, memo};

/// How the answer in sight stands to the numbers above it.
#[derive(Clone, PartialEq, Debug)]
pub enum Standing {
    /// It is about them.
    Fresh,
    /// It is being computed: so many futures of so many.
    Busy(u32, u32),
    /// It could not be computed; why.
    Failed(String),
}

/// What was pressed, for the rest of the app to do when it is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Make it a plan over the made-up people.
    Plan,
    /// Make it a plan over a list of one's own.
    List,
}

/// The numbers and the answer; a copyable handle.
#[derive(Clone, Copy)]
pub struct Planner {
    /// The numbers.
    pub sketch: RwSignal<Sketch>,
    /// The newest answer.
    pub answer: RwSignal<Answer>,
    /// The one before it.
    pub before: RwSignal<Option<Answer>>,
    /// How fresh it is.
    pub standing: RwSignal<Standing>,
    /// What was pressed.
    pub wanted: RwSignal<Option<Wanted>>,
}

impl Planner {
    /// Begins with what the build says.
    pub fn new() -> Planner {
        let answer = Answer::first();
        Planner {
            sketch: RwSignal::new(answer.sketch),
            answer: RwSignal::new(answer),
            before: RwSignal::new(None),
            standing: RwSignal::new(Standing::Fresh),
            wanted: RwSignal::new(None),
        }
    }

    fn set(self, part: Part, number: u32) {
        let now = self.sketch.get_untracked();
        let next = now.with(part, number);
        if next != now {
            self.sketch.set(next);
        }
    }
}

/// The card.
#[component]
pub fn First() -> impl IntoView {
    let planner = expect_context::<Planner>();
    let said = memo(move |_| planner.answer.with(sketch::said));
    let is_behind = memo(move |_| planner.standing.get() != Standing::Fresh);
    let fact = move |name: &'static str, of: fn(&Said) -> &String| {
        view! {
            <dt>{name}</dt>
            <dd class="num">{move || said.with(|said| of(said).clone())}</dd>
        }
    };
    let reset = move || planner.sketch.set(Sketch::default());
    let is_changed = memo(move |_| planner.sketch.get() != Sketch::default());
    view! {
        <section class="card planner" aria-label="First forecast" class:is-behind=is_behind>
            <div class="fieldstrip">
                <Number name="People" parts=&[Part::People] />
                <Number name="Touches each" parts=&[Part::Touches] />
                <Number name="Mailboxes × mails a day" parts=&[Part::Mailboxes, Part::Mails] />
                <Number name="Callers × call minutes a day" parts=&[Part::Callers, Part::Minutes] />
                <Number name="Finish within" parts=&[Part::Finish] />
            </div>
            <div class="planleft">
                <p class="answerline">
                    <b>{move || said.with(|said| said.finding.clone())}</b>
                    " "
                    {move || said.with(|said| said.rest.clone())}
                </p>
                <Handle said />
                <Wave />
            </div>
            <div class="planright">
                <div class="kpi2">
                    <span>"Meetings"</span>
                    <b class="range num">{move || said.with(|said| said.meetings.clone())}</b>
                </div>
                <dl class="planfacts">
                    {fact("Replies", |said| &said.replies)}
                    {fact("Last touch", |said| &said.last)}
                    {fact("Busiest, touches", |said| &said.busiest)}
                    {fact("First full", |said| &said.binds)}
                    {fact("Calls given up", |said| &said.given_up)}
                </dl>
                <Fresh />
                <div class="planacts">
                    <Button kind="solid" label="Make it a plan" on_press=move || planner.wanted.set(Some(Wanted::Plan)) />
                    <Button kind="line" glyph="import" label="With my own list" on_press=move || planner.wanted.set(Some(Wanted::List)) />
                    <Show when=move || is_changed.get()>
                        <Button label="Reset" on_press=reset />
                    </Show>
                </div>
            </div>
        </section>
    }
}

/// One of the numbers, or two that are multiplied.
#[component]
fn Number(name: &'static str, parts: &'static [Part]) -> impl IntoView {
    let planner = expect_context::<Planner>();
    let error = RwSignal::new(None::<String>);
    let id = format!("planner-{}", name.split(' ').next().unwrap_or_default().to_lowercase());
    let foot = derive(move || {
        error.get().unwrap_or_else(|| {
            planner
                .answer
                .with(|answer| parts.first().map(|part| foot(&planner.sketch.get(), *part, answer)))
                .unwrap_or_default()
        })
    });
    let input = |part: Part| {
        let class = if parts.len() == 2 && Some(&part) == parts.first() { "short num" } else { "num" };
        let shown = move || planner.sketch.with(|sketch| crate::words::count(sketch.get(part).into()));
        let take = move |text: String| match part.read(&text) {
            Ok(number) => {
                error.set(None);
                planner.set(part, number);
            }
            Err(why) => error.set(Some(why)),
        };
        view! {
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                class=class
                aria-label=part.name()
                aria-describedby=id.clone()
                aria-invalid=move || error.get().map(|_| "true")
                prop:value=shown
                on:input=move |event| take(event_target_value(&event))
                on:change=move |event| take(event_target_value(&event))
            />
        }
    };
    let inputs = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            view! {
                {(at > 0).then(|| view! { <span class="x" aria-hidden="true">"×"</span> })}
                {input(*part)}
            }
        })
        .collect_view();
    view! {
        <div class="pf" class:bad=move || error.get().is_some()>
            <span class="top" aria-hidden="true">{name}</span>
            <div class="vals">{inputs}</div>
            <div class="foot num" id=id.clone() aria-live="polite">{foot}</div>
        </div>
    }
}

/// The handle: new people a day.
#[component]
fn Handle(said: Memo<Said>) -> impl IntoView {
    let planner = expect_context::<Planner>();
    let sketch = planner.sketch;
    let most = memo(move |_| sketch.with(Sketch::most_a_day));
    let at = move || f64::from(sketch.get().pace - 1) / f64::from((most.get() - 1).max(1));
    view! {
        <div class="handlebar">
            <div class="lab">
                <b id="pace">"New people a day"</b>
                <span class="small faint">"drag, or " <kbd>"←"</kbd> " " <kbd>"→"</kbd></span>
            </div>
            <div class="slidebox" style:--at=move || format!("{:.4}", at())>
                <input
                    type="range"
                    min="1"
                    max=move || most.get()
                    step="1"
                    aria-labelledby="pace"
                    aria-valuetext=move || said.with(|said| handle_words(&sketch.get(), said))
                    prop:value=move || sketch.get().pace.to_string()
                    on:input=move |event| {
                        if let Ok(pace) = Part::Pace.read(&event_target_value(&event)) {
                            planner.set(Part::Pace, pace);
                        }
                    }
                />
                <span class="slidethumb num" aria-hidden="true">{move || sketch.get().pace}</span>
                <span class="slideends small faint num" aria-hidden="true"><span>"1"</span><span>{most}</span></span>
            </div>
        </div>
    }
}

/// How fresh the answer is, and what the last change moved.
#[component]
fn Fresh() -> impl IntoView {
    let planner = expect_context::<Planner>();
    let line = move || {
        let answer = planner.answer.get();
        let (class, words, share) = match planner.standing.get() {
            Standing::Fresh => ("live", format!("{} futures", answer.futures), 0),
            Standing::Busy(done, of) => {
                ("live busy", format!("Computing, {done} of {of}"), done * 100 / of.max(1))
            }
            Standing::Failed(why) => ("live stale", why, 0),
        };
        view! { <span class=class style:--done=format!("{share}%")>{words}</span> }
    };
    let moved = move || {
        let fresh = planner.standing.get() == Standing::Fresh;
        planner
            .before
            .get()
            .filter(|_| fresh)
            .map(|before| planner.answer.with(|now| changed_words(&before, now)))
    };
    view! {
        <div class="planfresh">
            {line}
            <p class="small num" role="status">
                {move || moved().map(|words| view! { {icon_small("arrow")}<span>{words}</span> })}
            </p>
        </div>
    }
}
