//! Clients that hang up, while their task runs and while it waits.

use std::cell::Cell;
use std::thread;
use std::time::Duration;

use executor::{Cause, Executor, Ticket};
use rustix::process::{Signal, getpid, kill_process};

use crate::watch::Tally;
use crate::{Rule, Verdict, trying, until};

const WORKERS: usize = 2;

/// This task goes on until its client was looked for so many times.
const PATIENT: usize = 0;
const LOOKS: u32 = 4;

/// What else a task may do.
const CRASHING: usize = 1;
const ENDLESS: usize = 2;
const UNWANTED: usize = 3;
/// Tasks of other clients, which go on until they may end, ...
const HELD: [usize; 3] = [4, 5, 6];
/// ... and one that ends at once.
const QUICK: usize = 7;

/// How long tasks have for what they do.
const A_MOMENT: Duration = Duration::from_secs(5);
const LONG: Duration = Duration::from_secs(600);

const READ: &str = "executor.md#a-ticket-for-each-task";

const LOOK: Rule = Rule {
    expected: "`has_hung_up` is asked again and again while a task runs: wait for its ticket for a short while, ask, and wait again",
    read: READ,
};

const STAYS: Rule = Rule {
    expected: "a client that stays gets what becomes of its task, which is begun once: wait for the same ticket again",
    read: READ,
};

const ENDED: Rule = Rule {
    expected: "a task whose client has hung up has no worker any more: it is killed, or not begun",
    read: READ,
};

const OTHERS: Rule = Rule {
    expected: "the tasks of other clients, on the same executor, are not hit",
    read: "executor.md#every-ending-and-what-is-known-of-it",
};

/// What runs the tasks of all clients.
pub type Workshop = Executor<usize, usize>;

/// Tells whether the client has hung up.
pub type HasHungUp<'a> = &'a dyn Fn() -> bool;

/// What an answer is: it hands in a task, and gives what becomes of it; `None` if the client has hung up.
pub type Answer = fn(&Workshop, usize, HasHungUp<'_>) -> Option<Result<usize, Cause>>;

/// What is counted, and who may go on.
struct Record {
    begun: Tally,
    looks: Tally,
    released: Tally,
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let [begun, looks, released] = [(); 3].map(|()| Tally::new());
    let record = Record { begun, looks, released };
    let workshop = Executor::new(WORKERS, |task| record.work(task));
    let workshop = workshop.expect("the check has one thread");
    record.a_client_stays(answer, &workshop)?;
    record.one_goes_while_its_task_runs(answer, &workshop)?;
    record.one_goes_while_its_task_waits(answer, &workshop)
}

impl Record {
    fn work(&self, task: usize) -> usize {
        self.begun.add(task);
        match task {
            PATIENT => _ = until(A_MOMENT, || self.looks.get(PATIENT) >= LOOKS),
            CRASHING => {
                kill_process(getpid(), Signal::KILL).expect("a process may kill itself")
            }
            ENDLESS => thread::sleep(LONG),
            held if HELD.contains(&held) => {
                until(LONG, || self.released.get(held) > 0);
            }
            _ => {}
        }
        result_of(task)
    }

    fn a_client_stays(&self, answer: Answer, workshop: &Workshop) -> Verdict {
        let stays = || {
            self.looks.add(PATIENT);
            false
        };
        let killed = Err(Cause::Killed { signal: Signal::KILL.as_raw() });
        for (task, wanted) in [(PATIENT, Ok(result_of(PATIENT))), (CRASHING, killed)] {
            trying(&STAYS, "a client stayed");
            let (said, wanted) = (answer(workshop, task, &stays), Some(wanted));
            self.was_looked_for(task)?;
            STAYS.holds(said == wanted, || {
                format!("a client that stayed got {said:?}, in place of {wanted:?}")
            })?;
        }
        Ok(())
    }

    fn was_looked_for(&self, task: usize) -> Verdict {
        let (begun, looks) = (self.begun.get(task), self.looks.get(PATIENT));
        LOOK.holds(looks >= LOOKS, || {
            format!(
                "while a task waited for {LOOKS} calls of `has_hung_up`, there were {looks}"
            )
        })?;
        STAYS.holds(begun == 1, || {
            format!("the task of a client that stayed was begun {begun} times")
        })
    }

    fn one_goes_while_its_task_runs(&self, answer: Answer, workshop: &Workshop) -> Verdict {
        let [other, ..] = HELD;
        let ticket = workshop.submit(other);
        trying(&ENDED, "a client hung up whose task had begun");
        let said = answer(workshop, ENDLESS, &|| self.begun.get(ENDLESS) > 0);
        gone(said)?;
        ENDED.holds(quick(workshop)?, || {
            "the endless task of a client that had hung up still had its worker".into()
        })?;
        self.ends_well(other, ticket)
    }

    fn one_goes_while_its_task_waits(&self, answer: Answer, workshop: &Workshop) -> Verdict {
        let [_, others @ ..] = HELD;
        let tickets = others.map(|other| (other, workshop.submit(other)));
        let at_work =
            until(A_MOMENT, || others.iter().all(|other| self.begun.get(*other) > 0));
        OTHERS.holds(at_work, || "two workers were not there any more".into())?;
        let looks = Cell::new(0);
        // The keeper tells a little later how many wait.
        let goes = || looks.replace(looks.get() + 1) >= LOOKS && workshop.waiting() == 1;
        trying(&ENDED, "a client hung up whose task waited for its turn");
        gone(answer(workshop, UNWANTED, &goes))?;
        ENDED.holds(until(A_MOMENT, || workshop.waiting() == 0), || {
            "the task of a client that had hung up still waited for its turn".into()
        })?;
        for (other, ticket) in tickets {
            self.ends_well(other, ticket)?;
        }
        self.is_never_begun(workshop)
    }

    fn is_never_begun(&self, workshop: &Workshop) -> Verdict {
        for _ in 0..WORKERS {
            quick(workshop)?;
        }
        ENDED.holds(self.begun.get(UNWANTED) == 0, || {
            "a task was begun after its client had hung up".into()
        })
    }

    /// What becomes of another client's task, once it may end.
    fn ends_well(&self, task: usize, mut ticket: Ticket<usize>) -> Verdict {
        self.released.set(task, 1);
        let wanted = Some(Ok(result_of(task)));
        let said = ticket.wait_timeout(A_MOMENT);
        OTHERS.holds(said == wanted && self.begun.get(task) == 1, || {
            format!("another client got {said:?}, in place of {wanted:?}")
        })
    }
}

fn gone(said: Option<Result<usize, Cause>>) -> Verdict {
    ENDED.holds(said.is_none(), || format!("a client that had hung up got {said:?}"))
}

/// Whether a worker is free for a task.
fn quick(workshop: &Workshop) -> Result<bool, crate::Finding> {
    match workshop.submit(QUICK).wait_timeout(A_MOMENT) {
        Some(Ok(_)) => Ok(true),
        Some(Err(cause)) => Err(OTHERS.broken(format!("another client got {cause:?}"))),
        None => Ok(false),
    }
}

fn result_of(task: usize) -> usize {
    100 + task
}
