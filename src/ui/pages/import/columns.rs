//! The columns of a file: what each means, with samples, to be corrected.

use leptos::prelude::*;

use super::state::Importer;
use crate::audience::{
    DateOrder, DecimalSign, Encoding, How, Mapped, Meaning, NameOrder, ReadOptions, SniffedColumn,
    normal_header,
};
use crate::model::{Field, FieldKind, StdField};
use crate::ui::components::{GROUP, Select, icon, icon_small};
use crate::ui::erased::{derive, memo};
use crate::ui::format;

/// The step.
#[component]
pub fn Columns(
    /// The import.
    importer: Importer,
) -> impl IntoView {
    let all = RwSignal::new(false);
    let count = memo(move |_| importer.mapping.with(|mapping| mapping.columns.len()));
    let known = memo(move |_| {
        importer.mapping.with(|mapping| {
            let asks = |i: usize| {
                let seen = importer.sniffed.with(|s| s.as_ref().and_then(|s| s.columns.get(i).cloned()));
                seen.is_some_and(|seen| question(&mapping.columns[i], &seen).is_some())
            };
            (0..mapping.columns.len())
                .filter(|i| !is_custom(&mapping.columns[*i]) || asks(*i))
                .collect::<Vec<_>>()
        })
    });
    // what is custom when the columns first appear stays folded; a column that a person changes stays in sight
    let first_known = known.get_untracked();
    let shown = memo(move |_| {
        (0..count.get())
            .filter(|i| all.get() || first_known.contains(i) || known.with(|known| known.contains(i)))
            .collect::<Vec<_>>()
    });
    let seen = move || {
        let (rows, has_more) =
            importer.sniffed.with(|s| s.as_ref().map_or((0, false), |s| (s.rows, s.has_more)));
        let first = if has_more { "the first " } else { "" };
        format!("Filled, of {first}{}", format::counted(rows as usize, "row", "rows"))
    };
    let is_bare = move || importer.sniffed.with(|s| s.as_ref().is_some_and(|s| s.rows == 0 && !s.has_more));
    let folded = move || count.get() - shown.with(Vec::len);
    view! {
        <div class="work impwork">
            <section class="centre paper" aria-label="Columns">
                <FileBar importer />
                {move || {
                    importer
                        .failure
                        .get()
                        .map(|words| view! { <div class="banner error" role="alert">{icon("error")}<p>{words}</p></div> })
                }}
                <table class="table maptable">
                    <thead>
                        <tr>
                            <th scope="col">"Column in the file"</th>
                            <th scope="col">"Samples"</th>
                            <th scope="col">{seen}</th>
                            <th scope="col">"Means"</th>
                            <th scope="col">"Recognised"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || shown.get() key=|index| *index let:index>
                            <ColumnRow importer index />
                        </For>
                    </tbody>
                </table>
                <p class="small muted morecols">
                    {move || {
                        (folded() > 0)
                            .then(|| {
                                view! {
                                    {format!("{} kept as custom fields. ", format::counted(folded(), "more column is", "more columns are"))}
                                    <button type="button" class="link" on:click=move |_| all.set(true)>"Show them"</button>
                                }
                            })
                    }}
                </p>
            </section>
            <aside class="panel" aria-label="What will come in">
                <section class="stack">
                    <h2>"What will come in"</h2>
                    <p class="muted">
                        "Every row is checked while it is read. Afterwards you see how many contacts came in, what was inferred, and what is wrong in which rows."
                    </p>
                    <ul class="impfacts">
                        {move || is_bare().then(|| view! {
                            <li><span class="sev warn">{icon_small("warn")}</span><span>"No rows under the header: nobody would come in"</span></li>
                        })}
                        <Has importer field=StdField::Email yes="Addresses, so email can be rehearsed" no="No email column: contacts can be cut into segments, but no mail reaches them" />
                        <Has importer field=StdField::Country yes="Countries, so time zones can be inferred" no="No country: time zones come from phones, else the plan's own zone" />
                        <Has importer field=StdField::Owner yes="Owners, so the work goes to the right person" no="No owner: contacts go round the team" />
                    </ul>
                </section>
                <section class="row row-wrap impdo">
                    <button type="button" class="btn solid" on:click=move |_| importer.read()>
                        {icon("import")}
                        "Import the list"
                    </button>
                    <button type="button" class="btn" on:click=move |_| importer.again()>"Another file"</button>
                </section>
            </aside>
        </div>
    }
}

#[component]
fn Has(importer: Importer, field: StdField, yes: &'static str, no: &'static str) -> impl IntoView {
    let has = memo(move |_| {
        importer.mapping.with(|m| m.columns.iter().any(|c| c.meaning == Meaning::Field(Field::Std(field))))
    });
    move || {
        let (class, glyph, words) = if has.get() { ("ok", "check", yes) } else { ("warn", "warn", no) };
        view! { <li><span class=format!("sev {class}")>{icon_small(glyph)}</span><span>{words}</span></li> }
    }
}

#[component]
fn FileBar(importer: Importer) -> impl IntoView {
    let options = move || importer.sniffed.with(|s| s.as_ref().map(|s| s.options.clone()));
    let change = move |change: &dyn Fn(&mut ReadOptions)| {
        if let Some(mut options) = untrack(options) {
            change(&mut options);
            importer.look(Some(options));
        }
    };
    let pairs = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(key, words)| ((*key).to_owned(), (*words).to_owned())).collect::<Vec<_>>()
    };
    let separator = derive(move || options().map(|o| o.delimiter.to_string()).unwrap_or_default());
    let encoding = derive(move || options().map(|o| encoding_key(o.encoding).to_owned()).unwrap_or_default());
    let header = derive(move || {
        options().map(|o| o.header_row.map_or("none".to_owned(), |row| row.to_string())).unwrap_or_default()
    });
    let separators =
        Signal::stored(pairs(&[(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")]));
    let encodings = Signal::stored(pairs(&[
        ("utf8", "UTF-8"),
        ("w1252", "Windows-1252"),
        ("utf16le", "UTF-16 LE"),
        ("utf16be", "UTF-16 BE"),
    ]));
    let rows = derive(move || {
        let now = options().and_then(|o| o.header_row).unwrap_or(1);
        let mut rows = vec![("none".to_owned(), "No header".to_owned())];
        rows.extend((1..=now.max(8)).map(|row| (row.to_string(), row.to_string())));
        rows
    });
    view! {
        <div class="filebar">
            <span class="chip line">{move || importer.sniffed.with(|s| s.as_ref().map(|s| s.layout.label()))}</span>
            {move || {
                importer.remembered.get().then(|| {
                    view! {
                        <span class="chip answer">"mapping remembered"</span>
                        <button type="button" class="btn dense" on:click=move |_| importer.forget()>"Forget it"</button>
                    }
                })
            }}
            <Select label="Separator" value=separator options=separators dense=true
                on_change=Callback::new(move |key: String| change(&|o| o.delimiter = key.chars().next().unwrap_or(','))) />
            <Select label="Encoding" value=encoding options=encodings dense=true
                on_change=Callback::new(move |key: String| change(&|o| o.encoding = encoding_of(&key))) />
            <Select label="Header in row" value=header options=rows dense=true
                on_change=Callback::new(move |key: String| change(&|o| o.header_row = key.parse().ok())) />
            <span class="muted num push small">
                {move || {
                    let size = importer.size.get();
                    let size = if size >= 1e6 { format!("{:.1} MB", size / 1e6) } else { format!("{:.0} KB", (size / 1e3).ceil()) };
                    format!("{}, {size}", format::counted(importer.mapping.with(|m| m.columns.len()), "column", "columns"))
                }}
            </span>
        </div>
    }
}

fn encoding_key(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "utf8",
        Encoding::Windows1252 => "w1252",
        Encoding::Utf16Le => "utf16le",
        Encoding::Utf16Be => "utf16be",
    }
}

fn encoding_of(key: &str) -> Encoding {
    match key {
        "w1252" => Encoding::Windows1252,
        "utf16le" => Encoding::Utf16Le,
        "utf16be" => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    }
}

/// A column that stays folded; one whose header names what its values cannot be is shown.
fn is_custom(column: &Mapped) -> bool {
    let is_quiet = !matches!(column.how, How::ByHand | How::NotByContent);
    matches!(&column.meaning, Meaning::Field(Field::Custom(_))) && is_quiet
}

/// The first field of each group that the meanings are offered in.
const GROUPS: [(StdField, &str); 6] = [
    (StdField::ContactId, "Person"),
    (StdField::Company, "Company"),
    (StdField::MobilePhone, "Phone and profile"),
    (StdField::City, "Place and time zone"),
    (StdField::Owner, "Owner, stage and tags"),
    (StdField::EmailStatus, "Consent and history"),
];

#[component]
fn ColumnRow(importer: Importer, index: usize) -> impl IntoView {
    let column = memo(move |_| importer.mapping.with(|m| m.columns.get(index).cloned()));
    let header = move || column.get().map(|c| c.header).unwrap_or_default();
    let samples = move || {
        importer.sniffed.with(|s| {
            s.as_ref().and_then(|s| s.columns.get(index)).map(|c| c.samples.join(" · ")).unwrap_or_default()
        })
    };
    let filled = move || {
        importer
            .sniffed
            .with(|s| s.as_ref().and_then(|s| s.columns.get(index).map(|column| (column.filled, s.rows))))
    };
    let filled_words = move || {
        filled().map(|(filled, rows)| {
            let percent = 100.0 * f64::from(filled) / f64::from(rows.max(1));
            format!("{percent:.0} %")
        })
    };
    let value = derive(move || match column.get().map(|c| c.meaning) {
        Some(Meaning::Field(Field::Std(field))) => field.name().to_owned(),
        Some(Meaning::Ignore) => "leave out".to_owned(),
        _ => "custom".to_owned(),
    });
    let options = Signal::stored({
        let mut options = vec![
            ("custom".to_owned(), "Custom field".to_owned()),
            ("leave out".to_owned(), "Leave out".to_owned()),
        ];
        for field in StdField::ALL {
            if let Some((_, group)) = GROUPS.iter().find(|(first, _)| first == field) {
                options.push((GROUP.to_owned(), (*group).to_owned()));
            }
            options.push((field.name().to_owned(), field.label().to_owned()));
        }
        options
    });
    let change = Callback::new(move |key: String| {
        let meaning = match key.as_str() {
            "leave out" => Meaning::Ignore,
            "custom" => Meaning::Field(Field::Custom(normal_header(&untrack(header)))),
            _ => match StdField::ALL.iter().find(|f| f.name() == key) {
                Some(field) => Meaning::Field(Field::Std(*field)),
                None => return,
            },
        };
        importer.set_meaning(index, meaning);
    });
    view! {
        <tr>
            <td><b class="nm cut" title=header>{header}</b></td>
            <td class="small muted samplecell"><span class="cut" title=samples>{samples}</span></td>
            <td class="small num filledcell" class:none=move || filled().is_some_and(|(n, _)| n == 0)>{filled_words}</td>
            <td class="meancell">
                <Select label=derive(move || format!("Meaning of {}", header())) value options on_change=change bare=true dense=true />
                <Reading importer index />
            </td>
            <td>
                {move || {
                    let (class, glyph, words) = match column.get().map(|c| c.how) {
                        Some(How::ByName) => ("chip ok", "check", "by name"),
                        Some(How::ByContent) => ("chip answer", "check", "by content"),
                        Some(How::ByHand) => ("chip line", "person", "your call"),
                        Some(How::NotByContent) => ("chip warn", "warn", "values differ"),
                        _ => ("chip", "", "not known"),
                    };
                    view! { <span class=class>{(!glyph.is_empty()).then(|| icon(glyph))}{words}</span> }
                }}
            </td>
        </tr>
    }
}

/// How the values of a column are read, where the beginning of the file leaves it open: a question that is answered by the values of the whole file
/// unless a person does.
#[component]
fn Reading(importer: Importer, index: usize) -> impl IntoView {
    let asked = memo(move |_| {
        let column = importer.mapping.with(|m| m.columns.get(index).cloned())?;
        let seen = importer.sniffed.with(|s| s.as_ref().and_then(|s| s.columns.get(index).cloned()))?;
        question(&column, &seen)
    });
    let value = derive(move || {
        let column = importer.mapping.with(|m| m.columns.get(index).cloned());
        match (asked.get(), column) {
            (Some(Question::Days), Some(column)) => column.date_order.map_or("auto", |order| match order {
                DateOrder::DayFirst => "day",
                DateOrder::MonthFirst => "month",
            }),
            (Some(Question::Numbers), Some(column)) => {
                column.decimal_sign.map_or("auto", |sign| match sign {
                    DecimalSign::Dot => "dot",
                    DecimalSign::Comma => "comma",
                })
            }
            (Some(Question::Names), Some(column)) => column.name_order.map_or("auto", |order| match order {
                NameOrder::FirstLast => "first",
                NameOrder::LastFirst => "last",
            }),
            _ => "auto",
        }
        .to_owned()
    });
    let change = Callback::new(move |key: String| {
        importer.mapping.update(|mapping| {
            let Some(column) = mapping.columns.get_mut(index) else { return };
            match asked.get_untracked() {
                Some(Question::Days) => {
                    column.date_order = match key.as_str() {
                        "day" => Some(DateOrder::DayFirst),
                        "month" => Some(DateOrder::MonthFirst),
                        _ => None,
                    }
                }
                Some(Question::Numbers) => {
                    column.decimal_sign = match key.as_str() {
                        "dot" => Some(DecimalSign::Dot),
                        "comma" => Some(DecimalSign::Comma),
                        _ => None,
                    }
                }
                Some(Question::Names) => {
                    column.name_order = match key.as_str() {
                        "first" => Some(NameOrder::FirstLast),
                        "last" => Some(NameOrder::LastFirst),
                        _ => None,
                    }
                }
                None => {}
            }
        });
    });
    let pairs =
        |pairs: [(&str, &str); 3]| pairs.map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec();
    move || {
        asked.get().map(|question| {
            let (label, options) = match question {
                Question::Days => (
                    "Day or month first",
                    [("auto", "days as the file shows"), ("day", "day first"), ("month", "month first")],
                ),
                Question::Numbers => (
                    "Sign before the decimals",
                    [("auto", "decimals as the file shows"), ("comma", "1.234 is a thousand"), ("dot", "1,234 is a thousand")],
                ),
                Question::Names => (
                    "Order of the names",
                    [("auto", "first and last name from it"), ("first", "first name first"), ("last", "last name first")],
                ),
            };
            let header = importer.mapping.with_untracked(|m| m.columns.get(index).map(|c| c.header.clone())).unwrap_or_default();
            let label = format!("{label} in {header}");
            view! { <Select label value options=Signal::stored(pairs(options)) on_change=change bare=true dense=true /> }
        })
    }
}

/// What the values of a column leave open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Day or month first.
    Days,
    /// Which sign stands before the decimals.
    Numbers,
    /// Which part of a full name comes first.
    Names,
}

fn question(column: &Mapped, seen: &SniffedColumn) -> Option<Question> {
    let field = match &column.meaning {
        Meaning::Ignore => return None,
        Meaning::Field(field) => field,
    };
    match field {
        Field::Std(StdField::FullName) => Some(Question::Names),
        Field::Std(field) if field.kind() == FieldKind::Date => {
            (seen.has_open_days && seen.date_order.is_none()).then_some(Question::Days)
        }
        Field::Std(field) if field.kind() == FieldKind::Number => {
            (seen.has_open_numbers && seen.decimal_sign.is_none()).then_some(Question::Numbers)
        }
        Field::Std(_) => None,
        Field::Custom(_) if seen.has_open_days && seen.date_order.is_none() => Some(Question::Days),
        Field::Custom(_) => {
            (seen.has_open_numbers && seen.decimal_sign.is_none()).then_some(Question::Numbers)
        }
    }
}
