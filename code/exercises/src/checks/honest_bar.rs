//! A picture whose tiles are painted again when their workers die, and a bar that says how far it is.

use std::io;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying, until};

/// How many tiles the picture has.
pub const TILES: usize = 12;

/// How many rows a tile has.
pub const ROWS: usize = 10;

/// Two workers die with the first of them, one with the second.
const UNLUCKY: [(usize, u32); 2] = [(3, 2), (8, 1)];

/// In which row they die, and in which one a tile waits until the bar was shown.
const DEADLY_ROW: usize = 6;
const WAITING_ROW: usize = 4;

/// How long a row waits for the bar when it has to be shown, and how long when it may be.
const A_MOMENT: Duration = Duration::from_secs(3);
const A_WHILE: Duration = Duration::from_millis(500);

const HONEST: Rule = Rule {
    expected: "at no moment does the bar show more rows than are painted: a row that is painted again counts once",
    read: "together.md#what-has-to-be-right-and-what-has-to-be-recent",
};

const RECENT: Rule = Rule {
    expected: "the bar shows the rows of the tiles that are being painted, not only whole tiles",
    read: "together.md#what-has-to-be-right-and-what-has-to-be-recent",
};

const WHOLE: Rule = Rule {
    expected: "Ok, when all tiles are painted, also those whose workers had died, and the bar has shown all rows by then",
    read: "together.md#painted-again",
};

const APART: Rule = Rule {
    expected: "the rows are painted by two workers or more, and the caller shows the bar",
    read: "together.md#a-sender-has-one-owner",
};

/// Paints a row of a tile.
pub type Paint<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Shows how many rows are painted.
pub type Show<'a> = &'a mut dyn FnMut(usize);

/// What an answer is: so many workers paint all rows of all tiles.
pub type Answer = fn(usize, Paint<'_>, Show<'_>) -> io::Result<()>;

/// What is counted, in memory that all processes see.
struct Record {
    caller: u32,
    workers: Pids,
    /// How often each row was painted.
    rows: Tally,
    /// How many workers have died, by their tile.
    deaths: Tally,
    /// What is known of the bar, by the places below.
    shown: Tally,
}

/// The number that was shown last, and how often one was shown.
const LAST: usize = 0;
const TIMES: usize = 1;
/// How many rows have waited for the bar, whether the first of them has waited, and what was shown in its place.
const CAME: usize = 2;
const DECIDED: usize = 3;
const MISSED: usize = 4;
/// How many rows were painted then.
const BEHIND: usize = 5;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let [rows, deaths, shown] = [(); 3].map(|()| Tally::new());
    let caller = std::process::id();
    let record = Record { caller, workers: Pids::new(), rows, deaths, shown };
    let mut lie = None;
    let mut show = |number| {
        let painted = record.painted();
        if number > painted {
            lie = lie.or(Some((number, painted)));
        }
        record.shown.set(LAST, number as u32);
        record.shown.add(TIMES);
    };
    let what = format!("{TILES} tiles of {ROWS} rows were painted, and three workers died");
    trying(&WHOLE, what.clone());
    let said = answer(2, &|tile, row| record.paint(tile, row), &mut show);
    record.is_painted_apart()?;
    HONEST.holds(lie.is_none(), || {
        let (number, painted) = lie.unwrap_or_default();
        format!("the bar showed {number} rows, when {painted} were painted")
    })?;
    RECENT.holds(record.shown.get(MISSED) == 0, || record.is_behind())?;
    said.map_err(|error| WHOLE.broken(format!("the error {error}, when {what}")))?;
    record.is_whole(&what)
}

impl Record {
    fn paint(&self, tile: usize, row: usize) {
        if std::process::id() != self.caller {
            self.workers.note();
            if row == WAITING_ROW {
                self.wait_for_the_bar();
            }
        }
        let deaths = UNLUCKY.iter().find(|unlucky| unlucky.0 == tile).map_or(0, |it| it.1);
        if row == DEADLY_ROW && self.deaths.get(tile) < deaths {
            self.deaths.add(tile);
            kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
        }
        self.rows.add(tile * ROWS + row);
    }

    /// The first tile waits until its rows are shown, and the others wait for that. Later, each waits a while for the bar to be
    /// shown twice, and so once after this row had begun; one that has nothing new to show need not.
    fn wait_for_the_bar(&self) {
        let times = self.shown.get(TIMES);
        if self.shown.add(CAME) > 0 {
            until(2 * A_MOMENT, || self.shown.get(DECIDED) > 0); // It decides after one, and may be late.
            until(A_WHILE, || self.shown.get(TIMES) >= times + 2);
            return;
        }
        if !until(A_MOMENT, || self.shown.get(LAST) as usize >= self.painted()) {
            self.shown.set(BEHIND, self.painted() as u32);
            self.shown.set(MISSED, self.shown.get(LAST) + 1);
        }
        self.shown.set(DECIDED, 1);
    }

    /// How many rows are painted by now.
    fn painted(&self) -> usize {
        (0..TILES * ROWS).filter(|row| self.rows.get(*row) > 0).count()
    }

    fn is_painted_apart(&self) -> Verdict {
        let workers = self.workers.all().len();
        APART.holds(workers >= 2, || format!("{workers} worker processes painted rows"))
    }

    fn is_behind(&self) -> String {
        let shown = self.shown.get(MISSED) - 1;
        let painted = self.shown.get(BEHIND);
        format!(
            "{painted} rows of tiles that were not whole yet were painted, and the bar showed {shown}"
        )
    }

    fn is_whole(&self, what: &str) -> Verdict {
        let (painted, all) = (self.painted(), TILES * ROWS);
        WHOLE.holds(painted == all, || {
            format!("{painted} of {all} rows were painted: {what}")
        })?;
        let shown = self.shown.get(LAST);
        WHOLE.holds(shown as usize == all, || {
            format!("the bar showed {shown} rows in the end, and not {all}: {what}")
        })
    }
}
