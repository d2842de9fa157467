//! A picture that is blurred by several processes, each of which has one stretch of it.

use std::io;
use std::process::abort;

use crate::watch::{Meeting, Tally};
use crate::{Rule, Verdict, trying};

/// How many cells the picture has. It is not a multiple of the number of workers.
const CELLS: usize = 1000;

const WORKERS: usize = 3;

/// The cell at which a worker aborts, in the second round.
const DEADLY: usize = 500;

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

/// Computes the cell at this place out of the picture.
pub type Cell<'a> = &'a (dyn Fn(&[u64], usize) -> u64 + Sync);

/// What an answer is: it computes each cell of the picture, in so many processes.
pub type Answer = fn(&[u64], Cell<'_>, usize) -> io::Result<Vec<u64>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    whole(answer)?;
    with_a_death(answer)
}

fn whole(answer: Answer) -> Verdict {
    let picture = picture();
    let (meeting, by) = (Meeting::new(WORKERS), Tally::new());
    let (times, foreign) = (Tally::new(), Tally::new());
    let cell = |seen: &[u64], place: usize| {
        meeting.join();
        times.add(place);
        by.set(place, std::process::id());
        if seen != picture {
            foreign.add(0);
        }
        blurred(seen, place)
    };
    trying(&STRETCHES, format!("{WORKERS} workers blurred {CELLS} cells"));
    let said = answer(&picture, &cell, WORKERS);
    let workers = meeting.all();
    STRETCHES.holds(!workers.contains(&std::process::id()), || {
        "the caller's own process computed cells".into()
    })?;
    if let Some(present) = meeting.missed() {
        return Err(TOGETHER
            .broken(format!("{present} of {WORKERS} workers computed at the same time")));
    }
    let wrong = (0..CELLS).find(|place| times.get(*place) != 1);
    STRETCHES.holds(wrong.is_none(), || {
        let place = wrong.unwrap_or_default();
        format!("cell {place} was computed {} times", times.get(place))
    })?;
    let changes = (1..CELLS).filter(|place| by.get(*place) != by.get(place - 1)).count();
    STRETCHES.holds(changes + 1 == WORKERS && workers.len() == WORKERS, || {
        let workers = workers.len();
        format!("{workers} workers computed {} stretches", changes + 1)
    })?;
    RIGHT
        .holds(foreign.get(0) == 0, || "a cell was computed out of another picture".into())?;
    let said = said.map_err(|error| RIGHT.broken(format!("the error {error}")))?;
    let wrong = (0..CELLS).find(|place| said.get(*place) != Some(&blurred(&picture, *place)));
    RIGHT.holds(wrong.is_none() && said.len() == CELLS, || match wrong {
        Some(place) => format!("cell {place} is not what was computed for it"),
        None => format!("{} cells, and not {CELLS}", said.len()),
    })
}

fn with_a_death(answer: Answer) -> Verdict {
    let cell = |seen: &[u64], place: usize| {
        if place == DEADLY {
            abort();
        }
        blurred(seen, place)
    };
    trying(&LOST, format!("a worker died at cell {DEADLY}"));
    match answer(&picture(), &cell, WORKERS) {
        Err(_) => Ok(()),
        Ok(cells) => {
            let cells = cells.len();
            Err(LOST.broken(format!("{cells} cells, although a worker died at cell {DEADLY}")))
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
