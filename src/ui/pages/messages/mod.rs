//! Messages: the list with where each is used, the text of one, and how it reads for any contact.

mod letter;
mod person;
mod preview;

use leptos::prelude::*;

pub use letter::Letter;
pub use person::{Person, PersonPick};
pub use preview::Preview;

use super::{Group, PageEntry};
use crate::model::{ChannelKind, Message, MessageId, SequenceId};
use crate::session::Command;
use crate::ui::channel;
use crate::ui::components::{Button, Empty, Field, Find, Item, Menu};
use crate::ui::erased::{derive, memo};
use crate::ui::frame::{Head, UndoButtons};
use crate::ui::router::{Page, Route, Router};
use crate::ui::workbench::Workbench;

/// Messages in the registry of pages.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Messages(None),
    group: Group::Plan,
    name: "Messages",
    glyph: "text",
    bottom: None,
    count: |bench| bench.read(|plan| plan.messages.len() as u64).get(),
    view: |_| view! { <MessagesPage /> }.into_any(),
};

/// A message in the list.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Entry {
    id: MessageId,
    name: String,
    channel: ChannelKind,
    under: String,
    /// The touches that have it: sequence, and name of the step.
    used: Vec<(SequenceId, String)>,
}

#[component]
fn MessagesPage() -> impl IntoView {
    let bench = Workbench::here();
    let router = Router::here();
    let find = RwSignal::new(String::new());
    let all = bench.read(|plan| {
        let steps: Vec<_> = plan
            .sequences
            .keys()
            .flat_map(|id| plan.walk(*id).into_iter().map(|visit| (*id, visit.id)))
            .filter_map(|(sequence, id)| {
                let step = plan.steps.get(&id)?;
                Some((step.kind.touch()?.message?, sequence, step.name.clone()))
            })
            .collect();
        let mut list: Vec<Entry> = plan
            .messages
            .iter()
            .map(|(id, message)| {
                let under = if message.subject.is_empty() { &message.body } else { &message.subject };
                Entry {
                    id: *id,
                    name: message.name.clone(),
                    channel: message.channel,
                    under: under.chars().take(80).collect(),
                    used: steps
                        .iter()
                        .filter(|(own, ..)| own == id)
                        .map(|(_, s, name)| (*s, name.clone()))
                        .collect(),
                }
            })
            .collect();
        // in the order of the steps, unused ones last
        let place = |entry: &Entry| steps.iter().position(|(id, ..)| *id == entry.id).unwrap_or(usize::MAX);
        list.sort_by_key(place);
        list
    });
    let all = memo(move |_| all.get().unwrap_or_default());
    let shown = memo(move |_| {
        let wanted = find.get().to_lowercase();
        let mut list = all.get();
        list.retain(|entry| {
            wanted.is_empty()
                || entry.name.to_lowercase().contains(&wanted)
                || bench
                    .plan_now(|plan| {
                        plan.messages.get(&entry.id).is_some_and(|message| {
                            let text = format!("{} {} {}", message.subject, message.preview, message.body);
                            text.to_lowercase().contains(&wanted)
                        })
                    })
                    .unwrap_or(false)
        });
        list
    });
    let current = memo(move |_| {
        let wanted = router.route.with(|route| match route {
            Route::Plan { page: Page::Messages(id), .. } => *id,
            _ => None,
        });
        all.with(|all| {
            let found = wanted.filter(|id| all.iter().any(|entry| entry.id == *id));
            found.or(all.first().map(|entry| entry.id))
        })
    });
    let entry =
        memo(move |_| all.with(|all| all.iter().find(|entry| Some(entry.id) == current.get()).cloned()));
    let sequence = memo(move |_| entry.with(|entry| entry.as_ref()?.used.first().map(|(id, _)| *id)));
    let person = Person::new(sequence);
    let add = move || {
        let message = Message {
            name: "New message".to_owned(),
            channel: ChannelKind::Email,
            subject: String::new(),
            preview: String::new(),
            body: String::new(),
        };
        if let Ok(done) = bench.dispatch(Command::PutMessage(None, message)) {
            bench.go(Page::Messages(done.made::<Message>()));
        }
    };
    let is_empty = memo(move |_| all.with(Vec::is_empty));
    let none = move || {
        view! {
            <Empty glyph="text" title="No messages yet" words="A message is written for a channel and used by steps.">
                <Button kind="solid" glyph="plus" label="New message" on_press=add />
            </Empty>
        }
    };
    view! {
        <Head title="Messages" sub=derive(move || crate::ui::format::counted(all.with(Vec::len), "message", "messages"))>
            <UndoButtons />
            <Button kind="line" glyph="plus" label="Message" on_press=add />
        </Head>
        <Show when=move || !is_empty.get() fallback=none>
            <div class="work msgwork">
                <nav class="msglist" aria-label="All messages">
                    <Find label="Find in all texts" value=find dense=false />
                    <For each=move || shown.get() key=|entry| entry.clone() let:entry>
                        <MessageLink entry current />
                    </For>
                    {move || shown.with(Vec::is_empty).then(|| view! { <p class="small faint">"No text holds that."</p> })}
                </nav>
                <section class="centre msgedit" aria-label="Message">
                    <MessageHead entry />
                    <Letter message=current />
                </section>
                <aside class="panel" aria-label="Preview">
                    <section class="stack">
                        <h2>"Preview"</h2>
                        <PersonPick person />
                        <Preview message=current person />
                    </section>
                </aside>
            </div>
        </Show>
    }
}

#[component]
fn MessageLink(entry: Entry, current: Memo<Option<MessageId>>) -> impl IntoView {
    let bench = Workbench::here();
    let id = entry.id;
    let uses = match entry.used.as_slice() {
        [] => "not used".to_owned(),
        [(_, one)] if *one == entry.name => entry.under,
        [(_, one)] => format!("in {one}"),
        many => format!("in {} steps", many.len()),
    };
    view! {
        <a class="msgitem" href=move || bench.href(Page::Messages(Some(id))) aria-current=move || (current.get() == Some(id)).then_some("page")>
            {channel::tile(entry.channel.channel(), true)}
            <span class="grow1">
                <b class="cut blk">{entry.name}</b>
                <span class="small muted cut blk">{uses}</span>
            </span>
        </a>
    }
}

/// Name, channel, where it is used, and the way out.
#[component]
fn MessageHead(entry: Memo<Option<Entry>>) -> impl IntoView {
    let bench = Workbench::here();
    let change = move |with: &dyn Fn(&mut Message)| {
        let Some(id) = entry.with_untracked(|entry| entry.as_ref().map(|entry| entry.id)) else {
            return Ok(());
        };
        let now = bench.plan_now(|plan| plan.messages.get(&id).map(|message| (**message).clone())).flatten();
        let Some(mut message) = now else { return Ok(()) };
        with(&mut message);
        bench.take(Command::PutMessage(Some(id), message))
    };
    let channels = ChannelKind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.label().to_owned()));
    let delete = move || {
        let Some(entry) = entry.get_untracked() else { return };
        if bench.dispatch(Command::DeleteMessage(entry.id)).is_ok() {
            bench.tell_with_undo(format!("Deleted “{}”", entry.name));
        }
    };
    let uses = move || {
        entry.with(|entry| {
            let used = entry.as_ref().map(|entry| entry.used.clone()).unwrap_or_default();
            if used.is_empty() {
                return view! { <span>"Used by no step"</span> }.into_any();
            }
            used.into_iter()
                .enumerate()
                .map(|(i, (sequence, step))| {
                    let href = bench.href(Page::Sequence(Some(sequence)));
                    view! {
                        {if i == 0 { "Used by " } else { ", " }}
                        <a class="link" href=href>{step}</a>
                    }
                })
                .collect_view()
                .into_any()
        })
    };
    view! {
        <div class="msghead">
            <Field
                label="Name"
                value=derive(move || entry.get().map(|entry| entry.name).unwrap_or_default())
                take=Callback::new(move |text: String| {
                    if text.trim().is_empty() {
                        return Err("A message needs a name".to_owned());
                    }
                    change(&|message| text.trim().clone_into(&mut message.name))
                })
            />
            <crate::ui::components::Select
                label="Written for"
                value=derive(move || entry.get().map(|entry| entry.channel.name().to_owned()).unwrap_or_default())
                options=Signal::stored(channels.collect::<Vec<_>>())
                on_change=Callback::new(move |key: String| {
                    if let Some(kind) = ChannelKind::ALL.into_iter().find(|kind| kind.name() == key) {
                        // a refusal is shown by the frame
                        drop(change(&|message| message.channel = kind));
                    }
                })
            />
            <Menu label="More about this message">
                <Item label="Delete" glyph="trash" class="bad" on_press=delete />
            </Menu>
            <p class="small faint">{uses}</p>
        </div>
    }
}
