//! The text of a message under edit: merge fields painted as chips, put in from the list's own fields, each with its fallback.

use leptos::html;
use leptos::prelude::*;

use super::preview::fields_of;
use crate::message::{Part, UnknownMerge, name, parts, unknown_merges, with_fallback, written};
use crate::model::{ChannelKind, Field, Message, MessageId, StdField};
use crate::session::Command;
use crate::ui::components::{Button, Field as Line, Select, icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::ui::pages::outline::label_of;
use crate::ui::workbench::{Same, Workbench};

/// One of the texts of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Subject,
    Preview,
    Body,
}

impl Text {
    fn of(self, message: &Message) -> &String {
        match self {
            Text::Subject => &message.subject,
            Text::Preview => &message.preview,
            Text::Body => &message.body,
        }
    }

    fn of_mut(self, message: &mut Message) -> &mut String {
        match self {
            Text::Subject => &mut message.subject,
            Text::Preview => &mut message.preview,
            Text::Body => &mut message.body,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Text::Subject => "Subject",
            Text::Preview => "Preview text",
            Text::Body => "Text",
        }
    }
}

/// The message under edit; a copyable handle.
#[derive(Clone, Copy)]
struct Editor {
    bench: Workbench,
    message: Memo<Option<MessageId>>,
    record: Memo<Option<Same<Message>>>,
    /// The text that the cursor was in last.
    last: RwSignal<Text>,
    areas: [NodeRef<html::Textarea>; 3],
}

impl Editor {
    fn read<T: PartialEq + Default + Send + Sync + 'static>(self, from: fn(&Message) -> T) -> Memo<T> {
        memo(move |_| self.record.with(|record| record.as_ref().map(|r| from(r)).unwrap_or_default()))
    }

    fn change(self, key: &str, with: impl FnOnce(&mut Message)) -> Result<(), String> {
        let Some(id) = self.message.get_untracked() else { return Ok(()) };
        let now =
            self.bench.plan_now(|plan| plan.messages.get(&id).map(|message| (**message).clone())).flatten();
        let Some(mut changed) = now else { return Ok(()) };
        with(&mut changed);
        self.bench.take_later(Command::PutMessage(Some(id), changed), format!("{id} {key}"))
    }

    /// Puts a merge field where the cursor is, in place of what is selected.
    fn insert(self, field: &str) {
        let text = self.last.get_untracked();
        let Some(area) = self.areas[text as usize].get_untracked() else { return };
        let now = self.record.with_untracked(|r| r.as_ref().map(|r| text.of(r).clone())).unwrap_or_default();
        let units: Vec<u16> = now.encode_utf16().collect();
        let end = units.len() as u32;
        let from = area.selection_start().ok().flatten().unwrap_or(end).min(end) as usize;
        let to = (area.selection_end().ok().flatten().unwrap_or(end).min(end) as usize).max(from);
        let part = |units: &[u16]| String::from_utf16_lossy(units);
        let new = format!("{}{field}{}", part(&units[..from]), part(&units[to..]));
        self.bench.settle();
        if self.change(text.label(), |message| *text.of_mut(message) = new).is_ok() {
            self.bench.settle();
            let caret = (from + field.encode_utf16().count()) as u32;
            request_animation_frame(move || {
                let _ = area.focus();
                let _ = area.set_selection_range(caret, caret);
            });
        }
    }
}

/// Subject, preview text and text, the fields in them, and a way to put in more.
#[component]
pub fn Letter(message: Memo<Option<MessageId>>) -> impl IntoView {
    let bench = Workbench::here();
    let editor = Editor {
        bench,
        message,
        record: bench.record(move |plan| plan.messages.get(&message.get()?)),
        last: RwSignal::new(Text::Body),
        areas: [NodeRef::new(), NodeRef::new(), NodeRef::new()],
    };
    let is_mail = editor.read(|message| message.channel == ChannelKind::Email);
    let inserting = RwSignal::new(false);
    view! {
        <div class="letteredit">
            {move || is_mail.get().then(|| view! {
                <TextArea editor text=Text::Subject />
                <TextArea editor text=Text::Preview />
            })}
            <TextArea editor text=Text::Body />
            <div class="row">
                <button
                    type="button"
                    class="btn dense"
                    aria-expanded=move || inserting.get().to_string()
                    on:click=move |_| inserting.update(|open| *open = !*open)
                >
                    {icon("plus")}
                    "Field of the contact"
                </button>
            </div>
            {move || inserting.get().then(|| view! { <Insert editor open=inserting /> })}
            <Used editor />
        </div>
    }
}

/// A text whose merge fields are painted as chips: the painting lies under the text that is typed, letter for letter.
#[component]
fn TextArea(editor: Editor, text: Text) -> impl IntoView {
    let value = memo(move |_| {
        editor.record.with(|record| record.as_ref().map(|record| text.of(record).clone())).unwrap_or_default()
    });
    let typed = move |new: String| {
        let new = if text == Text::Body { new } else { new.replace('\n', " ") };
        // a refusal is shown by the frame
        drop(editor.change(text.label(), |message| *text.of_mut(message) = new));
    };
    let painted = move || {
        let text = value.get();
        let chips = parts(&text).0.into_iter().map(|part| match part {
            Part::Text(text) => text.to_owned().into_any(),
            Part::Merge(merge) => {
                let class = if merge.fallback.is_some() { "merge" } else { "merge bare" };
                view! { <span class=class>{text[merge.at].to_owned()}</span> }.into_any()
            }
        });
        (chips.collect_view(), "\n")
    };
    let problem = move || value.with(|text| parts(text).1.into_iter().next().map(|problem| problem.message));
    let desk = Desk::here();
    let unknown = memo(move |_| {
        desk.list.track();
        let headings = desk.headings()?;
        let first =
            |plan: &crate::model::Plan| unknown_merges(&value.get(), plan, &headings).into_iter().next();
        editor.bench.plan_now(first).flatten()
    });
    let mend = move |UnknownMerge { at, meant, .. }: UnknownMerge| {
        let mut text = value.get_untracked();
        if let (Some(meant), true) = (meant, text.get(at.clone()).is_some()) {
            text.replace_range(at, &meant);
            typed(text);
            editor.bench.settle();
        }
    };
    view! {
        <label class="field">
            <span class="name">{text.label()}</span>
            <span class="box painted" class:is-bad=move || problem().is_some() || unknown.with(Option::is_some) class:long=text == Text::Body>
                <span class="under" aria-hidden="true">{painted}</span>
                <textarea
                    node_ref=editor.areas[text as usize]
                    rows="1"
                    prop:value=value
                    on:input=move |event| typed(event_target_value(&event))
                    on:focus=move |_| editor.last.set(text)
                    on:blur=move |_| editor.bench.settle()
                ></textarea>
            </span>
            {move || problem().map(|why| view! {
                <span class="msg bad">{icon_small("error")}<span>{format::sentence(&why)}</span></span>
            })}
        </label>
        {move || unknown.get().map(|wrong| {
            let words = format::sentence(&wrong.message);
            let press = wrong.meant.clone().map(|meant| view! {
                <button type="button" class="btn fix" on:click=move |_| mend(wrong.clone())>{format!("Use {meant}")}</button>
            });
            view! { <p class="msg bad" role="status">{icon_small("error")}<span>{words}</span>{press}</p> }
        })}
    }
}

/// The fields that can be put in, and how many contacts of the list have none.
fn offered(desk: Desk) -> Vec<(Field, String, u32)> {
    match desk.info() {
        Some(info) => {
            let rows = info.record.rows;
            let column = |c: &crate::worker::protocol::ColumnInfo| {
                (c.field.clone(), label_of(&c.field), rows.saturating_sub(c.filled))
            };
            info.columns.iter().map(column).collect()
        }
        None => StdField::ALL.iter().map(|field| (Field::Std(*field), field.label().to_owned(), 0)).collect(),
    }
}

#[component]
fn Insert(editor: Editor, open: RwSignal<bool>) -> impl IntoView {
    let desk = Desk::here();
    let first =
        untrack(|| offered(desk)).into_iter().next().map(|(field, ..)| name(&field)).unwrap_or_default();
    let chosen = RwSignal::new(first);
    let fallback = RwSignal::new(String::new());
    let options = derive(move || {
        let words = |label: String, empty: u32| match empty {
            0 => label,
            n => format!("{label} ({} empty)", format::count(u64::from(n))),
        };
        offered(desk)
            .into_iter()
            .map(|(field, label, empty)| (name(&field), words(label, empty)))
            .collect::<Vec<_>>()
    });
    let put = move || {
        editor.insert(&written(&chosen.get_untracked(), &fallback.get_untracked()));
        fallback.set(String::new());
        open.set(false);
    };
    view! {
        <div class="insertrow">
            <Select label="Field" value=chosen options on_change=Callback::new(move |key| chosen.set(key)) />
            <Line
                label="If it is empty"
                live=true
                value=fallback
                take=Callback::new(move |text| {
                    fallback.set(text);
                    Ok(())
                })
            />
            <Button kind="line" label="Insert" on_press=put />
        </div>
    }
}

/// The fields in use: each with its fallback, and with what happens where a contact has no value.
#[component]
fn Used(editor: Editor) -> impl IntoView {
    let desk = Desk::here();
    let fields = editor.read(fields_of);
    let row = move |field: Field| {
        let of = field.clone();
        let fallback = memo(move |_| {
            editor.record.with(|record| {
                let record = record.as_ref()?;
                let texts = [&record.subject, &record.preview, &record.body];
                let merges = texts.into_iter().flat_map(|text| crate::message::merges(text));
                let fallbacks: Vec<Option<String>> = merges
                    .filter(|merge| merge.field() == of)
                    .map(|merge| merge.fallback.map(str::to_owned))
                    .collect();
                // one without leaves a gap, whatever the others have
                if fallbacks.iter().any(Option::is_none) {
                    None
                } else {
                    fallbacks.into_iter().next().flatten()
                }
            })
        });
        let own = field.clone();
        let state = move || {
            if fallback.get().is_some() {
                return None;
            }
            let info = desk.info()?;
            match info.columns.iter().find(|column| column.field == own) {
                None => Some("not on this list".to_owned()),
                Some(column) if column.filled < info.record.rows => {
                    Some(format!("empty for {}", format::count(u64::from(info.record.rows - column.filled))))
                }
                Some(_) => None,
            }
        };
        let of = field.clone();
        let take = move |text: String| {
            editor.change("fallback", |message| {
                for text_of in [Text::Subject, Text::Preview, Text::Body] {
                    let changed = with_fallback(text_of.of(message), &of, &text);
                    *text_of.of_mut(message) = changed;
                }
            })
        };
        let label = format!("If {} is empty", label_of(&field).to_lowercase());
        view! {
            <li>
                <span class="cut">{label_of(&field)}</span>
                <Line
                    label
                    bare=true
                    placeholder="no fallback"
                    value=derive(move || fallback.get().unwrap_or_default())
                    take=Callback::new(take)
                />
                {move || state().map(|words| view! { <span class="msg warn">{icon_small("warn")}<span>{words}</span></span> })}
            </li>
        }
    };
    view! {
        <Show when=move || fields.with(|fields| !fields.is_empty())>
            <p class="small faint">"Where the list has no value for a field, this stands instead:"</p>
            <ul class="usedfields" aria-label="Fields in this message and their fallbacks">
                <For each=move || fields.get() key=Field::clone let:field>{row(field)}</For>
            </ul>
        </Show>
    }
}
