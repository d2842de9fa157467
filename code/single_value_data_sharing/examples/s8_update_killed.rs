//! An owner is killed in the middle of a change, once under `lock` and once in `update`.

use std::io::{self, PipeWriter, Write, pipe};
use std::thread;

use process::spawn;
use single_value_data_sharing::Value;

fn main() -> io::Result<()> {
    killed_in("lock", by_lock)?;
    killed_in("update", by_update)
}

// ANCHOR: ways
type Accounts = [i32; 2];

fn by_lock(accounts: &Value<Accounts>, here: PipeWriter) {
    let mut guard = accounts.lock().unwrap();
    transfer(&mut guard, here);
}

fn by_update(accounts: &Value<Accounts>, here: PipeWriter) {
    accounts.update(|accounts| transfer(accounts, here)).unwrap();
}

fn transfer(accounts: &mut Accounts, here: PipeWriter) {
    accounts[0] -= 30;
    wait_for_the_kill(here);
    accounts[1] += 30;
}
// ANCHOR_END: ways

// ANCHOR: killed_in
fn killed_in(way: &str, work: fn(&Value<Accounts>, PipeWriter)) -> io::Result<()> {
    let accounts = Value::new([100, 50])?;
    let (hears, here) = pipe()?;
    let owner = spawn(|| work(&accounts, here))?;
    until_it_says_so(hears)?;
    owner.kill()?;
    owner.join()?;
    match accounts.lock() {
        Ok(left) => println!("killed in {way}: {:?}, not poisoned", *left),
        Err(left) => println!("killed in {way}: {:?}, poisoned", **left.get_ref()),
    }
    Ok(())
}
// ANCHOR_END: killed_in

fn wait_for_the_kill(mut here: PipeWriter) {
    here.write_all(b"!").unwrap();
    loop {
        thread::park();
    }
}

fn until_it_says_so(mut hears: io::PipeReader) -> io::Result<()> {
    io::Read::read_exact(&mut hears, &mut [0])
}
