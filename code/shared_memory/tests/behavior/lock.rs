use std::mem::forget;
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{ExitStatus, abort, exit};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use shared_memory::alive::Identity;
use shared_memory::{Lock, Mapping, Shared};
use test_harness::limits::{Resource, limit};
use test_harness::{be_interrupted_every_millisecond, rounds};

use crate::alive::{SANDBOX, spawn_in_place_of};
use crate::neighbor::{Word, forever, shared_mappings, wait_until_asleep};
use crate::sys;

const MOMENT: Duration = Duration::from_millis(30);
/// A limit that only a hang reaches, on a machine under load too.
pub(crate) const AGES: Duration = Duration::from_secs(20);

pub(crate) fn counter() -> Shared<AtomicU64> {
    Shared::new(AtomicU64::new(0)).unwrap()
}

/// What a plain `+= 1` is: a read and a write, and time between them for another's.
fn add_one(counter: &AtomicU64) {
    counter.store(counter.load(Relaxed) + 1, Relaxed);
}

pub(crate) fn ended(work: impl FnOnce() + Send) -> ExitStatus {
    spawn(work).unwrap().join().unwrap()
}

/// What `work` panicked with.
pub(crate) fn panic_text<T>(work: impl FnOnce() -> T) -> String {
    let payload = catch_unwind(AssertUnwindSafe(|| _ = work())).unwrap_err();
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => (*payload.downcast::<&str>().unwrap()).to_owned(),
    }
}

// The lock keeps others out.

pub fn four_processes_and_half_a_million_increments_each_are_exact() {
    const EACH: u64 = 500_000;
    let (lock, counter) = (Lock::new().unwrap(), counter());
    let add_many = || {
        for _ in 0..EACH {
            let _guard = lock.lock().unwrap();
            add_one(&counter);
        }
    };
    let children: Vec<Process> = (0..4).map(|_| spawn(add_many).unwrap()).collect();
    for child in children {
        assert!(child.join().unwrap().success());
    }
    assert_eq!(counter.load(Relaxed), 4 * EACH);
}

pub fn two_threads_of_one_process_keep_each_other_out() {
    let (lock, counter) = (Lock::new().unwrap(), counter());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..100_000 {
                    let _guard = lock.lock().unwrap();
                    add_one(&counter);
                }
            });
        }
    });
    assert_eq!(counter.load(Relaxed), 200_000);
}

pub fn try_lock_of_a_taken_lock_says_so() {
    let lock = Lock::new().unwrap();
    let guard = lock.lock().unwrap();
    assert!(matches!(lock.try_lock(), Err(TryLockError::WouldBlock)), "by its owner");
    drop(guard);
    let (child, _) = child_that_holds(&lock);
    assert!(matches!(lock.try_lock(), Err(TryLockError::WouldBlock)), "by another process");
    child.kill().unwrap();
    child.join().unwrap();
    assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
}

/// A child that has the lock, and sleeps on it until it is killed or the word says 2.
fn child_that_holds(lock: &Lock) -> (Process, Word) {
    let word = Word::new();
    let child = spawn(|| {
        let _guard = lock.lock();
        word.say(1);
        word.wait_for(2);
    });
    word.wait_for(1);
    (child.unwrap(), word)
}

pub fn relocking_panics_and_says_why() {
    let lock = Lock::new().unwrap();
    let _guard = lock.lock().unwrap();
    for text in
        [panic_text(|| lock.lock().is_ok()), panic_text(|| lock.lock_timeout(AGES).is_ok())]
    {
        assert!(text.contains("has the lock already"), "{text}");
    }
    assert!(!lock.is_poisoned());
}

pub fn a_guard_keeps_spawn_away_even_when_leaked() {
    let lock = Lock::new().unwrap();
    let guard = lock.lock().unwrap();
    let refused = spawn(|| ()).unwrap_err().to_string();
    assert!(refused.contains("guard"), "{refused}");
    drop(guard);
    assert!(ended(|| ()).success());
    let (child, _) = child_that_holds(&lock);
    assert!(matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
    assert!(matches!(lock.lock_timeout(MOMENT), Err(TryLockError::WouldBlock)));
    assert!(ended(|| ()).success(), "an attempt that fails keeps no fork away");
    child.kill().unwrap();
    forget(lock.lock());
    assert!(spawn(|| ()).is_err());
}

pub fn a_guard_leaked_by_a_thread_keeps_spawn_away_too() {
    let lock = Lock::new().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| forget(lock.lock()));
    });
    assert!(spawn(|| ()).is_err());
}

// Its time limit.

pub fn a_time_limit_is_neither_early_nor_stretched_by_signals() {
    let lock = Lock::new().unwrap();
    let (child, word) = child_that_holds(&lock);
    for interrupted in [false, true] {
        if interrupted {
            be_interrupted_every_millisecond();
        }
        let begin = Instant::now();
        let refused = lock.lock_timeout(MOMENT);
        let took = begin.elapsed();
        assert!(matches!(refused, Err(TryLockError::WouldBlock)));
        assert!(took >= MOMENT, "early: {took:?}");
        assert!(took < AGES, "late: {took:?}");
    }
    word.say(2);
    assert!(lock.lock_timeout(AGES).is_ok());
    assert!(child.join().unwrap().success());
}

pub fn a_time_limit_of_zero_or_of_ages_is_fine() {
    let lock = Lock::new().unwrap();
    assert!(lock.lock_timeout(Duration::ZERO).is_ok());
    assert!(lock.lock_timeout(Duration::MAX).is_ok());
    assert!(lock.lock_timeout(Duration::from_secs(i64::MAX as u64)).is_ok());
    let (child, word) = child_that_holds(&lock);
    assert!(matches!(lock.lock_timeout(Duration::ZERO), Err(TryLockError::WouldBlock)));
    word.say(2);
    assert!(lock.lock_timeout(Duration::MAX).is_ok());
    assert!(child.join().unwrap().success());
}

// Its owner ends.

pub fn killed_owners_free_it_a_thousand_times_while_others_wait() {
    let (lock, inherited) = (Lock::new().unwrap(), counter());
    for round in 1..=rounds(1_000) {
        let (owner, _) = child_that_holds(&lock);
        let waiters: Vec<Process> = (0..2).map(|_| heir_of(&lock, &inherited)).collect();
        waiters.iter().for_each(wait_until_asleep);
        owner.kill().unwrap();
        assert_eq!(owner.join().unwrap().signal(), Some(libc::SIGKILL));
        for waiter in waiters {
            assert!(waiter.join().unwrap().success());
        }
        assert_eq!(inherited.load(Relaxed), u64::from(round), "one of the two got the news");
        assert!(lock.lock().is_ok());
    }
}

/// A child that waits for the lock, and counts if the news comes with it.
fn heir_of(lock: &Lock, inherited: &AtomicU64) -> Process {
    let wait = || {
        if let Err(news) = lock.lock_timeout(AGES) {
            let TryLockError::Poisoned(guard) = news else { panic!("waited in vain") };
            let _guard = guard.into_inner();
            add_one(inherited);
            lock.clear_poison();
        }
    };
    spawn(wait).unwrap()
}

pub fn every_other_ending_frees_it_too() {
    let lock = Lock::new().unwrap();
    let endings: [(fn(), i32); 4] = [
        (|| exit(0), 0),
        (|| abort(), libc::SIGABRT),
        (|| panic!("part of the test"), 101 << 8),
        (|| (), 0), // with the guard leaked
    ];
    for (ending, status) in endings {
        let child = spawn(|| {
            let guard = lock.lock().unwrap();
            let dropped_by_a_panic_only = guard;
            ending();
            forget(dropped_by_a_panic_only);
        });
        assert_eq!(child.unwrap().join().unwrap(), ExitStatus::from_raw(status));
        assert!(matches!(lock.lock_timeout(AGES), Err(TryLockError::Poisoned(_))));
        lock.clear_poison();
    }
    assert!(lock.lock().is_ok());
}

/// What if the first who asks may not look, and others may?
pub fn a_dead_owner_poisons_it_in_a_sandbox_too_and_for_all() {
    let lock = Lock::new().unwrap();
    for joined in [false, true] {
        let (owner, _) = child_that_holds(&lock);
        owner.kill().unwrap();
        let owner = if joined { owner.join().map(|_| None) } else { Ok(Some(owner)) };
        let asks = ended(|| {
            sys::refuse(&SANDBOX);
            assert!(matches!(lock.lock_timeout(AGES), Err(TryLockError::Poisoned(_))));
        });
        assert!(asks.success());
        assert!(matches!(lock.lock_timeout(AGES), Err(TryLockError::Poisoned(_))));
        lock.clear_poison();
        owner.unwrap().map(Process::join);
    }
}

pub fn a_panic_poisons_unless_it_is_old() {
    struct LocksWhenDropped<'a>(&'a Lock);
    impl Drop for LocksWhenDropped<'_> {
        fn drop(&mut self) {
            assert!(self.0.lock().is_ok());
        }
    }
    let lock = Lock::new().unwrap();
    let text = panic_text(|| {
        let _locks_during_the_panic = LocksWhenDropped(&lock);
        panic!("old news");
    });
    assert_eq!(text, "old news");
    assert!(!lock.is_poisoned());
    panic_text(|| {
        let _guard = lock.lock();
        panic!("part of the test");
    });
    assert!(lock.is_poisoned());
    assert!(lock.lock().is_err());
}

pub fn poison_stays_until_it_is_cleared() {
    let lock = Lock::new().unwrap();
    let (child, _) = child_that_holds(&lock);
    child.kill().unwrap();
    child.join().unwrap();
    assert!(!lock.is_poisoned(), "no process has asked yet");
    for _ in 0..3 {
        assert!(lock.lock().is_err());
        assert!(lock.is_poisoned());
        assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
    }
    assert!(ended(|| assert!(lock.lock().is_err())).success(), "known in every process");
    let guard = lock.lock().unwrap_err().into_inner();
    lock.clear_poison();
    drop(guard);
    assert!(!lock.is_poisoned());
    assert!(ended(|| drop(lock.lock().unwrap())).success());
}

/// Two words that are equal whenever the lock is free and well.
struct Pair {
    lock: Lock,
    words: Shared<(AtomicU64, AtomicU64)>,
}

impl Pair {
    fn new() -> Self {
        let words = Shared::new((AtomicU64::new(0), AtomicU64::new(0))).unwrap();
        Self { lock: Lock::new().unwrap(), words }
    }

    /// Takes the lock, looks whether it told the truth, repairs, and adds 1 to both words.
    fn visit(&self) {
        let (first, second) = &*self.words;
        let _guard = match self.lock.lock_timeout(AGES) {
            Ok(guard) => {
                assert_eq!(
                    first.load(Relaxed),
                    second.load(Relaxed),
                    "torn, and no poison said so"
                );
                guard
            }
            Err(TryLockError::WouldBlock) => panic!("stuck"),
            Err(TryLockError::Poisoned(guard)) => {
                let ahead = first.load(Relaxed) - second.load(Relaxed);
                assert!(ahead <= 1, "more than one change was cut short");
                second.fetch_add(ahead, Relaxed);
                self.lock.clear_poison();
                guard.into_inner()
            }
        };
        add_one(first);
        add_one(second);
    }

    fn visit_forever(&self, begun: &Word) {
        self.visit();
        begun.say(1);
        loop {
            self.visit();
        }
    }
}

/// It was still at work: no assertion had ended it.
fn kill_in_the_middle(victim: Process) {
    victim.kill().unwrap();
    assert_eq!(victim.join().unwrap().signal(), Some(libc::SIGKILL));
}

/// The moments are spread over all of `lock`, the change and the guard's drop.
pub fn killed_at_any_instruction_it_is_never_stuck_and_never_lies() {
    let pair = Pair::new();
    for round in 0..rounds(1_500) {
        let begun = Word::new();
        let victim = spawn(|| pair.visit_forever(&begun)).unwrap();
        begun.wait_for(1);
        (0..round % 97 * 50).for_each(|_| std::hint::spin_loop());
        kill_in_the_middle(victim);
        pair.visit();
    }
}

/// Some of the killed are themselves taking over from one that was killed.
pub fn killed_while_taking_over_it_is_taken_over_again() {
    const PEOPLE: usize = 4;
    let (pair, begun) = (Pair::new(), Word::new());
    let someone = || spawn(|| pair.visit_forever(&begun)).unwrap();
    let mut people: Vec<Process> = (0..PEOPLE).map(|_| someone()).collect();
    for round in 0..rounds(2_000) as usize {
        kill_in_the_middle(people.remove(round * 7 % PEOPLE));
        people.push(someone());
    }
    people.into_iter().for_each(kill_in_the_middle);
    pair.visit();
    assert!(pair.lock.lock().is_ok());
}

/// The C library wakes one sleeper. Here it is often killed before it has taken the lock, while
/// a third one takes it: then no process would wake the others.
pub fn the_last_one_alive_is_not_left_asleep() {
    let lock = Lock::lending_nothing().unwrap();
    for round in 0..rounds(400) {
        let turns = counter();
        let someone = || spawn(|| take_turns(&lock, &turns)).unwrap();
        let mut people: Vec<Process> = (0..4).map(|_| someone()).collect();
        for kill in 0..3 {
            look_on(Duration::from_micros(u64::from((round * 7 + kill) * 389 % 3000)));
            kill_in_the_middle(people.remove((round + kill) as usize % people.len()));
        }
        let (start, before) = (Instant::now(), turns.load(Relaxed));
        while turns.load(Relaxed) == before {
            assert!(start.elapsed() < AGES, "no process takes the lock any more");
            thread::yield_now();
        }
        people.into_iter().for_each(kill_in_the_middle);
    }
}

fn take_turns(lock: &Lock, turns: &AtomicU64) {
    loop {
        let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        (0..2_000).for_each(|_| std::hint::spin_loop());
        drop(guard);
        turns.fetch_add(1, Relaxed);
        (0..500).for_each(|_| std::hint::spin_loop());
    }
}

fn look_on(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        thread::yield_now();
    }
}

/// The documented number, which is the kernel's own; what it does beyond is in the docs too.
pub fn one_who_dies_with_two_thousand_frees_them_all_and_not_many_more() {
    const MOST: usize = 2048;
    let locks: Vec<Lock> = (0..MOST + 10).map(|_| Lock::new().unwrap()).collect();
    let child = spawn(|| {
        locks.iter().for_each(|lock| forget(lock.lock()));
        abort();
    });
    child.unwrap().join().unwrap();
    let freed =
        locks.iter().filter(|lock| matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
    assert_eq!(freed.count(), MOST);
}

// Its owner's thread ends, and the process lives on.

pub fn a_thread_that_leaks_its_guard_and_ends_loses_the_lock() {
    let lock = Lock::new().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| forget(lock.lock()));
    });
    for _ in 0..3 {
        assert!(panic_text(|| lock.lock().is_ok()).contains("lost"));
        assert!(panic_text(|| lock.try_lock().is_ok()).contains("lost"));
        assert!(panic_text(|| lock.lock_timeout(AGES).is_ok()).contains("lost"));
        assert!(lock.try_lock_or_why().unwrap_err().contains("lost"));
    }
}

pub fn a_look_that_must_not_panic_answers_as_try_lock_does() {
    let lock = Lock::new().unwrap();
    drop(lock.try_lock_or_why().unwrap().unwrap());
    let guard = lock.lock();
    assert!(matches!(lock.try_lock_or_why(), Ok(Err(TryLockError::WouldBlock))));
    drop(guard);
    let (owner, _) = child_that_holds(&lock);
    owner.kill().unwrap();
    owner.join().unwrap();
    for _ in 0..2 {
        assert!(matches!(lock.try_lock_or_why(), Ok(Err(TryLockError::Poisoned(_)))));
    }
}

pub fn a_lock_that_lends_nothing_is_poisoned_when_its_thread_ends() {
    let lock = Lock::lending_nothing().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| forget(lock.lock()));
    });
    let poisoned = lock.lock().expect_err("its owner's thread ended");
    drop(poisoned);
    lock.clear_poison();
    assert!(lock.lock().is_ok());
}

pub fn waiters_elsewhere_hear_that_it_is_lost() {
    let (lock, word) = (Lock::new().unwrap(), Word::new());
    let careless = spawn(|| {
        thread::scope(|scope| {
            scope.spawn(|| {
                forget(lock.lock());
                word.say(1);
                word.wait_for(2);
            });
        });
        forever();
    });
    let careless = careless.unwrap();
    word.wait_for(1);
    let waits = || assert!(panic_text(|| lock.lock().is_ok()).contains("lost"));
    let waiters: Vec<Process> = (0..2).map(|_| spawn(waits).unwrap()).collect();
    waiters.iter().for_each(wait_until_asleep);
    word.say(2);
    for waiter in waiters {
        assert!(waiter.join().unwrap().success());
    }
    careless.kill().unwrap();
    careless.join().unwrap();
    assert!(panic_text(|| lock.lock().is_ok()).contains("lost"));
}

/// A child that lives on, and one of whose threads has ended with the lock.
fn careless(lock: &Lock) -> Process {
    let word = Word::new();
    let child = spawn(|| {
        thread::scope(|scope| _ = scope.spawn(|| forget(lock.lock())));
        word.say(1);
        forever();
    });
    word.wait_for(1);
    child.unwrap()
}

pub fn what_a_sandboxed_waiter_cannot_find_out_is_not_kept() {
    let lock = Lock::new().unwrap();
    let careless = careless(&lock);
    let in_vain = ended(|| {
        sys::refuse(&SANDBOX);
        let text = panic_text(|| lock.lock().is_ok());
        assert!(text.contains("/proc") && text.contains("lock again"), "{text}");
        assert_eq!(lock.try_lock_or_why().unwrap_err(), text);
    });
    assert!(in_vain.success());
    careless.kill().unwrap();
    careless.join().unwrap();
    assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))), "and not lost");
    lock.clear_poison();
    assert!(lock.lock().is_ok());
}

pub fn an_owner_whose_number_was_given_away_has_ended_all_the_same() {
    let lock = Lock::new().unwrap();
    let (owner, _) = child_that_holds(&lock);
    let identity = Identity::of(owner.id()).unwrap();
    owner.kill().unwrap();
    owner.join().unwrap();
    let Some(heir) = spawn_in_place_of(identity) else {
        test_harness::skip("no right to choose the next process's number");
    };
    assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
    heir.kill().unwrap();
    heir.join().unwrap();
}

/// An owner that could not read /proc left its number and nothing else: that the process that
/// has the number now is another one, this one cannot see, though it can read /proc.
pub fn an_owner_that_did_not_know_itself_is_in_doubt_until_its_number_is_free() {
    let (lock, word) = (Lock::new().unwrap(), Word::new());
    let owner = spawn(|| {
        sys::refuse(&SANDBOX);
        forget(lock.lock());
        word.say(1);
        forever();
    });
    let owner = owner.unwrap();
    word.wait_for(1);
    let identity = Identity::of(owner.id()).unwrap();
    owner.kill().unwrap();
    owner.join().unwrap();
    let Some(heir) = spawn_in_place_of(identity) else {
        test_harness::skip("no right to choose the next process's number");
    };
    let text = panic_text(|| lock.try_lock().is_ok());
    let named = format!("process {}", identity.pid());
    assert!(text.contains(&named) && !text.contains("cannot be read here"), "{text}");
    heir.kill().unwrap();
    heir.join().unwrap();
    assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
}

// The page that it lies in.

/// A lock that is unmapped while it is on glibc's list of this thread's robust mutexes lets
/// glibc write into whatever is mapped there next, when the thread takes another lock.
pub fn a_leaked_guard_and_a_dropped_lock_harm_nothing() {
    let before = shared_mappings().unwrap();
    let lock = Lock::new().unwrap();
    forget(lock.lock());
    drop(lock);
    assert_eq!(shared_mappings().unwrap(), before + 1, "the page stays");
    let next: Vec<Mapping> = (0..100).map(|_| Mapping::new(4096).unwrap()).collect();
    for _ in 0..100 {
        let other = Lock::new().unwrap();
        let guard = other.lock();
        drop(guard);
    }
    for mapping in next {
        assert_eq!(sys::bytes_of(&mapping), [0; 4096]);
    }
}

/// Who it was that took the lock is then known by its pid alone.
pub fn a_leaked_guard_harms_nothing_without_a_free_descriptor_either() {
    let lock = Lock::new().unwrap();
    let child = spawn(move || {
        let before = shared_mappings().unwrap();
        let usual = limit(Resource::Nofile, 0);
        forget(lock.lock());
        limit(Resource::Nofile, usual);
        let other = Lock::new().unwrap();
        assert!(other.lock().is_ok(), "it knows now when it began");
        drop((lock, other));
        assert_eq!(shared_mappings().unwrap(), before, "the page stays");
    });
    assert!(child.unwrap().join().unwrap().success());
}

pub fn it_works_without_a_free_descriptor() {
    let lock = Lock::new().unwrap();
    let child = spawn(|| {
        limit(Resource::Nofile, 0);
        drop(lock.lock().unwrap());
        forget(lock.lock());
    });
    assert!(child.unwrap().join().unwrap().success());
    let usual = limit(Resource::Nofile, 0);
    assert!(matches!(lock.lock_timeout(AGES), Err(TryLockError::Poisoned(_))));
    limit(Resource::Nofile, usual);
}
