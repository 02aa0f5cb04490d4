//! The other lists that rules name: who of the open list stands on them too. Read again when one of them is another, in whichever tab
//! it was changed; of each no more is kept than a yes or no per contact. Knows which rules name a list, not what they ask.

use std::collections::BTreeSet;

use crate::audience::{Members, OnList};
use crate::calendar::Date;
use crate::lean::fold::same;
use crate::model::{Plan, Rule};
use crate::worker::host::Host;
use crate::worker::lists::{OpenList, entries, read_stored};
use crate::worker::protocol::{Failure, Kept, ListEntry, Request};
use crate::worker::shelf::{ListShelf, MemoryLists, ShelfError};

/// All lists of this browser, those that this tab alone keeps first.
pub(super) async fn all<H: Host>(host: &H, tab: &MemoryLists) -> Result<Vec<ListEntry>, Failure> {
    let mut all = entries(tab, Kept::Tab).await?;
    match host.lists().heads().await {
        Err(ShelfError::Blocked(_)) => {}
        _ => all.extend(entries(host.lists(), Kept::Browser).await?),
    }
    Ok(all)
}

/// What is another answer than before.
#[derive(Default)]
pub(super) struct News {
    /// About a list that the question or the plan names.
    pub(super) any: bool,
    /// About one that the plan names.
    pub(super) in_plan: bool,
}

/// Sees to it that the open list knows who stands on the lists that the question or the plan names; whether that is another answer than
/// before. A list that is gone or cannot be read is not known, which the rule then says (G2a).
pub(super) async fn follow<H: Host>(
    host: &H,
    tab: &MemoryLists,
    list: &mut OpenList,
    plan: Option<&Plan>,
    request: &Request,
) -> Result<News, Failure> {
    let planned = named(plan.map(rules_of).unwrap_or_default());
    let mut names = named(asked(request));
    names.extend(planned.iter().cloned());
    list.keep_others(|name| names.contains(name));
    let mut news = News::default();
    if names.is_empty() {
        return Ok(news);
    }
    let today = asked_on(request);
    let entries = all(host, tab).await?;
    list.people.on_lists.are_there(entries.iter().map(|it| it.record.name.clone()).collect());
    for name in names {
        let of_name: Vec<&ListEntry> = entries.iter().filter(|it| same(&it.record.name, &name)).collect();
        let mark = of_name
            .iter()
            .map(|it| {
                let locked = today.is_some_and(|today| it.record.is_locked(today));
                (it.record.id.clone(), it.record.revision, locked)
            })
            .collect::<Vec<_>>();
        if list.other_mark(&name) == Some(&mark) {
            continue;
        }
        news.any = true;
        news.in_plan |= planned.contains(&name);
        let known = read(host, tab, list, &of_name, today).await?;
        list.put_other(&name, mark, known);
    }
    Ok(news)
}

/// Who of the open list stands on one of these, which have one name; nothing where there is none or one cannot be read.
async fn read<H: Host>(
    host: &H,
    tab: &MemoryLists,
    list: &OpenList,
    of_name: &[&ListEntry],
    today: Option<Date>,
) -> Result<Option<OnList>, Failure> {
    let mut turn = async || host.turn().await;
    let mut on: Option<Vec<bool>> = None;
    for entry in of_name {
        if let Some(until) = entry.record.retain_until
            && today.is_some_and(|today| entry.record.is_locked(today))
        {
            return Ok(Some(OnList::Locked(until)));
        }
        let stored = match entry.kept {
            Kept::Tab => tab.load(&entry.record.id).await?,
            Kept::Browser => host.lists().load(&entry.record.id).await?,
        };
        let Some(Ok((_, columns))) = stored.map(|stored| read_stored(&stored)) else { return Ok(None) };
        host.turn().await?;
        let members = Members::of_in_turns(&columns, &mut turn).await?;
        drop(columns);
        let among = members.among_in_turns(&list.columns, &mut turn).await?;
        on = Some(match on {
            Some(before) => before.into_iter().zip(among).map(|(a, b)| a || b).collect(),
            None => among,
        });
    }
    Ok(on.map(OnList::Known))
}

/// The rules of a plan.
fn rules_of(plan: &Plan) -> Vec<&Rule> {
    let segments = plan.segments.values().map(|segment| &segment.rule);
    let personas = plan.personas.values().map(|persona| &persona.rule);
    let scores = plan.scores.values().flat_map(|score| &score.conditions).map(|it| &it.rule);
    let steps = plan.steps.values().flat_map(|step| step.kind.rules());
    segments.chain(personas).chain(scores).chain(steps).collect()
}

/// The rules of a question.
fn asked(request: &Request) -> Vec<&Rule> {
    match request {
        Request::Rows { view, .. }
        | Request::ListCsv { view, .. }
        | Request::SetValue { view, .. }
        | Request::SetConsent { view, .. } => view.rule.iter().collect(),
        Request::Count { rule, .. } | Request::Why { rule, .. } => vec![rule],
        Request::Alike { a, b, .. } => vec![a, b],
        _ => Vec::new(),
    }
}

/// The lists that rules name.
fn named(rules: Vec<&Rule>) -> BTreeSet<String> {
    let nodes = rules.into_iter().flat_map(Rule::nodes);
    nodes.filter_map(|node| if let Rule::OnList(name) = node { Some(name.clone()) } else { None }).collect()
}

/// The day on which the question is asked.
fn asked_on(request: &Request) -> Option<Date> {
    match request {
        Request::Rows { view, .. } | Request::ListCsv { view, .. } | Request::SetValue { view, .. } => {
            view.today
        }
        Request::Count { today, .. }
        | Request::Why { today, .. }
        | Request::Alike { today, .. }
        | Request::Cover { today, .. }
        | Request::FitSpread { today, .. }
        | Request::Contact { today, .. }
        | Request::SetConsent { today, .. }
        | Request::Preflight { today, .. }
        | Request::MendAll { today, .. }
        | Request::Schedule { today, .. }
        | Request::Whole { today, .. }
        | Request::Compile { today, .. } => Some(*today),
        _ => None,
    }
}

/// Whether rules are asked to answer it.
pub(super) fn asks_rules(request: &Request) -> bool {
    asked_on(request).is_some()
}
