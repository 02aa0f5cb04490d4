//! What preflight finds about a sequence over the open list, kept with the rows it concerns; its fixes of the list; its notes for a file.
//! Knows no rule: they are asked in turns, so that an edit stops them.

use super::change;
use super::schedule::Kept;
use crate::audience::Columns;
use crate::audience::consent::{Channels, ColumnKind, ConsentChoice};
use crate::calendar::Date;
use crate::interop::LaunchNotes;
use crate::model::{Code, Diff, Field, Finding, Fix, ListEdit, Mend, Place, Plan, SequenceId, StdField};
use crate::preflight::law::Pack;
use crate::preflight::{
    Checked, Found, Inputs, ListInput, Report, State, checklist, codes, is_silenced, mend_all, point_of,
    preflight_in_turns, waits,
};
use crate::segment::Bitmap;
use crate::simulate::Forecast;
use crate::worker::host::Host;
use crate::worker::lists::OpenList;
use crate::worker::protocol::{
    self, Failure, FixView, FoundRef, FoundView, ListRef, PointView, PreflightInfo, SilencedView,
};

/// What was found last.
#[derive(Debug)]
pub(super) struct Launch {
    revision: u64,
    list: Option<ListRef>,
    sequence: SequenceId,
    today: Date,
    report: Report,
    /// Those of its findings that a schedule or a forecast showed.
    later: Vec<FoundRef>,
    /// What these showed before an edit: until they answer again it stands, marked as behind.
    behind: Vec<Found>,
    /// The points, and which of them stand as they stood before an edit.
    points: Vec<(Checked, bool)>,
}

/// What a run came to, and what it was run for.
#[derive(Debug)]
pub(super) struct Forecasted {
    pub(super) about: (SequenceId, u64, Date),
    pub(super) list: ListRef,
    pub(super) forecast: Forecast,
}

/// What is asked about.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) revision: u64,
    pub(super) plan: &'a Plan,
    pub(super) list: Option<&'a OpenList>,
    pub(super) kept: Option<&'a Kept>,
    pub(super) forecast: Option<&'a Forecast>,
    pub(super) sequence: SequenceId,
    pub(super) today: Date,
    /// Whether schedule and forecast are still asked for.
    pub(super) waits: bool,
}

impl<'a> Ask<'a> {
    fn inputs(&self) -> Inputs<'a> {
        Inputs {
            sequence: Some(self.sequence),
            list: self.list.map(|list| ListInput {
                columns: &list.columns,
                people: &list.people,
                known: list.known(),
            }),
            schedule: self.kept.and_then(|kept| kept.schedule_of(self.sequence)),
            forecast: self.forecast,
            ..Inputs::of(self.plan, self.today)
        }
    }

    /// The changes of the plan that mend all findings of a code, and how many they mend.
    pub(super) async fn mend_all<H: Host>(&self, host: &H, code: Code) -> Result<(Diff, usize), Failure> {
        mend_all(&self.inputs(), code, &mut async || host.turn().await).await
    }
}

impl Launch {
    /// Looks; what was found `before` is looked for again only where it reads what has come since.
    pub(super) async fn look<H: Host>(
        host: &H,
        ask: Ask<'_>,
        before: Option<&Launch>,
    ) -> Result<Launch, Failure> {
        let same = before.filter(|before| before.is(&ask));
        let report = preflight_in_turns(&ask.inputs(), same.map(|before| &before.report), &mut async || {
            host.turn().await
        })
        .await?;
        let problems = |finding: &Finding| {
            ask.kept
                .and_then(|kept| kept.schedule_of(ask.sequence))
                .is_some_and(|schedule| schedule.problems.contains(finding))
                || ask.forecast.is_some_and(|forecast| forecast.problems.contains(finding))
        };
        let later = report.found.iter().map(|found| &found.finding);
        let later =
            later.filter(|finding| waits(finding.code) || problems(finding)).map(FoundRef::of).collect();
        let last = before.filter(|before| ask.waits && before.is_about(&ask));
        let behind = last.map(|last| last.left(ask.plan, &report)).unwrap_or_default();
        let points = points(&ask, &report, &behind, last);
        Ok(Launch {
            revision: ask.revision,
            list: ask.list.map(OpenList::state),
            sequence: ask.sequence,
            today: ask.today,
            report,
            later,
            behind,
            points,
        })
    }

    /// What was seen of an earlier state of the plan in its schedule or forecast, and may still be there.
    fn left(&self, plan: &Plan, report: &Report) -> Vec<Found> {
        let of_later = |found: &&Found| self.later.contains(&FoundRef::of(&found.finding));
        let silenced = report.silenced.iter().map(|(found, _)| found);
        let said: Vec<FoundRef> =
            report.found.iter().chain(silenced).map(|found| FoundRef::of(&found.finding)).collect();
        let may_stand = |found: &&Found| {
            let finding = &found.finding;
            !said.contains(&FoundRef::of(finding))
                && is_silenced(plan, finding).is_none()
                && (finding.place == Place::Plan || finding.place.name(plan).is_some())
        };
        self.report.found.iter().filter(of_later).chain(&self.behind).filter(may_stand).cloned().collect()
    }

    /// Whether it was asked about the same, whatever the plan said then.
    fn is_about(&self, ask: &Ask) -> bool {
        self.list == ask.list.map(OpenList::state) && self.sequence == ask.sequence && self.today == ask.today
    }

    fn is(&self, ask: &Ask) -> bool {
        self.revision == ask.revision && self.is_about(ask)
    }

    /// Whether it answers this, as far as there is a schedule.
    pub(super) fn answers(&self, ask: &Ask) -> bool {
        self.is(ask)
            && (ask.waits || self.behind.is_empty() && self.points.iter().all(|(_, behind)| !behind))
            && self.report.scheduled == ask.kept.is_some()
            && self.report.forecast == ask.forecast.is_some()
    }

    /// The rows that a finding concerns.
    pub(super) fn rows(&self, wanted: &FoundRef) -> Option<&Bitmap> {
        self.found(wanted)?.rows.as_ref()
    }

    fn found(&self, wanted: &FoundRef) -> Option<&Found> {
        let first = FoundRef { nth: 0, ..*wanted };
        let silenced = self.report.silenced.iter().map(|(found, _)| found);
        let all = self.report.found.iter().chain(&self.behind).chain(silenced);
        let mut alike = all.filter(|found| FoundRef::of(&found.finding) == first);
        alike.nth(wanted.nth as usize)
    }

    /// The edit of the list that a fix is.
    pub(super) fn list_fix(&self, wanted: &FoundRef, name: &str) -> Option<&ListEdit> {
        let fix = self.found(wanted)?.fixes.iter().find(|fix| fix.name == name)?;
        match &fix.mend {
            Mend::List(edit) => Some(edit),
            Mend::Plan(_) => None,
        }
    }

    /// What the page is told.
    pub(super) fn info(&self, ask: &Ask, not_planned: Option<String>) -> PreflightInfo {
        let mut seen: Vec<FoundRef> = Vec::new();
        let mut view = |found: &Found| {
            let key = FoundRef::of(&found.finding);
            let nth = seen.iter().filter(|known| **known == key).count() as u32;
            seen.push(key);
            view(found, nth)
        };
        let mut found: Vec<FoundView> = self.report.found.iter().map(&mut view).collect();
        found.extend(self.behind.iter().map(|found| FoundView { behind: true, ..view(found) }));
        let silenced = self.report.silenced.iter();
        let silenced =
            silenced.map(|(found, silence)| SilencedView { found: view(found), silence: silence.clone() });
        let silenced = silenced.collect();
        let points = self.points.iter().cloned().map(|(checked, behind)| PointView {
            behind,
            word: checked.point.word.to_owned(),
            name: checked.point.name.to_owned(),
            group: checked.point.group.label().to_owned(),
            asks: checked.point.asks.to_owned(),
            state: checked.state,
            words: checked.words,
            answer: checked.answer,
        });
        PreflightInfo {
            revision: self.revision,
            sequence: self.sequence,
            list: self.list.clone(),
            found,
            silenced,
            unknown: self.report.unknown.clone(),
            idle: self.report.idle.clone(),
            unfinished: self.report.unfinished.clone(),
            scheduled: self.report.scheduled,
            forecast: self.report.forecast,
            not_planned,
            points: points.collect(),
            packs: Pack::ALL
                .iter()
                .map(|pack| (pack.name().to_owned(), pack.label().to_owned(), pack.is_on(&ask.plan.settings)))
                .collect(),
        }
    }

    /// What stops or breaks.
    pub(super) fn errors(&self) -> Vec<&Found> {
        self.report.errors().collect()
    }

    /// What goes into the file of a schedule.
    pub(super) fn notes(&self, plan: &Plan) -> LaunchNotes {
        LaunchNotes::of(plan, &self.report, self.points.iter().map(|(checked, _)| checked.clone()).collect())
    }
}

/// The points; one that waits for a schedule stands as it stood in the last one, and is behind.
fn points(ask: &Ask, report: &Report, behind: &[Found], last: Option<&Launch>) -> Vec<(Checked, bool)> {
    let inputs = ask.inputs();
    let seen;
    let report = if behind.is_empty() {
        report
    } else {
        seen = Report { found: report.found.iter().chain(behind).cloned().collect(), ..report.clone() };
        &seen
    };
    let points = checklist(&inputs, ask.sequence, report).into_iter().map(|checked| {
        let is_open = checked.state == State::Open && checked.point.needs_schedule();
        let stood = |last: &Launch| {
            let (stood, _) = last.points.iter().find(|(stood, _)| stood.point.word == checked.point.word)?;
            (stood.state != State::Open).then(|| stood.clone())
        };
        match last.filter(|_| is_open && ask.list.is_some()).and_then(stood) {
            Some(stood) => (stood, true),
            None => {
                let is_behind =
                    behind.iter().any(|found| point_of(found.finding.code).word == checked.point.word);
                (checked, is_behind)
            }
        }
    });
    points.collect()
}

fn view(found: &Found, nth: u32) -> FoundView {
    let fix = |fix: &Fix| FixView { name: fix.name.clone(), diff: fix.diff().cloned() };
    FoundView {
        point: point_of(found.finding.code).word.to_owned(),
        contacts: found.rows.as_ref().map(Bitmap::count),
        nth,
        has_page: codes().any(|code| code == found.finding.code),
        fixes: found.fixes.iter().map(fix).collect(),
        finding: found.finding.clone(),
        behind: false,
    }
}

/// The open list as a fix leaves it, and what was done, in words.
pub(super) fn mended(list: &OpenList, edit: &ListEdit) -> Result<(Columns, String), Failure> {
    match edit {
        ListEdit::Owner { contacts, owner } => {
            let meant: std::collections::BTreeSet<&u32> = contacts.iter().collect();
            let numbers = list.columns.numbers().iter();
            let rows: Vec<u32> = (0_u32..)
                .zip(numbers)
                .filter(|(_, number)| meant.contains(number))
                .map(|(row, _)| row)
                .collect();
            change::set_value(list, &rows, &Field::Std(StdField::Owner), owner, "")
        }
        ListEdit::NoColumn { header } => {
            let choice = ConsentChoice {
                kind: Some(ColumnKind::Negative),
                channels: Channels::ALL,
                ..ConsentChoice::default()
            };
            let columns = list.columns.with_meaning(header, &choice);
            let gone =
                || Failure::new(protocol::Code::BadRequest, format!("Nothing is asked about “{header}”."));
            Ok((columns.ok_or_else(gone)?, format!("Said what “{header}” means")))
        }
    }
}
