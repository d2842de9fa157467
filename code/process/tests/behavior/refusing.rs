//! When `spawn` says no by itself.

use std::io::{self, ErrorKind};
use std::mem;
use std::sync::mpsc;
use std::thread;

use process::{NoFork, spawn};

use crate::common::{ended, rest, tell};
use crate::sys;

pub fn a_second_thread_is_refused_until_it_is_joined() {
    thread::scope(|scope| {
        let (reader, writer) = io::pipe().unwrap();
        scope.spawn(move || rest(&mut { reader }));
        let refused = spawn(|| ()).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
        assert!(refused.to_string().contains("more than one thread"), "{refused}");
        drop(writer);
    });
    assert!(ended(|| ()).success());
}

pub fn a_joined_thread_does_not_get_in_the_way() {
    // `join` returns when the thread's memory is done with. The kernel counts it until its
    // descriptors are closed too, which takes a while if they are many and its own.
    let slow_to_go = || {
        sys::take_descriptors_of_my_own();
        let many: Vec<_> = (0..400).map_while(|_| io::pipe().ok()).collect();
        mem::forget(many);
    };
    for _ in 0..50 {
        thread::spawn(slow_to_go).join().unwrap();
        assert!(ended(|| ()).success());
    }
}

pub fn a_living_no_fork_is_refused() {
    let (first, second) = (NoFork::new(), NoFork::new());
    drop(first);
    let refused = spawn(|| ()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
    assert!(refused.to_string().contains("guard"), "{refused}");
    drop(second);
    assert!(ended(|| ()).success());
}

pub fn a_leaked_no_fork_is_refused() {
    mem::forget(NoFork::new());
    assert_eq!(spawn(|| ()).unwrap_err().kind(), ErrorKind::ResourceBusy);
}

pub fn a_no_fork_counts_also_when_its_thread_has_ended() {
    let from_a_thread = thread::spawn(NoFork::new).join().unwrap();
    assert_eq!(spawn(|| ()).unwrap_err().kind(), ErrorKind::ResourceBusy);
    drop(from_a_thread);
    assert!(ended(|| ()).success());

    // Its thread may still be ending while we spawn: the last moment in which it counts.
    for _ in 0..200 {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(NoFork::new()));
        let _guard = receiver.recv().unwrap();
        assert_eq!(spawn(|| ()).unwrap_err().kind(), ErrorKind::ResourceBusy);
    }

    thread::spawn(|| mem::forget(NoFork::new())).join().unwrap();
    assert_eq!(spawn(|| ()).unwrap_err().kind(), ErrorKind::ResourceBusy);
}

pub fn a_refusal_runs_nothing_and_drops_the_work() {
    let (mut reader, writer) = io::pipe().unwrap();
    let _guard = NoFork::new();
    assert!(spawn(move || tell(&writer)).is_err());
    assert_eq!(rest(&mut reader), b"", "the writer is dropped, and wrote nothing");
}
