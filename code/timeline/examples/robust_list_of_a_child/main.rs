//! Child 1 holds two locks, child 2 waits for one of them, and child 1 is killed: the children's robust lists and the
//! words of the locks, as the kernel finds and leaves them.

mod sys;

use std::error::Error;
use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read, Write, pipe};
use std::os::unix::fs::FileExt;
use std::sync::PoisonError;
use std::thread;

use process::spawn;
use shared_memory::Lock;
use timeline::{Look, Strips};

const PAGE: u64 = 4096;
/// A thread sleeps until the lock is free, as far as the last one knew that took it.
const MARKED: u32 = libc::FUTEX_WAITERS;
const DIED: u32 = libc::FUTEX_OWNER_DIED;
const OWNER: u32 = libc::FUTEX_TID_MASK;

fn main() -> Result<(), Box<dyn Error>> {
    let (a, b) = (Lock::new()?, Lock::new()?);
    let (mut told, tell) = pipe()?;
    let strips = Strips::new("").look("entry", Look::Pale).look("taken", Look::Box);
    let strips = strips.look("marked", Look::SecondBox).look("died", Look::Cross);

    let child1 = spawn(|| hold(&[&a, &b], &tell))?;
    let words = heard(&mut told, 2)?;
    let mut view =
        View { page_of_a: page(a.room().addr() as u64), words, children: vec![child1.id()] };
    let strips = strips.strip("child 1 holds A and B", &NONE);
    let strips = strips.strip("its list", &view.entries(&view.words));
    let strips = strips.strip("the words", &view.states()?);

    let child2 = spawn(|| hold(&[&a], &tell))?;
    view.children.push(child2.id());
    while !view.is_one_marked()? {
        thread::yield_now();
    }
    let strips = strips.strip("child 2 waits for A", &NONE);
    let strips = strips.strip("the words", &view.states()?);

    child1.kill()?;
    child1.join()?;
    let words = heard(&mut told, 1)?;
    let strips = strips.strip("child 1 is killed, child 2 has A", &NONE);
    let strips = strips.strip("its list", &view.entries(&words));
    let strips = strips.strip("the words", &view.states()?);
    child2.kill()?;
    print!("{}", strips.draw());
    Ok(())
}

const NONE: [(usize, &str); 0] = [];

/// Takes the locks, tells what is on its list, and keeps them until it is killed.
fn hold(locks: &[&Lock], mut tell: &PipeWriter) {
    let mut guards = Vec::new();
    for lock in locks {
        guards.push(lock.lock().unwrap_or_else(PoisonError::into_inner));
    }
    let words = list().expect("a process may read its own memory");
    let words: Vec<u8> = words.into_iter().flat_map(u64::to_ne_bytes).collect();
    tell.write_all(&words).expect("the parent listens");
    while !guards.is_empty() {
        thread::park();
    }
}

/// What a child has told of so many locks.
fn heard(told: &mut PipeReader, locks: usize) -> io::Result<Vec<u64>> {
    let word = |_| {
        let mut bytes = [0; 8];
        told.read_exact(&mut bytes).map(|()| u64::from_ne_bytes(bytes))
    };
    (0..locks).map(word).collect()
}

/// The words of the locks on the list of this thread, as the kernel would walk it: see `get_robust_list(2)`.
fn list() -> io::Result<Vec<u64>> {
    let memory = File::open("/proc/self/mem")?;
    let read = |address| {
        let mut bytes = [0; 8];
        memory.read_exact_at(&mut bytes, address).map(|()| u64::from_ne_bytes(bytes))
    };
    let head = sys::robust_list()?;
    let from_entry_to_word = read(head + 8)?;
    let (mut words, mut entry) = (Vec::new(), read(head)?);
    while entry != head {
        words.push(entry.wrapping_add(from_entry_to_word));
        entry = read(entry)?;
    }
    Ok(words)
}

/// The words of both locks, which lie at the same address in this process and in its children.
struct View {
    page_of_a: u64,
    words: Vec<u64>,
    children: Vec<u32>,
}

impl View {
    /// What is on a list: its head, and behind it the locks.
    fn entries(&self, words: &[u64]) -> Vec<(usize, String)> {
        let locks = words.iter().map(|word| format!("entry {}", self.name(*word)));
        ["entry head".into()].into_iter().chain(locks).map(|what| (1, what)).collect()
    }

    fn states(&self) -> io::Result<Vec<(usize, String)>> {
        let states = self.words.iter().map(|word| Ok((1, self.state(*word)?)));
        [Ok((1, "gap".into()))].into_iter().chain(states).collect()
    }

    fn state(&self, word: u64) -> io::Result<String> {
        let value = value(word)?;
        let state = match value {
            value if value & DIED != 0 => "died",
            value if value & MARKED != 0 => "marked",
            _ => "taken",
        };
        let owner = self.children.iter().zip(1..).find(|(child, _)| **child == value & OWNER);
        let owner = owner.map_or("no owner".into(), |(_, number)| format!("child {number}"));
        Ok(format!("{state} {}: {owner}", self.name(word)))
    }

    fn is_one_marked(&self) -> io::Result<bool> {
        let values = self.words.iter().map(|word| value(*word));
        Ok(values.collect::<io::Result<Vec<_>>>()?.iter().any(|value| value & MARKED != 0))
    }

    fn name(&self, word: u64) -> &'static str {
        if page(word) == self.page_of_a { "A" } else { "B" }
    }
}

fn value(word: u64) -> io::Result<u32> {
    let mut bytes = [0; 4];
    File::open("/proc/self/mem")?.read_exact_at(&mut bytes, word)?;
    Ok(u32::from_ne_bytes(bytes))
}

fn page(address: u64) -> u64 {
    address / PAGE
}
