//! Four ways of waiting for each other: the counterpart of `synchronization.py`.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};
use std::thread::sleep;
use std::time::Duration;

use bytemuck::{Pod, Zeroable};
use process::{Process, spawn};
use single_value_data_sharing::{Shared, Value};
use synchronization::{Condvar, Event, Party, Semaphore, barrier};

// ANCHOR: start_gun
fn start_gun() -> io::Result<()> {
    let (start, through) = (Event::new()?, Shared::new(AtomicI32::new(0))?);
    let runner = || {
        start.wait();
        through.fetch_add(1, SeqCst);
    };
    let runners = [spawn(runner)?, spawn(runner)?, spawn(runner)?];
    println!("before the gun: {} runners through", through.load(SeqCst));
    start.set();
    join_all(runners)?;
    println!("after the gun: {} runners through", through.load(SeqCst));
    Ok(())
}
// ANCHOR_END: start_gun

// ANCHOR: phases
type Rod = [AtomicI32; 10];

fn warm(rods: &[Rod; 2], half: usize, party: &Party) {
    for step in 0..4 {
        let (old, new) = (&rods[step % 2], &rods[(step + 1) % 2]);
        let old = |cell: usize| old[cell].load(SeqCst);
        for (cell, new) in new.iter().enumerate().skip(1 + 4 * half).take(4) {
            let sides = old(cell - 1) + old(cell + 1);
            new.store((sides + 2 * old(cell)) / 4, SeqCst);
        }
        party.wait().unwrap();
    }
}

fn phases() -> io::Result<()> {
    let rod = || [0, 256, 0, 0, 0, 0, 0, 0, 256, 0].map(AtomicI32::new);
    let rods = Shared::new([rod(), rod()])?;
    let mut halves = Vec::new();
    for (half, party) in barrier(2)?.into_iter().enumerate() {
        let rods = &rods;
        halves.push(spawn(move || warm(rods, half, &party))?);
    }
    join_all(halves)?;
    let cells = rods[0].each_ref().map(|cell| cell.load(SeqCst));
    println!("the rod after 4 steps: {cells:?}");
    Ok(())
}
// ANCHOR_END: phases

// ANCHOR: disk
fn saving() -> io::Result<()> {
    let disk = Semaphore::new(2)?;
    let inside = Shared::new(AtomicI32::new(0))?;
    let most = Shared::new(AtomicI32::new(0))?;
    let save = || {
        let _permit = disk.acquire();
        most.fetch_max(inside.fetch_add(1, SeqCst) + 1, SeqCst);
        sleep(Duration::from_millis(10));
        inside.fetch_sub(1, SeqCst);
    };
    let writers: Result<Vec<_>, _> = (0..6).map(|_| spawn(save)).collect();
    join_all(writers?)?;
    let never = if most.load(SeqCst) <= 2 { "never" } else { "at times" };
    println!("more than 2 at the disk: {never}");
    Ok(())
}
// ANCHOR_END: disk

// ANCHOR: buffer
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Buffer {
    slots: [i32; 4],
    used: i32,
}

fn produce(buffer: &Value<Buffer>, changed: &Condvar) {
    for number in 1..=10 {
        let guard = buffer.lock().unwrap();
        let mut guard = changed.wait_while(guard, |buffer| buffer.used == 4).unwrap();
        let used = guard.used as usize;
        guard.slots[used] = number;
        guard.used += 1;
        changed.notify_one();
    }
}

fn buffer() -> io::Result<()> {
    let (buffer, changed) = (Value::new(Buffer::zeroed())?, Condvar::new()?);
    let producer = spawn(|| produce(&buffer, &changed))?;
    let mut received = Vec::new();
    while received.len() < 10 {
        let guard = buffer.lock().unwrap();
        let mut guard = changed.wait_while(guard, |buffer| buffer.used == 0).unwrap();
        received.extend_from_slice(&guard.slots[..guard.used as usize]);
        guard.used = 0;
        changed.notify_one();
    }
    producer.join()?;
    println!("received: {received:?}");
    Ok(())
}
// ANCHOR_END: buffer

fn join_all(children: impl IntoIterator<Item = Process>) -> io::Result<()> {
    for child in children {
        child.join()?;
    }
    Ok(())
}

fn main() -> io::Result<()> {
    start_gun()?;
    phases()?;
    saving()?;
    buffer()
}
