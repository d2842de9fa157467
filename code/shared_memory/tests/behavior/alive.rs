use std::fs;
use std::io::ErrorKind;
use std::process::id;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use process::spawn;
use shared_memory::Shared;
use shared_memory::alive::Identity;

use crate::neighbor::{Word, forever, state_of};
use crate::sys;

const MOMENT: Duration = Duration::from_millis(30);
const AGES: Duration = Duration::from_secs(20);

pub fn a_child_is_somebody_else_and_both_sides_agree_who() {
    let me = Identity::me();
    assert_eq!((me, me.pid()), (Identity::me(), id()));
    assert_eq!(me, Identity::of(id()).unwrap());
    let slot = Shared::new(AtomicU64::new(0)).unwrap();
    assert_eq!(Identity::from_bits(slot.load(SeqCst)), None);
    let child = spawn(|| slot.store(Identity::me().to_bits(), SeqCst)).unwrap();
    let seen_from_here = Identity::of(child.id()).unwrap();
    assert!(child.join().unwrap().success());
    assert_ne!(seen_from_here, me);
    assert_eq!(Identity::from_bits(slot.load(SeqCst)), Some(seen_from_here));
}

pub fn a_killed_process_is_dead_as_a_zombie_and_after_it_was_reaped() {
    let child = spawn(|| forever()).unwrap();
    let pid = child.id();
    let identity = Identity::of(pid).unwrap();
    assert!(identity.is_alive());
    child.kill().unwrap();
    while state_of(pid) != Some('Z') {
        std::thread::yield_now();
    }
    assert!(!identity.is_alive(), "a zombie answers kill(pid, 0), and runs nothing");
    assert_eq!(Identity::of(pid).unwrap(), identity);
    child.join().unwrap();
    assert!(!identity.is_alive());
    assert_eq!(Identity::of(pid).unwrap_err().kind(), ErrorKind::NotFound);
}

/// The kernel would need days to come round to the same pid. The word can be made here: the
/// pid is a living process's, the start time is that of one that had the pid before it.
pub fn a_pid_that_was_given_to_another_process_is_not_alive() {
    let me = Identity::me();
    let one_tick = 1 << 22;
    let predecessor = Identity::from_bits(me.to_bits() - one_tick).unwrap();
    assert_eq!(predecessor.pid(), me.pid());
    assert!(me.is_alive());
    assert!(!predecessor.is_alive());
}

pub fn a_program_name_does_not_hide_when_it_began() {
    let before = Identity::of(id()).unwrap();
    for name in [") R 1 2 3", "(((", "a b c"] {
        fs::write("/proc/self/comm", name).unwrap();
        assert_eq!(Identity::of(id()).unwrap(), before, "{name}");
    }
}

pub fn waiting_for_the_end_is_neither_early_nor_late() {
    let child = spawn(|| forever()).unwrap();
    let identity = Identity::of(child.id()).unwrap();
    sys::be_interrupted_every_millisecond();
    let begin = Instant::now();
    assert!(!identity.wait_end(MOMENT));
    assert!(begin.elapsed() >= MOMENT);
    child.kill().unwrap();
    assert!(identity.wait_end(AGES));
    assert!(begin.elapsed() < AGES);
    child.join().unwrap();
}

pub fn without_descriptors_everybody_counts_as_alive() {
    let ready = Word::new();
    let child = spawn(|| {
        let usual = sys::allow_descriptors(0);
        let blind = Identity::me();
        assert_eq!(blind.pid(), id());
        assert!(blind.is_alive());
        sys::allow_descriptors(usual);
        assert_eq!(Identity::me(), Identity::of(id()).unwrap(), "it has found out since");
        assert!(blind.is_alive());
        ready.say(1);
    });
    let child = child.unwrap();
    ready.wait_for(1);
    let identity = Identity::of(child.id()).unwrap();
    assert!(child.join().unwrap().success());
    assert!(!identity.is_alive());
    let usual = sys::allow_descriptors(0);
    assert!(Identity::me().is_alive());
    assert!(!identity.is_alive(), "that nobody has the pid can be found out without one");
    sys::allow_descriptors(usual);
}

pub fn without_proc_the_living_count_as_alive() {
    const MAY_NOT: i32 = 3;
    let parent = Identity::me();
    let empty = std::env::temp_dir().join(format!("no-proc-{}", std::process::id()));
    std::fs::create_dir(&empty).unwrap();
    let child = spawn(|| {
        if std::os::unix::fs::chroot(&empty).is_err() {
            std::process::exit(MAY_NOT);
        }
        assert!(parent.is_alive());
    });
    let status = child.and_then(process::Process::join);
    std::fs::remove_dir(&empty).unwrap();
    match status.unwrap().code() {
        Some(MAY_NOT) => test_harness::skip("chroot needs root"),
        code => assert_eq!(code, Some(0)),
    }
}
