//! What a worker does not share with the others, nor with its caller.

use std::io::{self, BufRead, Read, Write};
use std::process::{exit, id};

use process::spawn;
use process_pool::{Pool, PoolOptions};
use serde_bytes::ByteBuf;
use test_harness::limits::give_up_root;
use test_harness::open_descriptors;

use crate::sys;
use crate::tools::{KILL, children_of, count_up, mappings, shared, until_asleep, wait_until};

/// A wild write cannot hit the trays of others, and their bells fall silent with their caller.
pub fn a_worker_has_only_its_own_trays_and_descriptors() {
    let seen = |n: u32| if n == 5 { exit(1) } else { (mappings(), open_descriptors().len()) };
    let alone = Pool::new(1, seen).unwrap().map([0]).unwrap()[0];
    assert_eq!(alone.0, mappings() + 6); // Two trays of three mappings.
    let mut pool = Pool::new(4, seen).unwrap();
    for _ in 0..3 {
        let results: Vec<_> = pool.imap(0..20).collect(); // One of the four is replaced.
        assert!(results.iter().flatten().all(|seen| *seen == alone), "{results:?}");
        assert_eq!(results.iter().flatten().count(), 19);
    }
}

/// The caller is killed. Orphans become this process's children, and end there.
fn assert_no_orphans_of(caller: impl FnOnce() + Send) {
    let parent = id();
    let caller = spawn(caller);
    sys::adopt_orphans();
    assert!(!caller.unwrap().join().unwrap().success());
    while !children_of(parent).unwrap().is_empty() {
        sys::reap_one();
    }
}

/// The kernel forgets then that they are to die with their parent (`prctl(2)`). One of them was
/// forked later.
pub fn workers_that_changed_their_user_end_with_their_caller() {
    assert_no_orphans_of(|| {
        let task = |n: u32| {
            give_up_root();
            if n == 0 {
                exit(1);
            }
        };
        let mut pool = Pool::new(3, task).unwrap();
        assert_eq!(pool.imap(0..50).filter(Result::is_err).count(), 1);
        sys::raise(KILL);
    });
}

pub fn a_worker_that_waits_for_room_ends_with_its_caller() {
    assert_no_orphans_of(|| {
        let begun = shared();
        let task = |_: u32| {
            give_up_root();
            count_up(&begun);
            ByteBuf::from(vec![1; 1000])
        };
        let options = PoolOptions::new().workers(1).buffer_bytes(0);
        let mut pool = options.build(task).unwrap();
        let worker = pool.worker_ids()[0];
        let mut results = pool.imap(0..);
        for _ in 0..50 {
            results.next().unwrap().unwrap(); // Trays get longer.
        }
        wait_until(&begun, 50);
        until_asleep(worker);
        sys::raise(KILL);
    });
}

pub fn a_task_that_reads_standard_input_takes_nothing_from_the_caller() {
    let child = spawn(|| {
        let (stdin, mut writer) = io::pipe().unwrap();
        sys::read_stdin_from(&stdin);
        writer.write_all(b"for the caller\n").unwrap();
        let task = |_: u32| {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).unwrap();
            text
        };
        let mut pool = Pool::new(2, task).unwrap();
        assert!(pool.map(0..10).unwrap().iter().all(String::is_empty));
        let line = io::stdin().lock().lines().next().unwrap().unwrap();
        assert_eq!(line, "for the caller");
    });
    assert!(child.unwrap().join().unwrap().success());
}
