//! A worker is killed, and then the keeper.

use std::io;
use std::thread;
use std::time::Duration;

use executor::{Executor, Ticket};
use rustix::process::{Pid, Signal, getpid, kill_process};

// ANCHOR: worker
fn cube(number: u64) -> u64 {
    match number {
        3 => drop(kill_process(getpid(), Signal::KILL)), // As the kernel does when memory runs out.
        9 => thread::sleep(Duration::from_secs(600)),
        _ => {}
    }
    number * number * number
}

fn main() -> io::Result<()> {
    let executor = Executor::new(2, cube)?;
    let tickets: Vec<Ticket<u64>> = (1..6).map(|number| executor.submit(number)).collect();
    for (number, ticket) in (1..).zip(tickets) {
        report(number, ticket);
    }
    kill_the_keeper(executor)
}
// ANCHOR_END: worker

// ANCHOR: keeper
fn kill_the_keeper(executor: Executor<u64, u64>) -> io::Result<()> {
    let (running, waiting) = (executor.submit(9), executor.submit(6));
    let keeper = Pid::from_raw(executor.keeper_id().cast_signed()).expect("a pid is no zero");
    println!("\nthe keeper is killed");
    kill_process(keeper, Signal::KILL)?;
    report(9, running);
    drop(waiting);
    report(7, executor.submit(7));
    println!("close: {}", executor.close().unwrap_err());
    Ok(())
}
// ANCHOR_END: keeper

fn report(number: u64, ticket: Ticket<u64>) {
    match ticket.wait() {
        Ok(cube) => println!("{number}: {cube}"),
        Err(cause) => println!("{number}: {cause}"),
    }
}
