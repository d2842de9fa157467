use std::fs;
use std::io::ErrorKind;
use std::process::id;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use process::{Process, spawn};
use shared_memory::Shared;
use shared_memory::alive::{Identity, Life};
use test_harness::be_interrupted_every_millisecond;
use test_harness::limits::{Resource, limit};

use crate::neighbor::{Word, forever, state_of};
use crate::sys;

const MOMENT: Duration = Duration::from_millis(30);
const AGES: Duration = Duration::from_secs(20);

pub fn a_child_is_another_process_and_both_sides_agree_who() {
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
    be_interrupted_every_millisecond();
    let begin = Instant::now();
    assert!(!identity.wait_end(MOMENT));
    assert!(begin.elapsed() >= MOMENT);
    child.kill().unwrap();
    assert!(identity.wait_end(AGES));
    assert!(begin.elapsed() < AGES);
    child.join().unwrap();
}

/// What a sandbox takes away that leaves a task its memory, its locks and its clocks.
pub const SANDBOX: [i64; 7] = [
    libc::SYS_openat,
    libc::SYS_pidfd_open,
    libc::SYS_kill,
    libc::SYS_tgkill,
    libc::SYS_waitid,
    libc::SYS_wait4,
    libc::SYS_prctl,
];

fn in_a_sandbox(work: impl FnOnce() + Send) {
    let child = spawn(|| {
        sys::refuse(&SANDBOX);
        work();
    });
    assert!(child.unwrap().join().unwrap().success());
}

/// Two that have ended: one was waited for, one was not.
fn the_dead() -> (Process, [Identity; 2]) {
    let killed = |_| {
        let child = spawn(|| forever()).unwrap();
        let identity = Identity::of(child.id()).unwrap();
        child.kill().unwrap();
        (child, identity)
    };
    let [(zombie, one), (reaped, other)] = [(), ()].map(killed);
    while state_of(zombie.id()) != Some('Z') {
        std::thread::yield_now();
    }
    reaped.join().unwrap();
    (zombie, [one, other])
}

pub fn without_descriptors_the_dead_are_known_and_so_are_the_living() {
    let (zombie, dead) = the_dead();
    let me = Identity::me();
    let usual = limit(Resource::Nofile, 0);
    assert_eq!(dead.map(Identity::life), [Life::Ended; 2]);
    assert_eq!(me.life(), Life::Alive);
    limit(Resource::Nofile, usual);
    assert_eq!(dead.map(Identity::life), [Life::Ended; 2]);
    zombie.join().unwrap();
}

pub fn in_a_sandbox_the_dead_are_known_and_no_one_else_is_taken_for_dead() {
    let (zombie, dead) = the_dead();
    let parent = Identity::me();
    in_a_sandbox(|| {
        assert_eq!(dead.map(Identity::life), [Life::Ended; 2]);
        assert_eq!((parent.life(), parent.is_alive()), (Life::Unknown, true));
        assert_eq!(Identity::me().life(), Life::Unknown, "it never learned when it began");
    });
    zombie.join().unwrap();
}

pub fn where_the_two_calls_are_refused_proc_tells() {
    let (zombie, dead) = the_dead();
    let parent = Identity::me();
    let child = spawn(|| {
        sys::refuse(&[libc::SYS_futex, libc::SYS_clock_gettime]);
        assert_eq!(dead.map(Identity::life), [Life::Ended, Life::Unknown]);
        assert_eq!(parent.life(), Life::Alive);
    });
    assert!(child.unwrap().join().unwrap().success());
    zombie.join().unwrap();
}

pub fn without_a_descriptor_a_process_knows_its_number_and_later_the_rest() {
    let child = spawn(|| {
        let usual = limit(Resource::Nofile, 0);
        let blind = Identity::me();
        assert_eq!(blind.pid(), id());
        assert!(blind.is_alive());
        limit(Resource::Nofile, usual);
        assert_eq!(Identity::me(), Identity::of(id()).unwrap(), "it has found out since");
        assert!(blind.is_alive());
    });
    assert!(child.unwrap().join().unwrap().success());
}

/// The kernel gives threads and processes numbers from one store.
pub fn a_number_that_a_thread_of_another_process_has_is_no_process() {
    let (told, ready) = (Shared::new(AtomicU64::new(0)).unwrap(), Word::new());
    let child = spawn(|| {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                told.store(sys::thread_id().into(), SeqCst);
                ready.say(1);
                forever();
            });
        });
    });
    let child = child.unwrap();
    ready.wait_for(1);
    let thread = told.load(SeqCst);
    let once_had_it = Identity::from_bits(1 << 22 | thread).unwrap();
    let unknown_start = Identity::from_bits(thread).unwrap();
    let expect = || {
        assert_eq!(once_had_it.life(), Life::Ended);
        assert_eq!(unknown_start.life(), Life::Ended);
    };
    expect();
    in_a_sandbox(expect);
    child.kill().unwrap();
    child.join().unwrap();
}

/// What if the main thread ends alone, as foreign code can have it (`pthread_exit(3)`)?
pub fn a_process_lives_until_its_last_thread_ends() {
    let ready = Word::new();
    let child = spawn(|| {
        std::thread::spawn(|| forever());
        ready.say(1);
        sys::end_this_thread();
    });
    let child = child.unwrap();
    ready.wait_for(1);
    while state_of(child.id()) != Some('Z') {
        std::thread::yield_now();
    }
    let identity = Identity::of(child.id()).unwrap();
    assert_eq!(identity.life(), Life::Alive);
    child.kill().unwrap();
    assert!(identity.wait_end(AGES));
    child.join().unwrap();
}

/// What if the kernel has given the number to another process?
pub fn a_process_that_got_the_number_of_a_dead_one_is_not_it() {
    let dead = spawn(|| ()).unwrap();
    let identity = Identity::of(dead.id()).unwrap();
    dead.join().unwrap();
    let Some(heir) = spawn_in_place_of(identity) else {
        test_harness::skip("no right to choose the next process's number");
    };
    assert_eq!(identity.life(), Life::Ended);
    let heir_itself = Identity::of(heir.id()).unwrap();
    assert_eq!((heir_itself.pid(), heir_itself.life()), (identity.pid(), Life::Alive));
    in_a_sandbox(|| assert_eq!(identity.life(), Life::Unknown, "and not alive"));
    heir.kill().unwrap();
    in_a_sandbox(|| assert!(identity.wait_end(AGES), "once both are dead, it is known again"));
    heir.join().unwrap();
}

/// A child that runs on under the number of a dead process, if the kernel lets us choose
/// (`CAP_CHECKPOINT_RESTORE`) and no other process is faster too often. It began in a later tick
/// of the clock: within one tick, the kernel cannot come round to the same number by itself.
pub fn spawn_in_place_of(dead: Identity) -> Option<Process> {
    for _ in 0..1_000 {
        let before = (dead.pid() - 1).to_string();
        fs::write("/proc/sys/kernel/ns_last_pid", before).ok()?;
        let child = spawn(|| forever()).unwrap();
        let identity = Identity::of(child.id()).unwrap();
        if identity.pid() == dead.pid() && identity != dead {
            return Some(child);
        }
        child.kill().unwrap();
        child.join().unwrap();
    }
    None
}

pub fn without_proc_the_dead_are_known_and_the_living_count_as_alive() {
    const MAY_NOT: i32 = 3;
    let parent = Identity::me();
    let (zombie, dead) = the_dead();
    let empty = std::env::temp_dir().join(format!("no-proc-{}", std::process::id()));
    std::fs::create_dir(&empty).unwrap();
    let child = spawn(|| {
        if std::os::unix::fs::chroot(&empty).is_err() {
            std::process::exit(MAY_NOT);
        }
        assert!(parent.is_alive());
        assert_eq!(dead.map(Identity::life), [Life::Ended; 2]);
    });
    let status = child.and_then(process::Process::join);
    std::fs::remove_dir(&empty).unwrap();
    zombie.join().unwrap();
    match status.unwrap().code() {
        Some(MAY_NOT) => test_harness::skip("chroot needs root"),
        code => assert_eq!(code, Some(0)),
    }
}
