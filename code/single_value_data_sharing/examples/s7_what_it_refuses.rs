//! What a lock refuses.

use std::io;
use std::mem::forget;

use process::spawn;
use single_value_data_sharing::Value;

// ANCHOR: main
fn main() -> io::Result<()> {
    let number = Value::new(0)?;
    lock_twice(&number)?;
    share_a_borrow(&number);

    forget(number.lock());
    println!("a leaked guard: {}", spawn(|| ()).unwrap_err());
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: lock_twice
fn lock_twice(number: &Value<i32>) -> io::Result<()> {
    let relocks = spawn(|| {
        let _first = number.lock();
        let _second = number.lock();
    })?;
    println!("it locks twice: {}", relocks.join()?);
    println!("it panicked, and so poisoned: {}", number.is_poisoned());
    number.clear_poison();
    Ok(())
}
// ANCHOR_END: lock_twice

// ANCHOR: share_a_borrow
fn share_a_borrow(number: &Value<i32>) {
    let mut guard = number.lock().unwrap();
    let borrowed: &mut i32 = &mut guard;
    let refused = spawn(|| *borrowed += 1).unwrap_err();
    println!("a `&mut` in two processes: {refused}");
}
// ANCHOR_END: share_a_borrow
