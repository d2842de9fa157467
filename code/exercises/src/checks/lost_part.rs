//! Parts of which some are lost with their workers.

use std::io;
use std::process::{abort, exit};

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying};

const CELLS: usize = 100;
const WORKERS: usize = 4;

/// One cell of the second part, and one of the last.
const UNLUCKY: [usize; 2] = [37, 99];

/// How many workers may die with the same part.
const ATTEMPTS: u32 = 3;

const READ: &str = "multi_value_data_sharing.md#a-part-that-does-not-come-back";

const WHOLE: Rule = Rule {
    expected: "what a dead worker leaves is not a result: its part is computed again, and the array is whole",
    read: READ,
};

const TOLD: Rule = Rule {
    expected: "an error, or the whole array: a part has come back when the array says so, whatever code its worker ended with",
    read: READ,
};

const GOES_ON: Rule = Rule {
    expected: "all cells, and no error: no part has killed three workers. A poisoned array is divided again once a lock has told it of the deaths, and the poison is cleared after that",
    read: READ,
};

const ONLY_THAT: Rule = Rule {
    expected: "the parts that came back stay, and only the lost ones are computed again",
    read: READ,
};

const APART: Rule = Rule {
    expected: "each part is computed by a worker in a process of its own, the lost ones too",
    read: "multi_value_data_sharing.md#parts-no-lock-at-all",
};

const ENOUGH: Rule = Rule {
    expected: "an error, once three workers in a row have died with the same part",
    read: READ,
};

/// What an answer is: it computes all cells in the parts of an array, and the lost parts again, so many times at most.
pub type Answer =
    fn(usize, &(dyn Fn(usize) -> u64 + Sync), usize, u32) -> io::Result<Vec<u64>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    for deaths in [0, 1, 2] {
        two_parts_are_lost(answer, deaths)?;
    }
    a_worker_says_success(answer)?;
    a_part_is_deadly(answer)
}

fn two_parts_are_lost(answer: Answer, deaths: u32) -> Verdict {
    let (times, pids) = (Tally::new(), Pids::new());
    let cell = |place: usize| {
        pids.note();
        if times.add(place) < deaths && UNLUCKY.contains(&place) {
            abort();
        }
        value(place)
    };
    let died = [
        "none of them died",
        "two of them died",
        "two of them died, and so did the next two with the same parts",
    ];
    let died = died[deaths as usize];
    let what = format!("{WORKERS} workers computed {CELLS} cells, and {died}");
    trying(&WHOLE, what.clone());
    let said = answer(CELLS, &cell, WORKERS, ATTEMPTS);
    APART.holds(!pids.all().contains(&std::process::id()), || {
        "the caller's own process computed cells".into()
    })?;
    whole_parts_stay(&times, &what)?;
    let said =
        said.map_err(|error| GOES_ON.broken(format!("the error \"{error}\": {what}")))?;
    let wrong = (0..CELLS).filter(|place| said.get(*place) != Some(&value(*place))).count();
    WHOLE.holds(wrong == 0, || format!("{wrong} cells are wrong: {what}"))?;
    let workers = pids.all().len();
    let wanted = WORKERS + 2 * deaths as usize;
    APART.holds(workers == wanted, || format!("{workers} workers, and not {wanted}: {what}"))
}

/// It is no success: its part did not come back. Neither did it if the array is told of another death meanwhile.
fn a_worker_says_success(answer: Answer) -> Verdict {
    let what = "a worker ended with code 0 in the middle of its part";
    says_success(answer, false, what)?;
    says_success(answer, true, &format!("{what}, and another one was killed"))
}

fn says_success(answer: Answer, another_dies: bool, what: &str) -> Verdict {
    let times = Tally::new();
    let cell = |place: usize| {
        if place == UNLUCKY[0] && times.add(0) == 0 {
            exit(0);
        }
        if place == UNLUCKY[1] && another_dies && times.add(1) == 0 {
            abort();
        }
        value(place)
    };
    trying(&TOLD, what);
    let said = answer(CELLS, &cell, WORKERS, ATTEMPTS);
    let is_whole = |said: Vec<u64>| said == (0..CELLS).map(value).collect::<Vec<_>>();
    TOLD.holds(said.map_or(true, is_whole), || format!("cells are wrong, and Ok: {what}"))
}

/// Cells that came back with their part were computed once.
fn whole_parts_stay(times: &Tally, what: &str) -> Verdict {
    for first in (0..CELLS).step_by(CELLS / WORKERS) {
        let part = first..first + CELLS / WORKERS;
        let is_lost = UNLUCKY.iter().any(|place| part.contains(place));
        let most = part.map(|place| times.get(place)).max().unwrap_or(0);
        ONLY_THAT.holds(is_lost || most <= 1, || {
            let part = first / (CELLS / WORKERS);
            format!("part {part} was computed {most} times, although it was not lost: {what}")
        })?;
    }
    Ok(())
}

fn a_part_is_deadly(answer: Answer) -> Verdict {
    let times = Tally::new();
    let cell = |place: usize| {
        if place == UNLUCKY[0] {
            times.add(0);
            abort();
        }
        value(place)
    };
    trying(&ENOUGH, "one part was deadly to each of its workers");
    let said = answer(CELLS, &cell, WORKERS, ATTEMPTS);
    let deaths = times.get(0);
    ENOUGH.holds(said.is_err(), || "Ok, although one part was never computed".into())?;
    ENOUGH.holds(deaths == ATTEMPTS, || {
        format!("{deaths} workers died with the same part, and not {ATTEMPTS}")
    })
}

fn value(place: usize) -> u64 {
    place as u64 * 3 + 1
}
