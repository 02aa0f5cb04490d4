//! Schedule: who gets what, when, from whom, if nobody reacts; and as a file. The rows stay with the data worker: this page holds one
//! page of them.

mod calendar;
mod table;
mod walk;

use std::sync::Arc;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::calendar::CalendarPane;
use self::table::TablePane;
use self::walk::{WalkPane, Walked};
use super::forecast::{NoList, title_of};
use super::{Group, PageEntry};
use crate::browser::files;
use crate::calendar::Date;
use crate::model::{Channel, OwnerId, SenderId, SequenceId, StepId};
use crate::ui::components::{
    Button, Dialog, Empty, Find, Item, Menu, Segmented, Select, Toasts, icon, open_while, severity,
};
use crate::ui::desk::{Desk, ListState};
use crate::ui::erased::{derive, effect, memo};
use crate::ui::frame::Head;
use crate::ui::launch::Checks;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::words::{self, StepName};
use crate::worker::protocol::{Code, ExportFormat, Failure, ScheduleFilter, ScheduleInfo};

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Schedule,
    group: Group::Rehearse,
    name: "Schedule",
    glyph: "calendar",
    bottom: Some("Schedule"),
    count: |_| None,
    view: |_| view! { <SchedulePage /> }.into_any(),
};

/// The planned schedule in sight: a copyable handle for the parts of this page.
#[derive(Clone, Copy)]
pub(super) struct Planned {
    /// What was planned last; stays until a newer one is there.
    info: RwSignal<Option<Arc<ScheduleInfo>>>,
    /// The same as far as it passes the filter, on every day.
    seen: RwSignal<Option<Arc<ScheduleInfo>>>,
    /// It is being planned.
    is_busy: RwSignal<bool>,
    /// Why it could not be planned.
    failure: RwSignal<Option<Failure>>,
    /// Which rows are wanted.
    filter: RwSignal<ScheduleFilter>,
    /// With the calendar beside the table.
    has_calendar: RwSignal<bool>,
    /// Counts plans asked for: an older answer is dropped.
    asked: StoredValue<u32>,
    /// Counts how often a person asked for what was stopped or failed.
    again: RwSignal<u32>,
    /// The file that was asked for although errors are known: the person is asked whether it is wanted all the same.
    held_up: RwSignal<Option<ExportFormat>>,
}

impl Planned {
    fn new(desk: Desk) -> Planned {
        Planned {
            info: RwSignal::new(None),
            seen: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            filter: RwSignal::new(desk.wanted.try_update(Option::take).flatten().unwrap_or_default()),
            has_calendar: RwSignal::new(true),
            asked: StoredValue::new(0),
            again: RwSignal::new(0),
            held_up: RwSignal::new(None),
        }
    }

    /// Plans again whenever the plan, the sequence in sight or the list is another.
    fn follow(self, bench: Workbench, desk: Desk) {
        let revision = bench.revision();
        effect(move |_| {
            revision.track();
            self.again.track();
            desk.alone.track();
            let sequence = desk.sequence.get();
            let is_open = desk.list.with(|list| matches!(list, ListState::Open(_)));
            self.asked.update_value(|asked| *asked += 1);
            match sequence {
                Some(sequence) if is_open => {
                    let number = self.asked.get_value();
                    self.is_busy.set(true);
                    self.failure.set(None);
                    spawn_local(async move {
                        let answer = desk.data().schedule(sequence, desk.today()).await;
                        // the page may be gone, or a newer plan asked for
                        if self.asked.try_get_value() == Some(number) {
                            self.is_busy.set(false);
                            self.take(answer);
                        }
                    });
                }
                _ => {
                    self.is_busy.set(false);
                    self.info.set(None);
                    self.failure.set(None);
                }
            }
        });
    }

    /// Counts again whenever the schedule or the filter is another.
    fn count(self, desk: Desk) {
        let asked = StoredValue::new(0_u32);
        let sieve = memo(move |_| self.filter.with(sieve));
        effect(move |_| {
            let (info, sieve) = (self.info.get(), sieve.get());
            asked.update_value(|asked| *asked += 1);
            let Some(all) = info.filter(|_| sieve != ScheduleFilter::default()) else {
                self.seen.set(self.info.get_untracked());
                return;
            };
            let number = asked.get_value();
            spawn_local(async move {
                let answer = desk.data().schedule_counts(all.revision, sieve).await;
                if asked.try_get_value() == Some(number) {
                    match answer {
                        Ok(seen) => self.see(seen),
                        // a newer schedule is on its way and asks again
                        Err(failure) if matches!(failure.code, Code::StalePlan | Code::Cancelled) => {}
                        Err(failure) => self.failure.set(Some(failure)),
                    }
                }
            });
        });
    }

    /// Takes what passes the filter. A day on which nothing does gives way to the next one, so that a filter shows what it leaves.
    fn see(self, seen: ScheduleInfo) {
        let day = self.filter.with_untracked(|filter| filter.day);
        let days = || seen.days.iter().map(|day| day.date);
        let next = day.and_then(|day| days().find(|date| *date >= day).or_else(|| days().next_back()));
        if next.is_some() && next != day {
            self.filter.update(|filter| filter.day = next);
        }
        self.seen.set(Some(Arc::new(seen)));
    }

    /// To the next or the last day before with a touch in sight.
    fn step_day(self, forward: bool) {
        let Some(to) = self.next_day(forward) else { return };
        self.filter.update(|filter| filter.day = Some(to));
    }

    /// The next or the last day before with a touch in sight; follows filter and schedule.
    fn next_day(self, forward: bool) -> Option<Date> {
        let day = self.filter.with(|filter| filter.day)?;
        self.seen.with(|seen| {
            let days = || seen.iter().flat_map(|seen| &seen.days).map(|day| day.date);
            if forward { days().find(|date| *date > day) } else { days().rfind(|date| *date < day) }
        })
    }

    fn take(self, answer: Result<ScheduleInfo, Failure>) {
        match answer {
            Ok(info) => {
                // a day that is not planned any more would filter everything away
                let is_there = |day: Option<Date>| {
                    day.is_none_or(|day| info.days.iter().any(|planned| planned.date == day))
                };
                if !is_there(self.filter.with_untracked(|filter| filter.day)) {
                    self.filter.update(|filter| filter.day = None);
                }
                // who comes for certain touches sees them on every day
                let is_plain = self.filter.with_untracked(|filter| *filter == ScheduleFilter::default());
                if self.info.with_untracked(Option::is_none) && is_plain {
                    let first = info.days.iter().find(|day| day.total() > 0).map(|day| day.date);
                    self.filter.update(|filter| filter.day = first);
                }
                self.failure.set(None);
                self.info.set(Some(Arc::new(info)));
            }
            Err(failure) if failure.code == Code::Cancelled => {}
            Err(failure) => {
                self.info.set(None);
                self.failure.set(Some(failure));
            }
        }
    }
}

/// What a filter takes away, wherever one looks: its day and the list of those held back are ways to look.
fn sieve(filter: &ScheduleFilter) -> ScheduleFilter {
    ScheduleFilter { day: None, held_back: false, held_by: None, ..filter.clone() }
}

#[component]
fn SchedulePage() -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let planned = Planned::new(desk);
    planned.follow(bench, desk);
    planned.count(desk);
    let walked = Walked::followed();
    // where touches of several stand in one table, each says whose it is
    let all = memo(move |_| {
        planned.info.with(|info| info.as_ref().map(|info| info.sequences.clone()).unwrap_or_default())
    });
    let names = memo(move |_| {
        let (id, all) = (desk.sequence.get()?, all.get());
        bench.session.with(|session| {
            let plan = session.as_ref()?.plan();
            Some(match &all[..] {
                [] | [_] => words::step_names(plan, id),
                all => words::step_names_of(plan, all),
            })
        })
    });
    let title = {
        let own = title_of("Schedule");
        let n = move || all.with(Vec::len);
        derive(move || match planned.filter.with(|filter| filter.sequence) {
            None if n() > 1 => format!("Schedule of all {} sequences", n()),
            _ => own.get(),
        })
    };
    let sub = derive(move || {
        planned.info.with(|info| {
            info.as_ref()
                .map(|info| words::schedule_line(info.touches, info.guarded, &info.days))
                .unwrap_or_default()
        })
    });
    let is_planned = memo(move |_| {
        planned.info.with(|info| {
            info.as_ref().is_some_and(|info| info.touches + info.guarded > 0 || !info.skipped.is_empty())
        })
    });
    let names = derive(move || names.get().unwrap_or_default());
    let is_walk = memo(move |_| walked.with(Option::is_some));
    view! {
        <Head title=title sub>
            {move || (is_planned.get() && !is_walk.get()).then(|| view! { <HeadActions planned /> })}
        </Head>
        <AllTheSame planned />
        {move || {
            if is_planned.get() {
                view! {
                    {move || {
                        if is_walk.get() {
                            return view! { <WalkPane planned names walked /> }.into_any();
                        }
                        view! {
                            <Toolbar planned names />
                            <div class="schedwork" class:is-behind=planned.is_busy class:alone=move || !planned.has_calendar.get()>
                                {move || planned.has_calendar.get().then(|| view! { <CalendarPane planned /> })}
                                <TablePane planned names />
                            </div>
                        }
                            .into_any()
                    }}
                }
                .into_any()
            } else {
                view! { <Nothing planned /> }.into_any()
            }
        }}
    }
}

#[component]
fn HeadActions(planned: Planned) -> impl IntoView {
    let (desk, toasts) = (Desk::here(), expect_context::<Toasts>());
    let held = move || {
        planned
            .seen
            .with(|seen| seen.as_ref().map_or(0, |seen| seen.held_back.iter().map(|(_, n)| *n).sum::<u32>()))
    };
    let is_on = move || planned.filter.with(|filter| filter.held_back);
    view! {
        {move || planned.is_busy.get().then(|| view! { <span class="live busy">"Planning"</span> })}
        <span class="wide">
            <Segmented
                label="Layout"
                options=vec![("both", "Both", "calendar"), ("table", "Table", "table")]
                value=derive(move || if planned.has_calendar.get() { "both".to_owned() } else { "table".to_owned() })
                on_change=move |value| {
                    planned.has_calendar.set(value == "both");
                    if value == "table" {
                        planned.filter.update(|filter| filter.day = None);
                    }
                }
            />
        </span>
        <button
            type="button"
            class="btn line"
            aria-pressed=move || is_on().to_string()
            on:click=move |_| {
                planned
                    .filter
                    .update(|filter| {
                        filter.held_back = !filter.held_back;
                        filter.held_by = None;
                    });
            }
        >
            "Held back "
            <b class="num">{move || words::count(held().into())}</b>
        </button>
        <Button
            kind="solid"
            glyph="export"
            label="Export JSON"
            on_press=move || export(planned, desk, toasts, ExportFormat::Json { rendered: false }, false)
        />
    }
}

/// Gives the planned schedule as a file.
fn export(planned: Planned, desk: Desk, toasts: Toasts, format: ExportFormat, despite: bool) {
    let Some(revision) = planned.info.with_untracked(|info| info.as_ref().map(|info| info.revision)) else {
        return;
    };
    planned.failure.set(None);
    let of = planned.filter.with_untracked(|filter| filter.sequence);
    spawn_local(async move {
        match desk.data().export((revision, of), format, despite).await {
            Ok(file) if files::save(&file.name, &file.media_type, &file.bytes) => {
                toasts.tell(format!("“{}” is with your downloads", file.name));
            }
            Ok(_) => {
                planned.failure.set(Some(Failure::new(Code::Blocked, "The browser refused the download.")));
            }
            Err(failure) if failure.code == Code::HasErrors => planned.held_up.set(Some(format)),
            Err(failure) => planned.failure.set(Some(failure)),
        }
    });
}

/// Asks whether a schedule with known errors is to go out all the same; the file says that they were known.
#[component]
fn AllTheSame(planned: Planned) -> impl IntoView {
    let (checks, toasts) = (Checks::here(), expect_context::<Toasts>());
    let open = open_while(planned.held_up);
    let errors = move || {
        let all = checks.found.get().into_iter().filter(|found| found.finding.is_error());
        let errors = all.map(|found| {
            let words = checks.words(&found.finding);
            let place = checks.place(found.finding.place);
            view! {
                <li class="fd">
                    {severity("error")}
                    <div>
                        <button type="button" class="what" on:click=move |_| { open.set(false); checks.go(found.key()); }>{words}</button>
                        <p class="where">{place}</p>
                    </div>
                </li>
            }
        });
        errors.collect_view()
    };
    let all_the_same = move |_| {
        if let Some(format) = planned.held_up.get_untracked() {
            open.set(false);
            export(planned, checks.desk, toasts, format, true);
        }
    };
    view! {
        <Dialog open title="The launch check knows of errors">
            <ul class="fds">{errors}</ul>
            <p class="small muted">"The JSON file says that they were known."</p>
            <div class="acts">
                <button type="button" class="btn bad" on:click=all_the_same>"Export all the same"</button>
                <a class="btn line" href=move || checks.bench.href(Page::Check)>"Launch check"</a>
                <button type="button" class="btn solid" on:click=move |_| open.set(false)>"Not yet"</button>
            </div>
        </Dialog>
    }
}

/// CSV, and the files that are wanted less often; calendars for all and for each owner.
#[component]
fn Files(planned: Planned) -> impl IntoView {
    let (bench, desk, toasts) = (Workbench::here(), Desk::here(), expect_context::<Toasts>());
    let give = move |format| export(planned, desk, toasts, format, false);
    let ics = |owner, automatic| ExportFormat::Ics { owner, automatic };
    let item = move |label: String, format| view! { <Item label on_press=move || give(format) /> };
    let items = move || {
        let owners = bench
            .plan_now(|plan| {
                plan.owners.iter().map(|(id, owner)| (*id, owner.name.clone())).collect::<Vec<_>>()
            })
            .unwrap_or_default();
        let own = (owners.len() > 1).then(|| {
            owners
                .into_iter()
                .map(|(id, name)| item(format!("Calendar of {name}"), ics(Some(id), false)))
                .collect_view()
        });
        view! {
            {item("Calendar: work by hand".to_owned(), ics(None, false))}
            {own}
            {item("Calendar: mails too".to_owned(), ics(None, true))}
            {item("JSON with every text filled in".to_owned(), ExportFormat::Json { rendered: true })}
            {item("CSV for machines".to_owned(), ExportFormat::Csv { for_machines: true })}
        }
    };
    view! {
        <Button glyph="export" label="CSV" on_press=move || give(ExportFormat::Csv { for_machines: false }) />
        <Menu
            label="Calendar and other files"
            class="btn"
            worded=true
            face=ViewFn::from(|| view! { {icon("calendar")} "Calendar and more" {icon("down")} })
        >
            {items()}
        </Menu>
    }
}

/// Where the plan has several sequences: all of them together, one of them among the others, or the one in sight as if it were alone.
#[component]
fn Sequences(planned: Planned) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let has_several = desk.has_several();
    let names = bench.read(|plan| {
        plan.sequences.iter().map(|(id, sequence)| (*id, sequence.name.clone())).collect::<Vec<_>>()
    });
    let filter = planned.filter;
    let options = derive(move || {
        let names = names.get().unwrap_or_default();
        let planned =
            planned.info.with(|info| info.as_ref().map(|info| info.sequences.clone()).unwrap_or_default());
        let is_alone = desk.alone.get();
        let all = if planned.len() < 2 {
            "All sequences".to_owned()
        } else {
            format!("All {} sequences", planned.len())
        };
        let mut options = vec![(String::new(), all)];
        let among = |(id, name): &(SequenceId, String)| (id.0.to_string(), name.clone());
        let is_in = |id: &SequenceId| is_alone || planned.contains(id);
        options.extend(names.iter().filter(|(id, _)| is_in(id)).map(among));
        let own = names.iter().find(|(id, _)| Some(*id) == desk.sequence.get());
        options.extend(own.map(|(_, name)| ("alone".to_owned(), format!("{name} as if alone"))));
        options
    });
    let value = derive(move || match filter.with(|filter| filter.sequence) {
        _ if desk.alone.get() => "alone".to_owned(),
        Some(id) => id.0.to_string(),
        None => String::new(),
    });
    let take = move |chosen: String| {
        desk.look_alone(chosen == "alone");
        filter.update(|filter| filter.sequence = chosen.parse().ok().map(SequenceId));
    };
    move || {
        has_several
            .get()
            .then(|| view! { <Select label="Sequences" bare=true dense=true value options on_change=take /> })
    }
}

#[component]
fn Toolbar(planned: Planned, names: Signal<Vec<StepName>>) -> impl IntoView {
    let bench = Workbench::here();
    let team = bench.read(|plan| {
        let owners: Vec<(String, String)> =
            plan.owners.iter().map(|(id, owner)| (id.0.to_string(), owner.name.clone())).collect();
        let senders: Vec<(String, String)> =
            plan.senders.iter().map(|(id, sender)| (id.0.to_string(), sender.address.clone())).collect();
        (owners, senders)
    });
    let filter = planned.filter;
    let every = |words: &str, rest: Vec<(String, String)>| {
        std::iter::once((String::new(), words.to_owned())).chain(rest).collect::<Vec<_>>()
    };
    let key = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
    let channels =
        Channel::ALL.map(|channel| (channel.label().to_owned(), channel.label().to_owned())).to_vec();
    let typed = RwSignal::new(String::new());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let find = move |text: String| {
        typed.set(text.clone());
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
        });
        let later = move || {
            filter.try_update(|filter| filter.find = text.trim().to_owned());
        };
        timer.set_value(set_timeout_with_handle(later, std::time::Duration::from_millis(200)).ok());
    };
    view! {
        <div class="toolbar">
            <Find label="Find a contact, company or step" value=typed on_input=Callback::new(find) />
            <div class="filters" role="group" aria-label="Filters">
            <Sequences planned />
            <Select
                label="Channel"
                bare=true
                dense=true
                value=derive(move || filter.with(|f| f.channel.map(|c| c.label().to_owned()).unwrap_or_default()))
                options=Signal::stored(every("Every channel", channels))
                on_change=move |name: String| {
                    let channel = Channel::ALL.into_iter().find(|channel| channel.label() == name);
                    filter.update(|filter| filter.channel = channel);
                }
            />
            <Select
                label="Owner"
                bare=true
                dense=true
                value=derive(move || key(filter.with(|f| f.owner.map(|id| id.0))))
                options=derive(move || every("Every owner", team.get().unwrap_or_default().0))
                on_change=move |id: String| filter.update(|filter| filter.owner = id.parse().ok().map(OwnerId))
            />
            <Select
                label="Sender"
                bare=true
                dense=true
                value=derive(move || key(filter.with(|f| f.sender.map(|id| id.0))))
                options=derive(move || every("Every sender", team.get().unwrap_or_default().1))
                on_change=move |id: String| filter.update(|filter| filter.sender = id.parse().ok().map(SenderId))
            />
            <Select
                label="Step"
                bare=true
                dense=true
                value=derive(move || key(filter.with(|f| f.step.map(|id| id.0))))
                options=derive(move || {
                    let steps = names.get().into_iter();
                    every("Every step", steps.map(|name| (name.step.0.to_string(), format!("{} {}", name.number, name.name))).collect())
                })
                on_change=move |id: String| filter.update(|filter| filter.step = id.parse().ok().map(StepId))
            />
            <button
                type="button"
                class="btn line dense"
                title="Only touches that closed hours, weekends or holidays move to another day"
                aria-pressed=move || filter.with(|filter| filter.moved).to_string()
                on:click=move |_| filter.update(|filter| filter.moved = !filter.moved)
            >
                "Moved only"
            </button>
            <button
                type="button"
                class="btn line dense"
                title="Only touches on a later day than their own hours and place allow"
                aria-pressed=move || filter.with(|filter| filter.late).to_string()
                on:click=move |_| filter.update(|filter| filter.late = !filter.late)
            >
                "Late only"
            </button>
            </div>
            <span class="push row"><Files planned /></span>
        </div>
        <Filtered planned names typed />
        <p class="small muted narrow schednote">
            {move || {
                planned
                    .info
                    .with(|info| {
                        info.as_ref()
                            .map(|info| {
                                let line = words::schedule_line(info.touches, info.guarded, &info.days);
                                format!("{line} {}", words::about_words(info.by_event, info.last_entry, &info.days))
                            })
                    })
            }}
        </p>
        {move || {
            planned.failure.get().map(|failure| {
                view! { <p class="banner error" role="alert">{severity("error")} <span>{failure.message}</span></p> }
            })
        }}
    }
}

/// What is filtered, how much is left, and the way back; nothing where everything is in sight.
#[component]
fn Filtered(planned: Planned, names: Signal<Vec<StepName>>, typed: RwSignal<String>) -> impl IntoView {
    let bench = Workbench::here();
    let filter = planned.filter;
    let words = memo(move |_| {
        filter.with(|filter| {
            let mut parts = Vec::new();
            parts.extend(filter.channel.map(|channel| channel.label().to_owned()));
            bench.plan_now(|plan| {
                parts.extend(filter.owner.and_then(|id| Some(plan.owners.get(&id)?.name.clone())));
                parts.extend(filter.sender.and_then(|id| Some(plan.senders.get(&id)?.address.clone())));
                parts.extend(filter.sequence.and_then(|id| Some(plan.sequences.get(&id)?.name.clone())));
            });
            names.with(|names| {
                let name = names.iter().find(|name| Some(name.step) == filter.step);
                parts.extend(name.map(|name| format!("step {} {}", name.number, name.name)));
            });
            parts.extend((!filter.find.is_empty()).then(|| format!("“{}”", filter.find)));
            parts.extend(filter.moved.then(|| "moved".to_owned()));
            parts.extend(filter.late.then(|| "late".to_owned()));
            parts.extend(filter.skipped.map(|cause| format!("skipped: {}", cause.label())));
            (!parts.is_empty()).then(|| parts.join(", "))
        })
    });
    let counts = move || {
        // of what is looked for: of touches that are skipped none is planned
        let is_skipped = filter.with(|filter| filter.skipped.is_some());
        let touches = |of: RwSignal<Option<Arc<ScheduleInfo>>>| {
            let n = |info: &Arc<ScheduleInfo>| {
                if is_skipped { info.skipped.iter().map(|(_, n)| n).sum() } else { info.touches }
            };
            of.with(|info| info.as_ref().map_or(0, |info| u64::from(n(info))))
        };
        format!(
            "{} of {}",
            words::count(touches(planned.seen)),
            if is_skipped {
                words::counted(touches(planned.info), "touch skipped", "touches skipped")
            } else {
                words::counted(touches(planned.info), "touch", "touches")
            }
        )
    };
    move || {
        words.get().map(|words| {
            view! {
                <div class="filtered" role="status">
                    <span class="num strong">{counts}</span>
                    <span class="grow">{words}</span>
                    <Button
                        kind="dense"
                        glyph="close"
                        label="Clear filters"
                        on_press=move || {
                            typed.set(String::new());
                            filter.update(|filter| {
                                *filter = ScheduleFilter {
                                    day: filter.day,
                                    held_back: filter.held_back,
                                    held_by: filter.held_by,
                                    ..ScheduleFilter::default()
                                };
                            });
                        }
                    />
                </div>
            }
        })
    }
}

/// No schedule: why, and what to do.
#[component]
fn Nothing(planned: Planned) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let sequence = move || bench.href(Page::Sequence(desk.sequence.get()));
    let body = move || {
        match (desk.list.get(), planned.failure.get(), planned.info.get()) {
        (ListState::None, ..) => view! { <NoList what="A schedule" /> }.into_any(),
        (ListState::Failed(failure), ..) => view! {
            <Empty glyph="warn" title="The list could not be opened" words=failure.message>
                <a class="btn line" href=move || bench.href(Page::Contacts)>"Choose a list"</a>
            </Empty>
        }
        .into_any(),
        (_, Some(failure), _) => view! {
            <Empty glyph="warn" title="The schedule could not be planned" words=words::sentence(&failure.message)>
                <button type="button" class="btn solid" on:click=move |_| planned.again.update(|n| *n += 1)>"Try again"</button>
                <a class="btn line" href=sequence>"Open the sequence"</a>
            </Empty>
        }
        .into_any(),
        (_, None, Some(info)) => {
            let why = info
                .problems
                .iter()
                .find(|problem| problem.is_error())
                .map_or_else(
                    || "Nobody enters, or the sequence has no touch.".to_owned(),
                    |problem| words::sentence(&problem.sentence()),
                );
            view! {
                <Empty glyph="calendar" title="Nothing to plan" words=why>
                    <a class="btn line" href=sequence>"Open the sequence"</a>
                </Empty>
            }
            .into_any()
        }
        (_, None, None) if desk.sequence.get().is_none() => view! {
            <Empty glyph="calendar" title="No sequence yet" words="A schedule is of a sequence.">
                <a class="btn line" href=sequence>"Open the sequence"</a>
            </Empty>
        }
        .into_any(),
        (_, None, None) => {
            view! { <Empty glyph="calendar" title="Planning" words="Every touch gets its minute." /> }.into_any()
        }
    }
    };
    view! { <div class="scroll" tabindex="0" role="region" aria-label="Schedule"><div class="page">{body}</div></div> }
}
