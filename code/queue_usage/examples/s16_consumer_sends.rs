//! Workers that find more work while they work: a walk over pages that link to each other.

use std::io;
use std::time::Duration;

use process::spawn;
use queue_usage::bounded;

const LONG_ENOUGH: Duration = Duration::from_millis(500);
const WORKERS: usize = 2;

/// The pages that a page links to: 1 to 2 and 3, 2 to 4 and 5, and so on up to 15.
fn links(page: u32) -> Vec<u32> {
    [2 * page, 2 * page + 1].into_iter().filter(|link| *link <= 15).collect()
}

// ANCHOR: own_queue
fn into_its_own_queue() -> io::Result<()> {
    let (found, to_visit) = bounded(16)?;
    found.send(1).expect("we hold a receiver");
    let mut worker = spawn(move || {
        for page in to_visit {
            for link in links(page) {
                found.send(link).expect("this process is a receiver");
            }
        }
    })?;
    let ended = worker.join_timeout(LONG_ENOUGH)?;
    println!("a worker that feeds itself has ended: {}", ended.is_some());
    worker.kill()
}
// ANCHOR_END: own_queue

// ANCHOR: through_main
/// At most this many pages are out, and each queue has room for as many: no side waits for room.
const OUT: usize = 8;

fn through_main() -> io::Result<()> {
    let (visit, to_visit) = bounded(OUT)?;
    let (answer, answers) = bounded(OUT)?;
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        let (to_visit, answer) = (to_visit.clone(), answer.clone());
        let work = move || to_visit.iter().try_for_each(|page| answer.send(links(page)));
        workers.push(spawn(move || work().expect("main receives"))?);
    }
    drop((to_visit, answer));

    let (mut waiting, mut out, mut visited) = (vec![1], 0, 0);
    while out > 0 || !waiting.is_empty() {
        while out < OUT
            && let Some(page) = waiting.pop()
        {
            visit.send(page).expect("a worker lives");
            out += 1;
        }
        let found = answers.recv().expect("a worker lives");
        (out, visited) = (out - 1, visited + 1);
        waiting.extend(found);
    }
    println!("visited through main: {visited} pages");
    drop(visit); // Nothing is out, nothing waits: the end.
    workers.into_iter().try_for_each(|worker| worker.join().map(drop))
}
// ANCHOR_END: through_main

fn main() -> io::Result<()> {
    into_its_own_queue()?;
    through_main()
}
