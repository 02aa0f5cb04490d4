//! Told once, then gone. Never for errors: those stay where they are until they are dealt with.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::icon;

/// How long a toast stays.
const STAY: Duration = Duration::from_secs(8);

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    action: Option<(String, Action)>,
}

/// Not a `Callback`: that ends with the part of the page that made it, and a toast outlives it.
type Action = Arc<dyn Fn() + Send + Sync>;

/// Tells things once; a copyable handle kept in the context.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Default for Toasts {
    fn default() -> Self {
        Toasts { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }
}

impl Toasts {
    /// Tells something.
    pub fn tell(self, text: impl Into<String>) {
        self.show(text.into(), None);
    }

    /// Tells something that can be taken back (or acted on) with one press.
    pub fn offer(
        self,
        text: impl Into<String>,
        label: impl Into<String>,
        act: impl Fn() + Send + Sync + 'static,
    ) {
        self.show(text.into(), Some((label.into(), Arc::new(act))));
    }

    fn show(self, text: String, action: Option<(String, Action)>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| {
            // two are enough to read
            if list.len() > 1 {
                list.remove(0);
            }
            list.push(Toast { id, text, action });
        });
        set_timeout(move || self.drop(id), STAY);
    }

    fn drop(self, id: u32) {
        if self.list.with_untracked(|list| list.iter().any(|toast| toast.id == id)) {
            self.list.update(|list| list.retain(|toast| toast.id != id));
        }
    }
}

/// Where toasts are shown.
#[component]
pub fn ToastStack() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    view! {
        <div class="toasts" role="status">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                {
                    let id = toast.id;
                    view! {
                        <div class="toast">
                            <span>{toast.text}</span>
                            {toast
                                .action
                                .map(|(label, act)| {
                                    view! {
                                        <button
                                            type="button"
                                            class="btn"
                                            on:click=move |_| {
                                                toasts.drop(id);
                                                act();
                                            }
                                        >
                                            {label}
                                        </button>
                                    }
                                })}
                            <button type="button" class="btn icon-only" aria-label="Close" on:click=move |_| toasts.drop(id)>
                                {icon("close")}
                            </button>
                        </div>
                    }
                }
            </For>
        </div>
    }
}
