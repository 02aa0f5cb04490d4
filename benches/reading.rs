//! Reading a contact list, natively: `cargo bench --bench reading [-- FILE [RUNS]]`. Best time of each half, of opening it
//! again as it is stored, and a digest of all that was read, so that a quicker reader can be held to what a slower one read.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cadenza::audience::{Columns, People, Raw, Reader, Report, Standing, sniff};
use cadenza::calendar::Zone;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let path = arguments.first().map_or("target/bench/contacts-1000000.csv", String::as_str);
    let runs = arguments.get(1).and_then(|runs| runs.parse().ok()).unwrap_or(3);
    let Ok(bytes) = std::fs::read(path) else {
        println!("{path} is not there: node benches/peers/list.mjs makes it");
        return;
    };
    let (mut gathering, mut importing) = (Duration::MAX, Duration::MAX);
    let mut read = None;
    for _ in 0..runs {
        let began = Instant::now();
        let Some(raw) = gathered(&bytes) else {
            println!("{path} cannot be read");
            return;
        };
        gathering = gathering.min(began.elapsed());
        let began = Instant::now();
        let imported = black_box(raw.0.into_list(&raw.1, 1));
        importing = importing.min(began.elapsed());
        read = Some(imported);
    }
    let Some(read) = read else { return };
    let chunks = read.columns.to_chunks();
    let (mut opening, mut implied, mut standing) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..runs {
        let began = Instant::now();
        let Ok(columns) = Columns::from_chunks(&chunks) else { return };
        opening = opening.min(began.elapsed());
        let began = Instant::now();
        let people = black_box(People::of(&columns, Zone::UTC));
        implied = implied.min(began.elapsed());
        let began = Instant::now();
        black_box(Standing::of(&columns, &people, 0..columns.len()));
        standing = standing.min(began.elapsed());
    }
    println!(
        "opened again: columns in {} ms, zones, accounts, reach in {} ms, who stands how in {} ms",
        opening.as_millis(),
        implied.as_millis(),
        standing.as_millis()
    );
    println!(
        "{:.1} MB, {} contacts: gathered in {} ms, made columns of in {} ms; digest {:016x}",
        bytes.len() as f64 / 1e6,
        read.columns.len(),
        gathering.as_millis(),
        importing.as_millis(),
        digest(&read.columns, &read.report)
    );
}

fn gathered(bytes: &[u8]) -> Option<(Raw, cadenza::audience::Mapping)> {
    let sniffed = sniff(&bytes[..bytes.len().min(64 << 10)]).ok()?;
    let mut reader = Reader::new(&sniffed.options).expecting(bytes.len() as u64);
    reader.feed(bytes).ok()?;
    Some((reader.finish().ok()?, sniffed.mapping()))
}

/// FNV-1a over the stored form and the report.
fn digest(columns: &Columns, report: &Report) -> u64 {
    let report = format!("{report:?}");
    let chunks = columns.to_chunks();
    let parts = chunks.iter().map(Vec::as_slice).chain([report.as_bytes()]);
    parts
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
