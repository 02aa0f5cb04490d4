//! The rest of the page: what Home's first sight does not need is a second file of code, which comes right after it. What only [`PARTS`]
//! reaches, scripts/link cuts out of the app, and scripts/after_build.mjs puts it beside it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::components::{Button, severity};
use super::desk::Desk;
use super::frame::Frame;
use super::launch::{Checks, follow_keys};
use super::live::Live;
use super::pages::home::{Paste, Rehearse, Starts};
use super::pages::lists::ListsButton;
use super::palette::{self, Palette};
use super::router::Router;
use super::workbench::Workbench;
use crate::browser::files;
use crate::calendar::holidays;

/// What the rest makes. The first file reaches it through these functions alone.
pub struct Parts {
    /// Puts the desk into the context.
    desk: fn(),
    /// A plan in its frame.
    pub frame: fn() -> AnyView,
    /// What a new plan can start from.
    pub starts: fn() -> AnyView,
    /// What follows the numbers of Home's first forecast.
    pub rehearse: fn() -> AnyView,
    /// The card that a cadence is pasted into.
    pub paste: fn() -> AnyView,
    /// Find or do, and the sheet of keys.
    pub palette: fn() -> AnyView,
    /// The button that shows the lists of this browser.
    pub lists: fn() -> AnyView,
}

static PARTS: Parts = Parts {
    desk: || {
        let desk = Desk::new(Workbench::here(), Router::here(), expect_context());
        provide_context(desk);
        let live = Live::of(desk);
        provide_context(live);
        let checks = Checks::of(desk, live);
        provide_context(checks);
        follow_keys(checks);
        palette::follow_keys(expect_context());
    },
    frame: || view! { <Frame /> }.into_any(),
    starts: || view! { <Starts /> }.into_any(),
    rehearse: || view! { <Rehearse /> }.into_any(),
    paste: || view! { <Paste /> }.into_any(),
    palette: || view! { <Palette /> }.into_any(),
    lists: || view! { <ListsButton /> }.into_any(),
};

/// Fetches the file. A failure is not kept: the next call tries again.
#[wasm_split(rest, fallible)]
fn parts() -> Result<&'static Parts, SplitLoaderError> {
    Ok(&PARTS)
}

#[derive(Clone, Copy)]
enum State {
    Coming,
    Here(&'static Parts),
    Failed,
}

/// Where the rest is; a copyable handle kept in the context.
#[derive(Clone, Copy)]
pub struct Rest {
    state: RwSignal<State>,
    /// Who asked for it: the desk is made for it, and so for everything below.
    owner: StoredValue<Option<Owner>>,
}

impl Rest {
    /// Fetches the rest, for the owner that asks.
    pub fn fetch() -> Rest {
        let rest = Rest { state: RwSignal::new(State::Coming), owner: StoredValue::new(Owner::current()) };
        rest.again();
        rest
    }

    /// The rest of this app.
    pub fn here() -> Rest {
        expect_context()
    }

    fn again(self) {
        self.state.set(State::Coming);
        spawn_local(async move {
            // the holidays come with it: no date of a plan is shown without them
            let list = files::fetch_own(&format!("rules/{}", holidays::FILE));
            let state = match (parts().await, list.await, self.owner.get_value()) {
                (Ok(parts), Ok(list), Some(owner)) => {
                    holidays::keep(String::from_utf8_lossy(&list).into_owned());
                    owner.with(parts.desk);
                    State::Here(parts)
                }
                _ => State::Failed,
            };
            self.state.set(state);
        });
    }

    /// A view that the rest makes, as soon as it can be.
    pub fn view(self, make: fn(&Parts) -> AnyView) -> impl Fn() -> Option<AnyView> + Copy {
        move || match self.state.get() {
            State::Here(parts) => Some(make(parts)),
            State::Coming | State::Failed => None,
        }
    }
}

/// Says so where the rest does not come.
#[component]
pub fn RestFailed(
    /// Its classes: within a page it is round.
    #[prop(default = "banner error")]
    class: &'static str,
) -> impl IntoView {
    let rest = Rest::here();
    move || {
        matches!(rest.state.get(), State::Failed).then(|| {
            view! {
                <div class=class role="alert">
                    {severity("error")} <span class="grow">"Part of Cadenza could not be loaded. What is saved is untouched."</span>
                    <Button kind="line" label="Try again" on_press=move || rest.again() />
                </div>
            }
        })
    }
}
