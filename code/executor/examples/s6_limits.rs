//! A time limit, and a second attempt for tasks that lost their worker.

use std::error::Error;
use std::hint::spin_loop;
use std::process::abort;
use std::time::Duration;

use executor::{Executor, PoolOptions, Ticket};
use single_value_data_sharing::Value;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let crashes = Value::new(0_u32)?;
    let task = |name: String| match name.as_str() {
        "endless" => loop {
            spin_loop();
        },
        "crashes once" if is_first(&crashes) => abort(),
        "crashes" => abort(),
        "panics" => panic!("out of patience"),
        _ => name.len(),
    };
    let options =
        PoolOptions::new().workers(2).time_limit(Duration::from_millis(300)).attempts(2);
    let executor = Executor::with(options, task)?;

    let names = ["well", "endless", "crashes once", "crashes", "panics"];
    let tickets: Vec<Ticket<usize>> =
        names.iter().map(|name| executor.submit(name.to_string())).collect();
    for (name, ticket) in names.iter().zip(tickets) {
        match ticket.wait() {
            Ok(length) => println!("{name}: {length}"),
            Err(cause) => println!("{name}: {cause}"),
        }
    }
    executor.close()?;
    Ok(())
}
// ANCHOR_END: main

/// Counts across the processes: the second attempt is another worker's.
fn is_first(crashes: &Value<u32>) -> bool {
    let mut crashes = crashes.lock().expect("no thread panics with the lock");
    *crashes += 1;
    *crashes == 1
}
