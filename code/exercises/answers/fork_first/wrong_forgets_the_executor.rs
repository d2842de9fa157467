//! Forgets the executor instead of dropping it: keeper, workers and its thread stay.
//!
//! The check says: of its processes behind

use std::io;
use std::thread;

use executor::Executor;
use exercises::checks::fork_first::{self, Count, Greet, Open, Words};

pub fn serve(
    open: Open<'_>,
    greet: Greet<'_>,
    words: Words<'_>,
    texts: &[&str],
) -> io::Result<Vec<Count>> {
    let executor = Box::leak(Box::new(Executor::new(2, |text: String| words(&text))?));
    let executor = &*executor;
    let secrets = &open()?;
    thread::scope(|scope| {
        let client = |text: &&str| {
            let text = (*text).to_owned();
            scope.spawn(move || {
                greet(secrets);
                executor.submit(text).wait()
            })
        };
        let clients: Vec<_> = texts.iter().map(client).collect();
        let counts =
            clients.into_iter().map(|client| client.join().expect("no client panics"));
        Ok(counts.collect())
    })
}

fn main() {
    exercises::check("fork_first", fork_first::check, serve);
}
