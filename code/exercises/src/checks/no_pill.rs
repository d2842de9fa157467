//! All that several processes send, until none of them is left.

use std::io;
use std::thread;
use std::time::Duration;

use queue_usage::Sender;
use rustix::process::{Signal, getpid, kill_process};

use crate::watch::{Meeting, Tally};
use crate::{Rule, Verdict, trying};

/// A message like others, and the first that comes to mind for a pill.
const NO_PILL: u64 = u64::MAX;

/// More than a queue of a sensible size has room for. Of a larger one, one more than it has room for.
const MANY: u64 = 20_000;

/// More than that are never sent.
const MOST: u64 = 2_000_000;

/// Other numbers than those.
const OTHERS: [u64; 3] = [MOST + 1, MOST + 2, MOST + 3];

/// How long a producer says nothing.
const SILENCE: Duration = Duration::from_secs(3);

const READ: &str = "queue_usage.md#both-ends-of-every-stage";

const ALL: Rule = Rule {
    expected: "every message that was sent comes out once: each number is a message, and none says that it was the last",
    read: "queue_usage.md#what-can-go-wrong-and-what-cannot",
};

const BESIDE: Rule = Rule {
    expected: "the producers run side by side, each in a process of its own, and send into one queue",
    read: "queue_usage.md#two-processes-one-inbox",
};

const RECEIVE_FIRST: Rule = Rule {
    expected: "the caller receives while the producers run, and waits for them afterwards: while a queue is full, a producer waits for room",
    read: "queue_usage.md#what-can-go-wrong-and-what-cannot",
};

const KILLED: Rule = Rule {
    expected: "a producer that is killed ends alone, and is no error: what it had sent comes out, and all that the others send",
    read: READ,
};

const END: Rule = Rule {
    expected: "the end comes once no living process owns a sender: each producer owns its own, and the caller none",
    read: READ,
};

const SILENT: Rule = Rule {
    expected: "an empty queue is not the end: a producer that is still there may send later",
    read: READ,
};

/// What runs in a process of its own, and sends what it likes.
pub type Producer<'a> = &'a (dyn Fn(&Sender<u64>) + Sync);

/// What an answer is: it runs each producer in a process, and gives all that they send, in any order.
pub type Answer = fn(&[Producer<'_>]) -> io::Result<Vec<u64>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    any_number_is_a_message(answer)?;
    producers_are_killed(answer)?;
    one_is_silent(answer)
}

fn any_number_is_a_message(answer: Answer) -> Verdict {
    let meeting = Meeting::new(3);
    let meet_and_send = |sender: &Sender<u64>, numbers: &[u64]| {
        meeting.join();
        send_all(sender, numbers.iter().copied());
    };
    let three = |sender: &Sender<u64>| meet_and_send(sender, &[7, NO_PILL, 0]);
    let two = |sender: &Sender<u64>| meet_and_send(sender, &[1, NO_PILL]);
    let none = |sender: &Sender<u64>| meet_and_send(sender, &[]);
    let wanted = vec![0, 1, 7, NO_PILL, NO_PILL];
    let what = "three producers that return";
    trying(&END, format!("it collected from {what}"));
    let found = answer(&[&three, &two, &none]);
    BESIDE.holds(
        meeting.missed().is_none() && !meeting.all().contains(&std::process::id()),
        || {
            "the three producers did not run at the same time, each in a process of its own"
                .into()
        },
    )?;
    compare(&ALL, what, found, &wanted)
}

fn producers_are_killed(answer: Answer) -> Verdict {
    let at_once = |_: &Sender<u64>| die();
    let midway = |sender: &Sender<u64>| {
        send_all(sender, OTHERS);
        die();
    };
    let sent = Tally::new();
    let many = |sender: &Sender<u64>| {
        let number = (sender.capacity() as u64 + 1).clamp(MANY, MOST);
        sent.set(0, number as u32);
        send_all(sender, 0..number);
    };
    let what = "three producers, of which two are killed";
    trying(&RECEIVE_FIRST, format!("it collected from {what}"));
    let found = answer(&[&at_once, &midway, &many]);
    let wanted: Vec<u64> = (0..sent.get(0).into()).chain(OTHERS).collect();
    compare(&KILLED, what, found, &wanted)
}

fn one_is_silent(answer: Answer) -> Verdict {
    let late = |sender: &Sender<u64>| {
        send_all(sender, [1]);
        thread::sleep(SILENCE);
        send_all(sender, [2]);
    };
    let what = "a producer that is silent for a while";
    trying(&SILENT, format!("it collected from {what}"));
    compare(&SILENT, what, answer(&[&late]), &[1, 2])
}

fn compare(rule: &Rule, what: &str, found: io::Result<Vec<u64>>, wanted: &[u64]) -> Verdict {
    let mut found = found
        .map_err(|error| rule.broken(format!("the error {error}, collecting from {what}")))?;
    found.sort_unstable();
    rule.holds(found == wanted, || {
        let [found, wanted] = [found.len(), wanted.len()];
        match found == wanted {
            true => format!("{found} messages from {what}, and not those that were sent"),
            false => format!("{found} of {wanted} messages from {what}"),
        }
    })
}

fn send_all(sender: &Sender<u64>, numbers: impl IntoIterator<Item = u64>) {
    for number in numbers {
        sender.send(number).expect("the answer receives");
    }
}

fn die() {
    kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
}
