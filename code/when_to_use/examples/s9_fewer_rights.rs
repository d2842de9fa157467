//! What a program may do, and what it may do once it has given up its rights.

use std::fs::File;
use std::io;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, exit};

use process::spawn;
use when_to_use::give_up_rights;

// ANCHOR: main
fn main() -> io::Result<()> {
    println!("the parent");
    try_all();
    let child = spawn(|| {
        if let Err(error) = give_up_rights() {
            eprintln!("not all rights are gone: {error}");
            exit(1);
        }
        println!("the child");
        try_all();
    })?;
    println!("it ended with {}", child.join()?);
    Ok(())
}

fn try_all() {
    report("opens a file", File::open("/dev/null").map(drop));
    report("opens a socket", UnixDatagram::unbound().map(drop));
    report("starts a program", Command::new("true").status().map(drop));
    report("computes", Ok((1..=1_000_000_u64).collect::<Vec<_>>().iter().sum::<u64>()));
}
// ANCHOR_END: main

fn report<T>(what: &str, outcome: io::Result<T>) {
    match outcome {
        Ok(_) => println!("  {what:18} yes"),
        Err(error) => println!("  {what:18} {error}"),
    }
}
