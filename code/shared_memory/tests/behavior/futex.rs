use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use process::{Process, spawn};
use shared_memory::{Shared, futex};
use test_harness::be_interrupted_every_millisecond;

use crate::neighbor::{Word, wait_until_asleep};

const MOMENT: Duration = Duration::from_millis(30);
/// A limit that only a hang reaches, on a machine under load too.
const AGES: Duration = Duration::from_secs(20);

fn word(number: u32) -> Shared<AtomicU32> {
    Shared::new(AtomicU32::new(number)).unwrap()
}

pub fn a_word_that_has_changed_is_not_waited_for() {
    let word = word(5);
    assert!(futex::wait(&word, 4, None));
    assert!(futex::wait(&word, 4, Some(Instant::now())), "the word comes before the deadline");
}

pub fn a_deadline_ends_the_wait_and_not_early() {
    let word = word(0);
    let begin = Instant::now();
    assert!(!futex::wait(&word, 0, Some(begin + MOMENT)));
    let took = begin.elapsed();
    assert!(took >= MOMENT && took < AGES, "{took:?}");
    assert!(!futex::wait(&word, 0, Some(begin)), "a deadline in the past");
}

pub fn a_signal_ends_the_wait_as_if_woken() {
    let word = word(0);
    be_interrupted_every_millisecond();
    assert!(futex::wait(&word, 0, Some(Instant::now() + AGES)));
}

pub fn wake_wakes_as_many_as_it_says() {
    let (word, returned) = (word(0), Word::new());
    let sleepers: Vec<Process> = (0..3).map(|_| sleeper(&word, &returned)).collect();
    sleepers.iter().for_each(wait_until_asleep);
    assert_eq!(futex::wake(&word, 2), 2);
    returned.wait_for(2);
    assert_eq!(futex::wake(&word, u32::MAX), 1);
    returned.wait_for(3);
    assert_eq!(futex::wake(&word, u32::MAX), 0);
    for sleeper in sleepers {
        assert!(sleeper.join().unwrap().success());
    }
}

fn sleeper(word: &AtomicU32, returned: &Word) -> Process {
    let sleep = || {
        assert!(futex::wait(word, 0, Some(Instant::now() + AGES)));
        returned.say_one_more();
    };
    spawn(sleep).unwrap()
}

pub fn a_killed_waiter_is_forgotten() {
    let (word, returned) = (word(0), Word::new());
    for _ in 0..50 {
        let doomed = sleeper(&word, &returned);
        let other = sleeper(&word, &returned);
        wait_until_asleep(&doomed);
        wait_until_asleep(&other);
        doomed.kill().unwrap();
        doomed.join().unwrap();
        assert_eq!(futex::wake(&word, 1), 1, "not spent on the dead");
        assert!(other.join().unwrap().success());
    }
}

pub fn two_processes_pass_a_word_to_and_fro_without_missing_a_turn() {
    const TURNS: u32 = 20_000;
    let word = word(0);
    let play = |mine: u32| {
        loop {
            match word.load(SeqCst) {
                TURNS => return,
                turn if turn % 2 == mine => {
                    word.store(turn + 1, SeqCst);
                    futex::wake(&word, 1);
                }
                turn => assert!(futex::wait(&word, turn, Some(Instant::now() + AGES))),
            }
        }
    };
    let child = spawn(|| play(1)).unwrap();
    play(0);
    assert!(child.join().unwrap().success());
}
