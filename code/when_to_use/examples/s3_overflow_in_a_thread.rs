//! Three documents, each read by a thread. The second is nested more deeply than the reader can
//! follow.

use std::panic::catch_unwind;
use std::thread;

// ANCHOR: depth
/// How deep the brackets of a document are nested. One call for each bracket.
fn depth(document: &mut impl Iterator<Item = u8>) -> u64 {
    let mut deepest = 0;
    while let Some(b'(') = document.next() {
        deepest = deepest.max(1 + depth(document));
    }
    deepest
}
// ANCHOR_END: depth

// ANCHOR: main
fn main() {
    let documents = ["(()(()))".to_owned(), "(".repeat(10_000_000), "()()".to_owned()];
    for document in documents {
        let read = || catch_unwind(|| depth(&mut document.bytes()));
        match thread::scope(|scope| scope.spawn(read).join()) {
            Ok(Ok(depth)) => println!("{depth} deep"),
            _ => println!("could not be read"),
        }
    }
    println!("and the program goes on");
}
// ANCHOR_END: main
