//! What is set in every contact that is shown: a field, or consent with a reason. One press takes it back. Holds no rule.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::audience::consent::Channels;
use crate::model::{Basis, Field, FieldKind, StdField};
use crate::ui::components::{Field as TextField, Select, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::derive;
use crate::ui::format;
use crate::worker::protocol::{ConsentEdit, View};

/// What is wrong, the press that does it, and the way out.
#[component]
fn Foot(
    total: Signal<u32>,
    open: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
    set: Callback<()>,
) -> impl IntoView {
    view! {
        {move || wrong.get().map(|words| view! { <p class="msg bad" role="alert">{icon("error")}<span>{words}</span></p> })}
        <div class="row row-wrap dialogdo">
            <button type="button" class="btn solid" on:click=move |_| set.run(())>{move || format!("Set it for {}", format::counted(total.get() as usize, "contact", "contacts"))}</button>
            <button type="button" class="btn line" on:click=move |_| open.set(false)>"Leave it"</button>
        </div>
    }
}

/// Enters consent for every contact that is shown, or lifts what says no to them, with a reason; one press takes it back.
#[component]
pub fn SetConsent(
    /// Whose.
    view: Memo<View>,
    /// How many they are.
    total: Signal<u32>,
    /// Whether this is in sight.
    open: RwSignal<bool>,
) -> impl IntoView {
    let desk = Desk::here();
    let edits: Vec<(String, ConsentEdit)> = Basis::ALL
        .into_iter()
        .map(|basis| (format!("Given: {}", basis.name()), ConsentEdit::Given(basis)))
        .chain([
            ("Refused".to_owned(), ConsentEdit::Refused),
            ("Lift the “no” that is there".to_owned(), ConsentEdit::Lift),
        ])
        .collect();
    let options: Vec<(String, String)> =
        edits.iter().enumerate().map(|(index, (words, _))| (index.to_string(), words.clone())).collect();
    let (chosen, why, wrong) =
        (RwSignal::new(0_usize), RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let channels = RwSignal::new(Channels::EMAIL);
    let ticks = Channels::ALL
        .iter()
        .map(|channel| {
            let own = Channels::of(channel);
            view! {
                <label class="tick">
                    <input
                        type="checkbox"
                        prop:checked=move || channels.get().has(channel)
                        on:change=move |event| {
                            let is_on = event_target_checked(&event);
                            channels.update(|all| {
                                let rest = all.iter().filter(|other| *other != channel);
                                let rest = rest.fold(Channels::NONE, |set, other| set.with(Channels::of(other)));
                                *all = if is_on { rest.with(own) } else { rest };
                            });
                        }
                    />
                    <span>{channel.label()}</span>
                </label>
            }
        })
        .collect_view();
    let set = move || {
        let Some((_, edit)) = edits.get(chosen.get_untracked()).cloned() else { return };
        let (view, channels, why) = (view.get_untracked(), channels.get_untracked(), why.get_untracked());
        spawn_local(async move {
            desk.took_over(desk.data().set_consent(view, channels, edit, &why).await, wrong, move || {
                open.set(false)
            });
        });
    };
    view! {
        <div class="stack">
            <Select
                label="From now on"
                value=derive(move || chosen.get().to_string())
                options=derive(move || options.clone())
                on_change=Callback::new(move |key: String| chosen.set(key.parse().unwrap_or_default()))
            />
            <fieldset class="checks"><legend class="small muted">"On"</legend>{ticks}</fieldset>
            <TextField
                label="Why"
                value=derive(move || why.get())
                take=Callback::new(move |text: String| {
                    why.set(text);
                    Ok(())
                })
                live=true
                note=derive(|| Some("It stands beside the contact as the source".to_owned()))
            />
            <Foot total open wrong set=Callback::new(move |()| set()) />
        </div>
    }
}

/// Sets a field in every contact that is shown; one press takes it back.
#[component]
pub fn SetField(
    /// Whose.
    view: Memo<View>,
    /// How many they are.
    total: Signal<u32>,
    /// Whether this is in sight.
    open: RwSignal<bool>,
) -> impl IntoView {
    let desk = Desk::here();
    let columns = untrack(|| desk.info()).map(|info| info.columns.clone()).unwrap_or_default();
    let offered: Vec<(Field, String, FieldKind)> = {
        let mut all: Vec<(Field, String, FieldKind)> = [StdField::Owner, StdField::Stage]
            .into_iter()
            .map(|field| (Field::Std(field), field.label().to_owned(), field.kind()))
            .collect();
        for column in columns {
            if !all.iter().any(|(field, ..)| *field == column.field) {
                let name = match &column.field {
                    Field::Std(field) => field.label().to_owned(),
                    Field::Custom(_) => column.header.clone(),
                };
                all.push((column.field.clone(), name, column.kind));
            }
        }
        all
    };
    let options: Vec<(String, String)> =
        offered.iter().enumerate().map(|(index, (_, name, _))| (index.to_string(), name.clone())).collect();
    let offered = StoredValue::new(offered);
    let (chosen, value, why) =
        (RwSignal::new(0_usize), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let note = derive(move || {
        let kind = offered.with_value(|all| all.get(chosen.get()).map(|(_, _, kind)| *kind));
        Some(
            match kind {
                Some(FieldKind::YesNo) => "yes or no; empty takes the value away",
                Some(FieldKind::Date) => "A date such as 2026-11-30; empty takes the value away",
                Some(FieldKind::Number) => "A number; empty takes the value away",
                Some(FieldKind::List) => "Several with a semicolon between; empty takes the value away",
                _ => "Empty takes the value away",
            }
            .to_owned(),
        )
    });
    let typed = |signal: RwSignal<String>| {
        Callback::new(move |text: String| {
            signal.set(text);
            Ok(())
        })
    };
    let set = move || {
        let Some(field) =
            offered.with_value(|all| all.get(chosen.get_untracked()).map(|(field, ..)| field.clone()))
        else {
            return;
        };
        let (view, value, why) = (view.get_untracked(), value.get_untracked(), why.get_untracked());
        spawn_local(async move {
            desk.took_over(desk.data().set_value(view, field, &value, &why).await, wrong, move || {
                open.set(false)
            });
        });
    };
    view! {
        <div class="stack">
            <Select
                label="Field"
                value=derive(move || chosen.get().to_string())
                options=derive(move || options.clone())
                on_change=Callback::new(move |key: String| chosen.set(key.parse().unwrap_or_default()))
            />
            <TextField label="Value" value=derive(move || value.get()) take=typed(value) live=true note />
            <TextField label="Why" value=derive(move || why.get()) take=typed(why) live=true />
            <Foot total open wrong set=Callback::new(move |()| set()) />
        </div>
    }
}
