//! How long a store lies in the store buffer: two processes each store, pause, and look at what the other one stores. After
//! which pauses has neither seen the other's store?

use std::hint::{black_box, spin_loop};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering::*, fence};
use std::thread::yield_now;
use std::time::{Duration, Instant};

use process::spawn;
use shared_memory::Shared;
use timeline::{Look, Strips};

/// The steps of each pause. They take turns, so that all of them meet the same conditions.
const PAUSES: [u64; 6] = [0, 4, 8, 16, 32, 64];
/// The last kind of visit, behind those with pauses.
const FENCE: usize = PAUSES.len();
const KINDS: usize = FENCE + 1;

/// Rounds of each kind.
const ROUNDS: usize = 40_000;
/// How long they may take; longer only where the two were hardly ever on a core at the same time.
const PATIENCE: Duration = Duration::from_millis(800);
const LONGER: Duration = Duration::from_secs(4);

fn main() -> io::Result<()> {
    let neither = count()?;
    let row = |strips: Strips, (kind, neither): (usize, &usize)| {
        let name = if kind == FENCE { "" } else { &format!("{} ns", pause(kind).as_nanos()) };
        strips.strip(name, &[(*neither, format!("neither {neither}"))])
    };
    let strips = Strips::new("of 10,000 rounds").look("neither", Look::Box);
    let strips = strips.strip::<&str>("no fence, and a pause of", &[]);
    let strips = neither[..FENCE].iter().enumerate().fold(strips, row);
    let strips = strips.strip::<&str>("a fence, and no pause", &[]);
    print!("{}", row(strips, (FENCE, &neither[FENCE])).draw());
    Ok(())
}

/// Stores a 1 into the first word, and looks at the second one.
fn visit(kind: usize, mine: &AtomicU64, others: &AtomicU64) -> u64 {
    mine.store(1, Relaxed);
    match PAUSES.get(kind) {
        Some(steps) => (0..*steps).for_each(|step| {
            black_box(step);
        }),
        None => fence(SeqCst),
    }
    others.load(Relaxed)
}

/// How much longer a visit takes than one without a pause.
fn pause(kind: usize) -> Duration {
    let words = [const { AtomicU64::new(0) }; 2];
    let time = |kind| {
        let begin = Instant::now();
        (0..1000).for_each(|_| {
            black_box(visit(black_box(kind), &words[0], &words[1]));
        });
        begin.elapsed() / 1000
    };
    let least = |kind| (0..20).map(|_| time(kind)).min().unwrap_or_default();
    least(kind).saturating_sub(least(0))
}

/// Each word is on a line of the cache of its own.
type Line = [AtomicU64; 16];
/// What each process stores, the two meetings' counts, and what the child saw.
type Desk = [Line; 4];

/// Of 10,000 rounds of each kind, in how many neither saw the other's store.
fn count() -> io::Result<[usize; KINDS]> {
    let desk: Shared<Desk> =
        Shared::new([(); 4].map(|()| [(); 16].map(|()| AtomicU64::new(0))))?;
    let [mine, others, arrived, childs_saw] = desk.each_ref().map(|line| &line[0]);
    let child = spawn(|| {
        for round in 0.. {
            meet(arrived, 2 * round + 1);
            childs_saw.store(visit(round % KINDS, others, mine), Relaxed);
            meet(arrived, 2 * round + 2);
        }
    })?;
    let (begin, mut neither, mut rounds) = (Instant::now(), [0; KINDS], 0);
    while rounds < ROUNDS * KINDS && begin.elapsed() < PATIENCE
        || neither[0] == 0 && begin.elapsed() < LONGER
    {
        mine.store(0, Relaxed);
        others.store(0, Relaxed);
        meet(arrived, 2 * rounds + 1);
        let saw = visit(rounds % KINDS, mine, others);
        meet(arrived, 2 * rounds + 2);
        neither[rounds % KINDS] += usize::from(saw == 0 && childs_saw.load(Relaxed) == 0);
        rounds += 1;
    }
    child.kill()?;
    Ok(neither.map(|neither| neither * 10_000 * KINDS / rounds))
}

/// Goes on when both have come to the meeting of this number.
fn meet(arrived: &AtomicU64, meeting: usize) {
    arrived.fetch_add(1, AcqRel);
    for looks in 1_u64.. {
        if arrived.load(Acquire) >= 2 * meeting as u64 {
            break;
        }
        if looks.is_multiple_of(100_000) {
            yield_now();
        }
        spin_loop();
    }
}
