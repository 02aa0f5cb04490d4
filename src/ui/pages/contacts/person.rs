//! All that is known of one contact: consent per channel with basis, days and source, the line that holds them back, what was merged, every
//! filled column.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::doubles::Group;
use crate::lean::capital;
use crate::model::ConsentState;
use crate::ui::channel::tile;
use crate::ui::components::{icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::{ConsentView, ContactView};

/// What is known of the contact in a row.
#[component]
pub fn Person(
    /// Row of the list.
    row: u32,
    /// What the contact is called, once that is known.
    called: RwSignal<String>,
) -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let known = RwSignal::new(None::<Result<ContactView, String>>);
    spawn_local(async move {
        let answer = desk.data().contact(row).await;
        if let Ok(contact) = &answer {
            called.try_set(contact.name.clone());
        }
        known.try_set(Some(answer.map_err(|failure| format::sentence(&failure.message))));
    });
    move || match known.get() {
        None => view! { <p class="muted" role="status">"Looking"</p> }.into_any(),
        Some(Err(why)) => {
            view! { <p class="msg bad" role="alert">{icon("error")}<span>{why}</span></p> }.into_any()
        }
        Some(Ok(contact)) => {
            let cells = contact
                .cells
                .into_iter()
                .map(|(name, value)| view! { <dt>{name}</dt><dd class="breaks">{value}</dd> })
                .collect_view();
            let consents = contact.consents.into_iter().map(consent).collect_view();
            let number = contact.number;
            view! {
                <div class="stack personbox">
                    <p class="muted">{contact.company}</p>
                    {contact.listed.map(|line| view! { <div class="banner warn">{icon("warn")}<p>{format!("Held back by the do-not-contact line {line}")}</p></div> })}
                    <h3>"Consent"</h3>
                    <ul class="consentlines">{consents}</ul>
                    {contact.merged.map(|group| view! { <h3>"Made of several rows"</h3><Group group /> })}
                    {(!contact.personas.is_empty() || !contact.fits.is_empty()).then(|| view! {
                        <dl class="facts">
                            {(!contact.personas.is_empty()).then(|| view! { <dt>"Persona"</dt><dd>{contact.personas.join(", ")}</dd> })}
                            {contact.fits.into_iter().map(|(name, fit)| view! { <dt>{name}</dt><dd class="num">{fit}</dd> }).collect_view()}
                        </dl>
                    })}
                    {(!contact.events.is_empty()).then(|| view! {
                        <h3>"What happened"</h3>
                        <ul class="personevents">
                            {contact.events.into_iter().take(20).map(|(day, event, step)| view! {
                                <li><span class="num muted">{format::day_year(day)}</span><span>{capital(event.name())}</span><span class="muted breaks">{step}</span></li>
                            }).collect_view()}
                        </ul>
                    })}
                    <h3>"Columns"</h3>
                    <dl class="facts">{cells}</dl>
                    <p><a class="link" href=move || bench.href(Page::Walk { contact: number, future: None })>"Walk through the sequence"</a></p>
                </div>
            }
            .into_any()
        }
    }
}

/// One channel's line.
fn consent(consent: ConsentView) -> impl IntoView {
    let (class, glyph, state) = match (consent.no, consent.state) {
        (Some((cause, _)), _) => ("bad", "close", capital(cause.label())),
        (None, ConsentState::Given) => {
            ("ok", "check", consent.basis.map_or("Given".to_owned(), |basis| capital(basis.name())))
        }
        (None, ConsentState::Refused) => ("bad", "close", "Refused".to_owned()),
        (None, ConsentState::Unknown) => ("", "hint", "Nothing is known".to_owned()),
    };
    let since = match consent.no {
        Some((_, on)) => on,
        None => consent.since,
    };
    let since = since.map(|since| format!("since {}", format::day_year(since)));
    let until = consent
        .until
        .filter(|_| consent.no.is_none())
        .map(|until| format!("until {}", format::day_year(until)));
    let source = Some(consent.source).filter(|source| !source.is_empty());
    let rest: Vec<String> = [since, until, source].into_iter().flatten().collect();
    view! {
        <li>
            <span class="nmch">{tile(consent.channel, true)}{consent.channel.label()}</span>
            <span class=format!("said {class}")>{icon_small(glyph)}{state}</span>
            <span class="small muted breaks">{rest.join(" · ")}</span>
        </li>
    }
}
