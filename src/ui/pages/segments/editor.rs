//! One segment under edit: the rule as a builder shows it, its counts, and the two forms.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::builder::Builder;
use super::pilot::PilotForm;
use super::side::{AnswerBar, Side};
use super::text::TextForm;
use crate::model::{Rule, Segment, SegmentId};
use crate::segment::{self, edit};
use crate::session::Command;
use crate::ui::components::{CopyButton, Dialog, Field, Segmented, Toasts, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect, memo};
use crate::ui::frame::{Head, UndoButtons};
use crate::ui::workbench::Workbench;
use crate::worker::protocol::{Counts, Failure, View};

/// The place of a node, from the root down.
pub type Path = Vec<usize>;

/// What a row of the builder is made of: when it changes the rows are made anew, else only their values change.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A group and its members.
    Group(GroupKind, Vec<Shape>),
    /// A condition, by field and operator.
    Condition(crate::model::Field, segment::Operator),
    /// A segment named by another.
    Segment,
    /// Another list.
    List,
    /// What is known of consent, by what is asked of it.
    Consent(std::mem::Discriminant<crate::model::ConsentIs>),
    /// A line that the text form alone changes.
    Said,
}

/// How a group joins its members.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GroupKind {
    /// Every line.
    All,
    /// At least one.
    Any,
    /// None.
    None,
}

impl GroupKind {
    /// The same members joined this way.
    pub fn of(self, members: Vec<Rule>) -> Rule {
        match self {
            GroupKind::All => Rule::All(members),
            GroupKind::Any => Rule::Any(members),
            GroupKind::None => Rule::None(members),
        }
    }
}

impl Shape {
    fn of(rule: &Rule) -> Shape {
        let members = |rules: &[Rule]| rules.iter().map(Shape::of).collect();
        match rule {
            Rule::All(rules) => Shape::Group(GroupKind::All, members(rules)),
            Rule::Any(rules) => Shape::Group(GroupKind::Any, members(rules)),
            Rule::None(rules) => Shape::Group(GroupKind::None, members(rules)),
            Rule::Is(c) => Shape::Condition(c.field.clone(), segment::Operator::of(&c.test)),
            Rule::Segment(_) => Shape::Segment,
            Rule::OnList(_) => Shape::List,
            Rule::Consent(agreed) => Shape::Consent(std::mem::discriminant(&agreed.is)),
            Rule::Happened(_)
            | Rule::Has(_)
            | Rule::Did(_)
            | Rule::Unread(_)
            | Rule::Persona(_)
            | Rule::Fit(_)
            | Rule::Pilot(_) => Shape::Said,
        }
    }
}

/// The segment under edit. Copy it freely.
#[derive(Clone, Copy)]
pub struct Editor {
    /// Which.
    pub id: SegmentId,
    /// The rule with a group at its root.
    pub rule: Memo<Rule>,
    /// What the rows are made of.
    pub shape: Memo<Shape>,
    /// Counts of the rule; `None` until they are known.
    pub counts: RwSignal<Option<Counts>>,
    /// Why they are not.
    pub failure: RwSignal<Option<Failure>>,
    asked: StoredValue<u32>,
}

impl Editor {
    fn new(id: SegmentId) -> Editor {
        let bench = Workbench::here();
        let desk = Desk::here();
        let segment = bench.record(move |plan| plan.segments.get(&id));
        let rule =
            memo(move |_| segment.get().map(|segment| edit::as_group(&segment.rule)).unwrap_or_default());
        let shape = memo(move |_| rule.with(Shape::of));
        let editor = Editor {
            id,
            rule,
            shape,
            counts: RwSignal::new(None),
            failure: RwSignal::new(None),
            asked: StoredValue::new(0),
        };
        // a segment it names may change too
        let revision = bench.revision();
        effect(move |_| {
            revision.track();
            let rule = rule.get();
            let number = editor.asked.get_value() + 1;
            editor.asked.set_value(number);
            if desk.info().is_none() {
                editor.counts.set(None);
                return;
            }
            spawn_local(async move {
                let answer = desk.data().count(rule, desk.today()).await;
                if editor.asked.try_get_value() == Some(number) {
                    editor.failure.set(answer.as_ref().err().cloned());
                    if let Ok(counts) = answer {
                        editor.counts.set(Some(counts));
                    }
                }
            });
        });
        editor
    }

    /// Puts another rule; commands with one key are one undo step.
    pub fn put(self, rule: Rule, key: Option<&str>) {
        let bench = Workbench::here();
        let Some(name) = bench.plan_now(|plan| plan.segments.get(&self.id).map(|s| s.name.clone())).flatten()
        else {
            return;
        };
        let command = Command::PutSegment(Some(self.id), Segment { name, rule });
        // a refusal is shown by the bench
        let _ = match key {
            Some(key) => bench.dispatch_later(command, key),
            None => bench.dispatch(command),
        };
    }

    /// The node at a path.
    pub fn at(self, path: &[usize]) -> Option<Rule> {
        self.rule.with(|rule| edit::at(rule, path).cloned())
    }

    /// Puts another node at a path.
    pub fn replace(self, path: &[usize], node: Rule, key: Option<&str>) {
        let rule = self.rule.with_untracked(|rule| edit::replaced(rule, path, node));
        self.put(rule, key);
    }

    /// Moves the node at a path; the focus goes with it.
    pub fn shift(self, path: &[usize], up: bool) {
        let moved = self.rule.with_untracked(|rule| edit::moved(rule, path, up));
        let bench = Workbench::here();
        match moved {
            Some((rule, to)) => {
                self.put(rule, None);
                bench.say(if up { "Moved up" } else { "Moved down" });
                focus_later(&to, "grip");
            }
            None => bench.say(if up { "Already first" } else { "Already last" }),
        }
    }

    /// Position of a path in the order of counts.
    pub fn position(self, path: &[usize]) -> Option<usize> {
        self.rule.with(|rule| edit::paths(rule).iter().position(|p| p == path))
    }
}

/// The element of a row for a path: `data-at` and `data-part` name it.
pub fn mark(path: &[usize]) -> String {
    path.iter().map(usize::to_string).collect::<Vec<_>>().join(".")
}

/// Focuses a part of the row at a path once it is there.
pub fn focus_later(path: &[usize], part: &str) {
    let selector = format!("[data-at=\"{}\"] [data-part={part}]", mark(path));
    request_animation_frame(move || {
        let element = document().query_selector(&selector).ok().flatten();
        if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}

/// The page of one segment.
#[component]
pub fn EditorPage(
    /// Which.
    id: SegmentId,
) -> impl IntoView {
    let bench = Workbench::here();
    let desk = Desk::here();
    let editor = Editor::new(id);
    let segment = bench.record(move |plan| plan.segments.get(&id));
    let name = derive(move || segment.get().map(|s| s.name.clone()).unwrap_or_default());
    let text = derive(move || {
        let rule = editor.rule.get();
        bench.session.with(|s| s.as_ref().map(|s| segment::print(&rule, s.plan()))).unwrap_or_default()
    });
    let used = bench.read(move |plan| {
        plan.sequences.values().filter(|s| s.segment == Some(id)).map(|s| s.name.clone()).collect::<Vec<_>>()
    });
    let sub = derive(move || {
        let list = desk.info().map_or("no list yet".to_owned(), |info| info.record.name.clone());
        match used.get().unwrap_or_default().as_slice() {
            [] => format!("Segment of {list}, not used yet"),
            names => format!("Segment of {list}, used by {}", names.join(", ")),
        }
    });
    let form = RwSignal::new("builder".to_owned());
    let drawing = RwSignal::new(false);
    let toasts = expect_context::<Toasts>();
    let csv = move |_| {
        let file = format!("{}.csv", name.get_untracked());
        spawn_local(async move {
            let view = View { rule: Some(Rule::Segment(id)), today: Some(desk.today()), ..View::default() };
            match desk.data().list_csv(view, Vec::new(), false).await {
                Ok(made) => drop(crate::browser::files::save(&file, &made.media_type, &made.bytes)),
                Err(failure) => toasts.tell(crate::ui::format::sentence(&failure.message)),
            }
        });
    };
    let rename = Callback::new(move |name: String| {
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err("A segment needs a name".to_owned());
        }
        let rule = segment.get_untracked().map(|s| s.rule.clone()).unwrap_or_default();
        bench.take(Command::PutSegment(Some(id), Segment { name, rule }))
    });
    view! {
        <Head title=name sub=sub>
            <UndoButtons />
            {move || desk.info().is_some().then(|| view! {
                <button type="button" class="btn" on:click=move |_| drawing.set(true)>{icon("split")}"Pilot and rest"</button>
                <button type="button" class="btn line" title="Everybody in it with all columns, safe for spreadsheets" on:click=csv>{icon("export")}"CSV"</button>
            })}
            <Segmented
                label="Form"
                options=vec![("builder", "Builder", ""), ("text", "Text", "")]
                value=form
                on_change=Callback::new(move |key: &'static str| form.set(key.to_owned()))
            />
        </Head>
        <div class="work segwork">
            <section class="centre paper builder" aria-label="Rule">
                <div class="segtitle">
                    <Field label="Name" value=name take=rename />
                </div>
                <Show when=move || form.with(|form| form == "builder") fallback=move || view! { <TextForm editor text /> }>
                    <Builder editor />
                    <div class="textform">
                        <div class="row between">
                            <h2 class="h3">"As text"</h2>
                            <CopyButton text />
                        </div>
                        <pre class="mono" tabindex="0" aria-label="The rule as text">{text}</pre>
                    </div>
                </Show>
            </section>
            <Side editor />
        </div>
        <AnswerBar editor />
        <Dialog open=drawing title="Pilot and rest">
            <PilotForm id open=drawing />
        </Dialog>
    }
}
