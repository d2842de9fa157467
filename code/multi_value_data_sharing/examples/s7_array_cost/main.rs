//! What it costs to lock each element or the whole loop, and to copy through the guard.
//!
//! Medians of interleaved rounds. `--release` for numbers that count.

use std::hint::black_box;
use std::io;
use std::time::Instant;

use multi_value_data_sharing::Array;
use process::spawn;
use shared_memory::Mapping;

mod sys;

const ROUNDS: usize = 5;
const PASSES: u32 = 1_000;
const ELEMENTS: usize = 1_000;
const LARGE: usize = 64 << 20; // Bytes.

fn main() -> io::Result<()> {
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        times[0].push(two_add(add_to_all)?);
        times[1].push(two_add(add_one_by_one)?);
        times[2].push(two_add_parts()?);
    }
    let [all, each, parts] = times.map(median);
    println!("two processes add 1 to {ELEMENTS} elements, {PASSES} times each, per element:");
    println!("  a lock around the loop     {all:>8.2} ns");
    println!("  a lock around each element {each:>8.2} ns, {:.0} times", each / all);
    println!("  no lock, a part for each   {parts:>8.2} ns");
    copy_64_mebibytes()
}

fn add_one_by_one(numbers: &Array<f64>) {
    for index in 0..numbers.len() {
        numbers.lock().unwrap()[index] += 1.0;
    }
}

fn add_to_all(numbers: &Array<f64>) {
    for number in numbers.lock().unwrap().iter_mut() {
        *number += 1.0;
    }
}

/// Nanoseconds for each element that was added to.
fn two_add(add: fn(&Array<f64>)) -> io::Result<f64> {
    let numbers = Array::zeroed(ELEMENTS)?;
    let work = || (0..PASSES).for_each(|_| add(&numbers));
    let begin = Instant::now();
    for child in [spawn(work)?, spawn(work)?] {
        assert!(child.join()?.success());
    }
    let time = begin.elapsed();
    assert!(numbers.lock().unwrap().iter().all(|number| *number == 2.0 * f64::from(PASSES)));
    Ok(time.as_nanos() as f64 / (2.0 * f64::from(PASSES) * ELEMENTS as f64))
}

/// The same number of additions, each process on its half.
fn two_add_parts() -> io::Result<f64> {
    let numbers: Array<f64> = Array::zeroed(ELEMENTS)?;
    let begin = Instant::now();
    let mut children = Vec::new();
    for part in numbers.parts(2)? {
        children.push(spawn(move || {
            let mut claim = part.claim().unwrap();
            for _ in 0..2 * PASSES {
                black_box(&mut claim).iter_mut().for_each(|number| *number += 1.0);
            }
        })?);
    }
    for child in children {
        assert!(child.join()?.success());
    }
    Ok(begin.elapsed().as_nanos() as f64 / (2.0 * f64::from(PASSES) * ELEMENTS as f64))
}

/// The copies alone: every page has been touched before the clock runs.
fn copy_64_mebibytes() -> io::Result<()> {
    let source = vec![7_u8; LARGE];
    let array: Array<u8> = Array::zeroed(LARGE)?;
    let bare = Mapping::new(LARGE)?;
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..=ROUNDS {
        let begin = Instant::now();
        sys::copy(&source, &bare);
        times[0].push(begin.elapsed().as_secs_f64() * 1e3);
        let begin = Instant::now();
        array.lock().unwrap().copy_from_slice(black_box(&source));
        times[1].push(begin.elapsed().as_secs_f64() * 1e3);
    }
    let [bare, guard] = times.map(|times| median(times[1..].to_vec()));
    println!("copy {} MiB into shared memory:", LARGE >> 20);
    println!("  memcpy                     {bare:>8.2} ms");
    println!("  through the guard          {guard:>8.2} ms, {:.2} times", guard / bare);
    Ok(())
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
