//! The same requests, handed to an executor: any thread may, and a dead worker is replaced.

use std::error::Error;
use std::thread;

use executor::Executor;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let executor = Executor::new(2, words)?;
    let server = thread::spawn({
        let executor = executor.clone();
        move || requests(&executor)
    });
    server.join().expect("the server does not panic");
    executor.close()?;
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

// ANCHOR: requests
/// A server's day: each request comes on a thread of its own.
fn requests(executor: &Executor<String, usize>) {
    for text in ["all is well", "one \0 two", "still well", "\0", "a b c", "d e"] {
        let request = || executor.submit(text.to_owned()).wait();
        let result = thread::scope(|scope| scope.spawn(request).join());
        match result.expect("a request does not panic") {
            Ok(count) => println!("{text:?}: {count} words"),
            Err(cause) => println!("{text:?}: {cause}"),
        }
    }
}
// ANCHOR_END: requests
