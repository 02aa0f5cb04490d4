//! Owners who are not in the team. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let team: std::collections::BTreeSet<String> =
        context.plan.owners.values().map(|owner| owner_key(&owner.name)).collect();
    let strange: Vec<bool> = list.people.owners.iter().map(|name| !team.contains(&owner_key(name))).collect();
    let manual = line.touches.iter().any(|at| at.touch.by == By::Owner);
    let is_strange = |row: usize| {
        list.people
            .owner
            .get(row)
            .and_then(|owner| strange.get(usize::from(*owner)))
            .copied()
            .unwrap_or(false)
    };
    if manual
        && !team.is_empty()
        && let Some(rows) = line.rows_where(is_strange)
    {
        let names: std::collections::BTreeSet<&String> = rows
            .rows()
            .filter_map(|row| list.people.owners.get(usize::from(list.people.owner[row])))
            .collect();
        let names: Vec<String> = names.into_iter().take(5).cloned().collect();
        let finding = Finding::new(Code::OwnerNotInTeam, line.place()).of(Part::By);
        let finding = finding.with(Name::Contacts, rows.count()).with(Name::Number, names.len());
        let found = out.say(finding.with(Name::Samples, names));
        for owner in context.plan.owners.values().take(2) {
            let contacts = rows.rows().map(|row| list.columns.numbers()[row]).collect();
            found.fix(Fix::list(
                format!("Give them to {}", owner.name),
                ListEdit::Owner { contacts, owner: owner.name.clone() },
            ));
        }
        found.rows(rows);
    }
}
