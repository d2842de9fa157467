//! An owner is killed in the middle of a change: the next owner gets the lock, and is told.

use std::io::{self, Read, Write};
use std::thread;

use process::spawn;
use single_value_data_sharing::Value;

// ANCHOR: main
fn main() -> io::Result<()> {
    let accounts = Value::new([100, 50])?;
    kill_in_the_middle(&accounts)?;

    let mut guard = match accounts.lock() {
        Ok(_) => unreachable!("the owner was killed"),
        Err(poisoned) => {
            println!("{poisoned}");
            poisoned.into_inner()
        }
    };
    println!("{:?} is {} short of 150", *guard, 150 - guard.iter().sum::<i32>());

    guard[1] = 150 - guard[0];
    accounts.clear_poison();
    drop(guard);
    println!("{:?}", *accounts.lock().unwrap());
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: kill
fn kill_in_the_middle(accounts: &Value<[i32; 2]>) -> io::Result<()> {
    let (mut hears, mut says) = io::pipe()?;
    let owner = spawn(move || {
        let mut guard = accounts.lock().unwrap();
        guard[0] -= 30;
        says.write_all(b"in the middle").unwrap();
        forever();
    })?;
    hears.read_exact(&mut [0; 13])?;
    owner.kill()?;
    println!("the owner ended with {}", owner.join()?);
    Ok(())
}
// ANCHOR_END: kill

fn forever() -> ! {
    loop {
        thread::park();
    }
}
