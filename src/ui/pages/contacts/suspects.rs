//! Columns of the open list that look as if they said who said no, and that nobody has looked at: an error before launch until they are
//! answered here. Knows what to ask, not what a cell means.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::audience::consent::ConsentChoice;
use crate::ui::components::{Toasts, icon};
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::ui::pages::import::SuspectQuestion;
use crate::worker::protocol::ListInfo;

/// The questions, or nothing.
#[component]
pub fn Suspects(
    /// The open list.
    info: std::sync::Arc<ListInfo>,
) -> impl IntoView {
    let desk = Desk::here();
    let toasts = expect_context::<Toasts>();
    let wrong = RwSignal::new(None::<String>);
    let questions = info
        .suspects
        .iter()
        .cloned()
        .map(|suspect| {
            let header = suspect.header.clone();
            let put = Callback::new(move |choice: ConsentChoice| {
                let header = header.clone();
                spawn_local(async move {
                    match desk.data().answer_column(&header, choice).await {
                        Ok(info) => {
                            let what = info.record.last_change.as_ref().map(|change| change.what.clone());
                            desk.changed(info);
                            toasts.offer(what.unwrap_or_default(), "Undo", move || desk.restore());
                        }
                        Err(failure) => drop(wrong.try_set(Some(format::sentence(&failure.message)))),
                    }
                });
            });
            view! { <SuspectQuestion suspect put /> }
        })
        .collect_view();
    view! {
        {questions}
        {move || wrong.get().map(|why| view! { <p class="msg bad cardmsg" role="alert">{icon("error")}<span>{why}</span></p> })}
    }
}
