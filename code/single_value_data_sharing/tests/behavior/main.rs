//! What a value does, and what it never does, over real processes.

mod update;
mod worked;

use std::io::{ErrorKind, Read, Write, pipe};
use std::mem::forget;
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{ExitStatus, abort, exit};
use std::sync::TryLockError;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};
use std::{fs, thread};

use process::{Process, spawn};
use single_value_data_sharing::{Shared, Value};
use test_harness::limits::{Resource, limited};
use test_harness::{be_interrupted_every_millisecond, open_descriptors, rounds};

test_harness::main!(
    limit 240 s;
    // Shared, and one at a time.
    two_processes_count_to_200,
    four_processes_and_half_a_million_increments_each_are_exact,
    values_of_every_size_and_alignment_are_shared_whole,
    // An owner ends.
    killed_a_thousand_times_while_others_wait,
    exit_abort_and_panic_poison_too,
    what_a_kill_leaves_in_the_middle_comes_with_the_news,
    // Guards and forks.
    a_borrow_of_what_a_guard_protects_is_refused_by_spawn,
    a_leaked_guard_is_refused_by_spawn,
    a_leaked_guard_and_a_dropped_value_harm_nothing,
    // Not getting it.
    relocking_panics_instead_of_waiting_for_ever,
    try_lock_says_that_it_is_taken,
    a_time_limit_is_kept_under_signals_too,
    // An update that a kill cannot tear.
    update::killed_at_each_instruction_it_leaves_whole_accounts_and_no_poison,
    update::killed_at_random_moments_it_leaves_whole_accounts_and_no_poison,
    update::exit_abort_and_panic_leave_the_old_value_and_no_poison,
    update::a_panic_that_is_caught_leaves_the_old_value_and_a_free_lock,
    update::on_a_poisoned_value_it_runs_says_so_and_washes_nothing_away,
    update::inside_of_change_the_value_is_taken_and_spawn_refuses,
    update::what_lock_and_update_leave_the_other_one_finds,
    update::four_processes_that_lock_and_update_lose_nothing,
    // The rest of std's face.
    poison_stays_until_it_is_cleared,
    debug_shows_the_value_and_never_waits,
    debug_of_a_lost_value_says_so_and_does_not_panic,
    // What it takes from the system.
    // The worked program.
    worked::without_a_kill_the_monitor_sees_whole_statistics_each_time,
    worked::after_a_kill_each_policy_does_what_it_says,
    // Nothing is left.
    a_thousand_values_leave_no_mapping_and_no_descriptor,
    what_the_kernel_refuses_is_an_error,
);

const MOMENT: Duration = Duration::from_millis(30);
/// A limit that only a hang reaches, on a machine under load too.
const AGES: Duration = Duration::from_secs(20);

// Shared, and one at a time.

fn two_processes_count_to_200() {
    assert_eq!(count(2, 100), 200);
}

fn four_processes_and_half_a_million_increments_each_are_exact() {
    assert_eq!(count(4, 500_000), 2_000_000);
}

fn count(processes: usize, each: u32) -> u64 {
    let number = Value::new(0_u64).unwrap();
    let add = || (0..each).for_each(|_| *number.lock().unwrap() += 1);
    let children: Vec<Process> = (0..processes).map(|_| spawn(add).unwrap()).collect();
    for child in children {
        assert!(child.join().unwrap().success());
    }
    *number.lock().unwrap()
}

fn values_of_every_size_and_alignment_are_shared_whole() {
    round_trip(0_u8, u8::MAX);
    round_trip([0_u8; 3], [1, 2, 3]);
    round_trip(0_i16, -7);
    round_trip(0.0_f64, f64::MIN_POSITIVE);
    round_trip(0_u128, u128::MAX / 3);
    round_trip([0_u128; 1000], [7; 1000]);
    round_trip((), ());
}

/// The child finds `before`, the parent then finds what the child left.
fn round_trip<T: bytemuck::Pod + PartialEq + std::fmt::Debug + Send + Sync>(
    before: T,
    after: T,
) {
    let value = Value::new(before).unwrap();
    assert!(std::ptr::from_ref(&*value.lock().unwrap()).is_aligned());
    let child = spawn(|| {
        let mut guard = value.lock().unwrap();
        assert_eq!(*guard, before);
        *guard = after;
    });
    assert!(child.unwrap().join().unwrap().success());
    assert_eq!(*value.lock().unwrap(), after);
}

// An owner ends.

fn killed_a_thousand_times_while_others_wait() {
    let number = Value::new(0_u32).unwrap();
    for round in 0..rounds(1_000) {
        let owner = child_that_holds(&number);
        let waiter = spawn(|| {
            let TryLockError::Poisoned(news) = number.lock_timeout(AGES).unwrap_err() else {
                panic!("waited in vain");
            };
            *news.into_inner() += 1;
            number.clear_poison();
        });
        let waiter = waiter.unwrap();
        wait_until_asleep(&waiter);
        owner.kill().unwrap();
        assert_eq!(owner.join().unwrap().signal(), Some(libc::SIGKILL));
        assert!(waiter.join().unwrap().success());
        assert_eq!(*number.lock().unwrap(), round + 1);
    }
}

/// A child that has locked the value by now, and lives until it is killed.
fn child_that_holds<T: bytemuck::Pod + Send>(value: &Value<T>) -> Process {
    child_that_holds_and(value, |_| ())
}

fn child_that_holds_and<T>(value: &Value<T>, change: impl FnOnce(&mut T) + Send) -> Process
where
    T: bytemuck::Pod + Send,
{
    let (mut hears, mut says) = pipe().unwrap();
    let child = spawn(move || {
        let mut guard = value.lock();
        change(guard.as_mut().unwrap());
        says.write_all(b"!").unwrap();
        loop {
            thread::park();
        }
    });
    hears.read_exact(&mut [0]).unwrap();
    child.unwrap()
}

/// Waits until the child sleeps in the kernel, as one does that waits for a lock.
fn wait_until_asleep(child: &Process) {
    let stat = format!("/proc/{}/stat", child.id());
    while !fs::read_to_string(&stat).unwrap().contains(") S ") {
        thread::yield_now();
    }
}

fn exit_abort_and_panic_poison_too() {
    let number = Value::new(0_u32).unwrap();
    let endings: [(fn(), i32); 3] = [
        (|| exit(0), 0),
        (|| abort(), libc::SIGABRT),
        (|| panic!("part of the test"), 101 << 8),
    ];
    for (ending, status) in endings {
        let child = spawn(|| {
            let mut guard = number.lock().unwrap();
            *guard += 1;
            ending();
        });
        assert_eq!(child.unwrap().join().unwrap(), ExitStatus::from_raw(status));
        assert!(number.lock().is_err());
        number.clear_poison();
    }
    assert_eq!(*number.lock().unwrap(), 3);
}

fn what_a_kill_leaves_in_the_middle_comes_with_the_news() {
    let pair = Value::new([10_u64, 10]).unwrap();
    let owner = child_that_holds_and(&pair, |pair| pair[0] = 11);
    owner.kill().unwrap();
    let news = pair.lock().unwrap_err();
    assert_eq!(**news.get_ref(), [11, 10]);
    owner.join().unwrap();
}

// Guards and forks.

fn a_borrow_of_what_a_guard_protects_is_refused_by_spawn() {
    let number = Value::new(0_u32).unwrap();
    let mut guard = number.lock().unwrap();
    let borrow: &mut u32 = &mut guard;
    let refused = spawn(move || *borrow += 1).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
    drop(guard);
    assert!(spawn(|| *number.lock().unwrap() += 1).unwrap().join().unwrap().success());
    assert_eq!(*number.lock().unwrap(), 1);
}

fn a_leaked_guard_is_refused_by_spawn() {
    let number: &'static Value<u32> = Box::leak(Box::new(Value::new(0).unwrap()));
    let guard = Box::leak(Box::new(number.lock().unwrap()));
    let borrow: &'static mut u32 = guard;
    assert!(spawn(move || *borrow += 1).is_err());
}

/// glibc has the leaked lock on its list, and writes to it when the next lock is taken: what
/// is mapped next must not lie there.
fn a_leaked_guard_and_a_dropped_value_harm_nothing() {
    for _ in 0..100 {
        let leaked = Value::new(7).unwrap();
        forget(leaked.lock());
        drop(leaked);
        let next = Shared::new([const { AtomicU64::new(0) }; 512]).unwrap();
        drop(Value::new(0).unwrap().lock());
        assert!(next.iter().all(|word| word.load(SeqCst) == 0), "{next:?}");
    }
}

// Not getting it.

fn relocking_panics_instead_of_waiting_for_ever() {
    let number = Value::new(0).unwrap();
    let _guard = number.lock().unwrap();
    let relock = || _ = number.lock().is_ok();
    let relock_with_limit = || _ = number.lock_timeout(AGES).is_ok();
    assert!(catch_unwind(AssertUnwindSafe(relock)).is_err());
    assert!(catch_unwind(AssertUnwindSafe(relock_with_limit)).is_err());
}

fn try_lock_says_that_it_is_taken() {
    let number = Value::new(0).unwrap();
    let owner = child_that_holds(&number);
    assert!(matches!(number.try_lock(), Err(TryLockError::WouldBlock)));
    owner.kill().unwrap();
    owner.join().unwrap();
    assert!(matches!(number.try_lock(), Err(TryLockError::Poisoned(_))));
    number.clear_poison();
    assert!(number.try_lock().is_ok());
}

fn a_time_limit_is_kept_under_signals_too() {
    let number = Value::new(0).unwrap();
    let owner = child_that_holds(&number);
    for interrupted in [false, true] {
        if interrupted {
            be_interrupted_every_millisecond();
        }
        let begin = Instant::now();
        assert!(matches!(number.lock_timeout(MOMENT), Err(TryLockError::WouldBlock)));
        let took = begin.elapsed();
        assert!(took >= MOMENT && took < AGES, "{took:?}");
    }
    owner.kill().unwrap();
    owner.join().unwrap();
}

// The rest of std's face.

fn poison_stays_until_it_is_cleared() {
    let number = Value::new(3).unwrap();
    let panics = || {
        let _guard = number.lock();
        panic!("part of the test");
    };
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    for _ in 0..2 {
        assert!(number.is_poisoned());
        assert_eq!(*number.lock().unwrap_err().into_inner(), 3);
    }
    number.clear_poison();
    assert!(!number.is_poisoned());
    assert_eq!(*number.lock().unwrap(), 3);
}

fn debug_shows_the_value_and_never_waits() {
    let number = Value::new(5).unwrap();
    assert_eq!(format!("{number:?}"), "Value { value: 5, poisoned: false }");
    let guard = number.lock().unwrap();
    assert_eq!(format!("{number:?}"), "Value { value: <locked>, poisoned: false }");
    assert_eq!(format!("{guard:?} {guard}"), "5 5");
    drop(guard);
    let owner = child_that_holds(&number);
    owner.kill().unwrap();
    owner.join().unwrap();
    assert_eq!(format!("{number:?}"), "Value { value: 5, poisoned: true }");
}

fn debug_of_a_lost_value_says_so_and_does_not_panic() {
    let number = Value::new(5).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| forget(number.lock()));
    });
    // A thread that was joined may have the lock for a moment more.
    let text = || format!("{number:?}");
    while text().contains("<locked>") {
        thread::yield_now();
    }
    assert!(text().starts_with("Value { value: <the lock is lost: "), "{}", text());
    let panics = || drop(number.lock());
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err(), "it is lost all the same");
}

// What it takes from the system.

fn a_thousand_values_leave_no_mapping_and_no_descriptor() {
    let before = (mappings(), open_descriptors());
    for round in 0..1_000_u64 {
        let value = Value::new([round; 512]).unwrap();
        let shared = Shared::new(AtomicU32::new(0)).unwrap();
        assert_eq!(value.lock().unwrap()[511], round);
        assert_eq!(shared.load(SeqCst), 0);
    }
    assert_eq!((mappings(), open_descriptors()), before);
}

/// The lines of `/proc/self/maps` that are anonymous and shared.
fn mappings() -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().filter(|line| line.contains("/dev/zero")).count()
}

fn what_the_kernel_refuses_is_an_error() {
    let refused = limited(Resource::As, 0, || Value::new(0).unwrap_err());
    assert_eq!(refused.kind(), ErrorKind::OutOfMemory);
}
