//! One line of a rule about consent: the channel, and what is asked of it.

use leptos::prelude::*;

use super::condition::{FieldSelect, Plain};
use super::editor::{Editor, Path, focus_later, mark};
use crate::model::{Agreed, Basis, Channel, ConsentIs, ConsentState, Rule};
use crate::ui::erased::{derive, memo};

/// The key under which consent stands among the fields.
pub const KEY: &str = "consent";

/// The condition that a line begins with.
pub fn fresh() -> Rule {
    Rule::Consent(Agreed { channel: Channel::Email, is: ConsentIs::State(ConsentState::Given) })
}

/// What is asked, as the value of an option.
fn key_of(is: &ConsentIs) -> String {
    match is {
        ConsentIs::State(state) => state.name().to_owned(),
        ConsentIs::Basis(bases) => match bases.as_slice() {
            [one] => format!("by {}", one.name()),
            _ => "by several".to_owned(),
        },
        ConsentIs::EndsWithin(_) => "ends".to_owned(),
    }
}

fn is_of(key: &str, now: &ConsentIs) -> Option<ConsentIs> {
    if key == "ends" {
        return Some(ConsentIs::EndsWithin(30));
    }
    if key == "by several" {
        return Some(now.clone());
    }
    if let Some(name) = key.strip_prefix("by ") {
        return Basis::ALL
            .into_iter()
            .find(|basis| basis.name() == name)
            .map(|basis| ConsentIs::Basis(vec![basis]));
    }
    ConsentState::ALL.into_iter().find(|state| state.name() == key).map(ConsentIs::State)
}

/// The parts of the line.
#[component]
pub fn AgreedParts(
    /// The segment under edit.
    editor: Editor,
    /// Where.
    path: Path,
    /// Takes another field in its place.
    on_field: Callback<web_sys::Event>,
) -> impl IntoView {
    let step = format!("segment {} {}", editor.id, mark(&path));
    let place = StoredValue::new(path);
    let now = memo(move |_| match place.with_value(|path| editor.at(path)) {
        Some(Rule::Consent(agreed)) => Some(agreed),
        _ => None,
    });
    let put = move |agreed: Agreed, key: Option<&str>| {
        place.with_value(|path| editor.replace(path, Rule::Consent(agreed), key));
    };
    let change_channel = move |event| {
        let key = event_target_value(&event);
        let channel = Channel::ALL.into_iter().find(|channel| channel.label() == key);
        if let (Some(channel), Some(agreed)) = (channel, now.get_untracked()) {
            put(Agreed { channel, ..agreed }, None);
        }
    };
    let change_is = move |event| {
        let key = event_target_value(&event);
        let Some(agreed) = now.get_untracked() else { return };
        if let Some(is) = is_of(&key, &agreed.is) {
            put(Agreed { is, ..agreed }, None);
            place.with_value(|path| focus_later(path, "operator"));
        }
    };
    let channels = move || {
        let chosen = now.get().map(|agreed| agreed.channel);
        Channel::ALL
            .into_iter()
            .filter(|channel| *channel != Channel::Task)
            .map(|channel| view! { <option value=channel.label() selected=chosen == Some(channel)>{channel.label()}</option> })
            .collect_view()
    };
    let options = move || {
        let chosen = now.get().map(|agreed| key_of(&agreed.is)).unwrap_or_default();
        let mut options: Vec<(String, String)> = ConsentState::ALL
            .into_iter()
            .map(|state| (state.name().to_owned(), format!("is {}", state.name())))
            .collect();
        options.extend(
            Basis::ALL
                .into_iter()
                .map(|basis| (format!("by {}", basis.name()), format!("is based on {}", basis.name()))),
        );
        options.push(("ends".to_owned(), "expires within days".to_owned()));
        if let Some(Agreed { is: ConsentIs::Basis(bases), .. }) = now.get()
            && bases.len() > 1
        {
            let names: Vec<&str> = bases.iter().map(|basis| basis.name()).collect();
            options.push(("by several".to_owned(), format!("is based on {}", names.join(" or "))));
        }
        options
            .into_iter()
            .map(|(key, label)| {
                let selected = key == chosen;
                view! { <option value=key selected=selected>{label}</option> }
            })
            .collect_view()
    };
    let days = derive(move || match now.get().map(|agreed| agreed.is) {
        Some(ConsentIs::EndsWithin(days)) => days.to_string(),
        _ => String::new(),
    });
    let take = Callback::new(move |text: String| -> Result<(), String> {
        let n = text.trim().parse::<u32>().ok().filter(|n| *n <= 36_500);
        let n = n.ok_or("A number of days")?;
        if let Some(agreed) = now.get_untracked() {
            put(Agreed { is: ConsentIs::EndsWithin(n), ..agreed }, Some(&step));
        }
        Ok(())
    });
    let asks_days =
        memo(move |_| matches!(now.get().map(|agreed| agreed.is), Some(ConsentIs::EndsWithin(_))));
    view! {
        <span class="f pickpart">
            <FieldSelect chosen=None key=KEY on_change=move |event| on_field.run(event) own=editor.id />
        </span>
        <span class="o pickpart">
            <select data-part="channel" aria-label="Channel" on:change=change_channel>{channels}</select>
        </span>
        <span class="v pickpart">
            <select data-part="operator" aria-label="Consent" on:change=change_is>{options}</select>
            {move || asks_days.get().then(|| view! {
                <Plain value=days take label="Days" keys="numeric" kind="text" />
            })}
        </span>
    }
}
