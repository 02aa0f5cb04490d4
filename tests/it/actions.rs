//! The registry of actions: whole, without two meanings of a key in one place, and true about undo.

use cadenza::model::{Place as At, StepId};
use cadenza::session::actions::{Act, Entry, NEW_STEPS, Place, When, all, entry_of, is_single, keys_of};
use cadenza::session::{Capture, Session};
use cadenza::view::find::rank;

use super::template::plan_of;

fn does(entry: &Entry) -> bool {
    entry.when != When::InPlace
}

#[test]
fn every_action_has_words_a_key_or_a_place_and_a_glyph() {
    for entry in all() {
        assert!(!entry.words.is_empty() && entry.words.chars().next().is_some_and(char::is_uppercase));
        assert!(!entry.words.ends_with('.'), "{}", entry.words);
        assert!(!entry.keys.is_empty() || entry.when != When::InPlace, "{} can be found", entry.words);
        assert!(!entry.place.name().is_empty() && !entry.glyph.is_empty(), "{}", entry.words);
    }
}

#[test]
fn no_two_actions_share_their_words_and_no_key_means_two_things_in_one_place() {
    let acts: Vec<Entry> = all().filter(does).collect();
    for (at, entry) in acts.iter().enumerate() {
        let same = acts[at + 1..].iter().find(|other| other.words == entry.words || other.act == entry.act);
        assert_eq!(same, None, "{}", entry.words);
    }
    for place in Place::ALL {
        let keys: Vec<Entry> = keys_of(place).collect();
        assert!(!keys.is_empty(), "{} has keys", place.name());
        for (at, entry) in keys.iter().enumerate() {
            // a handle and a list of days are both walked with the arrows; what does something has its key alone
            let same =
                keys[at + 1..].iter().find(|other| other.keys == entry.keys && (does(entry) || does(other)));
            assert_eq!(same, None, "{:?}", entry.keys);
        }
    }
    let single: Vec<&str> = all().filter(is_single).map(|entry| entry.words).collect();
    assert_eq!(single, ["Keys", "New step", "All fields"], "these can be switched off");
}

#[test]
fn an_action_that_changes_the_plan_names_its_undo_step_and_undo_takes_it_back() {
    let made = plan_of("b2b-cold-outbound", "2026-11-24");
    let steps: Vec<StepId> = made.plan.walk(made.sequence).iter().map(|visit| visit.id).collect();
    let mut changing = 0;
    for entry in all() {
        let mut session = Session::new(made.plan.clone());
        let Some(command) = entry.act.command(session.plan(), Some(made.sequence), &steps[2..3]) else {
            assert!(entry.undo.is_empty() || entry.act == Act::AddSequence, "{}", entry.words);
            continue;
        };
        changing += 1;
        assert!(!entry.undo.is_empty(), "{} has a name to be undone by", entry.words);
        let done =
            session.apply(command, Capture::Now).unwrap_or_else(|why| panic!("{}: {why}", entry.words));
        assert!(!done.diff.is_empty(), "{} changes the plan", entry.words);
        let name = session.next_undo().unwrap().to_owned();
        assert!(name.starts_with(entry.undo), "{name} begins with {}", entry.undo);
        session.undo().unwrap();
        let is_back =
            (&session.plan().sequences, &session.plan().steps) == (&made.plan.sequences, &made.plan.steps);
        assert!(is_back, "{name} is taken back");
    }
    assert_eq!(changing, 4 + NEW_STEPS.len());
}

#[test]
fn a_new_step_comes_after_the_chosen_one_and_without_one_at_the_end() {
    let made = plan_of("b2b-cold-outbound", "2026-11-24");
    let walk = made.plan.walk(made.sequence);
    let add = entry_of(Act::Add(NEW_STEPS[0].kind)).act;
    let place = |steps: &[StepId]| {
        let mut session = Session::new(made.plan.clone());
        let command = add.command(session.plan(), Some(made.sequence), steps).unwrap();
        let done = session.apply(command, Capture::Now).unwrap();
        let id = done.made.iter().find_map(|place| if let At::Step(id) = place { Some(*id) } else { None });
        session.plan().find(id.unwrap()).unwrap().1.spot
    };
    assert_eq!(place(&[walk[2].id]).index, walk[2].spot.index + 1);
    assert_eq!(place(&[]).index, made.plan.sequences[&made.sequence].body.len());
    assert_eq!(add.command(&made.plan, None, &[]), None, "without a sequence there is nowhere");
}

#[test]
fn near_words_and_those_of_other_tools_find_what_is_meant() {
    let best = |query: &str| {
        let ranked =
            all().filter(does).filter_map(|entry| Some((rank(query, entry.words, entry.also)?, entry.words)));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.first().map(|(_, words)| *words)
    };
    assert_eq!(best("undo"), Some("Undo"));
    assert_eq!(best("delte"), Some("Delete"), "a slip of the pen");
    assert_eq!(best("phone"), Some("Add a call"), "another word");
    assert_eq!(best("add email"), Some("Add an email"));
    assert_eq!(best("shortcuts"), Some("Keys"));
    assert_eq!(best("clone plan"), Some("Duplicate the plan"));
    assert_eq!(best("qqqq"), None);
    assert_eq!(rank("", "Anything", ""), Some(0));
    assert!(rank("call", "Call 1", "") < rank("call", "First call", ""), "what begins with it comes first");
    assert_eq!(rank("call", "All plans", "mail"), None, "short words are no slips of the pen");
    assert_eq!(rank("first zebra", "First call", ""), None, "every word must fit");
}
