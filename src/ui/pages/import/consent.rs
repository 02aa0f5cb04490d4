//! What an import has to be told about consent: columns that look as if they said who said no, and values that nobody knows. Until they
//! are answered the first are an error before launch and the second a no.

use leptos::prelude::*;

use super::state::Importer;
use crate::audience::Report;
use crate::audience::consent::{
    Channels, ColumnKind, ConsentChoice, ConsentReport, ConsentValue, NoCause, Suspect, Verdict,
};
use crate::model::{Basis, Channel};
use crate::ui::components::icon;
use crate::words;

/// Values of one column that are asked about at once; the most frequent.
const VALUES: usize = 8;

/// The questions of an import, or nothing.
#[component]
pub fn ConsentQuestions(
    /// The import.
    importer: Importer,
    /// What came in.
    report: StoredValue<Report>,
) -> impl IntoView {
    let suspects = report
        .with_value(|report| report.suspects.clone())
        .into_iter()
        .map(|suspect| {
            let header = suspect.header.clone();
            let put = Callback::new(move |choice: ConsentChoice| {
                importer.answer_consent(&header, |known| {
                    let answers = std::mem::take(&mut known.answers);
                    *known = ConsentChoice { answers, ..choice };
                });
            });
            view! { <SuspectQuestion suspect put /> }
        })
        .collect_view();
    let asked: Vec<(String, ConsentReport, ConsentValue)> = report.with_value(|report| {
        let columns = report.columns.iter().filter_map(|column| Some((column, column.consent.as_ref()?)));
        columns
            .flat_map(|(column, told)| {
                let asked = told.asked().take(VALUES);
                asked.map(|value| (column.header.clone(), told.clone(), value.clone()))
            })
            .collect()
    });
    let values = asked
        .into_iter()
        .map(|(header, told, value)| view! { <ValueQuestion importer header told value /> })
        .collect_view();
    view! {
        {suspects}
        {values}
    }
}

/// A column that looks as if it said who said no: what a filled cell of it means.
#[component]
pub fn SuspectQuestion(
    /// The column.
    suspect: Suspect,
    /// Takes the answer.
    put: Callback<ConsentChoice>,
) -> impl IntoView {
    let samples: Vec<String> = suspect.samples.iter().map(|sample| format!("“{sample}”")).collect();
    let words = format!(
        "“{}” looks as if it said who said no ({}, {}). Nobody is contacted before you say what it means.",
        suspect.header,
        samples.join(", "),
        words::counted(suspect.filled.into(), "contact has a value", "contacts have a value"),
    );
    let kind = |kind: ColumnKind, channels: Channels| ConsentChoice {
        kind: Some(kind),
        channels,
        ..ConsentChoice::default()
    };
    let nothing = ConsentChoice {
        reason: Some("It says nothing about consent".to_owned()),
        ..ConsentChoice::default()
    };
    let answers = [
        ("A filled cell is a no, everywhere", kind(ColumnKind::Negative, Channels::ALL)),
        ("A no to email", kind(ColumnKind::Negative, Channels::EMAIL)),
        ("A no to calls", kind(ColumnKind::Negative, Channels::of(Channel::Call))),
        ("Yes is consent, no is a refusal", kind(ColumnKind::Positive, Channels::ALL)),
        ("Each value says it", kind(ColumnKind::Status, Channels::EMAIL)),
        ("It says nothing of the kind", nothing),
    ];
    let buttons = answers
        .into_iter()
        .map(|(label, choice)| {
            view! { <button type="button" class="btn line dense" on:click=move |_| put.run(choice.clone())>{label}</button> }
        })
        .collect_view();
    view! { <Ask words>{buttons}</Ask> }
}

/// A value that nobody knows: what it means.
#[component]
fn ValueQuestion(
    importer: Importer,
    header: String,
    told: ConsentReport,
    value: ConsentValue,
) -> impl IntoView {
    let is_no = matches!(value.verdict, Verdict::No(_));
    let words = format!(
        "“{}” in “{header}” is not known ({}). {}",
        value.value,
        words::counted(value.count.into(), "contact", "contacts"),
        if is_no {
            "It counts as a no until you say what it means."
        } else {
            "It counts for nothing until you say what it means."
        },
    );
    let (kind, channels) = (told.kind, told.channels);
    let put = move |verdict: Verdict| {
        let value = value.value.clone();
        importer.answer_consent(&header, move |choice| {
            choice.kind = Some(choice.kind.unwrap_or(kind));
            if choice.channels.is_empty() {
                choice.channels = channels;
            }
            choice.answers.retain(|(known, _)| *known != value);
            choice.answers.push((value, verdict));
        });
    };
    let answers = [
        ("It is a no", Verdict::No(NoCause::Refused)),
        ("May be contacted", Verdict::May),
        ("Consent is given", Verdict::Given(Basis::Consent)),
        ("Nothing is known", Verdict::Unknown),
    ];
    let buttons = answers
        .into_iter()
        .map(|(label, verdict)| {
            let put = put.clone();
            view! { <button type="button" class="btn line dense" on:click=move |_| put(verdict)>{label}</button> }
        })
        .collect_view();
    view! { <Ask words>{buttons}</Ask> }
}

#[component]
fn Ask(words: String, children: Children) -> impl IntoView {
    view! {
        <div class="banner warn askline">
            {icon("warn")}
            <p class="grow">
                <b>"One question. "</b>
                {words}
            </p>
            <span class="row row-wrap">{children()}</span>
        </div>
    }
}
