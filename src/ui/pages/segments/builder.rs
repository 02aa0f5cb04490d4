//! The builder: groups as brackets, lines with their counts.

use leptos::prelude::*;

use super::condition::ConditionRow;
use super::editor::{Editor, GroupKind, Path, Shape, focus_later, mark};
use crate::model::{Condition, Field, Rule, StdField, Test};
use crate::segment::edit;
use crate::ui::components::icon;
use crate::ui::desk::Desk;
use crate::ui::erased::memo;
use crate::ui::format;

/// The whole rule.
#[component]
pub fn Builder(
    /// The segment under edit.
    editor: Editor,
) -> impl IntoView {
    view! {
        <div class="colhead wide" aria-hidden="true">
            <span></span>
            <span>"Condition"</span>
            <span class="cnt">"Alone"</span>
            <span class="cnt so">"So far"</span>
            <span></span>
        </div>
        {move || match editor.shape.get() {
            Shape::Group(kind, members) => group(editor, Vec::new(), kind, members),
            _ => ().into_any(),
        }}
    }
}

fn group(editor: Editor, path: Path, kind: GroupKind, members: Vec<Shape>) -> AnyView {
    let is_root = path.is_empty();
    let class = match kind {
        GroupKind::All => "group all",
        GroupKind::Any => "group any",
        GroupKind::None => "group none",
    };
    let n = members.len();
    let rows = members
        .into_iter()
        .enumerate()
        .map(|(index, shape)| {
            let mut place = path.clone();
            place.push(index);
            match shape {
                Shape::Group(kind, members) => {
                    view! { <li>{group(editor, place, kind, members)}</li> }.into_any()
                }
                shape => view! { <ConditionRow editor path=place shape /> }.into_any(),
            }
        })
        .collect_view();
    let (at, own, foot) = (mark(&path), path.clone(), path);
    view! {
        <div class=class data-at=at role="group" aria-label=group_words(kind)>
            <div class="ghead">
                <GroupKindSelect editor path=own.clone() kind />
                <span class="faint small">{group_words(kind)}</span>
                {(!is_root).then(|| view! { <LineCounts editor path=own.clone() /> })}
                {(!is_root)
                    .then(|| {
                        let own = own.clone();
                        view! {
                            <button
                                type="button"
                                class="btn dense icon-only rm"
                                aria-label="Remove group"
                                on:click=move |_| {
                                    let rule = editor.rule.with_untracked(|rule| edit::removed(rule, &own));
                                    editor.put(rule, None);
                                }
                            >
                                {icon("close")}
                            </button>
                        }
                    })}
            </div>
            <ul class="conds">{rows}</ul>
            {(is_root && n == 0)
                .then(|| view! { <p class="muted segnone">"Everybody on the list. Add a condition to narrow it down."</p> })}
            <GroupFoot editor path=foot n />
        </div>
    }
    .into_any()
}

fn group_words(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::All => "every line must be true",
        GroupKind::Any => "at least one line must be true",
        GroupKind::None => "no line may be true",
    }
}

#[component]
fn GroupKindSelect(editor: Editor, path: Path, kind: GroupKind) -> impl IntoView {
    let change = move |event| {
        let kind = match event_target_value(&event).as_str() {
            "any" => GroupKind::Any,
            "none" => GroupKind::None,
            _ => GroupKind::All,
        };
        let node = editor
            .rule
            .with_untracked(|rule| edit::at(rule, &path).and_then(edit::members).map(<[_]>::to_vec));
        if let Some(members) = node {
            editor.replace(&path, kind.of(members), None);
            focus_later(&path, "kind");
        }
    };
    view! {
        <span class="box pick dense gop">
            <select data-part="kind" aria-label="How the lines are joined" on:change=change>
                <option value="all" selected=kind == GroupKind::All>"All of"</option>
                <option value="any" selected=kind == GroupKind::Any>"Any of"</option>
                <option value="none" selected=kind == GroupKind::None>"None of"</option>
            </select>
            {icon("down")}
        </span>
    }
}

#[component]
fn GroupFoot(editor: Editor, path: Path, n: usize) -> impl IntoView {
    let desk = Desk::here();
    let depth = path.len();
    let fresh = move || {
        let has = |field: StdField| {
            untrack(|| desk.info())
                .is_none_or(|info| info.columns.iter().any(|c| c.field == Field::Std(field)))
        };
        let field = [StdField::Country, StdField::Title, StdField::Company]
            .into_iter()
            .find(|f| has(*f))
            .map(Field::Std)
            .or_else(|| {
                untrack(|| desk.info()).and_then(|info| info.columns.first().map(|c| c.field.clone()))
            })
            .unwrap_or(Field::Std(StdField::Country));
        Rule::Is(Condition { field, test: Test::Known })
    };
    let put = move |path: &[usize], node: Rule| {
        let rule = editor.rule.with_untracked(|rule| edit::inserted(rule, path, n, node));
        editor.put(rule, None);
        let mut at = path.to_vec();
        at.push(n);
        at
    };
    let (own, other) = (path.clone(), path);
    view! {
        <div class="gfoot">
            <button
                type="button"
                class="btn dense"
                on:click=move |_| {
                    let at = put(&own, fresh());
                    focus_later(&at, "field");
                }
            >
                {icon("plus")}
                "Condition"
            </button>
            {(depth < 6)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="btn dense"
                            on:click=move |_| {
                                let mut at = put(&other, Rule::Any(vec![fresh()]));
                                at.push(0);
                                focus_later(&at, "field");
                            }
                        >
                            {icon("plus")}
                            "Group"
                        </button>
                    }
                })}
        </div>
    }
}

/// Alone and so far, with the bar.
#[component]
pub fn LineCounts(
    /// The segment under edit.
    editor: Editor,
    /// Which line.
    path: Path,
) -> impl IntoView {
    let count = memo(move |_| {
        let at = editor.position(&path)?;
        editor.counts.with(|counts| counts.as_ref().and_then(|c| c.nodes.get(at).map(|n| (*n, c.of))))
    });
    let width = |n: u32, of: u32| format!("{:.1}", 72.0 * f64::from(n) / f64::from(of.max(1)));
    view! {
        <span class="cnt num faint">
            <span class="sr">"alone "</span>
            {move || count.get().map(|(n, _)| format::count(u64::from(n.alone)))}
        </span>
        <span class="cnt num so">
            {move || {
                count
                    .get()
                    .map(|(n, of)| {
                        view! {
                            <svg class="chart wide" width="72" height="8" viewBox="0 0 72 8" aria-hidden="true">
                                <rect class={"track"} width="72" height="6" y="1" rx="3" />
                                <rect class={"fan-90"} width=width(n.before, of) height="6" y="1" rx="2" />
                                <rect class={"bar"} width=width(n.so_far, of) height="6" y="1" rx="2" />
                            </svg>
                            <span class="sr">"so far "</span>
                            <b>{format::count(u64::from(n.so_far))}</b>
                        }
                    })
            }}
        </span>
    }
}
