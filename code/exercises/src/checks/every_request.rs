//! Requests whose tasks take long, hang, and crash.

use std::io;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use executor::Cause;
use rustix::process::{Signal, getpid, kill_process};

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, patient, trying, until};

const REQUESTS: usize = 8;

/// In the first round, its task goes on until all others were answered.
const SLOW: usize = 0;

/// In the second round, these tasks do not end, and so the others have to wait for their turn, for twice the limit.
const HANGING: [usize; 4] = [0, 1, 2, 3];

/// In the second round, these tasks kill their worker.
const CRASHING: [usize; 2] = [4, 6];

/// How long a task may run: in the first round, where none is late, and in the second one.
const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(700);

/// What the other tasks of the first round take: time enough for all workers to be given one.
const A_WHILE: Duration = Duration::from_millis(20);

/// How long the slow task waits for the answers of the others.
const A_MOMENT: Duration = Duration::from_secs(3);

const SOON: Rule = Rule {
    expected: "each request is answered as soon as its own task is done, however long others take: there are two workers",
    read: "executor.md#a-ticket-for-each-task",
};

const TWO: Rule = Rule {
    expected: "two workers do all of it: without `workers`, there are as many as cores",
    read: "executor.md#a-ticket-for-each-task",
};

const EACH: Rule = Rule {
    expected: "each request is answered once, whatever became of the others: by its result, or by the cause why there is none",
    read: "executor.md#every-ending-and-what-is-known-of-it",
};

const LIMIT: Rule = Rule {
    expected: "a task may run for `limit` from the moment when a worker begins it: while it waits for its turn, it is not late",
    read: "executor.md#a-server-that-keeps-answering",
};

const ONCE: Rule = Rule {
    expected: "no task is begun twice: it may have had an effect before it hung or crashed",
    read: "executor.md#every-ending-and-what-is-known-of-it",
};

/// What a task does: it has the number of its request.
pub type Work<'a> = &'a (dyn Fn(usize) -> usize + Sync);

/// Answers a request.
pub type Reply<'a> = &'a (dyn Fn(usize, Result<usize, Cause>) + Sync);

/// What an answer is: it answers so many requests, each by a task that may run for so long.
pub type Answer = fn(usize, Duration, Work<'_>, Reply<'_>) -> io::Result<()>;

/// What was seen.
struct Record {
    begun: Tally,
    answered: Tally,
    alone: Tally,
    workers: Pids,
    replies: Mutex<Vec<(usize, Result<usize, Cause>)>>,
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    one_is_slow(answer)?;
    some_hang_and_some_crash(answer)
}

fn one_is_slow(answer: Answer) -> Verdict {
    let record = Record::new();
    let work = |request| {
        record.begun.add(request);
        record.workers.note();
        match request {
            SLOW if !until(A_MOMENT, || record.others_are_answered()) => {
                record.alone.add(0);
            }
            SLOW => {}
            _ => thread::sleep(A_WHILE),
        }
        result_of(request)
    };
    trying(&SOON, format!("one of {REQUESTS} requests took long"));
    let said = answer(REQUESTS, patient(LONG), &work, &record.reply());
    let is_soon = record.alone.get(0) == 0;
    SOON.holds(is_soon, || {
        "requests had to wait for a slow one that came before them".into()
    })?;
    let workers = record.workers.all().len();
    TWO.holds(workers <= 2, || format!("{workers} workers were given tasks"))?;
    record.holds(said, |request| Ok(result_of(request)))
}

fn some_hang_and_some_crash(answer: Answer) -> Verdict {
    let (record, limit) = (Record::new(), patient(SHORT));
    let work = |request| {
        record.begun.add(request);
        if HANGING.contains(&request) {
            hang();
        }
        if CRASHING.contains(&request) {
            kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
        }
        result_of(request)
    };
    let wanted = |request| match request {
        _ if HANGING.contains(&request) => Err(Cause::TimedOut { limit }),
        _ if CRASHING.contains(&request) => {
            Err(Cause::Killed { signal: Signal::KILL.as_raw() })
        }
        _ => Ok(result_of(request)),
    };
    trying(&EACH, format!("of {REQUESTS} requests four hung and two crashed"));
    let said = answer(REQUESTS, limit, &work, &record.reply());
    record.holds(said, wanted)
}

impl Record {
    fn new() -> Self {
        let [begun, answered, alone] = [(); 3].map(|()| Tally::new());
        Self { begun, answered, alone, workers: Pids::new(), replies: Mutex::default() }
    }

    fn reply(&self) -> impl Fn(usize, Result<usize, Cause>) + Sync {
        |request, said| {
            self.answered.add(request);
            self.replies.lock().expect("no reply panics").push((request, said));
        }
    }

    fn others_are_answered(&self) -> bool {
        (0..REQUESTS)
            .filter(|&request| request != SLOW)
            .all(|other| self.answered.get(other) > 0)
    }

    fn holds(
        &self,
        said: io::Result<()>,
        wanted: impl Fn(usize) -> Result<usize, Cause>,
    ) -> Verdict {
        self.begun_once()?;
        let mut replies = self.replies.lock().expect("no reply panics");
        replies.sort_by_key(|(request, _)| *request);
        for (request, said) in replies.iter() {
            let wanted = wanted(*request);
            let rule = match (said, &wanted) {
                (Err(Cause::TimedOut { .. }), Ok(_)) => &LIMIT,
                _ => &EACH,
            };
            rule.holds(*said == wanted, || {
                format!("request {request} was answered by {said:?}, in place of {wanted:?}")
            })?;
        }
        self.answered_once()?;
        said.map_err(|error| EACH.broken(format!("the error {error}")))
    }

    fn begun_once(&self) -> Verdict {
        (0..REQUESTS).try_for_each(|request| {
            let times = self.begun.get(request);
            ONCE.holds(times <= 1, || format!("request {request} was begun {times} times"))
        })
    }

    fn answered_once(&self) -> Verdict {
        (0..REQUESTS).try_for_each(|request| {
            let times = self.answered.get(request);
            EACH.holds(times == 1, || format!("request {request} was answered {times} times"))
        })
    }
}

fn result_of(request: usize) -> usize {
    100 + request
}

fn hang() -> ! {
    loop {
        thread::sleep(LONG);
    }
}
