//! System calls, futexes, and who has the lock.

use std::hint;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;

use debugging::{Call, Family, FutexWait, let_everybody_look, named};
use process::Process;
use shared_memory::{Shared, futex};
use single_value_data_sharing::Value;

use crate::family::{end, forever};

/// What the child of this name waits for, once it does.
fn futex_of(child: &Process, name: &str) -> FutexWait {
    Family::once(child.id(), |now| now.is(&[(name, 'S')])).unwrap();
    Call::of(child.id())
        .unwrap()
        .and_then(|call| call.futex_wait())
        .expect("it is in futex(2)")
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

pub fn who_computes_is_in_no_call() {
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
    let wait = futex_of(&waiter, "waiter");
    assert!(!wait.is_private);
    assert_eq!(wait.owner(waiter.id()).unwrap(), Some(holder.id()));
    let text = Family::of(waiter.id()).unwrap().to_string();
    assert!(
        text.contains(&format!("waiter: wants a lock that {} has", holder.id())),
        "{text}"
    );
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
        let owner = futex_of(waiter, name).owner(waiter.id()).unwrap();
        assert_eq!(owner, Some(first.id()));
    }
    tell(&go);
    hear(&news); // One of the two has it, and the other sleeps on.
    let asleep = |(_, waiter): &&(&str, Process)| {
        Call::of(waiter.id()).unwrap().is_some_and(|call| call.futex_wait().is_some())
    };
    let (name, waiter) = waiters.iter().find(asleep).expect("one sleeps on");
    let (_, owner) = waiters.iter().find(|(other, _)| other != name).unwrap();
    let seen = futex_of(waiter, name).owner(waiter.id()).unwrap();
    assert_eq!(seen, Some(owner.id()));
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
    let owner = futex_of(&waiter, "waiter").owner(waiter.id()).unwrap().expect("an owner");
    assert_ne!(owner, holder.id());
    assert!(Path::new(&format!("/proc/{}/task/{owner}", holder.id())).exists());
    end(waiter);
    end(holder);
}

pub fn a_word_that_is_no_lock_names_nobody() {
    let word = Shared::new(AtomicU32::new(std::process::id())).unwrap();
    let value = word.load(Relaxed);
    let child = named("sleeper", || {
        let _ = futex::wait(&word, value, None);
    });
    let child = child.unwrap();
    let wait = futex_of(&child, "sleeper");
    assert!(!wait.is_private);
    assert_eq!(wait.owner(child.id()).unwrap(), None);
    let text = Family::of(child.id()).unwrap().to_string();
    assert!(text.contains("sleeper: sleeps on a word of memory"), "{text}");
    end(child);
}

pub fn a_mutex_that_was_locked_during_the_fork_is_nobodys() {
    let number = Mutex::new(0);
    let guard = number.lock().unwrap();
    let child = named("waiter", || *number.lock().unwrap() += 1).unwrap();
    drop(guard);
    let wait = futex_of(&child, "waiter");
    assert!(wait.is_private);
    assert_eq!(wait.owner(child.id()).unwrap(), None);
    let text = Family::of(child.id()).unwrap().to_string();
    assert!(text.contains("waiter: waits for a thread of its own, and has none"), "{text}");
    end(child);
}

pub fn everybody_may_be_allowed_to_look() {
    let child = named("exhibit", || let_everybody_look().unwrap()).unwrap();
    assert!(child.join().unwrap().success());
}
