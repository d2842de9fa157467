//! Gives each text a process of its own, which is a fork beside the threads of the others.
//!
//! The check says: no worker is left to run it
//!
//! It expects: the keeper is forked while the program has one thread

use std::io;
use std::thread;

use exercises::checks::fork_first::{self, Count, Greet, Open, Words};
use process_pool::run;

pub fn serve(
    open: Open<'_>,
    greet: Greet<'_>,
    words: Words<'_>,
    texts: &[&str],
) -> io::Result<Vec<Count>> {
    let secrets = &open()?;
    thread::scope(|scope| {
        let client = |text| {
            scope.spawn(move || {
                greet(secrets);
                run(|| words(text))
            })
        };
        let clients: Vec<_> = texts.iter().copied().map(client).collect();
        let counts =
            clients.into_iter().map(|client| client.join().expect("no client panics"));
        Ok(counts.collect())
    })
}

fn main() {
    exercises::check("fork_first", fork_first::check, serve);
}
