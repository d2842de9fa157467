//! System calls, futexes, and who has the lock.

use std::hint;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::iter;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;

use debugging::{Call, Family, FutexWait, Snapshot, allow_debuggers, named};
use process::{Process, spawn};
use shared_memory::{Shared, futex};
use single_value_data_sharing::Value;
use test_harness::limits::give_up_root;

use crate::family::{end, forever};

/// What a child waits for, once it does. One that waits for a lock wakes up now and then.
fn futex_of(child: &Process) -> FutexWait {
    let in_futex = || Call::of(child.id()).unwrap().and_then(|call| call.futex_wait());
    iter::repeat_with(in_futex).flatten().next().expect("it is in futex(2) at some time")
}

/// Waits until a child does this.
fn comes_to(child: &Process, name: &str, doing: &str) {
    Family::once(child.id(), |now| now.does(name, doing)).unwrap();
}

fn tell(mut writer: &PipeWriter) {
    writer.write_all(b"!").unwrap();
}

fn hear(mut reader: &PipeReader) {
    reader.read_exact(&mut [0]).unwrap();
}

pub fn a_reader_is_in_read_with_its_descriptor() {
    let (mut reader, _writer) = io::pipe().unwrap();
    let descriptor = reader.as_raw_fd();
    let child = named("reader", || drop(reader.read(&mut [0]))).unwrap();
    let family = Family::once(child.id(), |now| now.is(&[("reader", 'S')])).unwrap();
    let call = Call::of(child.id()).unwrap().expect("it sleeps in a call");
    assert_eq!(call.number, libc_read());
    assert_eq!(call.arguments[0], descriptor as u64);
    assert_eq!(call.futex_wait(), None);
    let text = family.to_string();
    assert!(text.contains(&format!("reader: reads from {descriptor}, pipe:[")), "{text}");
    end(child);
}

/// `read(2)` has this number here.
fn libc_read() -> i64 {
    if cfg!(target_arch = "x86_64") { 0 } else { 63 }
}

/// What if the one who asks is not root? To others the kernel shows nothing of a process that has
/// given back its memory, and says that they may not look.
pub fn a_zombie_is_in_no_call_for_any_user() {
    give_up_root();
    let child = spawn(forever).unwrap();
    child.kill().unwrap();
    let has_ended = || Snapshot::of(child.id()).unwrap().state == 'Z';
    while !has_ended() {
        thread::yield_now();
    }
    assert_eq!(Call::of(child.id()).unwrap(), None);
    end(child);
}

pub fn a_process_that_computes_is_in_no_call() {
    let child = named("busy", || {
        loop {
            hint::spin_loop()
        }
    })
    .unwrap();
    let family = Family::once(child.id(), |now| now.is(&[("busy", 'R')])).unwrap();
    assert_eq!(Call::of(child.id()).unwrap(), None);
    assert!(family.to_string().contains("busy: computes"), "{family}");
    end(child);
}

/// A child that takes the lock, says so, and gives it back when it is let go.
fn holder(
    name: &str,
    number: &Value<i32>,
    has_it: &PipeWriter,
    let_go: &PipeReader,
) -> Process {
    let child = named(name, || {
        let guard = number.lock(); // Poisoned or not: tests kill one holder after the other.
        tell(has_it);
        hear(let_go);
        drop(guard);
        forever();
    });
    child.unwrap()
}

pub fn a_waiter_tells_who_has_its_lock() {
    let number = Value::new(0).unwrap();
    let ((news, has_it), (let_go, _go)) = (io::pipe().unwrap(), io::pipe().unwrap());
    let holder = holder("holder", &number, &has_it, &let_go);
    hear(&news);
    let waiter = named("waiter", || drop(number.lock())).unwrap();
    let wait = futex_of(&waiter);
    assert!(!wait.is_private);
    assert_eq!(wait.owner(waiter.id()).unwrap(), Some(holder.id()));
    comes_to(&waiter, "waiter", &format!("wants a lock that {} has", holder.id()));
    end(waiter);
    end(holder);
}

pub fn a_waiter_that_sleeps_on_tells_who_has_it_next() {
    let number = Value::new(0).unwrap();
    let ((news, has_it), (let_go, go)) = (io::pipe().unwrap(), io::pipe().unwrap());
    let first = holder("first", &number, &has_it, &let_go);
    hear(&news);
    let waiters = ["one", "other"].map(|name| (name, holder(name, &number, &has_it, &let_go)));
    for (name, waiter) in &waiters {
        comes_to(waiter, name, &format!("wants a lock that {} has", first.id()));
    }
    tell(&go);
    hear(&news); // One of the two has it, and the other sleeps on.
    let family = Family::once(std::process::id(), |now| {
        now.does("one", "wants") || now.does("other", "wants")
    });
    let family = family.unwrap();
    let sleeps_on = |(name, _): &&(&str, Process)| family.does(name, "wants a lock that");
    let (name, _) = waiters.iter().find(sleeps_on).expect("one sleeps on");
    let (_, owner) = waiters.iter().find(|(other, _)| other != name).unwrap();
    assert!(family.does(name, &format!("wants a lock that {} has", owner.id())), "{family}");
    end(first);
    waiters.into_iter().for_each(|(_, waiter)| end(waiter));
}

pub fn the_owner_is_a_thread() {
    let number = Value::new(0).unwrap();
    let (news, has_it) = io::pipe().unwrap();
    let holder = named("holder", || {
        thread::scope(|scope| {
            scope.spawn(|| {
                let _guard = number.lock().unwrap();
                tell(&has_it);
                forever();
            });
        });
    });
    let holder = holder.unwrap();
    hear(&news);
    let waiter = named("waiter", || drop(number.lock())).unwrap();
    let owner = futex_of(&waiter).owner(waiter.id()).unwrap().expect("an owner");
    assert_ne!(owner, holder.id());
    assert!(Path::new(&format!("/proc/{}/task/{owner}", holder.id())).exists());
    end(waiter);
    end(holder);
}

pub fn a_word_that_is_no_lock_names_no_owner() {
    let word = Shared::new(AtomicU32::new(std::process::id())).unwrap();
    let value = word.load(Relaxed);
    let child = named("sleeper", || {
        let _ = futex::wait(&word, value, None);
    });
    let child = child.unwrap();
    let wait = futex_of(&child);
    assert!(!wait.is_private);
    assert_eq!(wait.owner(child.id()).unwrap(), None);
    comes_to(&child, "sleeper", "sleeps on a word of memory");
    end(child);
}

pub fn a_mutex_that_was_locked_during_the_fork_has_no_owner() {
    let number = Mutex::new(0);
    let guard = number.lock().unwrap();
    let child = named("waiter", || *number.lock().unwrap() += 1).unwrap();
    drop(guard);
    let wait = futex_of(&child);
    assert!(wait.is_private);
    assert_eq!(wait.owner(child.id()).unwrap(), None);
    comes_to(&child, "waiter", "waits for a thread of its own, and has none");
    end(child);
}

pub fn a_process_may_allow_debuggers() {
    let child = named("exhibit", || allow_debuggers().unwrap()).unwrap();
    assert!(child.join().unwrap().success());
}

/// The state and the call are two looks, and a waiter wakes up fifty times a second.
pub fn a_waiter_is_never_shown_without_what_it_wants() {
    let number = Value::new(0).unwrap();
    let ((news, has_it), (let_go, _go)) = (io::pipe().unwrap(), io::pipe().unwrap());
    let holder = holder("holder", &number, &has_it, &let_go);
    hear(&news);
    let waiter = named("waiter", || drop(number.lock())).unwrap();
    comes_to(&waiter, "waiter", "wants a lock");
    for _ in 0..200 {
        let family = Family::of(waiter.id()).unwrap();
        let is_whole = family.head.state == 'R' || family.doing.starts_with("wants a lock");
        assert!(is_whole, "{family}");
    }
    end(waiter);
    end(holder);
}
