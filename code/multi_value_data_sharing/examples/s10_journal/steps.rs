//! Kills a child before its first instruction, before its second, and so on, until it is through.

use std::io;
use std::sync::atomic::{Ordering::SeqCst, compiler_fence};

use multi_value_data_sharing::Array;
use process::{Process, spawn};
use test_harness::stepped;

use super::journal::{ACCOUNTS, Book, JOURNAL, repair, transfer};

/// How many kills there were, and after how many of them the repaired accounts were wrong.
#[derive(Debug, Default)]
pub struct Kills {
    pub all: usize,
    pub wrong: usize,
}

const NOTHING: fn() = || ();
const FENCE: fn() = || compiler_fence(SeqCst);

pub fn without_fences() -> io::Result<Kills> {
    kill_at_each_instruction(NOTHING, |book| transfers(book, || ()))
}

pub fn with_fences() -> io::Result<Kills> {
    kill_at_each_instruction(FENCE, |book| transfers(book, || compiler_fence(SeqCst)))
}

// ANCHOR: transfers
#[inline(never)]
fn transfers(book: &mut Book, fence: impl Fn() + Copy) {
    for (from, to) in [(0, 1), (1, 2), (2, 3)] {
        transfer(book, from, to, 10, fence);
    }
}
// ANCHOR_END: transfers

// ANCHOR: kills
fn kill_at_each_instruction(fence: fn(), work: fn(&mut Book)) -> io::Result<Kills> {
    let book: Array<i64> = Array::zeroed(JOURNAL + ACCOUNTS)?;
    let mut kills = Kills::default();
    while !killed_after(kills.all, &book, work)? {
        let mut guard = book.lock().unwrap_err().into_inner();
        repair(as_book(&mut guard), fence);
        kills.all += 1;
        kills.wrong += usize::from(guard[JOURNAL..].iter().sum::<i64>() != 0);
        guard.fill(0);
        book.clear_poison();
    }
    Ok(kills)
}

/// Kills a child that is so many instructions into its work. True: its work was done by then.
fn killed_after(
    instructions: usize,
    book: &Array<i64>,
    work: fn(&mut Book),
) -> io::Result<bool> {
    let child = spawn(|| {
        let mut guard = book.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        stepped::be_stepped();
        work(as_book(&mut guard));
        stepped::stop();
    })?;
    let done = stepped::step(child.id(), instructions)?;
    end(child)?;
    Ok(done)
}
// ANCHOR_END: kills

fn as_book(elements: &mut [i64]) -> &mut Book {
    elements.try_into().expect("the array was made as long as a book")
}

fn end(child: Process) -> io::Result<()> {
    child.kill()?;
    child.join()?;
    Ok(())
}
