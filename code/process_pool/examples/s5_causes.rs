//! Ways in which a task can fail, as its caller sees them. On stderr: what the dying said.

use std::hint::black_box;
use std::io;
use std::process::{abort, exit};

use process_pool::Pool;

// ANCHOR: fail
fn fail(way: &str) -> String {
    match way {
        "panic" => panic!("out of patience"),
        "exit 0" => exit(0),
        "exit 3" => exit(3),
        "abort" => abort(),
        "recursion" => deeper(0).to_string(),
        _ => String::from("all is well"),
    }
}
// ANCHOR_END: fail

fn deeper(depth: u64) -> u64 {
    let frame = black_box([depth; 512]);
    if depth == u64::MAX {
        return depth;
    }
    deeper(depth + 1) + frame[7]
}

// ANCHOR: main
fn main() -> io::Result<()> {
    let ways = ["nothing", "panic", "exit 0", "exit 3", "abort", "recursion"];
    let mut pool = Pool::new(2, |way: String| fail(&way))?;
    let results = pool.imap(ways.map(String::from));
    for (way, result) in ways.iter().zip(results) {
        match result {
            Ok(text) => println!("{way:>10} -> {text}"),
            Err(error) => println!("{way:>10} -> {error}"),
        }
    }
    pool.close()
}
// ANCHOR_END: main
