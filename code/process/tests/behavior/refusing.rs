//! When `spawn` says no by itself.

use std::io::{self, ErrorKind};
use std::mem;
use std::os::unix::process::ExitStatusExt;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use process::{NoFork, Process, spawn};

use crate::common::{burn, ended, rest, tell};
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

// ANCHOR: busy
pub fn threads_that_are_about_to_end_do_not_get_in_the_way_on_a_busy_core() {
    sys::stay_on_this_core();
    let endless = || burn(Duration::MAX);
    let busy: Vec<Process> = (0..8).map(|_| spawn(endless).unwrap()).collect();
    for _ in 0..20 {
        // A scope ends when its closures have returned. Their threads still need the core to end.
        thread::scope(|scope| {
            scope.spawn(|| burn(Duration::from_millis(2)));
            scope.spawn(|| burn(Duration::from_millis(2)));
        });
        assert!(ended(|| ()).success());
    }
    for process in busy {
        process.kill().unwrap();
        assert_eq!(process.join().unwrap().signal(), Some(libc::SIGKILL));
    }
}
// ANCHOR_END: busy

pub fn the_refusal_names_the_threads() {
    let texts = [("clerk", r#""clerk""#), (") R 1 (", r#"") R 1 (""#), ("a\nb", r#""a\nb""#)];
    for (name, text) in texts {
        let refused = refused_beside(name, || thread::park_timeout(Duration::MAX));
        assert!(refused.contains(text), "{refused}");
    }
}

pub fn a_thread_that_runs_on_is_refused() {
    let refused = refused_beside("runner", || burn(Duration::from_millis(1)));
    assert!(refused.contains("runner"), "{refused}");
}

pub fn a_thread_that_sleeps_now_and_then_is_refused() {
    let refused = refused_beside("ticker", || thread::sleep(Duration::from_micros(300)));
    assert!(refused.contains("ticker"), "{refused}");
}

/// What `spawn` says while a thread of this name does one thing again and again.
fn refused_beside(name: &str, work: fn()) -> String {
    let (stop, stopped) = mpsc::channel::<()>();
    let goes_on = move || stopped.try_recv() == Err(mpsc::TryRecvError::Empty);
    let until_stopped = move || while_it(goes_on, work);
    let thread = thread::Builder::new().name(name.to_owned()).spawn(until_stopped).unwrap();
    let refused = spawn(|| ()).unwrap_err();
    drop(stop);
    thread.thread().unpark();
    thread.join().unwrap();
    assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
    assert!(ended(|| ()).success());
    refused.to_string()
}

fn while_it(goes_on: impl Fn() -> bool, work: fn()) {
    while goes_on() {
        work();
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
