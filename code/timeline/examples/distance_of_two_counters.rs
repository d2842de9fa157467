//! Two processes, two counters, no lock: what the distance between the counters does to the time.
//!
//! Short bursts, of which only those count in which both processes were really at work at the
//! same time. `--release` for numbers that count.

use std::hint::spin_loop;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread::yield_now;
use std::time::{Duration, Instant};

use process::spawn;
use single_value_data_sharing::Shared;
use timeline::{Curves, Mark};

const STRIDES: [(usize, &str); 6] =
    [(8, "8"), (16, "16"), (32, "32"), (64, "64"), (128, "128"), (256, "256")];
const ADDITIONS: u64 = 10_000;
const ENOUGH: usize = 25; // Bursts.
const PATIENCE: Duration = Duration::from_secs(1);

fn main() -> io::Result<()> {
    let measured: Vec<_> =
        STRIDES.iter().map(|(stride, _)| two_count(*stride)).collect::<io::Result<_>>()?;
    let (overlaps, times): (Vec<f64>, Vec<f64>) = measured.into_iter().unzip();
    let strides = STRIDES.map(|(stride, name)| (stride as f64, name));
    let picture = Curves::new("distance in bytes", "nanoseconds", &strides);
    print!("{}", picture.curve("one addition", Mark::Dot, &times).draw());
    for ((_, name), overlap) in STRIDES.iter().zip(overlaps) {
        println!(
            "at {name:>3} bytes both were at work {:>3.0} % of the time",
            overlap * 100.0
        );
    }
    Ok(())
}

// ANCHOR: two_count
/// The share of the time in which both were at work, and nanoseconds for an addition.
fn two_count(stride: usize) -> io::Result<(f64, f64)> {
    let counters = Shared::new([const { AtomicU64::new(0) }; 64])?;
    let arrived = Shared::new(AtomicU64::new(0))?;
    let times = Shared::new([const { AtomicU64::new(0) }; 2])?;
    let origin = Instant::now();
    let count = |counter: &AtomicU64| {
        let begin = origin.elapsed();
        for _ in 0..ADDITIONS {
            counter.fetch_add(1, SeqCst);
        }
        [begin, origin.elapsed()].map(|time| time.as_nanos() as u64)
    };
    let other = spawn(|| {
        for burst in 1.. {
            wait_for_both(&arrived, 2 * burst - 1);
            let burst_times = count(&counters[stride / size_of::<u64>()]);
            times.iter().zip(burst_times).for_each(|(place, time)| place.store(time, SeqCst));
            wait_for_both(&arrived, 2 * burst);
        }
    })?;
    let mut bursts = Vec::new();
    for burst in 1.. {
        wait_for_both(&arrived, 2 * burst - 1);
        let mine = count(&counters[0]);
        wait_for_both(&arrived, 2 * burst);
        bursts.push(overlap_and_time(mine, times.each_ref().map(|time| time.load(SeqCst))));
        if are_enough(&bursts) || origin.elapsed() > PATIENCE {
            break;
        }
    }
    other.kill()?;
    Ok(typical(bursts))
}
// ANCHOR_END: two_count

/// Of one burst: which share of it the two had in common, and nanoseconds for an addition.
fn overlap_and_time(mine: [u64; 2], others: [u64; 2]) -> (f64, f64) {
    let common = mine[1].min(others[1]).saturating_sub(mine[0].max(others[0])) as f64;
    let [mine, others] = [mine, others].map(|[begin, end]| (end - begin) as f64);
    (common / mine.max(others), (mine + others) / (2 * ADDITIONS) as f64)
}

fn are_enough(bursts: &[(f64, f64)]) -> bool {
    bursts.iter().filter(|(overlap, _)| *overlap > 0.9).count() >= ENOUGH
}

/// The medians, over the bursts that overlapped most.
fn typical(mut bursts: Vec<(f64, f64)>) -> (f64, f64) {
    bursts.sort_by(|a, b| b.0.total_cmp(&a.0));
    bursts.truncate(ENOUGH);
    let (overlaps, times) = bursts.into_iter().unzip();
    (median(overlaps), median(times))
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Goes on when both have come to the meeting of this number.
fn wait_for_both(arrived: &AtomicU64, meeting: u64) {
    arrived.fetch_add(1, SeqCst);
    for looks in 1_u64.. {
        if arrived.load(SeqCst) >= 2 * meeting {
            break;
        }
        if looks.is_multiple_of(100_000) {
            yield_now();
        }
        spin_loop();
    }
}
