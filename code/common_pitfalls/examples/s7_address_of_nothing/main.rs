//! A child makes a million numbers, and says where they are.

mod sys;

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use process::spawn;
use queue_usage::bounded;
use shared_memory::Shared;

const MANY: usize = 1_000_000;

fn make_numbers() -> Vec<u64> {
    vec![7; MANY]
}

// ANCHOR: wrong
fn by_address() -> io::Result<()> {
    let place = Shared::new(AtomicUsize::new(0))?;
    let maker = spawn(|| {
        let numbers = make_numbers();
        println!("maker:  {} numbers, the last is {}", numbers.len(), numbers[MANY - 1]);
        place.store(numbers.leak().as_ptr() as usize, SeqCst);
    })?;
    maker.join()?;

    let reader = spawn(|| {
        let numbers = sys::numbers_at(place.load(SeqCst), MANY);
        println!("reader: the last is {}", numbers[MANY - 1]);
    })?;
    let signal = reader.join()?.signal().expect("nothing lies there");
    println!("reader: killed by signal {signal}");
    Ok(())
}
// ANCHOR_END: wrong

// ANCHOR: right
fn by_queue() -> io::Result<()> {
    let (sender, receiver) = bounded(1)?;
    let maker = spawn(move || sender.send(make_numbers()).expect("main receives"))?;
    let numbers: Vec<u64> = receiver.recv().expect("the maker sends");
    println!("parent: the last is {}", numbers[MANY - 1]);
    maker.join()?;
    Ok(())
}
// ANCHOR_END: right

fn main() -> io::Result<()> {
    println!("-- the address, in shared memory");
    by_address()?;
    println!("-- the numbers, through a queue");
    by_queue()
}
