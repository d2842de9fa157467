//! Makes a pool before the threads. Beside them it cannot replace a worker, and two of three crashes leave none.
//!
//! The check says: no worker is left to run it
//!
//! It expects: the keeper is forked while the program has one thread

use std::io;
use std::sync::mpsc;
use std::thread;

use exercises::checks::fork_first::{self, Count, Greet, Open, Words};
use process_pool::Pool;

pub fn serve(
    open: Open<'_>,
    greet: Greet<'_>,
    words: Words<'_>,
    texts: &[&str],
) -> io::Result<Vec<Count>> {
    let mut pool = Pool::new(2, |text: String| words(&text))?;
    let secrets = &open()?;
    thread::scope(|scope| {
        let (send, requests) = mpsc::channel();
        let client = |text: &&str| {
            let (send, text) = (send.clone(), (*text).to_owned());
            scope.spawn(move || {
                greet(secrets);
                let (answer, answered) = mpsc::channel();
                send.send((text, answer)).expect("the pool's thread is there");
                answered.recv().expect("each request is answered")
            })
        };
        let clients: Vec<_> = texts.iter().map(client).collect();
        drop(send);
        for (text, answer) in requests {
            let count = pool.map([text]).map(|counts| counts[0]);
            answer.send(count.map_err(|error| error.cause)).expect("the client is there");
        }
        let counts =
            clients.into_iter().map(|client| client.join().expect("no client panics"));
        Ok(counts.collect())
    })
}

fn main() {
    exercises::check("fork_first", fork_first::check, serve);
}
