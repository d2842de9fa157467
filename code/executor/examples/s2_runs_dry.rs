//! The pool is made before the first thread, and the main thread passes it what the others want.
//! Two of the texts crash the library.

use std::error::Error;
use std::sync::mpsc::{self, Sender};
use std::thread;

use process_pool::{Pool, TaskError};

/// A text, and where its result is to go.
type Job = (String, Sender<Result<usize, TaskError>>);

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let mut pool = Pool::new(2, words)?;

    let (jobs, wanted) = mpsc::channel::<Job>();
    let server = thread::spawn(move || requests(&jobs));
    for (text, answer) in wanted {
        let result = pool.map([text]).map(|counts| counts[0]);
        answer.send(result)?;
    }
    server.join().expect("the server does not panic");
    Ok(())
}
// ANCHOR_END: main

/// Stands for a library that you cannot change: a zero byte crashes it.
fn words(text: String) -> usize {
    if text.contains('\0') {
        std::process::abort();
    }
    text.split_whitespace().count()
}

/// A server's day: each request comes on a thread of its own.
fn requests(jobs: &Sender<Job>) {
    for text in ["all is well", "one \0 two", "still well", "\0", "a b c", "d e"] {
        let request = || {
            let (answer, result) = mpsc::channel();
            jobs.send((text.to_owned(), answer)).expect("the main thread listens");
            result.recv().expect("the main thread answers")
        };
        let result = thread::scope(|scope| scope.spawn(request).join());
        match result.expect("a request does not panic") {
            Ok(count) => println!("{text:?}: {count} words"),
            Err(error) => println!("{text:?}: {}", error.cause),
        }
    }
}
