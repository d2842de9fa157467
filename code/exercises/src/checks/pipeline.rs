//! A reader, two parsers, and a taker, with queues between them.

use std::io;
use std::process::abort;
use std::time::Duration;

use crate::watch::{Meeting, Pids, Tally};
use crate::{Rule, Verdict, trying, until};

const ITEMS: u64 = 500;

/// When the taker has enough of items that do not end.
const ENOUGH: usize = 50;

/// Two queues of eight, an item in the hand of each of the four processes, and a few to spare.
const AHEAD: u32 = 24;

/// How long the taker waits for a reader that is too far ahead.
const A_WHILE: Duration = Duration::from_millis(300);

const READ: &str = "queue_usage.md#both-ends-of-every-stage";

const STAGES: Rule = Rule {
    expected: "a child reads, two other children parse at the same time, and the caller takes",
    read: "queue_usage.md#a-pipeline-with-a-killed-worker",
};

const BOUNDED: Rule = Rule {
    expected: "a queue of at most eight between two stages, so that the reader waits for the taker",
    read: "queue_usage.md#two-processes-one-inbox",
};

const ALL: Rule = Rule {
    expected: "every item is taken once, but for those that a dead parser had in hand",
    read: "queue_usage.md#a-pipeline-with-a-killed-worker",
};

const END: Rule = Rule {
    expected: "the end comes by itself, stage after stage: the caller owns no sender, and takes before it waits for a child",
    read: READ,
};

const STOP: Rule = Rule {
    expected: "once `take` has said `false`, the caller owns no receiver: then a `send` fails in each stage, and a stage whose `send` fails ends",
    read: READ,
};

/// The item with this number, or the end.
pub type Read<'a> = &'a (dyn Fn(u64) -> Option<u64> + Sync);
/// What becomes of an item.
pub type Parse<'a> = &'a (dyn Fn(u64) -> u64 + Sync);
/// Takes what was parsed, and says whether it wants more.
pub type Take<'a> = &'a mut dyn FnMut(u64) -> bool;

/// What an answer is: it reads in one child, parses in two, and takes in the caller.
pub type Answer = fn(Read<'_>, Parse<'_>, Take<'_>) -> io::Result<()>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    all_is_taken(answer)?;
    the_taker_stops(answer)?;
    a_parser_dies(answer)
}

fn all_is_taken(answer: Answer) -> Verdict {
    let (reads, readers, meeting) = (Tally::new(), Pids::new(), Meeting::new(2));
    let read = |number| {
        readers.note();
        reads.add(0);
        (number < ITEMS).then_some(number)
    };
    let parse = |item| {
        meeting.join();
        item + ITEMS
    };
    let mut taken = Vec::new();
    let mut ahead = 0;
    let mut take = |item| {
        if taken.is_empty() {
            until(A_WHILE, || reads.get(0) > AHEAD + 1);
            ahead = reads.get(0);
        }
        taken.push(item);
        true
    };
    trying(&END, format!("it ran {ITEMS} items through the stages"));
    let said = answer(&read, &parse, &mut take);
    stages(&readers.all(), &meeting)?;
    BOUNDED.holds(ahead <= AHEAD, || format!("{ahead} items were read when one was taken"))?;
    said.map_err(|error| ALL.broken(format!("the error {error}")))?;
    taken.sort_unstable();
    ALL.holds(taken.iter().copied().eq(ITEMS..2 * ITEMS), || {
        format!("{} of {ITEMS} items were taken, or others than those", taken.len())
    })
}

fn stages(readers: &[u32], meeting: &Meeting) -> Verdict {
    let (own, parsers) = (std::process::id(), meeting.all());
    STAGES.holds(meeting.missed().is_none() && parsers.len() == 2, || {
        format!("of two parsers that wait for each other, {} came", parsers.len())
    })?;
    STAGES.holds(!parsers.contains(&own), || "the caller's own process parsed".into())?;
    let is_apart = |pid: &u32| *pid != own && !parsers.contains(pid);
    STAGES.holds(readers.len() == 1 && readers.iter().all(is_apart), || {
        "the items were not read in a child of their own".into()
    })
}

fn the_taker_stops(answer: Answer) -> Verdict {
    let mut taken = 0;
    let mut take = |_| {
        taken += 1;
        taken < ENOUGH
    };
    trying(
        &STOP,
        format!("items that do not end ran to a taker who has enough after {ENOUGH}"),
    );
    let said = answer(&Some, &|item| item, &mut take);
    said.map_err(|error| STOP.broken(format!("the error {error}")))?;
    STOP.holds(taken == ENOUGH, || {
        format!("{taken} items were taken, when the taker had enough after {ENOUGH}")
    })
}

fn a_parser_dies(answer: Answer) -> Verdict {
    let read = |number| (number < ITEMS).then_some(number);
    let some_die = |item| if item == 5 { abort() } else { item };
    let mut taken = 0;
    let mut take = |_| {
        taken += 1;
        true
    };
    trying(&END, "a parser died at item 5");
    let said = answer(&read, &some_die, &mut take);
    said.map_err(|error| ALL.broken(format!("the error {error}, when a parser had died")))?;
    ALL.holds(taken == ITEMS - 1, || {
        format!("{taken} of {ITEMS} items were taken, when a parser had died at item 5")
    })
}
