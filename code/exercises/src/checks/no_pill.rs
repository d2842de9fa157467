//! All that several processes send, until none of them is left.

use std::io;
use std::thread;
use std::time::Duration;

use queue_usage::Sender;
use rustix::process::{Signal, getpid, kill_process};

use crate::{Rule, Verdict, trying};

/// A message like others, and the first that comes to mind for a pill.
const NO_PILL: u64 = u64::MAX;

/// More than any queue of a sensible size has room for.
const MANY: u64 = 20_000;

/// How long a producer says nothing.
const SILENCE: Duration = Duration::from_secs(3);

const READ: &str = "queue_usage.md#both-ends-of-every-stage";

const ALL: Rule = Rule {
    expected: "every message that was sent comes out once: each number is a message, and none says that it was the last",
    read: "queue_usage.md#what-can-go-wrong-and-what-cannot",
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
    let three = |sender: &Sender<u64>| send_all(sender, [7, NO_PILL, 0]);
    let two = |sender: &Sender<u64>| send_all(sender, [1, NO_PILL]);
    let none = |_: &Sender<u64>| {};
    let wanted = vec![0, 1, 7, NO_PILL, NO_PILL];
    compare(&ALL, "three producers that return", answer, &[&three, &two, &none], wanted)
}

fn producers_are_killed(answer: Answer) -> Verdict {
    let at_once = |_: &Sender<u64>| die();
    let midway = |sender: &Sender<u64>| {
        send_all(sender, MANY..MANY + 3);
        die();
    };
    let many = |sender: &Sender<u64>| send_all(sender, 0..MANY);
    let wanted = (0..MANY + 3).collect();
    let what = "three producers, of which two are killed";
    compare(&END, what, answer, &[&at_once, &midway, &many], wanted)
}

fn one_is_silent(answer: Answer) -> Verdict {
    let late = |sender: &Sender<u64>| {
        send_all(sender, [1]);
        thread::sleep(SILENCE);
        send_all(sender, [2]);
    };
    compare(&SILENT, "a producer that is silent for a while", answer, &[&late], vec![1, 2])
}

fn compare(
    rule: &Rule,
    what: &str,
    answer: Answer,
    producers: &[Producer<'_>],
    wanted: Vec<u64>,
) -> Verdict {
    trying(rule, format!("it collected from {what}"));
    let mut found =
        answer(producers).map_err(|error| rule.broken(format!("the error {error}")))?;
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
