//! Everything that reads what somebody else wrote, fed with what nobody would write. Stable Rust, no harness:
//!
//! ```text
//! cargo test --test fuzz -- --seconds 60               all targets, a minute in all
//! cargo test --test fuzz -- --seconds 900 --seed 7     longer, other inputs
//! cargo test --test fuzz -- --only csv --show 1234     one input again: it is written to target/fuzz and run
//! ```
//!
//! Input `seed` of a target is made from its fixtures by chance from that number alone, so a seed is a whole report. A child process reads
//! the inputs and says each seed before it begins, so that the parent knows what a hang, an exhausted stack or too much memory was about.
//! Each input has a ceiling on time and on memory; a target that reads an input also has to keep its laws (what is written reads back).
#![expect(clippy::unwrap_used, reason = "where a test cannot go on it should stop")]

mod memory;
mod mutate;
mod targets;

#[path = "../seeded/mod.rs"]
mod seeded;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use seeded::Seeded;
use targets::{TARGETS, Target};

/// Most time that an input may take. Where it took longer it is run once more: another process may have been in the way.
const MOST_TIME: Duration = Duration::from_secs(2);
/// An input that says nothing for so long hangs.
const HANGS: Duration = Duration::from_secs(20);
/// Most memory that an input may take on top of what stood before [bytes]. Inputs are at most some tens of KB.
const MOST_MEMORY: usize = 128 << 20;
/// Most bytes of an input that a report shows.
const SHOWN: usize = 1_500;

struct Options {
    seconds: u64,
    seed: u64,
    only: Option<String>,
    show: Option<u64>,
    child: Option<(String, u64, u64)>,
}

fn options() -> Options {
    let mut options = Options { seconds: 60, seed: 1, only: None, show: None, child: None };
    let mut words = std::env::args().skip(1);
    let number = |word: Option<String>| word.and_then(|word| word.parse().ok()).expect("a number follows");
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seconds" => options.seconds = number(words.next()),
            "--seed" => options.seed = number(words.next()),
            "--only" => options.only = words.next(),
            "--show" => options.show = Some(number(words.next())),
            "--child" => {
                options.child = Some((words.next().unwrap(), number(words.next()), number(words.next())));
            }
            _ => {} // what cargo passes to every test
        }
    }
    options
}

fn named(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("there is no target {name:?}"))
}

fn input(target: &Target, fixtures: &[Vec<u8>], seed: u64) -> Vec<u8> {
    (target.make)(&mut Seeded::new(seed), fixtures)
}

/// Runs one input; what is wrong with it, if anything.
fn attempt(target: &Target, input: &[u8]) -> Result<(), String> {
    let once = || {
        memory::begin();
        let start = Instant::now();
        let result = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
        (result, start.elapsed(), memory::peak())
    };
    let (result, mut took, peak) = once();
    if let Err(panic) = result {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
        return Err(format!("panicked: {}", words.unwrap_or_default()));
    }
    if took > MOST_TIME {
        took = took.min(once().1);
    }
    if took > MOST_TIME {
        return Err(format!("took {:.1} s", took.as_secs_f64()));
    }
    if peak > MOST_MEMORY {
        return Err(format!("took {} MB", peak >> 20));
    }
    Ok(())
}

/// What the child does: inputs from a seed on, each said before it is run, until its time is over.
fn child(name: &str, first: u64, milliseconds: u64) {
    let target = named(name);
    let fixtures = (target.fixtures)();
    let end = Instant::now() + Duration::from_millis(milliseconds);
    let mut out = std::io::stdout().lock();
    panic::set_hook(Box::new(|_| {}));
    let mut seed = first;
    while Instant::now() < end {
        writeln!(out, "at {seed}").unwrap();
        out.flush().unwrap();
        if let Err(why) = attempt(target, &input(target, &fixtures, seed)) {
            writeln!(out, "bad {seed} {}", why.replace('\n', " ")).unwrap();
        }
        seed += 1;
    }
    writeln!(out, "end {seed}").unwrap();
}

/// How a target fared.
#[derive(Default)]
struct Run {
    inputs: u64,
    faults: Vec<(u64, String)>,
}

/// Has a child run a target for some time; one that dies or hangs is followed by another, from the next seed on.
fn supervise(target: &Target, first: u64, time: Duration) -> Run {
    let mut run = Run::default();
    let end = Instant::now() + time;
    let mut seed = first;
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--child", target.name, &seed.to_string(), &left.as_millis().to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (said, hears) = mpsc::channel();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let listener = std::thread::spawn(move || {
            lines.map_while(Result::ok).all(|line| said.send(line).is_ok());
        });
        let mut errors = process.stderr.take().unwrap();
        let complaint = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = std::io::Read::read_to_end(&mut errors, &mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        });
        let mut has_ended = false;
        let why = loop {
            match hears.recv_timeout(HANGS) {
                Ok(line) => match line.split_once(' ') {
                    Some(("at", at)) => {
                        seed = at.parse().unwrap_or(seed);
                        run.inputs += 1;
                    }
                    Some(("bad", fault)) => {
                        let (at, why) = fault.split_once(' ').unwrap_or((fault, ""));
                        run.faults.push((at.parse().unwrap_or(seed), why.to_owned()));
                    }
                    _ => has_ended = true,
                },
                Err(RecvTimeoutError::Timeout) => break format!("said nothing for {} s", HANGS.as_secs()),
                Err(RecvTimeoutError::Disconnected) => break "the process died".to_owned(),
            }
        };
        let _ = process.kill();
        let _ = process.wait();
        let _ = listener.join();
        let complaint = complaint.join().unwrap_or_default();
        if has_ended {
            break;
        }
        let words: Vec<&str> = complaint.lines().filter(|line| !line.trim().is_empty()).collect();
        run.faults.push((seed, format!("{why}: {}", words.join(" "))));
        seed += 1;
    }
    run
}

/// Writes an input to a file, and its beginning to the screen.
fn show(target: &Target, seed: u64) -> Vec<u8> {
    let input = input(target, &(target.fixtures)(), seed);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/fuzz");
    let file = format!("{folder}/{}-{seed}", target.name);
    std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, &input)).unwrap();
    println!("  {} bytes, whole in {file}; it begins:", input.len());
    println!("  {}", input[..input.len().min(SHOWN)].escape_ascii());
    input
}

fn main() -> ExitCode {
    let options = options();
    if let Some((name, first, milliseconds)) = &options.child {
        child(name, *first, *milliseconds);
        return ExitCode::SUCCESS;
    }
    let targets: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| options.only.as_deref().is_none_or(|only| only == target.name))
        .collect();
    assert!(!targets.is_empty(), "there is no target {:?}", options.only);
    if let Some(seed) = options.show {
        for target in targets {
            println!("{} {seed}", target.name);
            let input = show(target, seed);
            let verdict = attempt(target, &input);
            println!("  {verdict:?}, {} MB", memory::peak() >> 20);
        }
        return ExitCode::SUCCESS;
    }
    let each = Duration::from_secs(options.seconds) / targets.len() as u32;
    let mut faults = 0;
    for target in targets {
        let run = supervise(target, options.seed * 1_000_000_000, each);
        println!("{:>10}: {} inputs, {} at fault", target.name, run.inputs, run.faults.len());
        assert!(run.inputs > 0, "{} read no input at all", target.name);
        faults += run.faults.len();
        // one report a kind: the same panic comes by many inputs
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        for (seed, why) in run.faults {
            let kind: String = why.chars().filter(|c| !c.is_ascii_digit()).take(60).collect();
            if *kinds.entry(kind).or_insert(seed) == seed {
                println!("{} seed {seed}: {why}", target.name);
                show(target, seed);
                println!("  again: cargo test --test fuzz -- --only {} --show {seed}", target.name);
            }
        }
    }
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
