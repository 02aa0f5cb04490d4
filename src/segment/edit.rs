//! Edits of a rule by the place of a node: what a builder does to the tree. Paths are positions from the root down.

use crate::model::Rule;

/// The rule as a builder shows it: its root is always a group.
#[must_use]
pub fn as_group(rule: &Rule) -> Rule {
    match rule {
        Rule::All(_) | Rule::Any(_) | Rule::None(_) => rule.clone(),
        other => Rule::All(vec![other.clone()]),
    }
}

/// The members of a group.
pub fn members(rule: &Rule) -> Option<&[Rule]> {
    match rule {
        Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => Some(rules),
        _ => None,
    }
}

fn members_mut(rule: &mut Rule) -> Option<&mut Vec<Rule>> {
    match rule {
        Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => Some(rules),
        _ => None,
    }
}

/// The node at a path.
pub fn at<'r>(rule: &'r Rule, path: &[usize]) -> Option<&'r Rule> {
    path.iter().try_fold(rule, |rule, index| members(rule)?.get(*index))
}

fn at_mut<'r>(rule: &'r mut Rule, path: &[usize]) -> Option<&'r mut Rule> {
    path.iter().try_fold(rule, |rule, index| members_mut(rule)?.get_mut(*index))
}

/// The rule with another node at a path; unchanged where there is no such place.
#[must_use]
pub fn replaced(rule: &Rule, path: &[usize], node: Rule) -> Rule {
    let mut rule = rule.clone();
    if let Some(place) = at_mut(&mut rule, path) {
        *place = node;
    }
    rule
}

/// The rule with a node put into the group at `group`, before its member `index` (or last).
#[must_use]
pub fn inserted(rule: &Rule, group: &[usize], index: usize, node: Rule) -> Rule {
    let mut rule = rule.clone();
    if let Some(members) = at_mut(&mut rule, group).and_then(members_mut) {
        members.insert(index.min(members.len()), node);
    }
    rule
}

/// The rule without the node at a path. A group that has nothing left goes too; the root stays.
#[must_use]
pub fn removed(rule: &Rule, path: &[usize]) -> Rule {
    let mut rule = rule.clone();
    let mut path = path.to_vec();
    while let Some(index) = path.pop() {
        let Some(members) = at_mut(&mut rule, &path).and_then(members_mut) else { break };
        if index < members.len() {
            members.remove(index);
        }
        if !members.is_empty() {
            break;
        }
    }
    rule
}

/// The rule with the node at a path moved one place up or down: past its neighbour, into a group that it meets, or out of its own group at
/// the end. Gives the rule and the node's new path; `None` at the very end.
#[must_use]
pub fn moved(rule: &Rule, path: &[usize], up: bool) -> Option<(Rule, Vec<usize>)> {
    let node = at(rule, path)?.clone();
    let (index, group) = path.split_last()?;
    let siblings = members(at(rule, group)?)?;
    let neighbour =
        if up { index.checked_sub(1) } else { Some(index + 1).filter(|next| *next < siblings.len()) };
    let mut rule = rule.clone();
    let target = match neighbour {
        Some(neighbour) if members(&siblings[neighbour]).is_some() => {
            // into the group: its last place from below, its first from above
            let n = members(&siblings[neighbour]).map_or(0, <[Rule]>::len);
            let neighbour_after = if up { neighbour } else { neighbour - 1 };
            let mut to = group.to_vec();
            to.push(neighbour_after);
            to.push(if up { n } else { 0 });
            to
        }
        Some(neighbour) => {
            let mut to = group.to_vec();
            to.push(neighbour);
            to
        }
        None => {
            // out of the group: before or after it
            let (own, parent) = group.split_last()?;
            let mut to = parent.to_vec();
            let leaves_empty = siblings.len() == 1;
            to.push(if up || leaves_empty { *own } else { own + 1 });
            to
        }
    };
    {
        let members = members_mut(at_mut(&mut rule, group)?)?;
        members.remove(*index);
    }
    if members(at(&rule, group)?)?.is_empty() && !group.is_empty() {
        let (own, parent) = group.split_last()?;
        members_mut(at_mut(&mut rule, parent)?)?.remove(*own);
    }
    let (place, list) = target.split_last()?;
    let members = members_mut(at_mut(&mut rule, list)?)?;
    members.insert((*place).min(members.len()), node);
    Some((rule, target))
}

/// Paths of all nodes in reading order, the root first: the order of counts and of `why`.
pub fn paths(rule: &Rule) -> Vec<Vec<usize>> {
    fn walk(rule: &Rule, path: &mut Vec<usize>, paths: &mut Vec<Vec<usize>>) {
        paths.push(path.clone());
        for (index, member) in members(rule).unwrap_or_default().iter().enumerate() {
            path.push(index);
            walk(member, path, paths);
            path.pop();
        }
    }
    let mut found = Vec::new();
    walk(rule, &mut Vec::new(), &mut found);
    found
}
