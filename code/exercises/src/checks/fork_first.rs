//! A server of threads, whose keeper has to be forked before all else.

use std::fs::{self, File};
use std::io;
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use executor::Cause;
use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::{Signal, getpid, kill_process};

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying, until};

/// A text that begins with this crashes the library.
const CRASH: &str = "crash";

const TEXTS: [&str; 8] = [
    "all is well",
    "crash now",
    "still well",
    "crash again",
    "one two three four",
    "crash once more",
    "five",
    "six seven",
];

/// Two, and one more for each that is replaced.
const MOST_WORKERS: usize = 5;

/// How the file with the secrets is called in `/proc`.
const SECRETS: &str = "secrets-of-the-server";

/// How long the clients have to come all at the same time.
const A_MOMENT: Duration = Duration::from_secs(3);

const FIRST: Rule = Rule {
    expected: "the keeper is forked while the program has one thread",
    read: "executor.md#a-process-that-can-always-fork",
};

const NO_SECRET: Rule = Rule {
    expected: "what the program opens for itself is in no worker: the workers have what the program had when the executor was made",
    read: "executor.md#a-process-that-can-always-fork",
};

const BESIDE: Rule = Rule {
    expected: "all clients are served at the same time, each by a thread of its own",
    read: "executor.md#a-ticket-for-each-task",
};

const EACH: Rule = Rule {
    expected: "each text is counted in a worker, and one that crashes it takes no other client's answer along",
    read: "executor.md#every-ending-and-what-is-known-of-it",
};

const ONE: Rule = Rule {
    expected: "one executor with two workers serves all clients",
    read: "executor.md#a-process-that-can-always-fork",
};

/// Opens the file with the server's secrets.
pub type Open<'a> = &'a dyn Fn() -> io::Result<File>;

/// What a client's thread does first.
pub type Greet<'a> = &'a (dyn Fn(&File) + Sync);

/// Counts the words of a text. Some crash it.
pub type Words<'a> = &'a (dyn Fn(&str) -> usize + Sync);

/// What a client gets for its text.
pub type Count = Result<usize, Cause>;

/// What an answer is: it serves a client for each text, and gives what they got, in the order of the texts.
pub type Answer = fn(Open<'_>, Greet<'_>, Words<'_>, &[&str]) -> io::Result<Vec<Count>>;

/// What was seen while the server ran.
struct Record {
    greeted: AtomicUsize,
    /// How many there were at the same time, if that was not all.
    most: AtomicUsize,
    workers: Pids,
    spies: Tally,
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let record = Record {
        greeted: AtomicUsize::new(0),
        most: AtomicUsize::new(0),
        workers: Pids::new(),
        spies: Tally::new(),
    };
    let open = || Ok(File::from(memfd_create(SECRETS, MemfdFlags::CLOEXEC)?));
    let clients = TEXTS.len();
    trying(&EACH, format!("{clients} clients sent a text each"));
    let said = answer(&open, &|_| record.greet(), &|text| record.words(text), &TEXTS);
    record.all_were_served()?;
    let counts = said.map_err(|error| FIRST.broken(format!("the error {error}")))?;
    each_has_its_own(&counts)?;
    record.workers_were_few()
}

impl Record {
    fn all_were_served(&self) -> Verdict {
        NO_SECRET.holds(self.spies.get(0) == 0, || {
            "a worker had the file with the secrets open".into()
        })?;
        let (clients, most) = (TEXTS.len(), self.most.load(SeqCst));
        BESIDE.holds(most == 0 && self.all_are_there(), || {
            format!("{most} of {clients} clients were there at the same time")
        })
    }

    fn workers_were_few(&self) -> Verdict {
        let workers = self.workers.all();
        EACH.holds(!workers.contains(&process::id()), || {
            "a text was counted in the process of the server".into()
        })?;
        ONE.holds(workers.len() <= MOST_WORKERS, || {
            format!("{} workers counted words, and three of them crashed", workers.len())
        })
    }

    /// Waits for the others. After a meeting that was missed there is no other.
    fn greet(&self) {
        self.greeted.fetch_add(1, SeqCst);
        let all_or_alone = || self.all_are_there() || self.most.load(SeqCst) > 0;
        if !until(A_MOMENT, all_or_alone) {
            self.most.store(self.greeted.load(SeqCst), SeqCst);
        }
    }

    fn all_are_there(&self) -> bool {
        self.greeted.load(SeqCst) == TEXTS.len()
    }

    fn words(&self, text: &str) -> usize {
        self.workers.note();
        if knows_the_secrets() {
            self.spies.add(0);
        }
        if text.starts_with(CRASH) {
            kill_process(getpid(), Signal::ABORT).expect("a process may kill itself");
        }
        text.split_whitespace().count()
    }
}

/// Whether this process has the file open.
fn knows_the_secrets() -> bool {
    let Ok(descriptors) = fs::read_dir("/proc/self/fd") else { return false };
    let mut files = descriptors.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
    files.any(|file| file.to_string_lossy().contains(SECRETS))
}

fn each_has_its_own(counts: &[Count]) -> Verdict {
    EACH.holds(counts.len() == TEXTS.len(), || {
        format!("{} answers for {} clients", counts.len(), TEXTS.len())
    })?;
    TEXTS.iter().zip(counts).try_for_each(|(text, count)| {
        let wanted = wanted(text);
        // What could not fork has no worker; a crash has been a worker's.
        let rule = if matches!(count, Err(Cause::NoWorker(_))) { FIRST } else { EACH };
        rule.holds(*count == wanted, || {
            format!("{text:?} got {}, in place of {}", said(count), said(&wanted))
        })
    })
}

fn wanted(text: &str) -> Count {
    if text.starts_with(CRASH) {
        return Err(Cause::Killed { signal: Signal::ABORT.as_raw() });
    }
    Ok(text.split_whitespace().count())
}

fn said(count: &Count) -> String {
    match count {
        Ok(count) => format!("the number {count}"),
        Err(cause) => format!("the error \"{cause}\""),
    }
}
