//! The frame of a chart: the finding as title, the encoding as subtitle, and a table of the same numbers.

use leptos::prelude::*;

use crate::ui::components::icon;

/// The numbers of a chart as a table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TableData {
    /// Column heads.
    pub head: Vec<String>,
    /// Rows; the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

/// A chart in its card. `class` places it (`c7`, `c5`); `actions` stand beside the table switch.
#[component]
pub fn PlotCard(
    /// The finding.
    #[prop(into)]
    title: Signal<String>,
    /// How to read it.
    #[prop(into)]
    subtitle: Signal<String>,
    /// The same numbers.
    #[prop(into)]
    table: Signal<TableData>,
    /// Where it stands in the grid.
    #[prop(default = "")]
    class: &'static str,
    /// Beside the switch.
    #[prop(optional, into)]
    actions: ViewFn,
    /// The chart.
    children: ChildrenFn,
) -> impl IntoView {
    let as_table = RwSignal::new(false);
    view! {
        <figure class=format!("card plotcard {class}")>
            <header>
                <figcaption class="t">
                    <h2>{title}</h2>
                    <p class="small faint">{subtitle}</p>
                </figcaption>
                {actions.run()}
                <TableSwitch as_table />
            </header>
            <div class="body">
                {move || {
                    if as_table.get() {
                        view! { <DataTable title table /> }.into_any()
                    } else {
                        children().into_any()
                    }
                }}
            </div>
        </figure>
    }
}

/// The press that shows the numbers of a chart as a table, and takes it away again.
#[component]
pub fn TableSwitch(as_table: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn dense tbl"
            aria-pressed=move || as_table.get().to_string()
            on:click=move |_| as_table.update(|on| *on = !*on)
        >
            {icon("table")}
            "Table"
        </button>
    }
}

/// The numbers of a chart as a table.
#[component]
pub fn DataTable(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] table: Signal<TableData>,
) -> impl IntoView {
    view! {
        <div class="plot-table" tabindex="0" role="region" aria-label=title>
            <table class="table num">
                <thead>
                    <tr>{move || table.get().head.into_iter().map(|cell| view! { <th scope="col">{cell}</th> }).collect_view()}</tr>
                </thead>
                <tbody>
                    {move || {
                        table
                            .get()
                            .rows
                            .into_iter()
                            .map(|row| {
                                let mut cells = row.into_iter();
                                let name = cells.next().unwrap_or_default();
                                view! {
                                    <tr>
                                        <th scope="row">{name}</th>
                                        {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}
                                    </tr>
                                }
                            })
                            .collect_view()
                    }}
                </tbody>
            </table>
        </div>
    }
}
