//! Fields: one line, several lines, one of a list. What is half typed stays here until it can be taken.

use leptos::prelude::*;

use super::{icon, icon_small};

/// Takes what was typed; an error is shown under the field and nothing is changed.
pub type Take = Callback<String, Result<(), String>>;

/// What is being typed, what is wrong with it, and how it is taken.
#[derive(Clone, Copy)]
struct Draft {
    value: Signal<String>,
    text: RwSignal<Option<String>>,
    error: RwSignal<Option<String>>,
    take: Take,
    live: bool,
}

impl Draft {
    fn new(value: Signal<String>, take: Take, live: bool) -> Draft {
        Draft { value, text: RwSignal::new(None), error: RwSignal::new(None), take, live }
    }

    fn shown(self) -> String {
        self.text.get().unwrap_or_else(|| self.value.get())
    }

    fn offer(self, text: String) {
        match self.take.run(text) {
            Ok(()) => self.error.set(None),
            Err(error) => self.error.set(Some(error)),
        }
    }

    fn typed(self, text: String) {
        self.text.set(Some(text.clone()));
        if self.live {
            self.offer(text);
        } else {
            self.error.set(None);
        }
    }

    /// The person is done: take it, and show what was made of it; what cannot be taken stays to be corrected.
    fn done(self) {
        // a field that goes while it has the focus is left after it is gone
        let Some(Some(text)) = self.text.try_get_untracked() else { return };
        if !self.live {
            self.offer(text);
        }
        if self.error.get_untracked().is_none() {
            self.text.set(None);
        }
    }

    fn restore(self) {
        self.text.set(None);
        self.error.set(None);
    }
}

/// One line of text. `Enter` and leaving the field take it (each letter with `live`), `Escape` restores it.
#[component]
pub fn Field(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What the model says.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed.
    #[prop(into)]
    take: Take,
    /// Take every letter.
    #[prop(default = false)]
    live: bool,
    /// Unit behind the value.
    #[prop(default = "")]
    unit: &'static str,
    /// Shown while it is empty.
    #[prop(default = "")]
    placeholder: &'static str,
    /// `text`, `date`, `search` …
    #[prop(default = "text")]
    kind: &'static str,
    /// `numeric`, `decimal` … for the keys of a phone.
    #[prop(default = "text")]
    keys: &'static str,
    /// The name is read out only.
    #[prop(default = false)]
    bare: bool,
    /// It can be read only.
    #[prop(optional, into)]
    read_only: Signal<bool>,
    /// A sentence under it.
    #[prop(optional, into)]
    note: Signal<Option<String>>,
    /// Id of a `datalist` with suggestions.
    #[prop(default = "")]
    list: &'static str,
) -> impl IntoView {
    let draft = Draft::new(value, take, live);
    let keydown = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => draft.done(),
        "Escape" if draft.text.get_untracked().is_some() => {
            event.stop_propagation();
            draft.restore();
        }
        _ => {}
    };
    view! {
        <label class="field">
            <span class=if bare { "sr" } else { "name" }>{label}</span>
            <span class="box" class:is-bad=move || draft.error.get().is_some()>
                <input
                    type=kind
                    inputmode=keys
                    list=(!list.is_empty()).then_some(list)
                    placeholder=placeholder
                    autocomplete="off"
                    spellcheck="false"
                    readonly=read_only
                    prop:value=move || draft.shown()
                    aria-invalid=move || draft.error.get().map(|_| "true")
                    on:input=move |event| draft.typed(event_target_value(&event))
                    on:change=move |_| draft.done()
                    on:blur=move |_| draft.done()
                    on:keydown=keydown
                />
                {(!unit.is_empty()).then(|| view! { <span class="unit">{unit}</span> })}
            </span>
            <Under error=draft.error note />
        </label>
    }
}

/// Several lines of text; every letter is taken.
#[component]
pub fn Area(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What the model says.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed.
    #[prop(into)]
    take: Take,
    /// Lines shown.
    #[prop(default = 5)]
    rows: u32,
    /// It can be read only.
    #[prop(optional, into)]
    read_only: Signal<bool>,
    /// A sentence under it.
    #[prop(optional, into)]
    note: Signal<Option<String>>,
) -> impl IntoView {
    let draft = Draft::new(value, take, true);
    view! {
        <label class="field">
            <span class="name">{label}</span>
            <span class="box" class:is-bad=move || draft.error.get().is_some()>
                <textarea
                    rows=rows
                    readonly=read_only
                    prop:value=move || draft.shown()
                    aria-invalid=move || draft.error.get().map(|_| "true")
                    on:input=move |event| draft.typed(event_target_value(&event))
                    on:blur=move |_| draft.done()
                ></textarea>
            </span>
            <Under error=draft.error note />
        </label>
    }
}

#[component]
fn Under(error: RwSignal<Option<String>>, note: Signal<Option<String>>) -> impl IntoView {
    move || match (error.get(), note.get()) {
        (Some(error), _) => {
            view! { <span class="msg bad" role="alert">{icon_small("error")}<span>{error}</span></span> }
                .into_any()
        }
        (None, Some(note)) => view! { <span class="msg">{note}</span> }.into_any(),
        (None, None) => ().into_any(),
    }
}

/// The key of an option that begins a group: its words are the group's name.
pub const GROUP: &str = "\0";

/// One of a list of values, each with its words.
#[component]
pub fn Select(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// The value chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Values and their words; [`GROUP`] begins a group.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Takes another value.
    #[prop(into)]
    on_change: Callback<String>,
    /// The name is read out only.
    #[prop(default = false)]
    bare: bool,
    /// Lower.
    #[prop(default = false)]
    dense: bool,
    /// It cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class=if bare { "sr" } else { "name" }>{label}</span>
            <span class=if dense { "box pick dense" } else { "box pick" }>
                <select disabled=disabled on:change=move |event| on_change.run(event_target_value(&event))>
                    {move || {
                        let option = |(key, words): (String, String)| {
                            let own = key.clone();
                            view! { <option value=key prop:selected=move || value.get() == own>{words}</option> }
                                .into_any()
                        };
                        let mut all = options.get();
                        let mut views = Vec::new();
                        while let Some(at) = all.iter().rposition(|(key, _)| key == GROUP) {
                            let members: Vec<AnyView> = all.drain(at + 1..).map(option).collect();
                            let name = all.pop().map(|(_, words)| words);
                            views.push(view! { <optgroup label=name>{members}</optgroup> }.into_any());
                        }
                        views.extend(all.into_iter().rev().map(option));
                        views.reverse();
                        views
                    }}
                </select>
                {icon("down")}
            </span>
        </label>
    }
}
