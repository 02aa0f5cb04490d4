//! Import: a file becomes a list. The page asks and shows; the file is read in a worker of its own.

mod columns;
mod consent;
mod done;
mod state;

use leptos::prelude::*;

use self::columns::Columns;
pub use self::consent::SuspectQuestion;
use self::done::Done;
use self::state::{Importer, Stage};
use super::{Group, PageEntry};
use crate::ui::components::{JobProgress, icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::erased::derive;
use crate::ui::format;
use crate::ui::frame::Head;
use crate::ui::keep::Keep;
use crate::ui::router::Page;

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Import,
    group: Group::Audience,
    name: "Import",
    glyph: "import",
    bottom: None,
    count: |_| None,
    view: |_| view! { <ImportPage /> }.into_any(),
};

#[component]
fn ImportPage() -> impl IntoView {
    let importer = Importer::new(Desk::here());
    // dropped on Home
    if let Some(file) = Keep::here().take_incoming() {
        importer.take(file);
    }
    let over = RwSignal::new(false);
    let title = derive(move || match importer.name.get() {
        name if name.is_empty() => "Import a list".to_owned(),
        name => format!("Import {name}"),
    });
    // anywhere on the window: beside the page the browser would open the file itself and leave the app
    let dragged = window_event_listener(leptos::ev::dragover, move |event| {
        event.prevent_default();
        over.set(true);
    });
    let left = window_event_listener(leptos::ev::dragleave, move |event| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let dropped = window_event_listener(leptos::ev::drop, move |event| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = crate::browser::files::dropped(&event) {
            importer.take(file);
        }
    });
    on_cleanup(move || {
        dragged.remove();
        left.remove();
        dropped.remove();
    });
    let at = move || match importer.stage.get() {
        Stage::Choose | Stage::Looking => 0,
        Stage::Columns | Stage::Reading(_) => 1,
        Stage::Done(_) => 2,
    };
    view! {
        <Head title sub="Read in this browser. The file goes nowhere.">
            <ol class="steps">
                {["File", "Columns", "Done"]
                    .into_iter()
                    .enumerate()
                    .map(|(i, name)| {
                        view! {
                            <li class:done=move || { i < at() } aria-current=move || (i == at()).then_some("step")>
                                <span class="dotn num">
                                    {move || if i < at() { icon_small("check").into_any() } else { (i + 1).into_any() }}
                                </span>
                                {name}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </Head>
        <div
            class="importer"
            class:over=over
        >
            {move || match importer.stage.get() {
                Stage::Choose => view! { <Choose importer /> }.into_any(),
                Stage::Looking => {
                    view! { <div class="page"><p class="muted" role="status">"Looking at the file"</p></div> }.into_any()
                }
                Stage::Columns => view! { <Columns importer /> }.into_any(),
                Stage::Reading(progress) => view! { <Reading importer progress /> }.into_any(),
                Stage::Done(imported) => view! { <Done importer imported=*imported /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Choose(importer: Importer) -> impl IntoView {
    let desk = Desk::here();
    view! {
        <div class="scroll">
            <div class="page chooser">
                {move || {
                    importer
                        .failure
                        .get()
                        .map(|words| {
                            view! {
                                <div class="banner error" role="alert">
                                    {icon("error")}
                                    <p>{words}</p>
                                </div>
                            }
                        })
                }}
                <div class="dropzone">
                    <span class="emptyart">{icon("import")}</span>
                    <h2>"Drop a CSV file here"</h2>
                    <p class="muted">
                        "From HubSpot, Salesforce, Apollo, Mailchimp, LinkedIn, Outreach, Clay, or any spreadsheet. It is read in this browser and stays here."
                    </p>
                    <div class="row row-wrap">
                        <button type="button" class="btn solid big" on:click=move |_| importer.choose()>
                            {icon("folder")}
                            "Choose a file"
                        </button>
                        {move || {
                            desk.info()
                                .is_none()
                                .then(|| {
                                    view! {
                                        <button
                                            type="button"
                                            class="btn line big"
                                            on:click=move |_| importer.use_demo()
                                        >
                                            "Use the demo list"
                                        </button>
                                    }
                                })
                        }}
                    </div>
                </div>
            </div>
        </div>
    }
}

#[component]
fn Reading(importer: Importer, progress: RwSignal<(f64, f64, u32, f64)>) -> impl IntoView {
    let share = move || {
        let (done, total, _, _) = progress.get();
        (total > 0.0).then(|| (done / total).clamp(0.0, 1.0))
    };
    let words = move || {
        let (done, total, rows, took_ms) = progress.get();
        if done <= 0.0 || total <= done || took_ms < 400.0 {
            return format::counted(rows as usize, "row", "rows");
        }
        // how many there are shows from how many the bytes so far held, to two figures
        let all = f64::from(rows) * total / done;
        let step = (1..7).map(|n| 10_f64.powi(n)).take_while(|step| all / step >= 10.0).last().unwrap_or(1.0);
        let all = format::counted(((all / step).round() * step) as usize, "row", "rows");
        let left = took_ms * (total - done) / done / 1000.0;
        format!("{} of about {all}, about {} s left", format::count(u64::from(rows)), left.ceil())
    };
    view! {
        <div class="scroll">
            <div class="page chooser">
                <div class="card reading">
                    <div class="body">
                        <JobProgress
                            title="Reading the file"
                            words=derive(words)
                            share=derive(share)
                            on_cancel=Callback::new(move |()| importer.stop())
                        />
                    </div>
                </div>
            </div>
        </div>
    }
}
