use std::mem::forget;
use std::sync::TryLockError;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use multi_value_data_sharing::Array;
use process::spawn;
use shared_memory::Shared;
use test_harness::{be_interrupted_every_millisecond, rounds};

use crate::children::{child_that_keeps, kill, succeeded};

const MOMENT: Duration = Duration::from_millis(30);
/// A limit that only a hang reaches, on a machine under load too.
const AGES: Duration = Duration::from_secs(20);

fn add_one(numbers: &mut [f64]) {
    numbers.iter_mut().for_each(|number| *number += 1.0);
}

pub fn two_processes_add_100_to_every_number() {
    let numbers = Array::new(&[0.0, 100.0, 200.0]).unwrap();
    let add_100 = || (0..100).for_each(|_| add_one(&mut numbers.lock().unwrap()));
    let children = [spawn(add_100), spawn(add_100)];
    children.into_iter().for_each(succeeded);
    assert_eq!(*numbers.lock().unwrap(), [200.0, 300.0, 400.0]);
}

pub fn a_snapshot_under_the_lock_is_never_torn() {
    let numbers = Array::new(&[0.0; 100]).unwrap();
    let writer =
        spawn(|| (0..20_000).for_each(|_| add_one(&mut numbers.lock().unwrap()))).unwrap();
    loop {
        let snapshot = numbers.lock().unwrap().to_vec();
        assert!(snapshot.iter().all(|number| *number == snapshot[0]), "{snapshot:?}");
        if snapshot[0] == 20_000.0 {
            break;
        }
    }
    assert!(writer.join().unwrap().success());
}

/// Killed where it was seen to be, after the first of three, and killed anywhere.
pub fn killed_a_thousand_times_in_the_loop_it_says_so() {
    let numbers = Array::new(&[0.0; 3]).unwrap();
    for _ in 0..rounds(500) {
        kill(child_that_keeps(|| {
            let mut guard = numbers.lock().unwrap();
            guard[0] += 1.0;
            guard
        }));
        let mut guard = numbers.lock().unwrap_err().into_inner();
        assert_eq!(guard[0], guard[1] + 1.0);
        guard[0] -= 1.0;
        numbers.clear_poison();
    }
    for round in 0..rounds(500) {
        let anywhere = spawn(|| {
            loop {
                add_one(&mut numbers.lock().unwrap());
            }
        });
        (0..round * 100).for_each(|_| std::hint::spin_loop());
        kill(anywhere.unwrap());
        match numbers.lock_timeout(AGES) {
            Ok(guard) => assert!(guard[0] == guard[2], "torn, and nothing said so"),
            Err(TryLockError::WouldBlock) => panic!("stuck"),
            Err(TryLockError::Poisoned(news)) => {
                let mut guard = news.into_inner();
                assert!(guard[0] - guard[2] <= 1.0, "more than one change was cut short");
                guard.fill(0.0);
                numbers.clear_poison();
            }
        }
    }
}

pub fn a_borrow_of_the_elements_is_refused_by_spawn() {
    let numbers = Array::new(&[1, 2, 3]).unwrap();
    let mut guard = numbers.lock().unwrap();
    let (left, _right) = guard.split_at_mut(1);
    assert!(spawn(move || left[0] = 7).is_err());
    drop(guard);
    assert_eq!(*numbers.lock().unwrap(), [1, 2, 3]);
}

/// glibc has the leaked lock on its list, and writes to it when the next lock is taken: what
/// is mapped next must not lie there.
pub fn a_leaked_guard_and_a_dropped_array_harm_nothing() {
    for _ in 0..100 {
        let leaked = Array::new(&[7]).unwrap();
        forget(leaked.lock());
        drop(leaked);
        let next = [(); 3].map(|()| Shared::new([const { AtomicU64::new(0) }; 512]).unwrap());
        drop(Array::new(&[1]).unwrap().lock());
        assert!(next.iter().all(|page| page.iter().all(|word| word.load(SeqCst) == 0)));
    }
}

pub fn try_lock_and_the_time_limit_say_that_it_is_taken() {
    let numbers = Array::new(&[1, 2, 3]).unwrap();
    let owner = child_that_keeps(|| numbers.lock());
    be_interrupted_every_millisecond();
    assert!(matches!(numbers.try_lock(), Err(TryLockError::WouldBlock)));
    let begin = Instant::now();
    assert!(matches!(numbers.lock_timeout(MOMENT), Err(TryLockError::WouldBlock)));
    let took = begin.elapsed();
    assert!(took >= MOMENT && took < AGES, "{took:?}");
    kill(owner);
    assert!(matches!(numbers.lock_timeout(AGES), Err(TryLockError::Poisoned(_))));
    assert!(matches!(numbers.try_lock(), Err(TryLockError::Poisoned(_))));
    numbers.clear_poison();
    assert!(numbers.try_lock().is_ok() && numbers.lock_timeout(AGES).is_ok());
}

pub fn debug_shows_the_elements_and_never_waits() {
    let numbers = Array::new(&[1, 2]).unwrap();
    assert_eq!(format!("{numbers:?}"), "Array { elements: [1, 2], poisoned: false }");
    let guard = numbers.lock().unwrap();
    assert_eq!(format!("{numbers:?}"), "Array { elements: <locked>, poisoned: false }");
    assert_eq!(format!("{guard:?}"), "[1, 2]");
    drop(guard);
    let parts = numbers.parts(2).unwrap();
    assert_eq!(format!("{:?}", parts[1]), "Part { range: 1..2, .. }");
    assert_eq!(format!("{numbers:?}"), "Array { elements: <locked>, poisoned: false }");
    for part in parts {
        assert!(["[1]", "[2]"].contains(&format!("{:?}", part.claim().unwrap()).as_str()));
    }
}

pub fn debug_of_a_lost_array_says_so_and_does_not_panic() {
    let array = Array::new(&[1, 2]).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| forget(array.lock()));
    });
    // A thread that was joined may have the lock for a moment more.
    let text = || format!("{array:?}");
    while text().contains("<locked>") {
        std::thread::yield_now();
    }
    assert!(text().starts_with("Array { elements: <the lock is lost: "), "{}", text());
}
