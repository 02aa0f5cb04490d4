//! The worker of all roles: listens. Knows no page and no Leptos.
//!
//! boot.js starts it and says when it listens: `onmessage` must be set before `main` returns.

fn main() {
    cadenza::browser::furnish();
    cadenza::browser::host::listen();
}
