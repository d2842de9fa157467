//! What is dear to make is made once in each worker, before its first task.

use std::collections::BTreeSet;
use std::error::Error;

use executor::{Executor, PoolOptions};

// ANCHOR: state
/// What a worker keeps from task to task.
struct Speller {
    known: BTreeSet<String>,
    asked: usize,
}

impl Speller {
    /// Stands for half a second of reading a dictionary.
    fn new() -> Speller {
        let known = ["a", "process", "is", "not", "thread"].map(String::from).into();
        Speller { known, asked: 0 }
    }

    fn check(&mut self, word: &str) -> (bool, usize) {
        self.asked += 1;
        assert!(!word.is_empty(), "there is nothing to check");
        (self.known.contains(word), self.asked)
    }
}
// ANCHOR_END: state

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let options = PoolOptions::new().workers(1);
    let check = |speller: &mut Speller, word: String| speller.check(&word);
    let executor = Executor::with_state(options, Speller::new, check)?;
    for word in ["process", "thred", "", "thread"] {
        match executor.submit(word.to_owned()).wait() {
            Ok((known, asked)) => println!("{word:?}: known {known}, question {asked}"),
            Err(cause) => println!("{word:?}: {cause}"),
        }
    }
    executor.close()?;
    Ok(())
}
// ANCHOR_END: main
