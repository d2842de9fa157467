//! Makes an executor for each client: as many keepers as clients.
//!
//! The check says: 8 workers counted words, and three of them crashed

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
    let executors: io::Result<Vec<_>> =
        texts.iter().map(|_| Executor::new(1, |text: String| words(&text))).collect();
    let (executors, secrets) = (&executors?, &open()?);
    thread::scope(|scope| {
        let client = |(number, text): (usize, &&str)| {
            let text = (*text).to_owned();
            scope.spawn(move || {
                greet(secrets);
                executors[number].submit(text).wait()
            })
        };
        let clients: Vec<_> = texts.iter().enumerate().map(client).collect();
        let counts =
            clients.into_iter().map(|client| client.join().expect("no client panics"));
        Ok(counts.collect())
    })
}

fn main() {
    exercises::check("fork_first", fork_first::check, serve);
}
