//! The same three documents, each read by a worker of a pool.

use std::io;

use process_pool::Pool;

/// How deep the brackets of a document are nested. One call for each bracket.
fn depth(document: &mut impl Iterator<Item = u8>) -> u64 {
    let mut deepest = 0;
    while let Some(b'(') = document.next() {
        deepest = deepest.max(1 + depth(document));
    }
    deepest
}

// ANCHOR: main
fn main() -> io::Result<()> {
    let documents = ["(()(()))".to_owned(), "(".repeat(10_000_000), "()()".to_owned()];
    let read = |number: usize| depth(&mut documents[number].bytes());
    let mut pool = Pool::new(2, read)?;
    for outcome in pool.imap(0..documents.len()) {
        match outcome {
            Ok(depth) => println!("{depth} deep"),
            Err(error) => println!("could not be read: {error}"),
        }
    }
    println!("and the program goes on");
    pool.close()
}
// ANCHOR_END: main
