//! Who is the same person, and who are colleagues, over the sequences of one run. Knows no step and no time.

use super::World;

/// Members by person and by account, where several sequences run together; empty for one, whose members are all different people.
#[derive(Clone, Debug, Default)]
pub(super) struct Ties {
    people: Groups,
    accounts: Groups,
}

impl Ties {
    pub(super) fn of(worlds: &[World]) -> Ties {
        if worlds.len() < 2 {
            return Ties::default();
        }
        let members =
            || worlds.iter().flat_map(|world| (0..world.cohort.n_contacts()).map(move |m| (world, m)));
        let number = |(world, m): (&World, u32)| Some(world.cohort.members[m as usize].number);
        Ties {
            people: Groups::of(members().map(number)),
            accounts: Groups::of(members().map(|(world, m)| world.cohort.account(m))),
        }
    }

    /// Number of people where several sequences run together; that of a member is [`Ties::person`].
    pub(super) fn n_people(&self) -> Option<usize> {
        (!self.people.of.is_empty()).then_some(self.people.ends.len())
    }

    /// The person of a member: the member where one sequence runs alone.
    #[inline(always)]
    pub(super) fn person(&self, member: u32) -> usize {
        self.people.of.get(member as usize).copied().unwrap_or(member) as usize
    }

    /// All enrolments of a member's person, its own among them; none where one sequence runs alone.
    pub(super) fn same_person(&self, member: u32) -> &[u32] {
        self.people.with(member)
    }

    /// All enrolments of a member's account, its own among them; none where one sequence runs alone or no account is known.
    pub(super) fn colleagues(&self, member: u32) -> &[u32] {
        self.accounts.with(member)
    }
}

/// Members by a number that they share.
#[derive(Clone, Debug, Default)]
struct Groups {
    /// The group of each member, dense; [`u32::MAX`] = none.
    of: Vec<u32>,
    /// Where each group ends among the members in order.
    ends: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    fn of(keys: impl Iterator<Item = Option<u32>>) -> Groups {
        let keys: Vec<Option<u32>> = keys.collect();
        let mut members: Vec<u32> = (0..keys.len() as u32).filter(|m| keys[*m as usize].is_some()).collect();
        crate::lean::order::sort_by_number(&mut members, |m| {
            u128::from(keys[*m as usize].unwrap_or(0)) << 32 | u128::from(*m)
        });
        let mut groups = Groups { of: vec![u32::MAX; keys.len()], ends: Vec::new(), members };
        for (at, member) in groups.members.iter().enumerate() {
            let is_next = at == 0 || keys[groups.members[at - 1] as usize] != keys[*member as usize];
            if is_next {
                groups.ends.push(at as u32);
            }
            if let Some(end) = groups.ends.last_mut() {
                *end += 1;
            }
            groups.of[*member as usize] = groups.ends.len() as u32 - 1;
        }
        groups
    }

    fn with(&self, member: u32) -> &[u32] {
        let Some(group) = self.of.get(member as usize).copied() else { return &[] };
        let Some(end) = self.ends.get(group as usize).copied() else { return &[] };
        let start = if group == 0 { 0 } else { self.ends[group as usize - 1] };
        self.members.get(start as usize..end as usize).unwrap_or_default()
    }
}
