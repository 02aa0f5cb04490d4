//! "Saved" means in both stores, and survives a browser that is killed: the synchronous store then shows an earlier state, the database what
//! it said it holds. Whatever was called saved opens, or is kept beside and said.

use std::future::Future;
use std::task::{Context, Poll, Waker};

use cadenza::calendar::Instant;
use cadenza::model::{Plan, ZoneName};
use cadenza::store::*;
use proptest::prelude::*;

/// What a future gives that never has to wait; `None` where it hangs.
fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

fn named(name: &str) -> Plan {
    Plan::new("demo", name, 1, ZoneName::from("UTC"))
}

fn at(minute: i32) -> Instant {
    Instant(29_000_000 + minute)
}

fn copy(shelf: &MemoryShelf) -> MemoryShelf {
    let copy = MemoryShelf::default();
    for key in shelf.keys().unwrap() {
        copy.set(&key, &shelf.get(&key).unwrap().unwrap()).unwrap();
    }
    copy
}

fn name(opened: &Opened) -> Option<&str> {
    opened.plan.as_ref().map(|plan| plan.settings.name.as_str())
}

/// A browser's two stores, and the tab that edits the plan in them.
#[derive(Default)]
struct World {
    shelf: MemoryShelf,
    texts: MemoryTexts,
}

/// A tab that edits.
struct Editor {
    saver: Saver,
    side: Side,
    is_seen: bool,
    /// What it said was found apart.
    told: Vec<String>,
}

impl World {
    fn database(&self) -> Database {
        match now(read_stored(&self.texts, "demo")) {
            None => Database::Silent,
            Some(Err(error)) => Database::Refused(error),
            Some(Ok(stored)) => Database::Answered(stored),
        }
    }

    fn look(&self) -> Opened {
        look(&self.shelf, "demo", &self.database()).unwrap()
    }

    /// What the page does when it opens a plan to edit it.
    fn edit(&self) -> (Editor, Option<Plan>) {
        self.edit_with(&self.database())
    }

    fn edit_with(&self, database: &Database) -> (Editor, Option<Plan>) {
        let opened = open_with(&self.shelf, "demo", database).unwrap();
        let mut editor = Editor {
            saver: opened.saver,
            side: opened.database,
            is_seen: matches!(database, Database::Answered(_)),
            told: Vec::new(),
        };
        for apart in opened.apart {
            let Some(slot) = apart.slot else { continue };
            let copy = &apart.copy;
            let kept = now(keep_other(&self.texts, "demo", &copy.body, "Saved apart", copy.head.saved_at));
            match kept {
                Some(Ok(version)) => {
                    editor.told.push(version.name);
                    editor.saver.clear(&self.shelf, slot);
                }
                _ => editor.saver.hold(slot),
            }
        }
        editor.saver.heal(&self.shelf);
        if opened.plan.is_some() {
            editor.copy_out(self);
        }
        (editor, opened.plan)
    }

    fn versions(&self) -> Vec<String> {
        let kept = now(list_versions(&self.texts, "demo")).unwrap().unwrap();
        let read = |version: &Version| now(read_version(&self.texts, "demo", version.number)).unwrap();
        kept.iter().map(|version| read(version).unwrap().settings.name.clone()).collect()
    }

    /// The browser is killed: the synchronous store shows an earlier state.
    fn killed(&mut self, earlier: &MemoryShelf) {
        self.shelf = copy(earlier);
    }
}

impl Editor {
    fn copy_out(&mut self, world: &World) {
        let Some(copy) = self.saver.copy() else { return };
        self.side = match now(put_copy(&world.texts, copy, None, self.is_seen)) {
            None => Side::Waits,
            Some(Ok(version)) => {
                self.told.extend(version.map(|version| version.name));
                Side::Holds
            }
            Some(Err(why)) => Side::Refused(why),
        };
        self.is_seen |= self.side == Side::Holds;
    }

    fn save(&mut self, world: &World, plan: &Plan, at: Instant) -> SaveState {
        self.side = Side::Waits;
        self.saver.save(&world.shelf, plan, at);
        self.copy_out(world);
        self.saver.state_with(&self.side)
    }
}

fn hangs() -> TextFaults {
    TextFaults { hangs: true, ..TextFaults::default() }
}

fn blocked() -> TextFaults {
    TextFaults { refuses: Some(ShelfError::Blocked), ..TextFaults::default() }
}

fn full() -> Faults {
    Faults { quota: Some(0), ..Faults::default() }
}

#[test]
fn a_browser_that_is_killed_after_saved_opens_what_was_saved_however_old_its_other_store_is() {
    let mut world = World::default();
    let mut states = vec![copy(&world.shelf)];
    let (mut editor, _) = world.edit();
    for n in 1..60 {
        let state = editor.save(&world, &named(&format!("save {n}")), at(n / 20));
        assert_eq!(state, SaveState::Saved { at: at(n / 20) });
        states.push(copy(&world.shelf));
    }
    for earlier in &states {
        world.killed(earlier);
        let opened = world.look();
        assert_eq!(name(&opened), Some("save 59"));
        assert!(opened.apart.is_empty(), "what was written over is not apart");
        let (editor, _) = world.edit();
        assert_eq!(editor.saver.state_with(&editor.side), SaveState::Saved { at: at(2) });
        assert_eq!(name(&open(&world.shelf, "demo").unwrap()), Some("save 59"), "both hold it again");
        assert!(editor.told.is_empty() && world.versions().is_empty());
    }
}

#[test]
fn after_a_kill_in_each_of_many_sessions_nothing_is_called_apart() {
    let mut world = World::default();
    let mut before = copy(&world.shelf);
    for session in 0..20 {
        let (mut editor, _) = world.edit();
        let earlier = copy(&world.shelf);
        for n in 0..3 {
            editor.save(&world, &named(&format!("session {session}, save {n}")), at(session));
        }
        world.killed(if session % 2 == 0 { &before } else { &earlier });
        before = earlier;
        assert_eq!(name(&world.look()), Some(format!("session {session}, save 2").as_str()));
        assert!(world.look().apart.is_empty());
    }
}

#[test]
fn saved_is_said_only_when_both_stores_hold_it_else_it_says_which() {
    let world = World::default();
    let (mut editor, _) = world.edit();
    world.texts.fail(hangs());
    assert_eq!(editor.save(&world, &named("a"), at(1)), SaveState::Saving);
    assert!(!editor.saver.is_loose(&editor.side), "one store holds it");
    world.texts.fail(blocked());
    let in_local = SaveState::InOne { holds: Store::Local, at: at(2), why: NotSaved::Blocked };
    assert_eq!(editor.save(&world, &named("b"), at(2)), in_local);
    world.texts.fail(TextFaults::default());
    assert_eq!(editor.save(&world, &named("d"), at(4)), SaveState::Saved { at: at(4) });

    world.shelf.fail(full());
    let in_database = SaveState::InOne { holds: Store::Database, at: at(5), why: NotSaved::Full };
    assert_eq!(editor.save(&world, &named("e"), at(5)), in_database);
    assert!(!editor.saver.is_loose(&editor.side), "one store holds it");
    world.texts.fail(blocked());
    assert_eq!(editor.save(&world, &named("f"), at(6)), SaveState::NotSaved(NotSaved::Full));
    assert!(editor.saver.is_loose(&editor.side));
    world.texts.fail(hangs());
    assert_eq!(editor.save(&world, &named("g"), at(7)), SaveState::Saving);
    assert!(editor.saver.is_loose(&editor.side), "as long as the database has not answered");
    world.texts.fail(TextFaults::default());
    world.shelf.fail(Faults::default());
    assert_eq!(editor.save(&world, &named("h"), at(8)), SaveState::Saved { at: at(8) });
    assert!(world.versions().is_empty(), "one editor, one line");
    world.texts.fail(TextFaults { torn: Some(100), ..TextFaults::default() });
    let in_local = SaveState::InOne { holds: Store::Local, at: at(9), why: NotSaved::ReadBack };
    assert_eq!(editor.save(&world, &named("i"), at(9)), in_local);
}

#[test]
fn a_plan_that_does_not_fit_the_synchronous_store_opens_from_the_database_and_is_listed() {
    let world = World::default();
    world.shelf.fail(full());
    let (mut editor, _) = world.edit();
    editor.save(&world, &named("too large"), at(1));
    assert_eq!(name(&world.look()), Some("too large"));
    let heads = now(list_stored(&world.texts)).unwrap().unwrap();
    let cards = merged(list_plans(&world.shelf).unwrap(), &heads, &world.shelf);
    assert_eq!(cards.len(), 1);
    assert_eq!((cards[0].name.as_str(), cards[0].saved_at), ("too large", Some(at(1))));
    // and once there is room the next opening brings it home
    world.shelf.fail(Faults::default());
    let (editor, _) = world.edit();
    assert_eq!(editor.saver.state_with(&editor.side), SaveState::Saved { at: at(1) });
    assert_eq!(name(&open(&world.shelf, "demo").unwrap()), Some("too large"));
}

/// Both stores hold "both"; then each holds a save that the other does not know of.
fn forked(local_at: i32, database_at: i32) -> World {
    let world = World::default();
    let (mut editor, _) = world.edit();
    editor.save(&world, &named("both"), at(1));
    let before = copy(&world.shelf);
    world.texts.fail(blocked());
    let (mut editor, _) = world.edit();
    editor.save(&world, &named("local"), at(local_at));
    world.texts.fail(TextFaults::default());
    // the same day in the other store: the synchronous one was blocked, and showed what it held before
    let mut other = World { shelf: before, texts: world.texts };
    let (mut editor, _) = other.edit();
    other.shelf.fail(full());
    editor.save(&other, &named("database"), at(database_at));
    other.shelf = world.shelf;
    other
}

#[test]
fn where_the_stores_went_apart_the_later_save_opens_and_the_other_is_kept_as_a_version_and_said() {
    for (local_at, database_at, opens, kept) in [(5, 9, "database", "local"), (9, 5, "local", "database")] {
        let world = forked(local_at, database_at);
        let looked = world.look();
        assert_eq!((name(&looked), looked.apart.len()), (Some(opens), 1));
        assert!(world.versions().is_empty(), "looking changes nothing");
        let (mut editor, plan) = world.edit();
        assert_eq!(plan.unwrap().settings.name, opens);
        assert_eq!(world.versions(), [kept]);
        assert_eq!(editor.told.len(), 1, "{:?}", editor.told);
        // from then on they are one again
        assert!(world.look().apart.is_empty());
        assert_eq!(editor.save(&world, &named("on"), at(20)), SaveState::Saved { at: at(20) });
        assert!(world.edit().0.told.is_empty());
        assert_eq!(world.versions(), [kept]);
    }
}

#[test]
fn a_save_that_went_apart_and_cannot_be_kept_is_not_written_over() {
    let world = forked(5, 9);
    let opened = world.look();
    world.texts.fail(TextFaults { quota: Some(0), ..TextFaults::default() });
    let (mut editor, _) = world.edit_with(&Database::Answered(Stored::default()));
    assert_eq!(opened.apart.len(), 1);
    // nothing of the other save is known, and the database is full
    let state = editor.save(&world, &named("on"), at(20));
    assert_eq!(state, SaveState::InOne { holds: Store::Local, at: at(20), why: NotSaved::Full });
    world.texts.fail(TextFaults::default());
    assert_eq!(name(&world.look()), Some("on"));
    assert_eq!(world.look().apart.len(), 1, "it is still there");
}

#[test]
fn where_the_database_is_silent_the_plan_opens_and_a_later_answer_is_kept_as_a_version_never_swapped_in() {
    let mut world = World::default();
    let (mut editor, _) = world.edit();
    editor.save(&world, &named("first"), at(1));
    let earlier = copy(&world.shelf);
    editor.save(&world, &named("second"), at(2));
    world.killed(&earlier);
    world.texts.fail(hangs());
    let (mut editor, plan) = world.edit();
    assert_eq!(plan.unwrap().settings.name, "first");
    assert_eq!(editor.saver.state_with(&editor.side), SaveState::Saving);
    // it answers at last
    world.texts.fail(TextFaults::default());
    editor.copy_out(&world);
    assert_eq!(editor.told, ["Saved apart, found in the database"]);
    assert_eq!(world.versions(), ["second"]);
    assert_eq!(editor.saver.state_with(&editor.side), SaveState::Saved { at: at(1) });
    assert_eq!(name(&world.look()), Some("first"));
}

#[test]
fn what_an_older_version_saved_opens_and_the_database_takes_it_over_without_a_word() {
    let mut world = World::default();
    let head = |name: &str, revision: u64| {
        let body = write_plan(&named(name));
        let (_, text) = Envelope::seal(&body, ("demo", name), 1, revision, at(revision as i32));
        // as it was before heads said what they were written over
        let (line, body) = text.split_once('\n').unwrap();
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        let fields = line.as_object_mut().unwrap();
        fields.remove("run");
        fields.insert("checksum".to_owned(), "".into());
        let order = ["format", "schema", "app", "id", "name", "revision", "saved_at", "length", "checksum"];
        let print = |fields: &serde_json::Map<String, serde_json::Value>| {
            let fields: Vec<String> = order.iter().map(|key| format!("\"{key}\":{}", fields[*key])).collect();
            format!("{{{}}}", fields.join(","))
        };
        let summed = format!("{}\n{body}", print(fields));
        let sum = summed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        fields.insert("checksum".to_owned(), format!("{sum:016x}").into());
        format!("{}\n{body}", print(fields))
    };
    world.shelf.set("cadenza.plan.demo.a", &head("old", 7)).unwrap();
    world.shelf.set("cadenza.plan.demo.b", &head("older", 6)).unwrap();
    let opened = world.look();
    assert_eq!((name(&opened), opened.apart.len()), (Some("old"), 0));
    assert!(opened.quarantined.is_empty());
    let before = copy(&world.shelf);
    let (mut editor, _) = world.edit();
    assert_eq!(editor.saver.state_with(&editor.side), SaveState::Saved { at: at(7) });
    editor.save(&world, &named("new"), at(9));
    assert_eq!(editor.saver.revision(), 8);
    world.killed(&before);
    assert_eq!(name(&world.look()), Some("new"));
    assert!(world.look().apart.is_empty() && editor.told.is_empty() && world.versions().is_empty());
}

// ---- deleting ----

/// What the page does when the person deletes a plan.
fn delete(world: &World, at: Instant) {
    let revision = world.look().saver.revision();
    if !matches!(now(bury(&world.texts, "demo", revision, at)), Some(Ok(_))) {
        note_gone(&world.shelf, "demo", revision, at).unwrap();
    }
    delete_plan(&world.shelf, "demo").unwrap();
}

fn cards(world: &World) -> usize {
    let heads = now(list_stored(&world.texts)).and_then(Result::ok).unwrap_or_default();
    merged(list_plans(&world.shelf).unwrap(), &heads, &world.shelf).len()
}

#[test]
fn a_deleted_plan_does_not_rise_again_from_a_store_that_was_killed() {
    let mut world = World::default();
    let mut states = vec![copy(&world.shelf)];
    let (mut editor, _) = world.edit();
    for n in 1..5 {
        editor.save(&world, &named(&format!("save {n}")), at(n));
        states.push(copy(&world.shelf));
    }
    delete(&world, at(6));
    assert_eq!(cards(&world), 0);
    for earlier in &states {
        world.killed(earlier);
        assert_eq!(name(&world.look()), None);
        world.killed(earlier);
        now(forget_deleted(&world.texts, &world.shelf, at(6))).unwrap().unwrap();
        assert_eq!(cards(&world), 0);
        assert_eq!(world.shelf.keys().unwrap(), Vec::<String>::new());
    }
    // the other tab's save does not bring it back either
    assert_eq!(editor.save(&world, &named("late"), at(7)), SaveState::NotSaved(NotSaved::DeletedElsewhere));
    assert_eq!(cards(&world), 0);
}

#[test]
fn a_plan_that_was_brought_back_stays_whichever_store_is_killed() {
    let mut world = World::default();
    let (mut editor, _) = world.edit();
    editor.save(&world, &named("mine"), at(1));
    let earlier = copy(&world.shelf);
    delete(&world, at(2));
    let deleted = copy(&world.shelf);
    let (mut editor, plan) = world.edit();
    assert!(plan.is_none());
    assert_eq!(editor.save(&world, &named("mine"), at(2)), SaveState::Saved { at: at(2) });
    for state in [earlier, deleted] {
        world.killed(&state);
        now(forget_deleted(&world.texts, &world.shelf, at(30))).unwrap().unwrap();
        assert_eq!(name(&world.look()), Some("mine"));
        assert_eq!(cards(&world), 1);
    }
}

#[test]
fn where_the_database_does_not_take_the_deletion_it_is_noted_and_brought_there_later() {
    for fault in [hangs(), blocked()] {
        let world = World::default();
        let (mut editor, _) = world.edit();
        editor.save(&world, &named("mine"), at(1));
        let revision = editor.saver.revision();
        world.texts.fail(fault);
        note_gone(&world.shelf, "demo", revision, at(2)).unwrap();
        delete_plan(&world.shelf, "demo").unwrap();
        world.texts.fail(TextFaults::default());
        assert_eq!(cards(&world), 0, "its copy in the database is not listed");
        assert_eq!(name(&world.look()), None, "and does not open");
        now(carry_tombstones(&world.texts, &world.shelf)).unwrap().unwrap();
        assert_eq!(world.shelf.keys().unwrap(), Vec::<String>::new());
        assert_eq!(world.texts.texts().into_keys().collect::<Vec<_>>(), ["gone.demo"]);
    }
}

#[test]
fn a_plan_that_another_tab_deleted_and_brought_back_is_edited_on_here() {
    let world = World::default();
    let (mut here, _) = world.edit();
    here.save(&world, &named("mine"), at(1));
    here.save(&world, &named("mine, edited"), at(2));
    delete(&world, at(3));
    let (mut there, _) = world.edit();
    assert_eq!(there.save(&world, &named("mine, edited"), at(3)), SaveState::Saved { at: at(3) });
    assert_eq!(here.save(&world, &named("edited on"), at(4)), SaveState::Saved { at: at(4) });
    assert_eq!(here.save(&world, &named("and on"), at(5)), SaveState::Saved { at: at(5) });
    assert_eq!(name(&world.look()), Some("and on"));
    assert!(world.versions().is_empty());
    // not so where the other tab went on with it
    let (mut there, _) = world.edit();
    there.save(&world, &named("theirs"), at(6));
    assert_eq!(here.save(&world, &named("mine"), at(7)), SaveState::NotSaved(NotSaved::ChangedElsewhere));
    assert_eq!(name(&world.look()), Some("theirs"));
}

#[test]
fn a_plan_that_another_tab_deleted_can_be_kept_from_here() {
    let world = World::default();
    let (mut here, _) = world.edit();
    here.save(&world, &named("mine"), at(1));
    delete(&world, at(3));
    assert_eq!(here.save(&world, &named("mine"), at(4)), SaveState::NotSaved(NotSaved::DeletedElsewhere));
    assert!(here.saver.is_loose(&here.side));
    let gone = now(read_stored(&world.texts, "demo")).unwrap().unwrap().gone.unwrap();
    here.saver.revive(gone.revision);
    assert_eq!(here.save(&world, &named("mine"), at(4)), SaveState::Saved { at: at(4) });
    assert_eq!(name(&world.look()), Some("mine"));
}

// ---- damage ----

#[test]
fn a_damaged_newer_slot_opens_the_older_save_and_names_what_is_missing() {
    let world = World::default();
    let mut saver = open(&world.shelf, "demo").unwrap().saver;
    saver.save(&world.shelf, &named("older"), at(1));
    saver.save(&world.shelf, &named("newer"), at(9));
    let text = world.shelf.get("cadenza.plan.demo.b").unwrap().unwrap();
    for (damaged, newer) in [
        (text.replace("newer", "nEwer").replacen("nEwer", "newer", 1), Some(at(9))),
        ("rubbish".to_owned(), None),
    ] {
        let shelf = copy(&world.shelf);
        shelf.set("cadenza.plan.demo.b", &damaged).unwrap();
        let looked = look(&shelf, "demo", &Database::Silent).unwrap();
        assert_eq!(name(&looked), Some("older"));
        assert_eq!(shelf.get("cadenza.plan.demo.b").unwrap().unwrap(), damaged, "looking touches nothing");
        let opened = open_with(&shelf, "demo", &Database::Answered(Stored::default())).unwrap();
        assert_eq!(name(&opened), Some("older"));
        let missing = opened.missing.unwrap();
        assert_eq!((missing.opened, missing.newer), (at(1), newer));
        assert_eq!(
            (missing.bytes.text.as_str(), missing.bytes.key.as_str()),
            (damaged.as_str(), "cadenza.quarantine.1")
        );
    }
}

#[test]
fn a_damaged_slot_costs_nothing_where_the_database_holds_the_save() {
    let world = World::default();
    let (mut editor, _) = world.edit();
    editor.save(&world, &named("older"), at(1));
    editor.save(&world, &named("newer"), at(9));
    for key in ["cadenza.plan.demo.a", "cadenza.plan.demo.b"] {
        world.shelf.set(key, "rubbish").unwrap();
    }
    let opened = world.look();
    assert_eq!((name(&opened), opened.missing.is_none()), (Some("newer"), true));
    assert_eq!(opened.quarantined.len(), 2, "the bytes are kept all the same");
    // and the other way round
    let (mut editor, _) = world.edit();
    editor.save(&world, &named("newest"), at(10));
    now(world.texts.write(&[("text.demo".to_owned(), Some("{}".to_owned()))])).unwrap().unwrap();
    let opened = world.look();
    assert_eq!((name(&opened), opened.apart.len()), (Some("newest"), 0));
    assert_eq!(opened.quarantined.len(), 1);
    assert_eq!(world.edit().0.side, Side::Holds, "what was damaged is written anew");
}

#[test]
fn a_store_that_cannot_be_read_opens_nothing_by_itself_and_what_the_database_holds_with_it() {
    let world = World::default();
    let (mut editor, _) = world.edit();
    editor.save(&world, &named("mine"), at(1));
    world.shelf.fail(Faults { unreadable: true, ..Faults::default() });
    assert!(open(&world.shelf, "demo").is_err());
    let (mut editor, plan) = world.edit();
    assert_eq!(plan.unwrap().settings.name, "mine");
    let state = editor.save(&world, &named("edited"), at(2));
    assert!(matches!(state, SaveState::InOne { holds: Store::Database, .. }), "{state:?}");
}

#[test]
fn a_clock_beyond_all_dates_saves_what_opens_again() {
    for minute in [i32::MIN, -400_000_000, 200_000_000, 1_000_000_000, i32::MAX] {
        let world = World::default();
        let (mut editor, _) = world.edit();
        let state = editor.save(&world, &named("far"), Instant(minute));
        assert!(matches!(state, SaveState::Saved { .. }), "{state:?}");
        assert_eq!(name(&world.look()), Some("far"));
        now(keep_version(&world.texts, &named("far"), "Kept", Instant(minute), false)).unwrap().unwrap();
        assert_eq!(world.versions(), ["far"]);
    }
}

#[test]
fn what_was_sealed_is_opened_again_after_it_was_written() {
    // a shelf that changes what it is given and gives the same back would compare well in neither case
    let world = World::default();
    let (mut editor, _) = world.edit();
    world.shelf.fail(Faults { torn: Some(300), ..Faults::default() });
    let state = editor.save(&world, &named("torn"), at(1));
    assert!(
        matches!(state, SaveState::InOne { holds: Store::Database, why: NotSaved::ReadBack, .. }),
        "{state:?}"
    );
}

#[test]
fn room_is_called_short_before_it_is_gone() {
    let shelf = MemoryShelf::default();
    assert!(!room(&shelf).unwrap().is_short());
    shelf.set("cadenza.plan.demo.a", &"ü".repeat(600_000)).unwrap();
    shelf.set("cadenza.plan.demo.b", &"x".repeat(600_000)).unwrap();
    let first = room(&shelf).unwrap();
    assert_eq!((first.taken, first.largest), (1_200_038, 1_200_038), "UTF-16 units, keys too");
    assert!(!first.is_short());
    shelf.set("other", &"x".repeat(2_900_000)).unwrap();
    assert!(room(&shelf).unwrap().is_short(), "no room for another plan like the largest");
    delete_plan(&shelf, "demo").unwrap();
    assert!(!room(&shelf).unwrap().is_short());
    shelf.set("more", &"x".repeat(1_400_000)).unwrap();
    assert!(room(&shelf).unwrap().is_short(), "a fifth");
    assert!(room(&shelf).unwrap().free_percent() < 20);
}

// ---- anything, in any order ----

#[derive(Clone, Debug)]
enum Step {
    /// Saves, with these faults in the two stores.
    Save { local: u8, database: u8, k: usize },
    /// The browser is killed: its synchronous store shows what it held so many steps ago.
    Kill { back: usize },
    /// The page is reloaded; the database answers, refuses or is silent.
    Reload { database: u8 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (0_u8..6, 0_u8..5, 0_usize..1_500).prop_map(|(local, database, k)| Step::Save { local, database, k }),
        2 => (0_usize..6).prop_map(|back| Step::Kill { back }),
        2 => (0_u8..4).prop_map(|database| Step::Reload { database }),
    ];
    proptest::collection::vec(step, 1..30)
}

fn local_fault(kind: u8, k: usize) -> Faults {
    match kind {
        0..=2 => Faults::default(),
        3 => Faults { quota: Some(k), ..Faults::default() },
        4 => Faults { torn: Some(k), ..Faults::default() },
        _ => Faults { blocked: true, ..Faults::default() },
    }
}

fn database_fault(kind: u8, k: usize) -> TextFaults {
    match kind {
        0 | 1 => TextFaults::default(),
        2 => TextFaults { quota: Some(k), ..TextFaults::default() },
        3 => blocked(),
        _ => hangs(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Saves with faults in either store, kills, reloads, in any order: what was called saved last opens, or a save that was made after it,
    /// or it is kept as a version.
    #[test]
    fn what_was_called_saved_is_never_lost(steps in steps()) {
        let mut world = World::default();
        let mut history = vec![copy(&world.shelf)];
        let (mut editor, _) = world.edit();
        let mut saved: Option<String> = None;
        let mut since: Vec<String> = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Save { local, database, k } => {
                    world.shelf.fail(local_fault(local, k));
                    world.texts.fail(database_fault(database, k));
                    let name = format!("save {number}");
                    let state = editor.save(&world, &named(&name), at(number as i32));
                    since.push(name.clone());
                    if matches!(state, SaveState::Saved { .. }) {
                        saved = Some(name);
                        since.clear();
                    }
                }
                Step::Kill { back } => {
                    let earlier = copy(&history[history.len().saturating_sub(back + 1)]);
                    world.killed(&earlier);
                    editor = world.edit().0;
                }
                Step::Reload { database } => {
                    world.texts.fail(database_fault(database + 1, 2_000));
                    editor = world.edit().0;
                }
            }
            world.shelf.fail(Faults::default());
            world.texts.fail(TextFaults::default());
            history.push(copy(&world.shelf));
            let opened = open_with(&copy(&world.shelf), "demo", &world.database()).unwrap();
            let there = name(&opened).map(str::to_owned);
            let beside = opened.apart.iter().any(|apart| saved.as_ref().is_some_and(|name| apart.copy.head.name == *name));
            let is_there = there == saved || there.as_ref().is_some_and(|name| since.contains(name));
            prop_assert!(is_there || beside || saved.as_ref().is_some_and(|name| world.versions().contains(name)), "step {number}: {there:?} and not {saved:?}");
        }
        // all is well again
        let (mut editor, _) = world.edit();
        let state = editor.save(&world, &named("the end"), at(99));
        prop_assert_eq!(state, SaveState::Saved { at: at(99) });
        let opened = world.look();
        prop_assert_eq!(name(&opened), Some("the end"));
        prop_assert!(opened.apart.is_empty());
    }
}
