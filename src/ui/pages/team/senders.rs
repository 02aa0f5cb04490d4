//! The senders: mailboxes, numbers and LinkedIn seats, each with what it may send a day.

use leptos::prelude::*;

use super::owners::{Load, LoadLine};
use super::{Adder, Part, Pick, Refused, Remove, calendar_options, text_of};
use crate::model::{Channel, Place, Plan, SenderId};
use crate::session::Command;
use crate::session::team::{TeamField, new_sender, usual_sending};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, memo};
use crate::ui::workbench::Workbench;
use crate::words::mailbox_load;
use crate::worker::protocol::ScheduleFilter;

/// The section.
#[component]
pub(super) fn Senders() -> impl IntoView {
    let bench = Workbench::here();
    let ids = bench.read(|plan| plan.senders.keys().copied().collect::<Vec<_>>());
    let calendars = calendar_options(bench);
    let owners = bench.read(|plan| {
        let all = plan.owners.iter().map(|(id, owner)| (id.to_string(), owner.name.clone()));
        std::iter::once((String::new(), "Nobody’s".to_owned())).chain(all).collect::<Vec<_>>()
    });
    let owners = derive(move || owners.get().unwrap_or_default());
    view! {
        <section class="teamsec" aria-labelledby="senders">
            <header>
                <h2 id="senders">"Senders"</h2>
                <p class="small muted">
                    "What touches go out from. A full sender makes a touch wait; it is never sent from another one."
                </p>
            </header>
            <div class="rechead sender" aria-hidden="true">
                <div class="recbox"><span>"Channel"</span><span>"Address"</span><span>"Whose"</span><span>"Time zone"</span><span>"At most a day"</span><span>"Hours"</span></div>
                <span>"In the forecast"</span>
            </div>
            <ul class="teamlist">
                <For each=move || ids.get().unwrap_or_default() key=|id| *id let:id>
                    <SenderRow id owners calendars />
                </For>
            </ul>
            <Adder label="Add a sender" placeholder="Mailbox, number or LinkedIn profile" make=new_sender />
        </section>
    }
}

#[component]
fn SenderRow(
    id: SenderId,
    owners: Signal<Vec<(String, String)>>,
    calendars: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let place = Place::Sender(id);
    let refused = RwSignal::new(None);
    let name = text_of(bench, place, TeamField::Name);
    let channels = derive(|| {
        let sends = [Channel::Email, Channel::Linkedin, Channel::Whatsapp, Channel::Sms];
        let all = Channel::ALL.iter().enumerate().filter(|(_, channel)| sends.contains(channel));
        all.map(|(at, channel)| (at.to_string(), channel.label().to_owned())).collect::<Vec<_>>()
    });
    let load = memo(move |_| {
        desk.forecast.with(|forecast| {
            let load = forecast.as_ref()?.senders.iter().find(|load| load.sender == id)?;
            let filter = ScheduleFilter { sender: Some(id), ..ScheduleFilter::default() };
            Some(LoadLine::of(&mailbox_load(load, ""), filter))
        })
    });
    let usual = move |plan: &Plan| usual_sending(plan, id, crate::browser::clock::today());
    let words = bench.read(move |plan| usual(plan).map(|(words, _)| words));
    let take = move |_| {
        if let Some((_, command)) = bench.plan_now(usual).flatten() {
            refused.set(super::send(bench, command).err());
        }
    };
    view! {
        <li><div class="teamrow sender" role="group" aria-label=name>
            <div class="recbox">
                <Pick place field=TeamField::Channel label="Channel" options=channels refused />
                <Part place field=TeamField::Name label="Address" />
                <Pick place field=TeamField::Whose label="Whose" options=owners refused />
                <Part place field=TeamField::Zone label="Time zone" list="zones" />
                <Part place field=TeamField::Cap label="At most a day" keys="numeric" placeholder="no limit" />
                <Pick place field=TeamField::Calendar label="Hours" options=calendars refused />
            </div>
            <Load load />
            <Remove name command=Command::DeleteSender(id) refused />
            <div class="recmore">
                <span class="small muted">"Beside the day"</span>
                <Part
                    place
                    field=TeamField::Sending
                    label="Limits beside the day"
                    placeholder="20 an hour, 400 in 7 days, 3 minutes apart"
                />
                {move || words.get().flatten().map(|words| view! {
                    <button type="button" class="btn line dense" disabled=move || bench.is_read_only() on:click=take>
                        {words}
                    </button>
                })}
            </div>
            <Refused why=refused />
        </div></li>
    }
}
