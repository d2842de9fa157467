//! Has no thread for each client, so that each of them waits for all before it.
//!
//! The check says: 1 of 8 clients were there at the same time

use std::io;

use executor::Executor;
use exercises::checks::fork_first::{self, Count, Greet, Open, Words};

pub fn serve(
    open: Open<'_>,
    greet: Greet<'_>,
    words: Words<'_>,
    texts: &[&str],
) -> io::Result<Vec<Count>> {
    let executor = Executor::new(2, |text: String| words(&text))?;
    let secrets = open()?;
    let client = |text: &&str| {
        greet(&secrets);
        executor.submit((*text).to_owned()).wait()
    };
    Ok(texts.iter().map(client).collect())
}

fn main() {
    exercises::check("fork_first", fork_first::check, serve);
}
