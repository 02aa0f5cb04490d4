//! Versions of the open plan: keep one, bring one back, take one out as a file. How they lie in storage stands in `store`.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::components::{Button, Dialog, Field, icon};
use super::format;
use super::keep::{Keep, file_name, now, when};
use super::workbench::Workbench;
use crate::browser::files;
use crate::model::Plan;
use crate::session::Command;
use crate::store::{self, Version, VersionError};
use crate::ui::erased::{derive, effect};

/// What the dialog shows; a copyable handle.
#[derive(Clone, Copy)]
struct Versions {
    list: RwSignal<Option<Vec<Version>>>,
    /// Why the last thing did not work.
    failed: RwSignal<Option<String>>,
    /// The one that is asked about before it is deleted.
    asking: RwSignal<Option<u32>>,
    bench: Workbench,
    keep: Keep,
}

impl Versions {
    /// Does something with the storage for the open plan, shows what went wrong, and the list as it is then.
    fn run<F: Future<Output = Result<(), VersionError>> + 'static>(
        self,
        act: impl FnOnce(Plan) -> F + 'static,
    ) {
        let Some(plan) = self.bench.plan_now(Plan::clone) else { return };
        spawn_local(async move {
            let id = plan.id.clone();
            let done = act(plan).await;
            self.failed.set(done.err().map(|why| format::sentence(&why.to_string())));
            match store::list_versions(&self.keep.texts(), &id).await {
                Ok(versions) => self.list.set(Some(versions)),
                Err(why) => self.failed.set(Some(format!("Versions cannot be read: {why}"))),
            }
        });
    }

    fn look(self) {
        self.run(|_| async { Ok(()) });
    }

    fn add(self, name: String) {
        let texts = self.keep.texts();
        self.run(move |plan| async move {
            store::keep_version(&texts, &plan, &name, now(), false).await.map(drop)
        });
    }

    fn delete(self, number: u32) {
        self.asking.set(None);
        let texts = self.keep.texts();
        self.run(move |plan| async move { Ok(store::delete_version(&texts, &plan.id, number).await?) });
    }

    /// One undoable step; what it replaces is kept as a version first, because the undo log is bounded.
    fn restore(self, version: Version, open: RwSignal<bool>) {
        let texts = self.keep.texts();
        self.run(move |plan| async move {
            let was = store::read_version(&texts, &plan.id, version.number).await?;
            let before = format!("Before restoring {}", version.name);
            store::keep_version(&texts, &plan, &before, now(), true).await?;
            let name = version.name.clone();
            // a refusal is shown by the bench
            if self.bench.dispatch(Command::Restore { name, plan: Box::new(was) }).is_ok() {
                open.set(false);
                self.bench.tell_with_undo(format!("“{}” is back", version.name));
            }
            Ok(())
        });
    }

    /// A version that does not read is given out as it lies there.
    fn export(self, version: Version) {
        let texts = self.keep.texts();
        self.run(move |plan| async move {
            let name = file_name(&format!("{}, {}", plan.settings.name, version.name));
            let (text, failed) = match store::read_version(&texts, &plan.id, version.number).await {
                Ok(plan) => (store::write_plan(&plan), None),
                Err(VersionError::Unreadable { why, text }) => {
                    (text.clone(), Some(VersionError::Unreadable { why, text }))
                }
                Err(why) => return Err(why),
            };
            files::save(&format!("{name}.cadenza.json"), "application/json", text.as_bytes());
            failed.map_or(Ok(()), Err)
        });
    }
}

/// The dialog; `open` is the menu's affair.
#[component]
pub fn VersionsDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let versions = Versions {
        list: RwSignal::new(None),
        failed: RwSignal::new(None),
        asking: RwSignal::new(None),
        bench: Workbench::here(),
        keep: Keep::here(),
    };
    effect(move |_| {
        if open.get() {
            versions.asking.set(None);
            versions.look();
        }
    });
    view! {
        <Dialog open title="Versions">
            <Body versions open />
        </Dialog>
    }
}

#[component]
fn Body(versions: Versions, open: RwSignal<bool>) -> impl IntoView {
    let bench = versions.bench;
    let name = RwSignal::new(String::new());
    let locked = derive(move || bench.is_read_only().then(|| "This plan is read only".to_owned()));
    let add = move || {
        let typed = name.get_untracked();
        let name = if typed.trim().is_empty() { format!("Version of {}", when(now())) } else { typed };
        versions.add(name);
    };
    view! {
        <p class="muted">
            "A version is the plan as it stands: steps, segments, messages, team, assumptions. Lists of contacts are not part of it."
        </p>
        <div class="row ends">
            <div class="grow1">
                <Field
                    label="Name"
                    value=name
                    live=true
                    take=move |text: String| {
                        name.set(text);
                        Ok(())
                    }
                />
            </div>
            <Button
                kind="solid"
                label="Keep a version"
                reason=locked
                on_press=move || {
                    add();
                    name.set(String::new());
                }
            />
        </div>
        {move || {
            versions
                .failed
                .get()
                .map(|why| view! { <p class="msg bad" role="alert">{icon("error")}{why}</p> })
        }}
        <ul class="versions">
            <For
                each=move || versions.list.get().unwrap_or_default()
                key=|version| version.number
                let:version
            >
                <Row versions version open locked />
            </For>
        </ul>
        {move || {
            versions.list.get().is_some_and(|list| list.is_empty()).then(|| view! { <p>"No versions yet."</p> })
        }}
    }
}

#[component]
fn Row(
    versions: Versions,
    version: Version,
    open: RwSignal<bool>,
    locked: Signal<Option<String>>,
) -> impl IntoView {
    let number = version.number;
    let sub = format!(
        "{}, {}{}",
        when(version.at),
        format::counted(version.steps as usize, "step", "steps"),
        if version.automatic { ", kept by itself" } else { "" },
    );
    let name = version.name.clone();
    let (delete, export) = (format!("Delete {name}"), format!("Save {name} as a file"));
    let kept = StoredValue::new(version);
    view! {
        <li class="row">
            <div class="grow1">
                <b class="cut">{name}</b>
                <span class="small muted num">{sub}</span>
            </div>
            <Show
                when=move || versions.asking.get() == Some(number)
                fallback=move || {
                    view! {
                        <Button
                            kind="line dense"
                            label="Restore"
                            reason=locked
                            on_press=move || versions.restore(kept.get_value(), open)
                        />
                        <Button
                            kind="dense"
                            glyph="export"
                            icon_only=true
                            label=export.clone()
                            on_press=move || versions.export(kept.get_value())
                        />
                        <Button
                            kind="dense"
                            glyph="trash"
                            icon_only=true
                            label=delete.clone()
                            reason=locked
                            on_press=move || versions.asking.set(Some(number))
                        />
                    }
                }
            >
                <Button kind="bad dense" label="Delete for good" on_press=move || versions.delete(number) />
                <Button kind="line dense" label="Keep it" on_press=move || versions.asking.set(None) />
            </Show>
        </li>
    }
}
