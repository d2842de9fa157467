//! Time limits, sleep, and what is left behind.

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use queue_usage::{Receiver, RecvError, RecvTimeoutError, SendTimeoutError, Sender, bounded};
use serde_bytes::ByteBuf;
use test_harness::patient;

use crate::common::{die, succeeds, until_asleep};

const LIMIT: Duration = Duration::from_millis(150);
/// How late an answer may be on a machine that has other things to do.
const GRACE: Duration = Duration::from_secs(2);

fn assert_on_time(start: Instant) {
    let time = start.elapsed();
    assert!((LIMIT..LIMIT + patient(GRACE)).contains(&time), "took {time:?}");
}

/// A queue for one message, which is in it.
fn full() -> (Sender<u64>, Receiver<u64>) {
    let (sender, receiver) = bounded(1).unwrap();
    sender.send(1).unwrap();
    (sender, receiver)
}

pub fn time_limits_are_kept_and_never_early() {
    let (sender, receiver) = full();
    let start = Instant::now();
    assert_eq!(sender.send_timeout(2, LIMIT), Err(SendTimeoutError::Timeout(2)));
    assert_on_time(start);
    receiver.recv().unwrap();
    let start = Instant::now();
    assert_eq!(receiver.recv_timeout(LIMIT), Err(RecvTimeoutError::Timeout));
    assert_on_time(start);
}

/// What a sleeping child has asked the kernel to do with its futex: it sleeps by the monotonic
/// clock unless it says otherwise (`futex(2)`).
fn assert_monotonic(child: &Process) {
    until_asleep(child);
    let call = fs::read_to_string(format!("/proc/{}/syscall", child.id())).unwrap();
    let operation = call.split(' ').nth(2).and_then(|word| word.strip_prefix("0x"));
    let operation = i32::from_str_radix(operation.unwrap(), 16).unwrap();
    assert_eq!(operation & libc::FUTEX_CLOCK_REALTIME, 0, "{call}");
}

pub fn time_limits_are_on_the_monotonic_clock() {
    let minute = Duration::from_secs(60);
    let (sender, receiver) = full();
    let sleeper = spawn(|| _ = { sender }.send_timeout(2, minute)).unwrap();
    assert_monotonic(&sleeper);
    die(sleeper);
    drop(receiver);
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    let sleeper = spawn(|| _ = { receiver }.recv_timeout(minute)).unwrap();
    assert_monotonic(&sleeper);
    die(sleeper);
    drop(sender);
}

pub fn no_time_at_all_and_all_the_time_of_the_world_are_limits_too() {
    let (sender, receiver) = full();
    let none = sender.send_timeout(2, Duration::ZERO);
    assert_eq!(none, Err(SendTimeoutError::Timeout(2)));
    assert_eq!(receiver.recv_timeout(Duration::MAX), Ok(1));
    assert_eq!(receiver.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
    assert_eq!(sender.send_timeout(3, Duration::MAX), Ok(()));
}

/// Interrupts the child's sleep again and again, until it has ended.
fn pester(mut child: Process) {
    until_asleep(&child);
    while child.join_timeout(Duration::from_millis(1)).unwrap().is_none() {
        child.terminate().unwrap(); // It has a handler for that.
    }
    succeeds(child);
}

fn with_a_handler(work: impl FnOnce()) {
    let interrupted = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(libc::SIGTERM, Arc::clone(&interrupted)).unwrap();
    let start = Instant::now();
    work();
    assert_on_time(start);
    assert!(interrupted.load(SeqCst), "the signals did not arrive");
}

pub fn signals_do_not_stretch_a_time_limit() {
    let (sender, receiver) = full();
    let timeout = Err(SendTimeoutError::Timeout(2));
    pester(
        spawn(|| with_a_handler(move || assert_eq!(sender.send_timeout(2, LIMIT), timeout)))
            .unwrap(),
    );
    receiver.recv().unwrap();
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    let timeout = Err(RecvTimeoutError::Timeout);
    pester(
        spawn(|| with_a_handler(move || assert_eq!(receiver.recv_timeout(LIMIT), timeout)))
            .unwrap(),
    );
    drop(sender);
}

/// Sends the signal by `kill(1)`: this crate's tests have no unsafe.
fn signal(child: &Process, name: &str) {
    let pid = child.id().to_string();
    let status = Command::new("kill").args([name, &pid]).status().unwrap();
    assert!(status.success());
}

pub fn a_peer_that_is_stopped_while_it_copies_does_not_stretch_a_time_limit() {
    let (sender, receiver) = bounded::<ByteBuf>(4).unwrap();
    let peer = receiver.clone();
    let producer =
        spawn(move || while sender.send(ByteBuf::from(vec![1; 4 << 20])).is_ok() {});
    let copier = spawn(move || peer.iter().for_each(drop)).unwrap();
    for limit in [0, 5].repeat(75) {
        signal(&copier, "-STOP"); // Every now and then it has the receivers' lock just then.
        let start = Instant::now();
        let _ = receiver.recv_timeout(Duration::from_millis(limit));
        assert!(start.elapsed() < patient(GRACE));
        signal(&copier, "-CONT");
    }
    die(copier);
    drop(receiver);
    succeeds(producer.unwrap());
}

/// Half of the wakes come too soon for a sleeper that got up by itself, which sleepers do after
/// 20 ms.
fn assert_woken(mut waits: Vec<Duration>) {
    waits.sort();
    let median = waits[waits.len() / 2];
    assert!(median < patient(Duration::from_millis(10)), "{median:?}");
}

pub fn a_message_wakes_a_receiver_at_once() {
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    let (answers, inbox) = bounded::<u64>(1).unwrap();
    let child =
        spawn(move || receiver.iter().for_each(|number| answers.send(number).unwrap()));
    let child = child.unwrap();
    let waits = (0..100).map(|number| {
        until_asleep(&child);
        let start = Instant::now();
        sender.send(number).unwrap();
        assert_eq!(inbox.recv(), Ok(number));
        start.elapsed()
    });
    assert_woken(waits.collect());
    drop(sender);
    succeeds(child);
}

pub fn room_wakes_a_sender_at_once() {
    let (sender, receiver) = full();
    let child = spawn(move || (2..=100).for_each(|number| sender.send(number).unwrap()));
    let child = child.unwrap();
    let waits = (1..100).map(|number| {
        until_asleep(&child);
        assert_eq!(receiver.recv(), Ok(number));
        let start = Instant::now();
        while receiver.is_empty() {
            thread::yield_now();
        }
        start.elapsed()
    });
    assert_woken(waits.collect());
    assert_eq!(receiver.recv(), Ok(100));
    succeeds(child);
}

pub fn the_end_wakes_at_once() {
    let waits = (0..50).map(|_| {
        let (sender, receiver) = bounded::<u64>(1).unwrap();
        let consumer =
            spawn(move || assert_eq!(receiver.recv(), Err(RecvError::Disconnected))).unwrap();
        until_asleep(&consumer);
        let start = Instant::now();
        drop(sender);
        succeeds(consumer);
        start.elapsed()
    });
    assert_woken(waits.collect());
}

/// Time that this process has spent on a core (`proc_pid_schedstat(5)`).
fn time_on_core() -> Duration {
    let numbers = fs::read_to_string("/proc/self/schedstat").unwrap();
    let nanoseconds = numbers.split(' ').next().unwrap().parse().unwrap();
    Duration::from_nanos(nanoseconds)
}

pub fn waiting_burns_no_core() {
    let (sender, receiver) = full();
    let second = Duration::from_secs(1);
    let before = time_on_core();
    sender.send_timeout(2, second).unwrap_err();
    receiver.recv().unwrap();
    receiver.recv_timeout(second).unwrap_err();
    let burnt = time_on_core() - before;
    assert!(burnt < patient(Duration::from_millis(60)), "{burnt:?} in two seconds");
}

/// The heap does not count: it is one mapping, or two once it has grown in a forked child.
fn mappings() -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().filter(|line| !line.ends_with("[heap]")).count()
}

fn named() -> Vec<String> {
    let entries = fs::read_dir("/dev/shm").unwrap();
    entries.map(|entry| format!("{:?}", entry.unwrap().file_name())).collect()
}

/// Two children that are killed at work. This process gives its handles up.
fn use_and_abandon() {
    let (sender, receiver) = bounded(8).unwrap();
    let producer = spawn(move || while sender.send(vec![1; 1000]).is_ok() {}).unwrap();
    assert_eq!(receiver.recv().unwrap(), vec![1; 1000]);
    let consumer = spawn(move || receiver.iter().for_each(drop)).unwrap();
    thread::yield_now();
    die(consumer);
    die(producer);
}

pub fn nothing_is_left_behind() {
    let queue = bounded::<u64>(1).unwrap();
    drop(queue); // What is made once per process is made now.
    use_and_abandon();
    let (before, names) = (mappings(), named());
    for _ in 0..50 {
        use_and_abandon();
    }
    assert_eq!((mappings(), named()), (before, names));
}
