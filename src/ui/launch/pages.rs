//! Pages of help: the page of a rule with what can be done about its finding, the catalogue of all rules, the field's terms. They lie
//! beside the app as files and are fetched when wanted.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Checks;
use crate::browser::files;
use crate::model::Place;
use crate::ui::components::{Button, Dialog, Field, Find, Select, icon, open_while};
use crate::ui::erased::derive;
use crate::ui::frame::Head;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::FoundView;

/// A text that is fetched; an error says that it did not come.
type Text = Option<Result<Arc<str>, String>>;

/// Fetches a file of the app's own.
fn fetched(path: String) -> RwSignal<Text> {
    let text = RwSignal::new(None);
    spawn_local(async move {
        let answer = files::fetch_own(&path).await;
        let read = answer.map(|bytes| String::from_utf8_lossy(&bytes).into()).map_err(|why| why.to_string());
        text.try_set(Some(read));
    });
    text
}

/// A page of plain marks as it is read: headings, paragraphs, items, blocks of text that stays as it is, words in code.
fn read(page: &str) -> AnyView {
    let mut views: Vec<AnyView> = Vec::new();
    let mut block: Option<Vec<&str>> = None;
    let mut paragraph: Vec<&str> = Vec::new();
    // a heading that a block may follow: then the block is opened by it
    let mut heading: Option<String> = None;
    let put = |views: &mut Vec<AnyView>, heading: &mut Option<String>| {
        if let Some(title) = heading.take() {
            views.push(view! { <h3>{title}</h3> }.into_any());
        }
    };
    for line in page.lines().chain([""]) {
        if let Some(lines) = &mut block {
            if line.starts_with("```") {
                let text = lines.join("\n");
                let title = heading.take().unwrap_or_else(|| "Example".to_owned());
                let example = view! { <details><summary>{title}</summary><pre tabindex="0"><code>{text}</code></pre></details> };
                views.push(example.into_any());
                block = None;
            } else {
                lines.push(line);
            }
            continue;
        }
        let is_plain = !line.is_empty() && !line.starts_with(['#', '`', '-']);
        if is_plain {
            paragraph.push(line);
            continue;
        }
        if !paragraph.is_empty() {
            put(&mut views, &mut heading);
            let text = words(&paragraph.join(" "));
            views.push(view! { <p>{text}</p> }.into_any());
            paragraph.clear();
        }
        if line.starts_with("```") {
            block = Some(Vec::new());
        } else if let Some(title) = line.strip_prefix("## ") {
            put(&mut views, &mut heading);
            heading = Some(title.to_owned());
        } else if let Some(title) = line.strip_prefix("# ") {
            let title = title.to_owned();
            views.push(view! { <h2>{title}</h2> }.into_any());
        } else if line.starts_with(['-', '`']) {
            let text = words(line.trim_start_matches("- "));
            views.push(view! { <p class="item">{text}</p> }.into_any());
        }
    }
    view! { <div class="readpage prose">{views}</div> }.into_any()
}

/// Words in code within a line.
fn words(line: &str) -> Vec<AnyView> {
    let part = |(index, part): (usize, &str)| {
        let part = part.to_owned();
        if index % 2 == 1 { view! { <code>{part}</code> }.into_any() } else { part.into_any() }
    };
    line.split('`').enumerate().map(part).collect()
}

fn came(text: RwSignal<Text>, show: impl Fn(&str) -> AnyView) -> AnyView {
    text.with(|text| match text {
        None => view! { <p class="faint">"Opening the page"</p> }.into_any(),
        Some(Ok(text)) => show(text),
        Some(Err(why)) => {
            let why = why.clone();
            view! { <p class="banner warn">{format!("The page could not be fetched ({why}).")}</p> }
                .into_any()
        }
    })
}

/// Why something is found, and the reason for which it may stand.
#[component]
pub fn RuleDialog() -> impl IntoView {
    let checks = Checks::here();
    let open = open_while(checks.rule);
    let title = derive(move || {
        checks
            .rule
            .with(|rule| rule.as_ref().map(|found| found.finding.code.effect().label().to_owned()))
            .unwrap_or_default()
    });
    view! {
        <Dialog open title foot=true>
            {move || checks.rule.get_untracked().map(|found| about(checks, found, open))}
        </Dialog>
    }
}

fn about(checks: Checks, found: FoundView, open: RwSignal<bool>) -> AnyView {
    let (key, code) = (found.key(), found.finding.code);
    let page = found.has_page.then(|| {
        let text = fetched(format!("rules/{code}.md"));
        move || came(text, read)
    });
    let scope = RwSignal::new("here".to_owned());
    let sequence = checks.desk.sequence.get_untracked();
    let mut options = vec![
        ("here".to_owned(), checks.place(key.place)),
        ("sequence".to_owned(), "Everywhere in this sequence".to_owned()),
        ("plan".to_owned(), "Everywhere in the plan".to_owned()),
    ];
    // a sequence covers its steps; texts and senders are the plan's
    options.retain(|(scope, _)| scope != "sequence" || matches!(key.place, Place::Step(_)));
    let options = Signal::stored(options);
    let stand = move |reason: String| {
        let place = match scope.get_untracked().as_str() {
            "here" => Some(key.place),
            "sequence" => sequence.map(Place::Sequence),
            _ => None,
        };
        checks.silence(key, place, &reason)?;
        open.set(false);
        Ok(())
    };
    let reason = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    view! {
        <p class="strong">{checks.words(&found.finding)}</p>
        <p class="small faint">{checks.place(key.place)}</p>
        {page}
        // what cannot run is not helped by a reason
        {(code.effect() != crate::model::Effect::Stop).then(|| view! {
            <section class="stack letstand">
                <h3>"Let it stand"</h3>
                <Select label="Where" value=scope options on_change=move |key: String| scope.set(key) />
                <Field
                    label="Why, without names"
                    value=reason
                    live=true
                    placeholder="Printed with the check"
                    take=move |text: String| { reason.set(text); wrong.set(None); Ok(()) }
                />
                {move || wrong.get().map(|why| view! { <p class="small bad" role="alert">{why}</p> })}
                <div class="acts">
                    <Button kind="line" label="Let it stand" on_press=move || wrong.set(stand(reason.get_untracked()).err()) />
                </div>
            </section>
        })}
    }
    .into_any()
}

/// All rules as one page, to read, search and print.
#[component]
pub fn Catalogue() -> impl IntoView {
    let text = fetched("rules/all.md".to_owned());
    let find = RwSignal::new(String::new());
    view! {
        <Head title="Rules of the launch check" sub="What is looked for, why, and when it may stand. Not legal advice.">
            <Find label="Find a rule" value=find />
            <PrintButton />
        </Head>
        <div class="scroll" tabindex="0" role="region" aria-label="Rules">
            <div class="page catalogue">
                {move || came(text, |text| {
                    let needle = find.get().trim().to_lowercase();
                    let pages = text.split("\n\u{c}\n").filter(|page| page.to_lowercase().contains(&needle));
                    let pages: Vec<_> = pages.map(|page| { let page = read(page); view! { <article class="card">{page}</article> } }).collect();
                    if pages.is_empty() { view! { <p class="faint">"No rule says that"</p> }.into_any() } else { pages.into_any() }
                })}
            </div>
        </div>
    }
}

/// Prints the page in sight.
#[component]
pub fn PrintButton() -> impl IntoView {
    // refused only where the browser cannot print
    view! {
        <button type="button" class="btn line noprint" on:click=move |_| drop(window().print())>{icon("table")}"Print"</button>
    }
}

/// The field's terms, with what else they are called.
#[component]
pub fn Glossary() -> impl IntoView {
    let text = fetched("rules/terms.md".to_owned());
    let find = Checks::here().term;
    on_cleanup(move || find.set(String::new()));
    view! {
        <Head title="Terms" sub="What the words mean here, and what others call them.">
            <Find label="Find a term" value=find />
        </Head>
        <div class="scroll" tabindex="0" role="region" aria-label="Terms">
            <div class="page terms">
                {move || came(text, |text| {
                    let needle = find.get().trim().to_lowercase();
                    let terms = text.split("\n# ").filter(|term| !term.trim().is_empty() && term.to_lowercase().contains(&needle));
                    let terms: Vec<_> = terms.map(|term| {
                        let page = read(&format!("# {}", term.trim_start_matches("# ")));
                        view! { <article class="term">{page}</article> }
                    }).collect();
                    if terms.is_empty() { view! { <p class="faint">"No term is called that"</p> }.into_any() } else { terms.into_any() }
                })}
            </div>
        </div>
    }
}

/// The way to the terms, beside a label that uses one.
#[component]
pub fn Term(
    /// The term.
    of: &'static str,
) -> impl IntoView {
    let (bench, checks) = (Workbench::here(), Checks::here());
    view! {
        <a class="term-mark" href=move || bench.href(Page::Terms) on:click=move |_| checks.term.set(of.to_owned()) title=format!("{of}: what it means")>
            {icon("help")}
            <span class="sr">{format!("{of}: what it means")}</span>
        </a>
    }
}
