//! Two processes each raise a flag and look at the other's: how often does neither see one?

use std::hint::{black_box, spin_loop};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering::*, fence};
use std::thread::yield_now;
use std::time::{Duration, Instant};

use process::spawn;
use shared_memory::Shared;

const ROUNDS: u64 = 100_000;
const PATIENCE: Duration = Duration::from_secs(4);

// ANCHOR: looks
/// Raises the first flag and looks whether the second one is raised.
type Look = fn(&AtomicU64, &AtomicU64) -> bool;

const WAYS: [(&str, Look); 4] = [
    ("Relaxed, Relaxed", |mine, others| {
        mine.store(1, Relaxed);
        others.load(Relaxed) == 1
    }),
    ("Release, Acquire", |mine, others| {
        mine.store(1, Release);
        others.load(Acquire) == 1
    }),
    ("SeqCst, SeqCst", |mine, others| {
        mine.store(1, SeqCst);
        others.load(SeqCst) == 1
    }),
    ("Relaxed, fence(SeqCst), Relaxed", |mine, others| {
        mine.store(1, Relaxed);
        fence(SeqCst);
        others.load(Relaxed) == 1
    }),
];
// ANCHOR_END: looks

fn main() -> io::Result<()> {
    println!("in how many rounds neither process saw the other's flag:");
    for (name, look) in WAYS {
        let (neither, rounds) = count(look)?;
        println!("  {name:31} {neither:6} of {rounds:6}");
    }
    Ok(())
}

/// Each word is on a cache line of its own.
type Line = [AtomicU64; 16];
/// The two flags, the two meetings' counts, and what the child saw.
type Desk = [Line; 4];

fn count(look: Look) -> io::Result<(u64, u64)> {
    let desk: Shared<Desk> =
        Shared::new([(); 4].map(|()| [(); 16].map(|()| AtomicU64::new(0))))?;
    let [mine, others, arrived, childs_saw] = desk.each_ref().map(|line| &line[0]);
    let child = spawn(|| {
        for round in 1.. {
            meet(arrived, 2 * round - 1);
            childs_saw.store(u64::from(black_box(look)(others, mine)), Relaxed);
            meet(arrived, 2 * round);
        }
    })?;
    let (begin, mut neither) = (Instant::now(), 0);
    for round in 1..=ROUNDS {
        mine.store(0, Relaxed);
        others.store(0, Relaxed);
        meet(arrived, 2 * round - 1);
        let saw = black_box(look)(mine, others);
        meet(arrived, 2 * round);
        neither += u64::from(!saw && childs_saw.load(Relaxed) == 0);
        if begin.elapsed() > PATIENCE || round == ROUNDS {
            child.kill()?;
            return Ok((neither, round));
        }
    }
    unreachable!("the last round returns");
}

/// Goes on when both have come to the meeting of this number.
fn meet(arrived: &AtomicU64, meeting: u64) {
    arrived.fetch_add(1, AcqRel);
    for looks in 1_u64.. {
        if arrived.load(Acquire) >= 2 * meeting {
            break;
        }
        if looks.is_multiple_of(1_000_000) {
            yield_now();
        }
        spin_loop();
    }
}
