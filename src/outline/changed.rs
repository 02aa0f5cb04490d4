//! What a change would do to a plan, as lines of the text form: what goes, what comes. Knows no diff: it compares two plans.

use super::{print, print_team, quoted};
use crate::model::Plan;
use crate::segment;

/// Texts longer than this (in lines, the one times the other) are not compared line by line.
const MOST: usize = 250_000;

/// A line that a change takes away or brings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangedLine {
    /// It comes; else it goes.
    pub comes: bool,
    /// The line of the text form.
    pub text: String,
}

/// The lines in which two states of a plan differ, each that goes before the one that comes for it.
pub fn changed(before: &Plan, after: &Plan) -> Vec<ChangedLine> {
    let mut lines = Vec::new();
    let mut ids: Vec<_> = before.sequences.keys().chain(after.sequences.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        compare(&print(before, id), &print(after, id), &mut lines);
    }
    compare(&print_team(before), &print_team(after), &mut lines);
    compare(&rest(before), &rest(after), &mut lines);
    lines
}

/// What neither a sequence nor the team says.
fn rest(plan: &Plan) -> String {
    let mut text = String::new();
    for message in plan.messages.values() {
        let name = quoted(&message.name);
        for (what, value) in
            [("subject", &message.subject), ("preview", &message.preview), ("text", &message.body)]
        {
            // with its name on each line, a line says by itself whose it is
            for line in value.lines().filter(|line| !line.trim().is_empty()) {
                text.push_str(&format!("{what} of {name}: {line}\n"));
            }
        }
    }
    for part in plan.segments.values() {
        text.push_str(&format!("segment {}: {}\n", quoted(&part.name), segment::print(&part.rule, plan)));
    }
    let settings = &plan.settings;
    text.push_str(&format!("zone {}\n", settings.zone.0));
    for silence in &settings.silences {
        let place = silence.place.as_deref().unwrap_or("the plan");
        text.push_str(&format!("let stand: {} at {place}, {}\n", silence.code, silence.reason));
    }
    text
}

/// The lines that only one of two texts has, in their order.
fn compare(before: &str, after: &str, out: &mut Vec<ChangedLine>) {
    let (mut old, mut new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    (old, new) = (old.split_off(same), new.split_off(same));
    let same = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    old.truncate(old.len() - same);
    new.truncate(new.len() - same);
    let line = |comes: bool, text: &str| ChangedLine { comes, text: text.trim_end().to_owned() };
    if old.len() * new.len() > MOST {
        out.extend(old.iter().map(|text| line(false, text)));
        out.extend(new.iter().map(|text| line(true, text)));
        return;
    }
    // how many lines are the same from here on, of the one and of the other
    let wide = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * wide];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * wide + j] = if old[i] == new[j] {
                common[(i + 1) * wide + j + 1] + 1
            } else {
                common[(i + 1) * wide + j].max(common[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[(i + 1) * wide + j] >= common[i * wide + j + 1])
        {
            out.push(line(false, old[i]));
            i += 1;
        } else {
            out.push(line(true, new[j]));
            j += 1;
        }
    }
}
