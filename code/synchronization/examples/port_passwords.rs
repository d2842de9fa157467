//! Five archives have passwords of which one thing is known: each is a word and a number. The counterpart of
//! `port_passwords.py`. The first argument says how many numbers are tried, and the second what goes wrong.

use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::process::{Command, ExitCode, abort};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use process::spawn;
use process_pool::PoolOptions;
use signal_hook::{consts::SIGINT, flag};
use single_value_data_sharing::Shared;
use synchronization::Event;

#[rustfmt::skip]
const WORDS: [&str; 24] = [
    "alder", "apple", "ash", "aspen", "beech", "birch", "cedar", "cherry",
    "cypress", "elm", "fir", "hazel", "juniper", "larch", "linden", "maple",
    "oak", "olive", "pear", "pine", "plum", "poplar", "rowan", "yew",
];
const LOCKED: [(&str, u64); 5] = [
    ("letters", 0xDD92_BA8A_1050_BD6B),
    ("maps", 0x2384_D92D_D025_BCC8),
    ("music", 0x8B61_8D05_B402_4A4D),
    ("photos", 0xD8F9_BA0B_37AF_D902),
    ("taxes", 0x70E0_4136_96E4_62FC),
];
const BLOCK: u64 = 100;

fn digest(password: &str) -> u64 {
    let add = |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    password.bytes().fold(0xCBF2_9CE4_8422_2325, add)
}

// ANCHOR: search
type Found = Vec<(String, String)>;

struct Search {
    numbers: u64,
    trouble: Option<String>,
    tried: Shared<AtomicU64>,
    stop: Event,
    interrupted: Arc<AtomicBool>,
}

impl Search {
    fn is_over(&self) -> bool {
        self.stop.is_set() || self.interrupted.load(Relaxed)
    }

    fn search(&self, archives: &mut HashMap<u64, &str>, word: String) -> Found {
        let mut found = Vec::new();
        for first in (0..self.numbers).step_by(BLOCK as usize) {
            if self.is_over() {
                break;
            }
            self.go_wrong(&word, first);
            for number in first..first + BLOCK {
                let password = format!("{word}{number}");
                if let Some(archive) = archives.get(&digest(&password)) {
                    found.push((archive.to_string(), password));
                }
            }
            self.tried.fetch_add(BLOCK, Relaxed);
        }
        found
    }
}
// ANCHOR_END: search

impl Search {
    fn go_wrong(&self, word: &str, first: u64) {
        match (self.trouble.as_deref(), word, first) {
            (Some("crash"), "hazel", 0) => abort(),
            (Some("ctrl-c"), "alder", 1000) => press_ctrl_c(),
            _ => {}
        }
    }

    // ANCHOR: show
    fn show(&self) {
        while !self.stop.wait_timeout(Duration::from_millis(200)) {
            eprintln!("{} passwords tried", self.tried.load(Relaxed));
        }
    }
    // ANCHOR_END: show
}

/// Group 0 is our own: the workers, their parent, and the shell that runs this line.
fn press_ctrl_c() {
    let _ = Command::new("sh").args(["-c", "kill -INT 0"]).status();
}

// ANCHOR: collect
fn collect(search: &Search) -> Result<Found, Box<dyn Error>> {
    let options = PoolOptions::new().workers(2).tasks_per_worker(4);
    let begin = || LOCKED.iter().map(|&(archive, digest)| (digest, archive)).collect();
    let task = |archives: &mut _, word| search.search(archives, word);
    let mut pool = options.build_with(begin, task)?;
    let shown = spawn(|| search.show())?;
    let mut found = Vec::new();
    for (index, result) in pool.imap_unordered(WORDS.map(str::to_owned)) {
        match result {
            Ok(some) => found.extend(some),
            Err(error) => println!("{}: {}", WORDS[index], error.cause),
        }
        if found.len() == LOCKED.len() || search.is_over() {
            search.stop.set();
        }
    }
    search.stop.set();
    shown.join()?;
    pool.close()?;
    Ok(found)
}
// ANCHOR_END: collect

// ANCHOR: main
fn main() -> Result<ExitCode, Box<dyn Error>> {
    let interrupted = Arc::new(AtomicBool::new(false));
    flag::register_conditional_default(SIGINT, Arc::clone(&interrupted))?;
    flag::register(SIGINT, Arc::clone(&interrupted))?;
    let search = Search {
        numbers: env::args().nth(1).map_or(Ok(1000), |numbers| numbers.parse())?,
        trouble: env::args().nth(2),
        tried: Shared::new(AtomicU64::new(0))?,
        stop: Event::new()?,
        interrupted,
    };
    let mut found = collect(&search)?;
    let status = if search.interrupted.load(Relaxed) { 130 } else { 0 };
    if status == 130 {
        println!("interrupted");
    }
    found.sort();
    for (archive, password) in &found {
        println!("{archive}: {password}");
    }
    println!("{} of {} passwords found", found.len(), LOCKED.len());
    Ok(ExitCode::from(status))
}
// ANCHOR_END: main
