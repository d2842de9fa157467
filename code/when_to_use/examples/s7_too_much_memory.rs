//! Three tasks that want memory, each with a limit of its own.

use std::io;

use when_to_use::Limits;

const MIB: usize = 1 << 20;

// ANCHOR: main
fn main() -> io::Result<()> {
    let limits = Limits { memory: Some(256 << 20), ..Limits::default() };

    let modest = limits.spawn(|| println!("{} MiB are fine", table(16).len() / MIB))?;
    println!("the modest one: {}", modest.join()?);

    let greedy = limits.spawn(|| println!("{} MiB are fine", table(1024).len() / MIB))?;
    println!("the greedy one: {}", greedy.join()?);

    let careful = limits.spawn(|| {
        if let Err(refused) = Vec::<u8>::new().try_reserve(1024 * MIB) {
            println!("{refused}");
        }
    })?;
    println!("the careful one: {}", careful.join()?);
    Ok(())
}
// ANCHOR_END: main

fn table(mib: usize) -> Vec<u8> {
    vec![1; mib * MIB]
}
