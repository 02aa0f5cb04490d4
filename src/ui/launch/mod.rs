//! What preflight found, as pages show it: which finding is in hand, what a fix would change, what is let stand and why. What is found
//! and what mends it is the worker's; a change of the plan is the bench's.

mod findings;
mod pages;
mod seek;

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

pub use findings::{BEHIND, Findings, PlaceFindings, WorstFindings};
pub use pages::{Catalogue, Glossary, PrintButton, RuleDialog, Term};

use super::desk::Desk;
use super::format;
use super::live::Live;
use super::looked::Looked;
use super::router::Page;
use super::workbench::Workbench;
use crate::model::{self, Diff, Finding, LaunchAnswer, Part, Place, Settings, Severity, Silence};
use crate::outline::{ChangedLine, changed};
use crate::session::Command;
use crate::ui::erased::{effect, memo};
use crate::worker::protocol::{FixView, FoundRef, FoundView};

/// A change that is shown before it is made.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// The finding it stands at.
    pub key: FoundRef,
    /// What it does; also the name of the undo step.
    pub name: String,
    /// The lines that go and come; of an edit of the list none.
    pub lines: Vec<ChangedLine>,
    make: Make,
}

#[derive(Clone, PartialEq, Debug)]
enum Make {
    Plan(Diff),
    /// The fix of this name, by the worker.
    List,
}

/// What was found and what is done about it; copy it freely.
#[derive(Clone, Copy)]
pub struct Checks {
    /// The desk.
    pub desk: Desk,
    /// The bench.
    pub bench: Workbench,
    /// The worst first.
    pub found: Memo<Vec<FoundView>>,
    /// What passes filter and search, as it stands on screen: by what it would cause.
    pub shown: Memo<Vec<FoundView>>,
    /// Only findings of this severity.
    pub kind: RwSignal<Option<Severity>>,
    /// Only findings with this text.
    pub find: RwSignal<String>,
    /// Only findings at this point of the launch check.
    pub point: RwSignal<Option<String>>,
    /// The term that is looked up.
    pub term: RwSignal<String>,
    /// Of these all findings are shown, however many are alike.
    pub whole: RwSignal<BTreeSet<model::Code>>,
    /// The finding in hand.
    pub at: RwSignal<Option<FoundRef>>,
    /// The change that is shown.
    pub offer: RwSignal<Option<Offer>>,
    /// The finding whose rule is in sight.
    pub rule: RwSignal<Option<FoundView>>,
    /// Where in the list the focus goes when the finding that has it is gone.
    next: StoredValue<Option<usize>>,
}

impl Checks {
    /// Follows what a desk's preflight finds.
    pub fn of(desk: Desk, live: Live) -> Checks {
        let checks = Checks {
            desk,
            bench: desk.bench(),
            found: live.found(),
            shown: live.found(),
            kind: RwSignal::new(None),
            find: RwSignal::new(String::new()),
            point: RwSignal::new(None),
            term: RwSignal::new(String::new()),
            whole: RwSignal::new(BTreeSet::new()),
            at: RwSignal::new(None),
            offer: RwSignal::new(None),
            rule: RwSignal::new(None),
            next: StoredValue::new(None),
        };
        let checks = Checks { shown: memo(move |_| checks.passing()), ..checks };
        checks.follow();
        checks
    }

    /// The checks of this app.
    pub fn here() -> Checks {
        expect_context()
    }

    fn follow(self) {
        effect(move |_| {
            let all = self.shown.get();
            let is_gone = |key: &FoundRef| all.iter().all(|found| found.key() != *key);
            if self.offer.with_untracked(|offer| offer.as_ref().is_some_and(|offer| is_gone(&offer.key))) {
                self.offer.set(None);
            }
            let at = self.at.get_untracked();
            if at.is_some_and(|at| is_gone(&at))
                && let Some(index) = self.next.try_update_value(Option::take).flatten()
            {
                // the finding that had the focus is mended: the next one has it now
                let next = all.get(index).or(all.last()).map(FoundView::key);
                self.at.set(next);
                request_animation_frame(move || _ = seek::focus_row(next));
            }
        });
    }

    fn passing(self) -> Vec<FoundView> {
        let (kind, point) = (self.kind.get(), self.point.get());
        let needle = self.find.get().trim().to_lowercase();
        let passes = |found: &&FoundView| {
            kind.is_none_or(|kind| kind == found.finding.severity())
                && point.as_ref().is_none_or(|point| *point == found.point)
                && (needle.is_empty() || self.text(&found.finding).to_lowercase().contains(&needle))
        };
        self.found.with(|all| {
            let by_effect = |effect: &model::Effect| {
                let effect = *effect;
                all.iter().filter(move |found| found.finding.code.effect() == effect)
            };
            model::Effect::ALL.iter().flat_map(by_effect).filter(passes).cloned().collect()
        })
    }

    /// What was answered at a point for the sequence in sight.
    pub fn answered(self, point: String) -> Memo<Option<Option<LaunchAnswer>>> {
        let sequence = self.desk.sequence;
        self.bench.read(move |plan| {
            let place = Place::Sequence(sequence.get()?).to_string();
            let is_its = |answer: &&LaunchAnswer| answer.point == point && answer.place == place;
            plan.settings.answers.iter().rfind(is_its).cloned()
        })
    }

    fn text(self, finding: &Finding) -> String {
        format!("{} {} {}", self.words(finding), self.place(finding.place), finding.code)
    }

    /// A finding as a sentence.
    pub fn words(self, finding: &Finding) -> String {
        let words = self.bench.session.with(|session| Some(finding.sentence_in(session.as_ref()?.plan())));
        format::sentence(&words.unwrap_or_else(|| finding.sentence()))
    }

    /// Where it stands, as the plan calls it.
    pub fn place(self, place: Place) -> String {
        let name = self.bench.session.with(|session| place.name(session.as_ref()?.plan()));
        let kind = match place {
            Place::Plan => return "Plan".to_owned(),
            Place::Sequence(_) => "Sequence",
            Place::Step(_) => "Step",
            Place::Segment(_) => "Segment",
            Place::Message(_) => "Text",
            Place::Owner(_) => "Owner",
            Place::Sender(_) => "Sender",
            Place::Calendar(_) => "Calendar",
            Place::Scenario(_) => "Assumptions",
            Place::Persona(_) => "Persona",
            Place::Score(_) => "Fit score",
        };
        name.map_or_else(|| kind.to_owned(), |name| format!("{kind} “{name}”"))
    }

    /// How many of a severity there are.
    pub fn count(self, kind: Severity) -> usize {
        self.found.with(|all| all.iter().filter(|found| found.finding.severity() == kind).count())
    }

    /// Goes to the place of a finding and opens its field.
    pub fn go(self, key: FoundRef) {
        self.at.set(Some(key));
        let (place, part) = (key.place, key.part);
        let page = match place {
            Place::Plan if matches!(part, Part::Columns | Part::Contacts) => Page::Contacts,
            Place::Plan if matches!(part, Part::Rates | Part::Scenario) => Page::Assumptions,
            Place::Plan => Page::Team,
            Place::Sequence(id) => Page::Sequence(Some(id)),
            Place::Step(id) => {
                self.bench.select(vec![place]);
                Page::Sequence(
                    self.bench.plan_now(|plan| plan.find(id).map(|(sequence, _)| sequence)).flatten(),
                )
            }
            Place::Segment(id) => Page::Segments(Some(id)),
            Place::Persona(_) | Place::Score(_) => Page::Segments(None),
            Place::Message(id) => Page::Messages(Some(id)),
            Place::Owner(_) | Place::Sender(_) => Page::Team,
            Place::Calendar(_) => Page::Calendars,
            Place::Scenario(_) => Page::Assumptions,
        };
        self.bench.go(page);
        let name = self.bench.plan_now(|plan| place.name(plan)).flatten().unwrap_or_default();
        seek::field(place, part, name);
    }

    /// The next finding, or the one before: its place and its field.
    pub fn step(self, forward: bool) {
        let all = self.shown.get_untracked();
        let at = self.at.get_untracked().and_then(|at| all.iter().position(|found| found.key() == at));
        let index = match (at, forward) {
            (Some(at), true) => (at + 1) % all.len().max(1),
            (Some(at), false) => (at + all.len() - 1) % all.len().max(1),
            (None, true) => 0,
            (None, false) => all.len().saturating_sub(1),
        };
        let Some(found) = all.get(index) else {
            self.bench.say("Nothing is found");
            return;
        };
        let key = found.key();
        self.bench.say(format!(
            "{} of {}: {}. {}",
            index + 1,
            all.len(),
            self.words(&found.finding),
            self.place(key.place)
        ));
        if seek::focus_row(Some(key)) {
            self.at.set(Some(key));
        } else if seek::has_rows() {
            // it stands in the list behind “more”
            self.at.set(Some(key));
            self.whole.update(|whole| _ = whole.insert(key.code));
            request_animation_frame(move || _ = seek::focus_row(Some(key)));
        } else {
            self.go(key);
        }
    }

    /// Shows the contacts that a finding concerns.
    pub fn look(self, found: &FoundView) {
        self.desk.look(Looked::found(found.key(), self.words(&found.finding)));
    }

    /// Shows what a fix would change.
    pub fn show(self, key: FoundRef, fix: FixView) {
        let offer = match fix.diff {
            Some(diff) => self.offered(key, fix.name, diff),
            None => Some(Offer { key, name: fix.name, lines: Vec::new(), make: Make::List }),
        };
        self.open(offer);
    }

    /// Shows what would mend all findings like this one.
    pub fn show_all(self, key: FoundRef) {
        let Some(sequence) = self.desk.sequence.get_untracked() else { return };
        spawn_local(async move {
            match self.desk.data().mend_all(sequence, self.desk.today(), key.code).await {
                Ok((diff, n)) if n > 0 => {
                    self.open(self.offered(key, format!("Mend all {n} of this kind"), diff));
                }
                Ok(_) => self.bench.say("None of them has a change that mends it"),
                Err(failure) => self.bench.refused.set(Some(failure.message)),
            }
        });
    }

    fn offered(self, key: FoundRef, name: String, diff: Diff) -> Option<Offer> {
        let lines = self.bench.plan_now(|plan| {
            let mut after = plan.clone();
            diff.apply(&mut after);
            changed(plan, &after)
        });
        Some(Offer { key, name, lines: lines?, make: Make::Plan(diff) })
    }

    fn open(self, offer: Option<Offer>) {
        self.offer.set(offer);
        request_animation_frame(|| _ = seek::focus(".fdoffer .apply"));
    }

    /// Makes the change that is shown.
    pub fn apply(self) {
        let Some(offer) = self.offer.get_untracked() else { return };
        let index = self.shown.with_untracked(|all| all.iter().position(|found| found.key() == offer.key));
        self.at.set(Some(offer.key));
        self.next.set_value(index);
        self.offer.set(None);
        seek::focus_row(Some(offer.key));
        match offer.make {
            Make::Plan(diff) => {
                if self.bench.dispatch(Command::Apply { name: offer.name.clone(), diff }).is_ok() {
                    self.bench.tell_with_undo(offer.name);
                }
            }
            Make::List => spawn_local(async move {
                let wrong = RwSignal::new(None);
                let answer = self.desk.data().mend_list(offer.key, &offer.name).await;
                self.desk.took_over(answer, wrong, || {});
                if let Some(why) = wrong.get_untracked() {
                    self.bench.refused.set(Some(why));
                }
            }),
        }
    }

    /// Ctrl Enter on a finding: what mends it first is shown, and then made.
    pub fn press(self, found: &FoundView) {
        let key = found.key();
        if self.offer.with_untracked(|offer| offer.as_ref().is_some_and(|offer| offer.key == key)) {
            self.apply();
        } else if let Some(fix) = found.fixes.first() {
            self.show(key, fix.clone());
        } else {
            self.go(key);
        }
    }

    /// Changes the settings as one undo step.
    fn settle(self, name: String, change: impl FnOnce(&mut Settings)) -> Result<(), String> {
        let diff = self.bench.plan_now(|plan| {
            let mut settings = (*plan.settings).clone();
            change(&mut settings);
            Diff::settings(plan, settings)
        });
        let Some(diff) = diff else { return Ok(()) };
        self.bench.take(Command::Apply { name, diff })
    }

    /// Lets findings of a code stand: at a place, or in the whole plan.
    pub fn silence(self, key: FoundRef, place: Option<Place>, reason: &str) -> Result<(), String> {
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err("Say why it may stand".to_owned());
        }
        let index = self.shown.with_untracked(|all| all.iter().position(|found| found.key() == key));
        self.at.set(Some(key));
        self.next.set_value(index);
        let (code, on) = (key.code.name().to_owned(), self.desk.today());
        let place = place.map(|place| place.to_string());
        self.settle(format!("Let “{code}” stand"), |settings| {
            settings.silences.push(Silence { code, place, reason, on });
        })
    }

    /// Lifts a silence.
    pub fn lift(self, silence: &Silence) {
        // a refusal is shown by the frame
        drop(self.settle(format!("Lift the silence of “{}”", silence.code), |settings| {
            settings.silences.retain(|known| known != silence);
        }));
    }

    /// Holds the plan against a pack of rules from now on, or not any more.
    pub fn hold(self, pack: &str, is_on: bool) {
        let name = format!(
            "{} “{pack}”",
            if is_on { "Hold the plan against" } else { "Do not hold the plan against" }
        );
        // a refusal is shown by the frame
        drop(self.settle(name, |settings| {
            settings.packs_off.retain(|known| known != pack);
            if !is_on {
                settings.packs_off.push(pack.to_owned());
            }
        }));
    }

    /// Keeps what a person answers to a point of the launch check; the empty answer takes it back.
    pub fn answer(self, point: &str, name: &str, reason: &str) -> Result<(), String> {
        let Some(sequence) = self.desk.sequence.get_untracked() else { return Ok(()) };
        let place = Place::Sequence(sequence).to_string();
        let (point, reason, on) = (point.to_owned(), reason.trim().to_owned(), self.desk.today());
        self.settle(format!("Answer “{name}”"), |settings| {
            settings.answers.retain(|known| (&known.point, &known.place) != (&point, &place));
            if !reason.is_empty() {
                settings.answers.push(LaunchAnswer { point, place, reason, on });
            }
        })
    }
}

/// Moves the focus to the answer of a point; whether it is in sight.
pub fn to_answer(point: &str) -> bool {
    seek::focus(&format!("[data-point={point}] input"))
}

/// F8 and Shift F8, from wherever one is in a plan.
pub fn follow_keys(checks: Checks) {
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "F8" && !event.ctrl_key() && !event.alt_key() {
            event.prevent_default();
            checks.step(!event.shift_key());
        }
    });
    on_cleanup(move || keys.remove());
}
