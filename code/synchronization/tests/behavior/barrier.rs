//! What a barrier promises.

use std::error::Error;
use std::io::ErrorKind::InvalidInput;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::exit;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use process::Process;
use shared_memory::Shared;
use synchronization::{Broken, Event, MAX_PARTIES, Party, barrier};

use crate::common::*;

const WENT_ON: i32 = 3;
const TOLD: i32 = 4;

/// A child that waits once, and says by its exit code what it heard. It leaves, as `exit` does not.
fn waiting(party: Party) -> Process {
    let waiter = child(move || {
        let code = if party.wait().is_ok() { WENT_ON } else { TOLD };
        drop(party);
        exit(code);
    });
    until_asleep(&waiter);
    waiter
}

fn heard(mut waiter: Process) -> i32 {
    let Some(status) = waiter.join_timeout(a_second()).unwrap() else {
        waiter.kill().unwrap();
        panic!("not told within a second");
    };
    status.code().unwrap()
}

fn parties<const N: usize>() -> [Party; N] {
    barrier(N).unwrap().try_into().unwrap()
}

fn leads(party: &Party) -> bool {
    party.wait().unwrap().is_leader()
}

/// A child that has a party and never comes.
fn idle(party: Party) -> Process {
    child(move || {
        let _kept = party;
        thread::sleep(AGES);
    })
}

pub fn a_barrier_is_for_1_to_4096_parties() {
    assert_eq!(barrier(0).unwrap_err().kind(), InvalidInput);
    assert_eq!(barrier(MAX_PARTIES + 1).unwrap_err().kind(), InvalidInput);
    let all = barrier(MAX_PARTIES).unwrap();
    assert_eq!(all[0].parties(), MAX_PARTIES);
    assert_eq!(all[0].wait_timeout(Duration::ZERO), Ok(None));
}

pub fn a_party_of_one_does_not_wait() {
    let [party] = parties();
    for _ in 0..3 {
        assert!(leads(&party));
    }
}

pub fn a_thousand_generations_of_eight_have_one_leader_each_and_no_party_is_ahead() {
    const ALL: usize = 8;
    const GENERATIONS: usize = 1000;
    let progress: Shared<[AtomicU64; ALL]> = shared([const { AtomicU64::new(0) }; ALL]);
    let leaders: Shared<[AtomicU64; GENERATIONS]> =
        shared([const { AtomicU64::new(0) }; GENERATIONS]);
    let run = |me: usize, party: Party| {
        for (generation, leaders) in leaders.iter().enumerate() {
            progress[me].store(generation as u64 + 1, SeqCst);
            leaders.fetch_add(leads(&party).into(), SeqCst);
            let slowest = progress.iter().map(|steps| steps.load(SeqCst)).min();
            assert!(slowest > Some(generation as u64), "one has not come as far");
        }
    };
    let run = &run;
    let all = barrier(ALL).unwrap().into_iter().enumerate();
    let all: Vec<_> = all.map(|(me, party)| child(move || run(me, party))).collect();
    all.into_iter().for_each(succeeds);
    assert!(leaders.iter().all(|leaders| leaders.load(SeqCst) == 1));
}

pub fn a_barrier_works_between_threads() {
    let [first, second] = parties();
    thread::scope(|scope| {
        let other = scope.spawn(move || (0..200).filter(|_| leads(&second)).count());
        let mine = (0..200).filter(|_| leads(&first)).count();
        assert_eq!(mine + other.join().unwrap(), 200);
    });
}

pub fn the_last_to_arrive_wakes_the_others_at_once() {
    assert_wakes(|last| assert!(last.wait().is_ok()));
}

pub fn a_party_that_leaves_wakes_the_others_at_once() {
    assert_wakes(drop);
}

fn assert_wakes(complete: impl Fn(Party)) {
    let wakes = (0..50).map(|_| {
        let [waits, last] = parties();
        let waiter = waiting(waits);
        let begin = Instant::now();
        complete(last);
        assert_eq!(heard(waiter), WENT_ON);
        begin.elapsed()
    });
    assert_woken(wakes.collect());
}

pub fn a_party_whose_time_is_up_has_not_arrived() {
    let [first, second] = parties();
    let begin = Instant::now();
    assert_eq!(first.wait_timeout(MOMENT), Ok(None));
    assert!(begin.elapsed() >= MOMENT);
    assert_eq!(first.waiting(), 0);
    assert_eq!(second.wait_timeout(Duration::ZERO), Ok(None));
    let waiter = waiting(second);
    assert_eq!(first.waiting(), 1);
    assert!(first.wait_timeout(Duration::MAX).unwrap().is_some());
    assert_eq!(heard(waiter), WENT_ON);
}

// Leaving.

pub fn a_party_that_is_dropped_leaves_and_the_others_go_on() {
    let [first, second, third] = parties();
    let waiters = [waiting(first), waiting(second)];
    drop(third);
    assert_eq!(waiters.map(heard), [WENT_ON; 2]);
}

pub fn a_generation_that_a_leaving_party_completes_has_a_leader() {
    let [first, second, third] = parties();
    let leaders = counter();
    let leaders = &leaders;
    let waiter = |party: Party| {
        let waiter = child(move || {
            leaders.fetch_add(leads(&party).into(), SeqCst);
        });
        until_asleep(&waiter);
        waiter
    };
    let waiters = [waiter(first), waiter(second)];
    drop(third);
    waiters.into_iter().for_each(succeeds);
    assert_eq!(leaders.load(SeqCst), 1);
}

pub fn a_child_that_returns_leaves() {
    let [mine, its] = parties();
    succeeds(child(move || drop(its)));
    assert!(leads(&mine));
    assert_eq!(mine.parties(), 1);
}

// Whose a party is.

pub fn a_party_that_is_moved_into_a_child_is_the_childs_and_a_grandchilds_too() {
    let [mine, its] = parties();
    let middle = child(move || {
        succeeds(child(move || assert!(its.wait().is_ok())));
    });
    assert!(mine.wait().is_ok());
    succeeds(middle);
    assert!(leads(&mine), "the other has left");
}

pub fn a_copy_that_a_child_did_not_capture_is_refused_and_leaves_nothing() {
    let [mine, other] = parties();
    let borrowed = Mutex::new(mine); // A `&Party` cannot be sent.
    let borrower = child(|| {
        let inherited = borrowed.lock().unwrap();
        let text = panic_text(|| _ = inherited.wait());
        let start = "this Party belongs to the process that forked this one: move it into the";
        assert!(text.starts_with(start), "{text}");
    });
    succeeds(borrower);
    assert_eq!(other.parties(), 2);
}

/// What if a child lets go of such a copy, and in a panic?
pub fn a_copy_that_a_child_drops_in_a_panic_breaks_nothing() {
    let [mine, other] = parties();
    let borrowed = Mutex::new(Some(mine));
    let panics = child(|| {
        let _copy = borrowed.lock().unwrap().take();
        panic!("on purpose");
    });
    assert_eq!(panics.join().unwrap().code(), Some(101));
    assert!(!other.is_broken());
    assert_eq!(other.parties(), 2);
}

// Death.

pub fn a_party_that_dies_before_it_comes_breaks_the_barrier_until_it_is_repaired() {
    let [doomed, waits, comes] = parties();
    let (victim, waiter) = (idle(doomed), waiting(waits));
    die(victim);
    assert_eq!(heard(waiter), TOLD);
    for _ in 0..2 {
        assert_eq!(comes.wait(), Err(Broken { dead: 1 }));
        assert!(comes.is_broken());
    }
    assert_eq!(comes.repair(), 1);
    assert!(!comes.is_broken() && leads(&comes));
}

pub fn a_party_that_dies_while_it_waits_breaks_the_barrier() {
    let [doomed, waits, comes] = parties();
    let (victim, waiter) = (waiting(doomed), waiting(waits));
    die(victim);
    assert_eq!(heard(waiter), TOLD);
    assert_eq!(comes.wait(), Err(Broken { dead: 1 }));
}

/// What if it had arrived, and the last one comes right after its death?
pub fn an_arrival_of_the_dead_does_not_count() {
    let [doomed, comes] = parties();
    die(waiting(doomed));
    assert_eq!(comes.wait_timeout(Duration::ZERO), Err(Broken { dead: 1 }));
    assert_eq!(comes.repair(), 1);
    assert!(leads(&comes));
}

pub fn a_party_that_dies_after_the_barrier_breaks_the_next_generation() {
    let [doomed, waits, comes] = parties();
    let victim = child(move || {
        doomed.wait().unwrap();
        thread::sleep(AGES);
    });
    let waiter = child(move || {
        waits.wait().unwrap();
        assert_eq!(waits.wait(), Err(Broken { dead: 1 }));
        waits.repair();
        waits.wait().unwrap();
    });
    comes.wait().unwrap();
    die(victim);
    assert_eq!(comes.wait(), Err(Broken { dead: 1 }));
    comes.repair();
    comes.wait().unwrap();
    succeeds(waiter);
}

pub fn exit_without_a_drop_is_a_death() {
    let [doomed, comes] = parties();
    let exits = child(move || {
        let _kept = doomed;
        exit(0);
    });
    succeeds(exits);
    assert_eq!(comes.wait(), Err(Broken { dead: 1 }));
}

pub fn two_dead_are_counted() {
    let [first, second, comes] = parties();
    [waiting(first), waiting(second)].into_iter().for_each(die);
    assert_eq!(comes.wait(), Err(Broken { dead: 2 }));
    assert_eq!(comes.repair(), 1);
}

pub fn a_panic_in_a_child_breaks_the_barrier() {
    let [panics, waits, comes] = parties();
    let waiter = waiting(waits);
    let child = child(move || {
        let _kept = panics;
        panic!("on purpose");
    });
    assert_eq!(child.join().unwrap().code(), Some(101));
    assert_eq!(heard(waiter), TOLD);
    assert!(comes.wait().is_err());
}

/// And what if the process lives on?
pub fn a_party_that_is_lost_in_a_panic_is_counted_and_forgotten() {
    let [lost, comes] = parties();
    let panicked = catch_unwind(AssertUnwindSafe(move || {
        let _lost = lost;
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    assert_eq!(comes.wait(), Err(Broken { dead: 1 }));
    assert_eq!(comes.repair(), 1);
    assert!(leads(&comes));
}

pub fn an_old_panic_breaks_nothing() {
    struct MakesOne<'a>(&'a Mutex<Option<Party>>);
    impl Drop for MakesOne<'_> {
        fn drop(&mut self) {
            let [stays, leaves] = parties();
            drop(leaves);
            *self.0.lock().unwrap() = Some(stays);
        }
    }
    let made = Mutex::new(None);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _makes = MakesOne(&made);
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(leads(&made.unwrap()));
}

/// What if it is repaired before those who wait have noticed anything?
pub fn a_repair_tells_those_who_waited() {
    let [doomed, waits, repairs] = parties();
    let waiter = waiting(waits);
    die(idle(doomed));
    assert!(repairs.repair() <= 2, "or it was told before, and left");
    assert_eq!(heard(waiter), TOLD, "and may come again");
}

pub fn a_repair_of_what_is_not_broken_disturbs_no_party() {
    let [waits, repairs] = parties();
    let waiter = waiting(waits);
    assert_eq!(repairs.repair(), 2);
    assert_eq!(repairs.waiting(), 1);
    assert!(repairs.wait().is_ok());
    assert_eq!(heard(waiter), WENT_ON);
}

pub fn the_error_says_what_happened() {
    let error: &dyn Error = &Broken { dead: 1 };
    let text = "the barrier is broken: 1 party died; repair it to go on without";
    assert_eq!(error.to_string(), text);
}

// Killed at any instruction.

/// Has the party moved into a child that is killed in its `work`.
fn killed_with(party: Party, instructions: usize, work: impl FnOnce(Party) + Send) -> bool {
    let before = move || {
        party.repair(); // Nothing is broken yet; but it asks what a process asks once.
        party
    };
    killed_after(instructions, before, work)
}

pub fn if_the_last_to_arrive_is_killed_at_any_instruction_all_who_wait_agree() {
    let (through, broken) = (counter(), counter());
    at_each_instruction(13, |instructions| {
        let [first, second, last] = parties();
        let waiters = [waiting(first), waiting(second)];
        let done = killed_with(last, instructions, |party| _ = party.wait());
        let heard = waiters.map(heard);
        assert_eq!(heard[0], heard[1], "after {instructions} instructions");
        count(if heard[0] == WENT_ON { &through } else { &broken });
        done
    });
    let seen = [through, broken].map(|counter| counter.load(SeqCst));
    assert!(seen.iter().all(|&times| times > 1), "{seen:?}");
}

pub fn if_a_party_is_killed_at_any_instruction_as_it_leaves_the_others_agree() {
    at_each_instruction(13, |instructions| {
        let [first, second, last] = parties();
        let waiters = [waiting(first), waiting(second)];
        let done = killed_with(last, instructions, drop);
        let heard = waiters.map(heard);
        assert_eq!(heard[0], heard[1], "after {instructions} instructions");
        done
    });
}

pub fn a_repair_that_is_killed_at_any_instruction_can_be_repeated() {
    at_each_instruction(997, |instructions| {
        let [doomed, waits, repairs, mine] = parties();
        let waiter = waiting(waits);
        die(idle(doomed));
        let done = killed_with(repairs, instructions, |party| {
            party.repair();
            std::mem::forget(party);
        });
        assert_eq!(heard(waiter), TOLD);
        assert!(mine.wait().is_err(), "the one that repaired it is dead now");
        assert_eq!(mine.repair(), 1);
        assert!(leads(&mine));
        done
    });
}

// By chance.

/// The last one arrives at about the time when the time of the other is up: a little later each time
/// that they met, and a little sooner each time that they did not.
pub fn a_party_whose_time_is_up_and_the_one_that_arrives_just_then_hear_the_same() {
    const LIMIT: Duration = Duration::from_micros(300);
    const LONG_ENOUGH: Duration = Duration::from_secs(2);
    let [first, last] = parties();
    let (go, is_waiting, answered) = (event(), event(), event());
    let (has_met, over) = (counter(), counter());
    let other = child(|| {
        let first = first;
        while wait_and_clear(&go) && over.load(SeqCst) == 0 {
            is_waiting.set();
            let answer = first.wait_timeout(LIMIT).unwrap();
            has_met.store(answer.is_some().into(), SeqCst);
            answered.set();
        }
    });
    let (begin, mut random, mut delay) = (Instant::now(), Random(8), LIMIT);
    let (mut met, mut missed) = (0, 0);
    while met + missed < rounds(5_000).min(5_000) && begin.elapsed() < LONG_ENOUGH {
        go.set();
        wait_and_clear(&is_waiting);
        pause(delay);
        let mine = last.wait_timeout(Duration::ZERO).unwrap().is_some();
        wait_and_clear(&answered);
        assert_eq!(mine, has_met.load(SeqCst) == 1, "after {met} and {missed} times");
        let little = random.microseconds(30);
        match mine {
            true => (met, delay) = (met + 1, delay + little),
            false => (missed, delay) = (missed + 1, delay.saturating_sub(little)),
        }
    }
    assert!(met > 1 && missed > 1, "met {met} times, missed {missed} times");
    count(&over);
    go.set();
    succeeds(other);
}

fn event() -> Event {
    Event::new().unwrap()
}

fn wait_and_clear(event: &Event) -> bool {
    let has_come = event.wait_timeout(AGES);
    event.clear();
    has_come
}

/// Four go on together, whichever of them are killed at whatever moment.
pub fn the_survivors_of_killed_parties_go_on_together() {
    const LAST: usize = 30;
    let mut random = Random(3);
    for round in 0..rounds(100) {
        let progress: Shared<[AtomicU64; 4]> = shared([const { AtomicU64::new(0) }; 4]);
        let leaders: Shared<[AtomicU64; LAST]> = shared([const { AtomicU64::new(0) }; LAST]);
        let kills = 1 + random.below(2) as usize;
        let run = |me: usize, party: Party| {
            for (generation, leaders) in leaders.iter().enumerate() {
                leaders.fetch_add(go_on(&party).into(), SeqCst);
                progress[me].store(generation as u64 + 1, SeqCst);
                let slowest = progress[kills..].iter().map(|steps| steps.load(SeqCst)).min();
                assert!(slowest >= Some(generation as u64), "one is ahead");
                pause(Duration::from_micros(20));
            }
        };
        let run = &run;
        let all = barrier(4).unwrap().into_iter().enumerate();
        let mut all: Vec<_> = all.map(|(me, party)| child(move || run(me, party))).collect();
        for victim in all.drain(..kills) {
            pause(random.microseconds(1500));
            die(victim);
        }
        all.into_iter().for_each(|survivor| succeeds_within(AGES, survivor));
        let most = leaders.iter().map(|leaders| leaders.load(SeqCst)).max();
        assert!(most <= Some(1), "round {round}");
    }
}

fn go_on(party: &Party) -> bool {
    loop {
        match party.wait() {
            Ok(result) => return result.is_leader(),
            Err(Broken { .. }) => _ = party.repair(),
        }
    }
}
