//! A pipeline of three stages: a reader, two workers and an adder. Name a page, and the worker
//! that gets it dies on it.

use std::collections::BTreeSet;
use std::{env, io, process::abort};

use process::spawn;
use queue_usage::{Receiver, Sender, bounded};
use serde::{Deserialize, Serialize};

const PAGES: u32 = 12;
const WORKERS: usize = 2;

/// From the reader to a worker.
#[derive(Serialize, Deserialize)]
struct Page {
    number: u32,
    text: String,
}

/// From a worker to main.
#[derive(Serialize, Deserialize)]
struct Count {
    page: u32,
    words: usize,
}

// ANCHOR: stages
/// Stage one. A real one would read files.
fn read_all(pages: &Sender<Page>) {
    for number in 1..=PAGES {
        let text = "word ".repeat(number as usize);
        if pages.send(Page { number, text }).is_err() {
            return; // All workers are dead. Main will see what is missing.
        }
    }
}

/// Stage two, in each worker. A real one would call a parser that cannot be trusted.
fn count_all(pages: Receiver<Page>, counts: &Sender<Count>, deadly: Option<u32>) {
    for page in pages {
        if deadly == Some(page.number) {
            abort();
        }
        let words = page.text.split_whitespace().count();
        counts.send(Count { page: page.number, words }).expect("main receives");
    }
}
// ANCHOR_END: stages

// ANCHOR: main
fn main() -> io::Result<()> {
    let deadly = env::args().nth(1).map(|page| page.parse().expect("the number of a page"));
    let (pages, to_count) = bounded(4)?;
    let (counts, to_add) = bounded(4)?;
    let reader = spawn(move || read_all(&pages))?;
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        let (to_count, counts) = (to_count.clone(), counts.clone());
        workers.push(spawn(move || count_all(to_count, &counts, deadly))?);
    }
    drop((to_count, counts)); // The workers have theirs. With these alive, the end never comes.

    // Stage three. It ends when the last worker has.
    let mut missing: BTreeSet<u32> = (1..=PAGES).collect();
    let mut words = 0;
    for count in to_add {
        missing.remove(&count.page);
        words += count.words;
    }

    println!("{words} words, pages not counted: {missing:?}");
    println!("the reader ended with {}", reader.join()?);
    for worker in workers {
        let status = worker.join()?;
        if !status.success() {
            println!("a worker ended with {status}");
        }
    }
    Ok(())
}
// ANCHOR_END: main
