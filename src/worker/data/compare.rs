//! Parts of the open list beside each other: segments that share contacts, a fit score's spread, a pilot and the rest. Knows no storage.

use std::collections::BTreeMap;

use super::views::cannot;
use crate::audience::Part;
use crate::calendar::Date;
use crate::lean::order;
use crate::model::{Channel, FieldKind, Plan, Rule, ScoreId, SegmentId, StdField};
use crate::segment::{Bitmap, Evaluator, Named, cover, fit};
use crate::worker::host::Host;
use crate::worker::lists::OpenList;
use crate::worker::protocol::{AlikeInfo, Code, CoverInfo, CoverSegment, Failure, FitSpread, Reply};

fn evaluator<'a>(list: &'a OpenList, plan: &'a Plan, today: Date) -> Evaluator<'a> {
    list.evaluator(today, &plan.segments, Some(Named::of(plan)))
}

/// How segments share the list.
pub(super) async fn covered<H: Host>(
    host: &H,
    list: &OpenList,
    plan: &Plan,
    wanted: &[SegmentId],
    today: Date,
) -> Result<Reply, Failure> {
    let evaluator = evaluator(list, plan, today);
    let (mut names, mut sets, mut unanswered) = (Vec::new(), Vec::new(), Vec::new());
    for id in wanted {
        let Some(segment) = plan.segments.get(id) else { continue };
        match evaluator.matches(&Rule::Segment(*id)) {
            Ok(set) => {
                names.push((*id, segment.name.clone()));
                sets.push(set);
            }
            Err(problem) => unanswered.push((*id, cannot(problem, Some(plan)).message)),
        }
        host.turn().await?;
    }
    let cover = cover(&sets, list.columns.len());
    let bits = |mask: u64| (0..64).filter(|bit| mask >> bit & 1 == 1).collect::<Vec<u32>>();
    let segments = names.into_iter().enumerate().map(|(at, (id, name))| CoverSegment {
        id,
        name,
        size: cover.sizes[at],
        alone: cover.alone[at],
        first: cover.first[at],
    });
    Ok(Reply::Cover(Box::new(CoverInfo {
        of: cover.of,
        segments: segments.collect(),
        unanswered,
        combos: cover.combos.iter().take(200).map(|(mask, n)| (bits(*mask), *n)).collect(),
        shared: cover.shared.iter().map(|(a, b, n)| (*a as u32, *b as u32, *n)).collect(),
        covered: cover.covered,
    })))
}

/// How a fit score spreads over the list.
pub(super) fn spread(list: &OpenList, plan: &Plan, score: ScoreId, today: Date) -> Result<Reply, Failure> {
    let gone = || Failure::new(Code::BadRequest, "This fit score is not in the plan any more.");
    let score = plan.scores.get(&score).ok_or_else(gone)?;
    let evaluator = evaluator(list, plan, today);
    let weighted: Vec<(Rule, i16)> =
        score.conditions.iter().map(|condition| (condition.rule.clone(), condition.weight)).collect();
    let fit =
        fit(&weighted, &evaluator, list.columns.len()).map_err(|problem| cannot(problem, Some(plan)))?;
    let mut by_score = vec![0; 101];
    for score in fit.scores {
        if let Some(n) = by_score.get_mut(usize::from(score)) {
            *n += 1;
        }
    }
    let mut conditions = Vec::new();
    for (rule, _) in &weighted {
        conditions.push(evaluator.matches(rule).map_err(|problem| cannot(problem, Some(plan)))?.count());
    }
    Ok(Reply::FitSpread(FitSpread { by_score, conditions }))
}

/// Columns in whose most frequent values two parts are compared.
const COMPARED: [StdField; 5] =
    [StdField::Country, StdField::Industry, StdField::Stage, StdField::Owner, StdField::State];
/// Of each so many values.
const VALUES: usize = 2;

/// How alike two parts of the list are, by what stands out in it.
pub(super) fn alike(
    list: &OpenList,
    plan: &Plan,
    (a, b): (&Rule, &Rule),
    today: Date,
) -> Result<Reply, Failure> {
    let evaluator = evaluator(list, plan, today);
    let set = |rule| evaluator.matches(rule).map_err(|problem| cannot(problem, Some(plan)));
    let (a, b) = (set(a)?, set(b)?);
    let share = |set: &Bitmap, holds: &dyn Fn(usize) -> bool| {
        let n = set.rows().filter(|row| holds(*row)).count();
        if set.count() == 0 { 0.0 } else { n as f64 / f64::from(set.count()) }
    };
    let mut shares = Vec::new();
    let mut compare = |words: String, holds: &dyn Fn(usize) -> bool| {
        shares.push((words, share(&a, holds), share(&b, holds)));
    };
    for field in COMPARED {
        let Some(column) = list.columns.std(field).filter(|column| column.kind() == FieldKind::Text) else {
            continue;
        };
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for row in a.rows().chain(b.rows()) {
            if let Some(text) = column.str(row) {
                *counts.entry(text).or_default() += 1;
            }
        }
        let mut counts: Vec<(&str, u32)> = counts.into_iter().collect();
        order::sort_by(&mut counts, |x, y| y.1.cmp(&x.1).then_with(|| x.0.cmp(y.0)));
        for (value, _) in counts.into_iter().take(VALUES) {
            compare(format!("{} {value}", field.label()), &|row| column.str(row) == Some(value));
        }
    }
    if let Some(column) = list.columns.std(StdField::Employees) {
        compare("200 and more employees".to_owned(), &|row| column.number(row).is_some_and(|n| n >= 200.0));
    }
    for (channel, words) in [(Channel::Email, "Reached by email"), (Channel::Call, "Reached by call")] {
        let people = &list.people;
        compare(words.to_owned(), &|row| {
            people.reach.get(row).is_some_and(|reach| crate::audience::part(channel, *reach) == Part::Can)
        });
    }
    Ok(Reply::Alike(AlikeInfo { sizes: (a.count(), b.count()), shares }))
}
