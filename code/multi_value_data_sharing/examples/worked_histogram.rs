//! A histogram of response times from several logs. Each process counts one log by itself, and
//! locks the shared histogram once, to add what it has counted.
//!
//! `worked_histogram counting` and `worked_histogram adding` let one process crash, while it
//! counts or while it adds.

use std::env;
use std::io;
use std::process::abort;

use multi_value_data_sharing::Array;
use process::spawn;

const LOGS: usize = 4;
/// Under 1 ms, under 2, 4, 8 and 16 ms, and slower.
const BUCKETS: usize = 6;

fn main() -> io::Result<()> {
    let crash = env::args().nth(1);
    let logs: [String; LOGS] = std::array::from_fn(sample_log);
    // The buckets, and behind them a mark for each log whose lines are in them.
    let histogram: Array<u64> = Array::zeroed(BUCKETS + LOGS)?;

    count_all(&logs, &histogram, crash.as_deref())?;
    let missing = missing_logs(&histogram);
    if !missing.is_empty() {
        println!("logs to be counted again: {missing:?}");
        count_all(&logs, &histogram, None)?;
    }
    show(&histogram.lock().unwrap());
    Ok(())
}

// ANCHOR: count_all
/// A process for each log that is not in the histogram yet.
fn count_all(
    logs: &[String; LOGS],
    histogram: &Array<u64>,
    crash: Option<&str>,
) -> io::Result<()> {
    let mut children = Vec::new();
    for log in missing_logs(histogram) {
        let crash = crash.filter(|_| log == 2);
        children.push((log, spawn(move || count_one(log, &logs[log], histogram, crash))?));
    }
    for (log, child) in children {
        let status = child.join()?;
        if !status.success() {
            println!("the process for log {log} ended with {status}");
        }
    }
    Ok(())
}

fn count_one(log: usize, text: &str, histogram: &Array<u64>, crash: Option<&str>) {
    let counts = counts_of(text);
    if crash == Some("counting") {
        abort();
    }
    let Ok(mut shared) = histogram.lock() else {
        return; // A process died while it was adding: all logs will be counted again.
    };
    for (bucket, count) in counts.iter().enumerate() {
        shared[bucket] += count;
        if crash == Some("adding") && bucket == 2 {
            abort();
        }
    }
    shared[BUCKETS + log] = 1;
}
// ANCHOR_END: count_all

// ANCHOR: missing
/// The logs without a mark. What a process left that died while it was adding is no use, so then
/// the histogram begins at zero again.
fn missing_logs(histogram: &Array<u64>) -> Vec<usize> {
    let shared = histogram.lock().unwrap_or_else(|poisoned| {
        let mut shared = poisoned.into_inner();
        println!("a process died while it was adding: {:?}", &shared[..BUCKETS]);
        shared.fill(0);
        histogram.clear_poison();
        shared
    });
    (0..LOGS).filter(|log| shared[BUCKETS + log] == 0).collect()
}
// ANCHOR_END: missing

fn counts_of(log: &str) -> [u64; BUCKETS] {
    let mut counts = [0; BUCKETS];
    for line in log.lines() {
        let milliseconds = line.rsplit(' ').next().and_then(|word| word.parse::<u32>().ok());
        let Some(milliseconds) = milliseconds else { continue };
        let bucket = (u32::BITS - milliseconds.leading_zeros()) as usize;
        counts[bucket.min(BUCKETS - 1)] += 1;
    }
    counts
}

fn show(shared: &[u64]) {
    let names = ["< 1", "< 2", "< 4", "< 8", "< 16", "more"];
    for (name, count) in names.iter().zip(shared) {
        println!("{name:>5} ms {count:6} {}", "#".repeat(*count as usize / 500));
    }
}

/// In your program: `fs::read_to_string(path)`. Here, 10,000 requests that look random.
fn sample_log(number: usize) -> String {
    let mut state = 0x2545_f491_u32 + number as u32;
    let line = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let milliseconds = (state >> 8) % (1 << (state % 6));
        format!("GET /index.html {milliseconds}\n")
    };
    (0..10_000).map(line).collect()
}
