//! The pipeline again, and what was not answered is sent again. Name a page, and the first worker
//! that gets it dies on it; with `always` behind it, every worker that gets it.

use std::collections::BTreeMap;
use std::{env, io, process::abort};

use process::spawn;
use queue_usage::{Receiver, Sender, bounded};
use serde::{Deserialize, Serialize};

const PAGES: u32 = 12;
const WORKERS: usize = 2;
const ATTEMPTS: u32 = 3;

#[derive(Serialize, Deserialize, Clone)]
struct Page {
    number: u32,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct Count {
    page: u32,
    words: usize,
}

/// Sends all pages that are open. Stops when no worker is left to take them.
fn send_all(open: &BTreeMap<u32, Page>, pages: &Sender<Page>) {
    let _ = open.values().try_for_each(|page| pages.send(page.clone()));
}

fn count_all(pages: Receiver<Page>, counts: &Sender<Count>, deadly: Option<u32>) {
    for page in pages {
        if deadly == Some(page.number) {
            abort();
        }
        let words = page.text.split_whitespace().count();
        counts.send(Count { page: page.number, words }).expect("main receives");
    }
}

// ANCHOR: attempt
/// One run of the pipeline over the open pages, by new workers. Returns the answers.
fn attempt(open: &BTreeMap<u32, Page>, deadly: Option<u32>) -> io::Result<Vec<Count>> {
    let (pages, to_count) = bounded(4)?;
    let (counts, answers) = bounded(4)?;
    let sender = spawn(move || send_all(open, &pages))?;
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        let (to_count, counts) = (to_count.clone(), counts.clone());
        workers.push(spawn(move || count_all(to_count, &counts, deadly))?);
    }
    drop((to_count, counts));
    let answers = answers.iter().collect(); // Until the last worker has ended, well or not.
    sender.join()?;
    for worker in workers {
        worker.join()?; // How it ended does not matter: what it did not answer is still open.
    }
    Ok(answers)
}
// ANCHOR_END: attempt

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let mut deadly = arguments.next().map(|page| page.parse().expect("the number of a page"));
    let always = arguments.next().is_some();

    // What is sent stays here until it is answered.
    let page = |number| Page { number, text: "word ".repeat(number as usize) };
    let mut open: BTreeMap<u32, Page> = (1..=PAGES).map(|n| (n, page(n))).collect();
    let mut words = 0;
    for number in 1..=ATTEMPTS {
        for count in attempt(&open, deadly)? {
            if open.remove(&count.page).is_some() {
                words += count.words; // An answer counts once, however often it comes.
            }
        }
        println!("attempt {number}: {words} words, still open: {:?}", open.keys());
        if open.is_empty() {
            return Ok(());
        }
        deadly = deadly.filter(|_| always); // Else it was deadly once.
    }
    println!("given up after {ATTEMPTS} attempts");
    Ok(())
}
// ANCHOR_END: main
