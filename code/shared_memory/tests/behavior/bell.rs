use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use process::{Process, spawn};
use shared_memory::Shared;
use shared_memory::bell::Bell;

use crate::neighbor::{Word, wait_until_asleep};

/// A limit that only a hang reaches, on a machine under load too.
const AGES: Duration = Duration::from_secs(20);

fn word() -> Shared<AtomicU32> {
    Shared::new(AtomicU32::new(0)).unwrap()
}

fn until() -> Instant {
    Instant::now() + AGES
}

fn sleeper(bell: &Bell<&AtomicU32>, returned: &Word) -> Process {
    let listens = Word::new();
    let sleeper = spawn(|| {
        let heard = bell.listen();
        listens.say(1);
        bell.sleep(heard, until());
        returned.say_one_more();
    });
    let sleeper = sleeper.unwrap();
    listens.wait_for(1);
    wait_until_asleep(&sleeper);
    sleeper
}

/// What if the ring comes when the waiter has looked, and does not sleep yet?
pub fn a_ring_between_the_look_and_the_sleep_is_not_missed() {
    let word = word();
    let bell = Bell::new(&*word);
    for ring in [Bell::ring_one, Bell::ring_all] {
        let begin = Instant::now();
        let heard = bell.listen();
        ring(&bell);
        bell.sleep(heard, until());
        assert!(begin.elapsed() < AGES / 2, "it was missed");
    }
}

pub fn ring_one_wakes_one_and_ring_all_the_rest() {
    let (word, returned) = (word(), Word::new());
    let bell = Bell::new(&*word);
    let sleepers = [(); 3].map(|()| sleeper(&bell, &returned));
    for woken in 1..=2 {
        bell.ring_one();
        returned.wait_for(woken);
    }
    bell.ring_all();
    returned.wait_for(3);
    assert!(sleepers.into_iter().all(|sleeper| sleeper.join().unwrap().success()));
}

/// A ring costs a system call while the word is odd. What if all for whom it is odd are dead?
pub fn after_one_ring_the_dead_are_rung_for_no_more() {
    assert_rung_once(|bell| bell.ring_one());
    assert_rung_once(|bell| bell.ring_all());
}

fn assert_rung_once(ring: impl Fn(&Bell<&AtomicU32>)) {
    let (word, returned) = (word(), Word::new());
    let bell = Bell::new(&*word);
    let sleeper = sleeper(&bell, &returned);
    sleeper.kill().unwrap();
    sleeper.join().unwrap();
    ring(&bell);
    let rung = word.load(SeqCst);
    assert_eq!(rung % 2, 0, "the next ring calls the kernel");
    ring(&bell);
    assert_eq!(word.load(SeqCst), rung);
}
