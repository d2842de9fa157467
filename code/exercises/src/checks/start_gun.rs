//! Runners that prepare, and a gun that is fired when all of them are ready.

use std::cell::Cell;
use std::io;
use std::process::abort;
use std::thread;
use std::time::{Duration, Instant};

use crate::watch::{Meeting, Tally};
use crate::{Finding, Rule, Verdict, trying, until};

const RUNNERS: usize = 4;

/// The runner that is late in two races, and dies in the next one.
const LAST: usize = 1;

/// How long the others have to begin without the last one, or without the gun.
const A_WHILE: Duration = Duration::from_millis(700);

/// How long a runner waits for the others before it dies.
const A_MOMENT: Duration = Duration::from_secs(3);

const READ: &str = "synchronization.md#a-barrier-and-the-one-who-does-not-come";

const READY: Rule = Rule {
    expected: "the caller fires the gun once, when every runner is ready, however long that takes",
    read: READ,
};

const AFTER: Rule = Rule {
    expected: "the runners wait for the gun: each of them runs after it was fired",
    read: "synchronization.md#three-runners-and-a-start-gun",
};

const ALL: Rule = Rule {
    expected: "each runner runs once, in a process of its own, and all of them at the same time",
    read: "synchronization.md#three-runners-and-a-start-gun",
};

const NO_RACE: Rule = Rule {
    expected: "if a runner dies before the gun, there is no race: no gun, no run, and an error. No runner waits for a gun that is not fired any more: to drop its `Process` is to wait for it",
    read: READ,
};

/// What is counted.
const PREPARED: usize = 0;
const AIMED: usize = 1;
const FIRED: usize = 2;
const EARLY: usize = 3;
const RAN: usize = 4;

/// What one of the runners does: it has a number.
pub type Step<'a> = &'a (dyn Fn(usize) + Sync);

/// What an answer is: so many runners prepare, then the caller fires, and then all of them run.
pub type Answer = fn(usize, Step<'_>, &dyn Fn(), Step<'_>) -> io::Result<()>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let slept = one_is_late(answer, Duration::ZERO)?;
    one_is_late(answer, slept)?;
    one_dies(answer)
}

/// Gives how long it took until the gun was fired. In the next race, a runner is still not ready by then: it sleeps so long at first.
fn one_is_late(answer: Answer, sleeps: Duration) -> Result<Duration, Finding> {
    let (begun, fired) = (Instant::now(), Cell::new(Duration::ZERO));
    let (counts, running, ready) = (Tally::new(), Meeting::new(RUNNERS), Cell::new(0));
    let prepare = |number| {
        if number == LAST {
            thread::sleep(sleeps);
            until(A_WHILE, || counts.get(AIMED) + counts.get(RAN) > 0);
        }
        counts.add(PREPARED);
    };
    let fire = || {
        ready.set(counts.get(PREPARED));
        fired.set(begun.elapsed());
        counts.add(AIMED);
        until(A_WHILE, || counts.get(RAN) > 0);
        counts.add(FIRED);
    };
    let run = |_| {
        if counts.get(FIRED) == 0 {
            counts.add(EARLY);
        }
        counts.add(RAN);
        running.join();
    };
    trying(&READY, format!("one of {RUNNERS} runners was late"));
    let said = answer(RUNNERS, &prepare, &fire, &run);
    all_were_ready(&counts, ready.get())?;
    all_ran(&running, counts.get(RAN))?;
    said.map_err(|error| {
        ALL.broken(format!("the error {error}, although no runner had died"))
    })?;
    Ok(fired.get())
}

fn all_were_ready(counts: &Tally, ready: u32) -> Verdict {
    let shots = counts.get(FIRED);
    READY.holds(shots == 1, || format!("the gun was fired {shots} times"))?;
    READY.holds(ready as usize == RUNNERS, || {
        format!("the gun was fired when {ready} of {RUNNERS} runners were ready")
    })?;
    let early = counts.get(EARLY);
    AFTER.holds(early == 0, || format!("{early} runners ran before the gun was fired"))
}

fn all_ran(running: &Meeting, ran: u32) -> Verdict {
    let pids = running.all();
    ALL.holds(running.missed().is_none() && pids.len() == RUNNERS, || {
        format!("{} processes ran at the same time, and not {RUNNERS}", pids.len())
    })?;
    ALL.holds(ran as usize == RUNNERS, || format!("{RUNNERS} runners ran {ran} times"))?;
    ALL.holds(!pids.contains(&std::process::id()), || "the caller's own process ran".into())
}

fn one_dies(answer: Answer) -> Verdict {
    let counts = Tally::new();
    let prepare = |number| {
        if number == LAST {
            until(A_MOMENT, || counts.get(PREPARED) as usize == RUNNERS - 1);
            abort();
        }
        counts.add(PREPARED);
    };
    let fire = || _ = counts.add(FIRED);
    let run = |_| _ = counts.add(RAN);
    trying(&NO_RACE, format!("one of {RUNNERS} runners died in its preparation"));
    let said = answer(RUNNERS, &prepare, &fire, &run);
    let (fired, ran) = (counts.get(FIRED), counts.get(RAN));
    NO_RACE.holds(fired == 0, || "the gun was fired, although a runner had died".into())?;
    NO_RACE.holds(ran == 0, || format!("{ran} runners ran, although one had died"))?;
    NO_RACE.holds(said.is_err(), || "Ok, although a runner had died".into())
}
