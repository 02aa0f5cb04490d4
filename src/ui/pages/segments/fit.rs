//! Personas and fit scores: rules that other rules ask for by name. What they mean stands in `segment`, behind the data worker.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::text;
use crate::model::{
    Condition, Field, FitTest, Persona, PersonaId, Rule, Score, ScoreId, Segment, StdField, Test, Weighted,
};
use crate::segment;
use crate::session::Command;
use crate::ui::charts::Histogram;
use crate::ui::components::{Field as TextField, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect, memo};
use crate::ui::format;
use crate::ui::looked::Looked;
use crate::ui::workbench::Workbench;
use crate::words;
use crate::worker::protocol::FitSpread;

/// A rule as one line of text.
#[component]
fn RuleLine(
    /// Its name, read out only.
    #[prop(into)]
    label: Signal<String>,
    /// As it is.
    #[prop(into)]
    rule: Signal<Rule>,
    /// Takes another.
    take: Callback<Rule, Result<(), String>>,
) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let revision = bench.revision();
    let value = derive(move || {
        revision.track();
        let rule = rule.get();
        bench.session.with(|s| s.as_ref().map(|s| segment::print(&rule, s.plan()))).unwrap_or_default()
    });
    let read = Callback::new(move |written: String| match text::read(&written, bench, desk) {
        Some(Ok(rule)) => take.run(rule),
        Some(Err(wrong)) => {
            let near = wrong.suggestion.map(|near| format!(". Is {near} meant?")).unwrap_or_default();
            Err(format!("{}{near}", crate::lean::capital(&wrong.message)))
        }
        None => Ok(()),
    });
    view! { <TextField label value take=read bare=true placeholder="title contains CFO or Finance" /> }
}

/// How many a rule finds, as a button that opens them.
#[component]
fn Found(
    /// Who is found.
    #[prop(into)]
    rule: Signal<Rule>,
    /// In words.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let found = RwSignal::new(None::<Result<u32, String>>);
    let asked = StoredValue::new(0_u32);
    let revision = bench.revision();
    effect(move |_| {
        revision.track();
        let rule = rule.get();
        let number = asked.get_value() + 1;
        asked.set_value(number);
        if desk.info().is_none() {
            found.set(None);
            return;
        }
        spawn_local(async move {
            // the change that woke this goes to the worker first
            leptos::task::tick().await;
            let answer = desk.data().count(rule, desk.today()).await;
            if asked.try_get_value() == Some(number) {
                found.set(Some(answer.map(|counts| counts.matched).map_err(|failure| failure.message)));
            }
        });
    });
    let open = move |_| desk.look(Looked::rule(words.get_untracked(), rule.get_untracked()));
    move || match found.get() {
        None => view! { <span class="faint small">"no list yet"</span> }.into_any(),
        Some(Err(why)) => {
            let title = why.clone();
            view! { <span class="msg bad small" title=title>{icon("warn")}<span class="sr">{why}</span></span> }.into_any()
        }
        Some(Ok(0)) => view! { <span class="num">"0"</span> }.into_any(),
        Some(Ok(n)) => {
            let label = format!("{} {}: show them", words::count(n.into()), words.get_untracked());
            view! { <button type="button" class="figopen num" aria-label=label on:click=open><b>{words::count(n.into())}</b></button> }.into_any()
        }
    }
}

/// A persona to begin with.
const BEGIN: &str = "Finance";

/// The personas of the plan.
#[component]
pub fn Personas() -> impl IntoView {
    let bench = Workbench::here();
    let ids = bench.read(|plan| plan.personas.keys().copied().collect::<Vec<_>>());
    let n = move || ids.get().map_or(0, |ids| ids.len());
    let new = move |_| {
        let taken: Vec<String> = bench
            .plan_now(|plan| plan.personas.values().map(|p| p.name.clone()).collect())
            .unwrap_or_default();
        let name = std::iter::once(BEGIN.to_owned())
            .chain((2..).map(|n| format!("Persona {n}")))
            .find(|name| !taken.contains(name))
            .unwrap_or_default();
        let test = Test::Contains(vec![BEGIN.to_owned()]);
        let rule = Rule::Is(Condition { field: Field::Std(StdField::Title), test });
        // a refusal is shown by the bench
        let _ = bench.dispatch(Command::PutPersona(None, Persona { name, rule }));
    };
    let title = move || match n() {
        0 => "No personas yet".to_owned(),
        n => words::counted(n as u64, "persona", "personas"),
    };
    view! {
        <section class="card" aria-labelledby="personas">
            <header>
                <div class="t">
                    <h2 id="personas">{title}</h2>
                    <p class="small muted">"A rule each over title, department and seniority. Other rules ask for them: persona is Finance"</p>
                </div>
                <button type="button" class="btn line dense" on:click=new>{icon("plus")}"New persona"</button>
            </header>
            <ul class="namedrules" class:hidden=move || n() == 0>
                <For each=move || ids.get().unwrap_or_default() key=|id| *id let:id>
                    <PersonaLine id />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn PersonaLine(id: PersonaId) -> impl IntoView {
    let bench = Workbench::here();
    let persona = bench.record(move |plan| plan.personas.get(&id));
    let now = move || persona.get_untracked().map(|persona| (*persona).clone());
    let name = derive(move || persona.get().map(|persona| persona.name.clone()).unwrap_or_default());
    let rule = derive(move || persona.get().map(|persona| persona.rule.clone()).unwrap_or_default());
    let rename = Callback::new(move |name: String| {
        let (name, Some(before)) = (name.trim().to_owned(), now()) else { return Ok(()) };
        let is_taken =
            bench.plan_now(|plan| plan.personas.iter().any(|(other, p)| *other != id && p.name == name));
        match (name.is_empty(), is_taken) {
            (true, _) => Err("A persona needs a name".to_owned()),
            (_, Some(true)) => Err("Another persona is called so".to_owned()),
            _ => bench.take(Command::PutPersona(Some(id), Persona { name, ..before })),
        }
    });
    let put = Callback::new(move |rule: Rule| {
        let Some(before) = now() else { return Ok(()) };
        bench.take(Command::PutPersona(Some(id), Persona { rule, ..before }))
    });
    let delete = move |_| {
        if bench.dispatch(Command::DeletePersona(id)).is_ok() {
            bench.tell_with_undo("Persona deleted");
        }
    };
    view! {
        <li class="namedrule">
            <TextField label="Name of the persona" value=name take=rename bare=true />
            <RuleLine label=derive(move || format!("Rule of {}", name.get())) rule take=put />
            <span class="r"><Found rule=derive(move || Rule::Persona(id)) words=derive(move || format!("Persona {}", name.get())) /></span>
            <button type="button" class="btn dense icon-only" aria-label=move || format!("Delete {}", name.get()) on:click=delete>{icon("trash")}</button>
        </li>
    }
}

/// The fit scores of the plan.
#[component]
pub fn Scores() -> impl IntoView {
    let bench = Workbench::here();
    let ids = bench.read(|plan| plan.scores.keys().copied().collect::<Vec<_>>());
    let is_empty = memo(move |_| ids.get().is_none_or(|ids| ids.is_empty()));
    let new = move |_| {
        let taken: Vec<String> =
            bench.plan_now(|plan| plan.scores.values().map(|s| s.name.clone()).collect()).unwrap_or_default();
        let name = std::iter::once("Fit".to_owned())
            .chain((2..).map(|n| format!("Fit {n}")))
            .find(|name| !taken.contains(name))
            .unwrap_or_default();
        let known = Rule::Is(Condition { field: Field::Std(StdField::Title), test: Test::Known });
        let conditions = vec![Weighted { rule: known, weight: 10 }];
        let _ = bench.dispatch(Command::PutScore(None, Score { name, conditions }));
    };
    view! {
        <For each=move || ids.get().unwrap_or_default() key=|id| *id let:id>
            <ScoreCard id />
        </For>
        <section class="card" class:hidden=move || !is_empty.get() aria-labelledby="nofit">
            <header>
                <div class="t">
                    <h2 id="nofit">"No fit score yet"</h2>
                    <p class="small muted">"Conditions with weights, as one figure from 0 to 100. Other rules ask for it: fit >= 60"</p>
                </div>
                <button type="button" class="btn line dense" on:click=new>{icon("plus")}"New fit score"</button>
            </header>
        </section>
    }
}

#[component]
fn ScoreCard(id: ScoreId) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let score = bench.record(move |plan| plan.scores.get(&id));
    let now = move || score.get_untracked().map(|score| (*score).clone());
    let name = derive(move || score.get().map(|score| score.name.clone()).unwrap_or_default());
    let n = memo(move |_| score.get().map_or(0, |score| score.conditions.len()));
    let counts = memo(move |_| score.get().is_some_and(|score| score.counts()));
    let spread = RwSignal::new(None::<FitSpread>);
    let wrong = RwSignal::new(None::<String>);
    let threshold = RwSignal::new(60_u32);
    let asked = StoredValue::new(0_u32);
    let revision = bench.revision();
    effect(move |_| {
        revision.track();
        score.track();
        let number = asked.get_value() + 1;
        asked.set_value(number);
        if desk.info().is_none() {
            spread.set(None);
            return;
        }
        spawn_local(async move {
            leptos::task::tick().await;
            let answer = desk.data().fit_spread(id, desk.today()).await;
            if asked.try_get_value() == Some(number) {
                wrong.set(answer.as_ref().err().map(|failure| format::sentence(&failure.message)));
                spread.set(answer.ok());
            }
        });
    });
    let by_score = derive(move || spread.get().map(|spread| spread.by_score).unwrap_or_default());
    let reaching = memo(move |_| by_score.with(|all| all.iter().skip(threshold.get() as usize).sum::<u32>()));
    let title = move || match (counts.get(), spread.with(Option::is_some)) {
        (true, true) => format!("{} score {} or more", words::count(reaching.get().into()), threshold.get()),
        (false, _) => format!("{} counts nothing yet", name.get()),
        _ => name.get(),
    };
    let rule = move || {
        let test = Test::AtLeast(f64::from(threshold.get_untracked()));
        Rule::Fit(FitTest { score: id, test })
    };
    let make = move |_| {
        let name = format!("{} {} or more", name.get_untracked(), threshold.get_untracked());
        super::add(bench, Segment { name: super::free_name(bench, &name), rule: rule() });
    };
    let add = move |_| {
        let Some(mut score) = now() else { return };
        let known = Rule::Is(Condition { field: Field::Std(StdField::Title), test: Test::Known });
        score.conditions.push(Weighted { rule: known, weight: 10 });
        let _ = bench.dispatch(Command::PutScore(Some(id), score));
    };
    let rename = Callback::new(move |name: String| {
        let (name, Some(before)) = (name.trim().to_owned(), now()) else { return Ok(()) };
        let is_taken =
            bench.plan_now(|plan| plan.scores.iter().any(|(other, s)| *other != id && s.name == name));
        match (name.is_empty(), is_taken) {
            (true, _) => Err("A fit score needs a name".to_owned()),
            (_, Some(true)) => Err("Another fit score is called so".to_owned()),
            _ => bench.take(Command::PutScore(Some(id), Score { name, ..before })),
        }
    });
    let delete = move |_| {
        if bench.dispatch(Command::DeleteScore(id)).is_ok() {
            bench.tell_with_undo("Fit score deleted");
        }
    };
    let shown = move || counts.get() && spread.with(Option::is_some);
    view! {
        <section class="card fitcard" aria-label=name>
            <header>
                <div class="t">
                    <h2 aria-live="polite">{title}</h2>
                    <p class="small muted">"The weights of what holds as a share of all above zero; move the threshold"</p>
                </div>
                <button type="button" class="btn dense icon-only" aria-label=move || format!("Delete {}", name.get()) on:click=delete>{icon("trash")}</button>
            </header>
            <div class="body stack">
                <Show when=shown>
                    <Histogram by_score threshold label=name />
                    <div class="row row-wrap">
                        <button type="button" class="btn line dense" on:click=move |_| desk.look(Looked::rule(format!("{} {} or more", name.get_untracked(), threshold.get_untracked()), rule()))>{move || format!("Show the {}", words::count(reaching.get().into()))}</button>
                        <button type="button" class="btn dense" on:click=make>{icon("plus")}"Make them a segment"</button>
                    </div>
                </Show>
                {move || wrong.get().map(|why| view! { <p class="msg bad" role="alert">{icon("error")}<span>{why}</span></p> })}
                <TextField label="Name" value=name take=rename />
                <div class="fitlines" role="group" aria-label="Conditions and weights">
                    {move || (0..n.get()).map(|at| view! { <ConditionLine id at spread /> }).collect_view()}
                </div>
                <p><button type="button" class="btn dense" on:click=add>{icon("plus")}"Condition"</button></p>
            </div>
        </section>
    }
}

#[component]
fn ConditionLine(id: ScoreId, at: usize, spread: RwSignal<Option<FitSpread>>) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let score = bench.record(move |plan| plan.scores.get(&id));
    let condition = memo(move |_| score.get().and_then(|score| score.conditions.get(at).cloned()));
    let change = move |change: &dyn Fn(&mut Weighted)| {
        let Some(mut score) = score.get_untracked().map(|score| (*score).clone()) else { return Ok(()) };
        if let Some(condition) = score.conditions.get_mut(at) {
            change(condition);
        }
        bench.take(Command::PutScore(Some(id), score))
    };
    let rule = derive(move || condition.get().map(|condition| condition.rule).unwrap_or_default());
    let weight =
        derive(move || condition.get().map(|condition| condition.weight.to_string()).unwrap_or_default());
    let put = Callback::new(move |rule: Rule| change(&|condition| condition.rule = rule.clone()));
    let weigh = Callback::new(move |text: String| {
        let text = text.trim().replace('−', "-");
        match text.trim_start_matches('+').parse::<i16>() {
            Ok(weight) if weight.unsigned_abs() <= Weighted::MOST.unsigned_abs() => {
                change(&|condition| condition.weight = weight)
            }
            _ => Err(format!("A whole number between -{0} and {0}", Weighted::MOST)),
        }
    });
    let remove = move |_| {
        let Some(mut score) = score.get_untracked().map(|score| (*score).clone()) else { return };
        if at < score.conditions.len() {
            score.conditions.remove(at);
        }
        let _ = bench.dispatch(Command::PutScore(Some(id), score));
    };
    let holds =
        move || spread.with(|spread| spread.as_ref().and_then(|spread| spread.conditions.get(at).copied()));
    view! {
        <div class="fitline">
            <RuleLine label=format!("Condition {}", at + 1) rule take=put />
            <TextField label=format!("Weight of condition {}", at + 1) value=weight take=weigh bare=true keys="numeric" />
            <span class="r num">
                {move || holds().map(|n| match n {
                    0 => view! { <span>"0"</span> }.into_any(),
                    n => {
                        let label = format!("{} for whom condition {} holds: show them", words::count(n.into()), at + 1);
                        let open = move |_| desk.look(Looked::rule(format!("Condition {} of the fit holds", at + 1), rule.get_untracked()));
                        view! { <button type="button" class="figopen" aria-label=label on:click=open>{words::count(n.into())}</button> }.into_any()
                    }
                })}
            </span>
            <button type="button" class="btn dense icon-only" aria-label=format!("Remove condition {}", at + 1) on:click=remove>{icon("close")}</button>
        </div>
    }
}
