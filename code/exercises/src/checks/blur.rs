//! A picture that is blurred by several processes, each of which has one stretch of it.

use std::io;
use std::process::{abort, exit};
use std::thread;
use std::time::Duration;

use crate::watch::{Meeting, Tally};
use crate::{Rule, Verdict, trying};

/// How many cells the picture has. It is not a multiple of the number of workers.
const CELLS: usize = 1000;

const WORKERS: usize = 3;

/// The cell at which a worker ends.
const DEADLY: usize = 500;

/// How long the last worker is still at work when the others may be done: a caller that does not join is there before.
const A_WHILE: Duration = Duration::from_millis(500);

const READ: &str = "multi_value_data_sharing.md#parts-no-lock-at-all";

const TOGETHER: Rule = Rule {
    expected: "all workers compute at the same time: a part needs no lock, and no child is joined before the last is started",
    read: READ,
};

const STRETCHES: Rule = Rule {
    expected: "each cell is computed once, and each worker, a child, has one stretch of cells",
    read: READ,
};

const RIGHT: Rule =
    Rule { expected: "the cells of the whole picture, each in its place", read: READ };

const LOST: Rule = Rule {
    expected: "if a worker dies, the picture is not whole: the function returns an error",
    read: "multi_value_data_sharing.md#a-part-that-does-not-come-back",
};

const ENDED: Rule = Rule {
    expected: "a worker that ends before its part is back has not computed it, whatever its code: the array knows, and the function returns an error",
    read: "multi_value_data_sharing.md#a-part-that-does-not-come-back",
};

/// Computes the cell at this place out of the picture.
pub type Cell<'a> = &'a (dyn Fn(&[u64], usize) -> u64 + Sync);

/// What an answer is: it computes each cell of the picture, in so many processes.
pub type Answer = fn(&[u64], Cell<'_>, usize) -> io::Result<Vec<u64>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    whole(answer)?;
    with_a_death(answer, &LOST, "died", abort)?;
    with_a_death(answer, &ENDED, "ended with code 0", || exit(0))
}

fn whole(answer: Answer) -> Verdict {
    let picture = picture();
    let told = Told { meeting: Meeting::new(WORKERS), by: Tally::new(), times: Tally::new() };
    let cell = |given: &[u64], place: usize| {
        told.note(place);
        blurred(given, place)
    };
    trying(&STRETCHES, format!("{WORKERS} workers blurred {CELLS} cells"));
    let said = answer(&picture, &cell, WORKERS);
    told.together()?;
    told.stretches()?;
    let said = said.map_err(|error| RIGHT.broken(format!("the error {error}")))?;
    let wrong = (0..CELLS).find(|place| said.get(*place) != Some(&blurred(&picture, *place)));
    RIGHT.holds(wrong.is_none(), || {
        format!("cell {} is not what was computed for it", wrong.unwrap_or_default())
    })?;
    RIGHT.holds(said.len() == CELLS, || format!("{} cells, and not {CELLS}", said.len()))
}

/// What the workers have done.
struct Told {
    meeting: Meeting,
    /// Which of them has computed a cell.
    by: Tally,
    times: Tally,
}

impl Told {
    fn note(&self, place: usize) {
        self.meeting.join();
        if place == CELLS - 1 {
            thread::sleep(A_WHILE);
        }
        self.times.add(place);
        self.by.set(place, std::process::id());
    }

    fn together(&self) -> Verdict {
        let is_caller = |pid: &u32| *pid == std::process::id();
        STRETCHES.holds(!self.meeting.all().iter().any(is_caller), || {
            "the caller's own process computed cells".into()
        })?;
        TOGETHER.holds(self.meeting.missed().is_none(), || {
            let present = self.meeting.missed().unwrap_or_default();
            format!("{present} of {WORKERS} workers computed at the same time")
        })
    }

    fn stretches(&self) -> Verdict {
        for place in 0..CELLS {
            let times = self.times.get(place);
            STRETCHES
                .holds(times == 1, || format!("cell {place} was computed {times} times"))?;
        }
        let is_border = |place: &usize| self.by.get(*place) != self.by.get(place - 1);
        let stretches = (1..CELLS).filter(is_border).count() + 1;
        let workers = self.meeting.all().len();
        STRETCHES.holds(stretches == WORKERS && workers == WORKERS, || {
            format!("{workers} workers computed {stretches} stretches")
        })
    }
}

/// A worker ends at a cell, in this way.
fn with_a_death(answer: Answer, rule: &Rule, how: &str, end: fn() -> !) -> Verdict {
    let cell = |seen: &[u64], place: usize| {
        if place == DEADLY {
            end();
        }
        blurred(seen, place)
    };
    trying(rule, format!("a worker {how} at cell {DEADLY}"));
    match answer(&picture(), &cell, WORKERS) {
        Err(_) => Ok(()),
        Ok(cells) => {
            let cells = cells.len();
            Err(rule
                .broken(format!("{cells} cells, although a worker {how} at cell {DEADLY}")))
        }
    }
}

fn picture() -> Vec<u64> {
    (0..CELLS as u64).map(|place| place * place % 251 + 3).collect()
}

/// The sum of a cell and its neighbors.
fn blurred(picture: &[u64], place: usize) -> u64 {
    picture[place.saturating_sub(1)..(place + 2).min(picture.len())].iter().sum()
}
