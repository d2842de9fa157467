//! One call in a process of its own.

use std::io::ErrorKind;
use std::process::{Command, abort, exit, id};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

use process::NoFork;
use process_pool::{Cause, run, run_within};
use serde::{Deserialize, Serialize, Serializer};
use serde_bytes::ByteBuf;

use crate::limits::hang;
use crate::sys;
use crate::tools::{KILL, children_of, count_up, in_time, mappings, shared};

const LIMIT: Duration = Duration::from_millis(50);

pub fn the_value_of_a_run_comes_home() {
    let text = String::from("borrowed");
    assert_eq!(run(|| text.len()), Ok(8));
    let moved = text.clone();
    assert_eq!(run(move || moved + "!"), Ok(String::from("borrowed!")));
    assert_ne!(run(id), Ok(id()));
    let large = ByteBuf::from((0..16 << 20).map(|n| n as u8).collect::<Vec<_>>());
    assert!(run(|| large.clone()) == Ok(large));
    assert_eq!(
        run_within(Duration::MAX, || (1, Some("x".to_owned()))),
        Ok((1, Some("x".to_owned())))
    );
    assert_eq!(run(|| ()), Ok(()));
}

pub fn every_ending_of_a_run_has_its_cause() {
    assert_eq!(run(|| -> u32 { exit(0) }), Err(Cause::Exited { code: 0 }));
    assert_eq!(run(|| -> u32 { exit(3) }), Err(Cause::Exited { code: 3 }));
    assert_eq!(run(|| -> u32 { abort() }), Err(Cause::Killed { signal: 6 }));
    assert_eq!(run(|| sys::raise(KILL)), Err(Cause::Killed { signal: KILL }));
    let panicked = run(|| -> u32 { panic!("no {}", 7) });
    assert_eq!(panicked, Err(Cause::Panicked(String::from("no 7"))));
    let long = run(|| -> u32 { panic!("{}", "long ".repeat(1 << 20)) }).unwrap_err();
    assert!(matches!(long, Cause::Panicked(text) if text.len() == 64 << 10));
}

#[derive(Debug, Deserialize)]
struct Never;

impl Serialize for Never {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("never"))
    }
}

pub fn a_value_that_does_not_cross_is_the_error_of_its_run() {
    let text = run(|| Never).unwrap_err().to_string();
    assert!(text.starts_with("its output does not serialize"), "{text}");
    let text = run(|| ByteBuf::from(vec![1; 257 << 20])).unwrap_err().to_string();
    assert_eq!(text, "its output is larger than 256 MiB");
}

pub fn five_hundred_runs_leave_nothing() {
    let before = (test_harness::open_descriptors().len(), mappings());
    for n in 0..500 {
        match n % 5 {
            0 => assert_eq!(run(|| exit(n)), Err::<(), _>(Cause::Exited { code: n % 256 })),
            1 => assert!(run_within(Duration::from_nanos(1), || hang(0)).is_err()),
            _ => assert_eq!(run(|| n), Ok(n)),
        }
    }
    assert_eq!((test_harness::open_descriptors().len(), mappings()), before);
    assert_eq!(children_of(id()).unwrap(), []);
}

pub fn a_run_that_takes_too_long_is_ended_however_it_resists() {
    for way in 0..4 {
        in_time(LIMIT + Duration::from_millis(250), || {
            let start = Instant::now();
            let ended = run_within(LIMIT, || hang(way));
            assert_eq!(ended, Err(Cause::TimedOut { limit: LIMIT }));
            assert!(start.elapsed() >= LIMIT);
            start.elapsed()
        });
    }
}

pub fn a_limit_of_nothing_runs_nothing() {
    let ran = shared();
    let limit = Duration::ZERO;
    assert_eq!(run_within(limit, || count_up(&ran)), Err(Cause::TimedOut { limit }));
    assert_eq!(ran.load(SeqCst), 0);
}

pub fn a_refused_fork_is_the_error_of_its_run() {
    let _guard = NoFork::new();
    assert_eq!(run(|| 1), Err(Cause::NoWorker(ErrorKind::ResourceBusy)));
}

pub fn a_value_counts_more_than_a_status_that_is_gone() {
    sys::ignore_sigchld();
    assert_eq!(run(|| 7), Ok(7));
    assert_eq!(run_within(Duration::from_secs(60), || 7), Ok(7));
    assert_eq!(run(|| exit(0)), Err::<(), _>(Cause::Vanished));
    while !children_of(id()).unwrap().is_empty() {
        thread::yield_now(); // The kernel reaps them by itself, a moment later.
    }
}

/// It has all the descriptors of its parent, and lives on.
pub fn a_grandchild_does_not_delay_a_run() {
    let start = Instant::now();
    let grandchild = run(|| Command::new("sleep").arg("5").spawn().unwrap().id()).unwrap();
    assert!(start.elapsed() < Duration::from_secs(4));
    sys::signal_any(grandchild, KILL);
}
