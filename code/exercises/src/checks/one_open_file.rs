//! A file that was opened once, and that several processes read.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::process::{abort, exit};

use tempfile::tempfile;

use crate::watch::{Meeting, Tally};
use crate::{Rule, Verdict, trying};

/// How many bytes a record has.
pub const RECORD: usize = 8;

/// They cannot be divided by the number of the workers.
const RECORDS: usize = 1003;
const WORKERS: u64 = 4;

/// Where the caller is in its file.
const POSITION: u64 = 24;

const OWN: Rule = Rule {
    expected: "the caller finds the position of its file where it was, at any moment: a read at a place that you name does not move it",
    read: "common_pitfalls.md#two-readers-one-position",
};

const ALL: Rule = Rule {
    expected: "every record of the file, from the first byte on, is taken once",
    read: "common_pitfalls.md#two-readers-one-position",
};

const APART: Rule = Rule {
    expected: "so many workers, each in a process of its own, take records at the same time, and the caller takes none",
    read: "process.md#one-process-for-each-core",
};

const DEATH: Rule = Rule {
    expected: "an error, if a worker has ended before its time and its records were not taken",
    read: "process.md#how-a-process-ends-and-who-is-told",
};

/// What a worker does with a record.
pub type Take<'a> = &'a (dyn Fn(&[u8; RECORD]) + Sync);

/// What an answer is: so many workers take all the records of a file that is open.
pub type Answer = fn(&File, u64, Take<'_>) -> io::Result<()>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    all_are_taken(answer)?;
    one_worker_dies(answer, "had died of", || abort())?;
    one_worker_dies(answer, "had ended with code 3 at", || exit(3))
}

fn all_are_taken(answer: Answer) -> Verdict {
    let file = file();
    let (times, moved) = (Tally::new(), Tally::new());
    let (caller, workers) = (std::process::id(), Meeting::new(WORKERS as usize));
    let take = |record: &[u8; RECORD]| {
        times.add(number(record));
        if (&file).stream_position().is_ok_and(|position| position != POSITION) {
            moved.add(0);
        }
        if std::process::id() == caller {
            moved.add(1);
        } else {
            workers.join();
        }
    };
    trying(&ALL, format!("{WORKERS} workers took {RECORDS} records"));
    let said = answer(&file, WORKERS, &take);
    APART.holds(moved.get(1) == 0, || "the caller's own process took records".into())?;
    APART.holds(workers.missed().is_none(), || {
        let came = workers.missed().unwrap_or(0);
        format!("{came} of {WORKERS} workers took records at the same time")
    })?;
    position_is_kept(&file, &moved)?;
    said.map_err(|error| ALL.broken(format!("the error {error}")))?;
    each_once(&times)
}

fn position_is_kept(mut file: &File, moved: &Tally) -> Verdict {
    OWN.holds(moved.get(0) == 0, || {
        "the position of the caller's file was another, while a record was taken".into()
    })?;
    let position = file.stream_position().expect("a file has a position");
    OWN.holds(position == POSITION, || {
        format!(
            "the position of the caller's file was {POSITION} before, and {position} after"
        )
    })
}

fn each_once(times: &Tally) -> Verdict {
    let missing = (0..RECORDS).filter(|record| times.get(*record) == 0).count();
    ALL.holds(missing == 0, || format!("{missing} of {RECORDS} records were never taken"))?;
    let more = (0..RECORDS).filter(|record| times.get(*record) > 1).count();
    ALL.holds(more == 0, || format!("{more} of {RECORDS} records were taken more than once"))
}

fn one_worker_dies(answer: Answer, how: &str, die: impl Fn() + Sync) -> Verdict {
    let file = file();
    trying(&DEATH, format!("a worker {how} its record"));
    let said = answer(&file, WORKERS, &|record| {
        if number(record) == RECORDS / 2 {
            die();
        }
    });
    DEATH.holds(said.is_err(), || format!("Ok, although a worker {how} its record"))
}

/// It has no name, so it cannot be opened again by it.
fn file() -> File {
    let mut file = tempfile().expect("a file can be made");
    let bytes: Vec<u8> = (0..RECORDS as u64).flat_map(u64::to_le_bytes).collect();
    file.write_all(&bytes).expect("a file can be written");
    file.seek(SeekFrom::Start(POSITION)).expect("a file has a position");
    file
}

/// Where a record stands in the file.
fn number(record: &[u8; RECORD]) -> usize {
    usize::try_from(u64::from_le_bytes(*record)).map_or(0, |number| number.min(RECORDS - 1))
}
