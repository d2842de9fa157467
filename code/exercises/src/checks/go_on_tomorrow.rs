//! A run that is killed, and the next one, which goes on where the first one was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use process::{Process, spawn};
use rustix::process::{Pid, Signal, getpid, kill_process};
use tempfile::TempDir;

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying, until};

const TASKS: u64 = 20;
const WORKERS: usize = 2;

/// The task that kills, and how many results are in the file by then. It is one of the first eight: a pool of two workers
/// that has no result to give may take no more inputs.
const DEADLY: u64 = 7;
const ENOUGH: usize = 5;

/// How long a task waits for the results of others.
const A_MOMENT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(600);

/// Files whose last line a kill has cut short: in one of them two results are whole.
const CUT_SHORT: &str = "0 10000\n1 10037\n2 100";
const HALF_A_LINE: &str = "19 107";

const SAVED: Rule = Rule {
    expected: "each result is saved as soon as the caller has it: the whole program may be killed at any moment",
    read: "process_pool.md#results-as-they-come",
};

const GOES_ON: Rule = Rule {
    expected: "what was saved is not computed again, and the rest is; half a line at the end of the file was not saved",
    read: "common_pitfalls.md#ended-in-the-middle",
};

const WHOLE: Rule = Rule {
    expected: "a line counts once it has its end; half a line is no result, and no part of the next line",
    read: "common_pitfalls.md#ended-in-the-middle",
};

const ALL: Rule = Rule {
    expected: "the results of all tasks, in their order, computed by the workers of a pool",
    read: "process_pool.md#ten-cubes-two-workers",
};

const DEATH: Rule = Rule {
    expected: "an error, if a task has killed its worker and so has no result",
    read: "process_pool.md#a-task-that-kills-its-worker",
};

/// What a worker computes of a task.
pub type Work<'a> = &'a (dyn Fn(u64) -> u64 + Sync);

/// What an answer is: so many tasks, so many workers, and the file with the results so far.
pub type Answer = fn(u64, usize, Work<'_>, &Path) -> io::Result<Vec<u64>>;

/// What a task does to other processes.
#[derive(Clone, Copy, PartialEq)]
enum Kills {
    Nothing,
    TheProgram,
    ItsWorker,
}

/// A file for results, and what was done for them.
struct Run {
    answer: Answer,
    folder: TempDir,
    times: Tally,
    pids: Pids,
    program: Tally,
    missed: Tally,
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    nothing_goes_wrong(&Run::new(answer))?;
    the_program_is_killed(&Run::new(answer))?;
    a_line_is_cut_short(&Run::new(answer))?;
    a_worker_dies(&Run::new(answer))
}

fn nothing_goes_wrong(run: &Run) -> Verdict {
    let what = format!("{WORKERS} workers did {TASKS} tasks, and no file was there");
    run.gives_all(&ALL, &what)?;
    ALL.holds(!run.pids.all().contains(&std::process::id()), || {
        "the caller's own process did a task".into()
    })?;
    let lines = run.lines();
    SAVED.holds(lines == TASKS as usize, || {
        format!("the file had {lines} whole lines, and not {TASKS}, when {what}")
    })?;
    run.computed(0..TASKS, 1, &what)
}

fn the_program_is_killed(run: &Run) -> Verdict {
    trying(&SAVED, format!("the program was killed in task {DEADLY}"));
    fs::write(run.path(), HALF_A_LINE).expect("a file can be written");
    let program = || {
        run.program.set(0, std::process::id());
        let _ = run.answer(Kills::TheProgram);
    };
    spawn(program).and_then(Process::join).expect("a child can be started");
    SAVED.holds(run.missed.get(0) == 0, || {
        let lines = run.missed.get(0) - 1;
        format!("task {DEADLY} of {TASKS} had begun, and {lines} results were in the file")
    })?;
    let saved = run.saved();
    for task in 0..TASKS {
        run.times.set(place(task), 0);
    }
    let what = format!(
        "a run went on, of which {} results had been saved, and {HALF_A_LINE:?}",
        saved.len()
    );
    run.gives_all(&GOES_ON, &what)?;
    let again = saved.iter().filter(|task| run.times.get(place(**task)) > 0).count();
    GOES_ON.holds(again == 0, || format!("{again} tasks were computed again: {what}"))
}

fn a_line_is_cut_short(run: &Run) -> Verdict {
    fs::write(run.path(), CUT_SHORT).expect("a file can be written");
    let what = format!("the file ended in the middle of a line: {CUT_SHORT:?}");
    run.gives_all(&WHOLE, &what)?;
    run.computed(0..2, 0, &what)?;
    run.computed(2..TASKS, 1, &what)?;
    let what = "a run went on, of which all results had been saved, behind half a line";
    run.gives_all(&WHOLE, what)?;
    run.computed(2..TASKS, 1, what)
}

fn a_worker_dies(run: &Run) -> Verdict {
    trying(&DEATH, format!("task {DEADLY} killed its worker"));
    let said = run.answer(Kills::ItsWorker);
    DEATH.holds(said.is_err(), || format!("Ok, although task {DEADLY} had killed its worker"))
}

impl Run {
    fn new(answer: Answer) -> Self {
        let folder = TempDir::new().expect("a folder can be made");
        let [times, program, missed] = [(); 3].map(|()| Tally::new());
        Self { answer, folder, times, pids: Pids::new(), program, missed }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("results.txt")
    }

    fn answer(&self, kills: Kills) -> io::Result<Vec<u64>> {
        let work = |task| {
            self.pids.note();
            self.times.add(place(task));
            match task {
                DEADLY => self.kill(kills),
                // A slow one, which must not hold up the others, and most often dies with the program. It does not wait
                // for ever: the pool may have laid the deadly task behind it.
                0 if kills == Kills::TheProgram => {
                    _ = until(3 * A_MOMENT, || self.lines() > 0)
                }
                // The half line of the last task is still there when the program is killed.
                DEADLY.. if kills == Kills::TheProgram => thread::sleep(LONG),
                _ => {}
            }
            result_of(task)
        };
        (self.answer)(TASKS, WORKERS, &work, &self.path())
    }

    fn kill(&self, kills: Kills) {
        match kills {
            Kills::Nothing => {}
            Kills::TheProgram => {
                if !until(A_MOMENT, || self.lines() >= ENOUGH) {
                    self.missed.set(0, self.lines() as u32 + 1);
                }
                let program = Pid::from_raw(self.program.get(0).cast_signed());
                let _ =
                    kill_process(program.expect("a process has noted its id"), Signal::KILL);
                thread::sleep(LONG); // This process dies with it.
            }
            Kills::ItsWorker => {
                kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
            }
        }
    }

    fn gives_all(&self, rule: &Rule, what: &str) -> Verdict {
        trying(rule, what);
        let said = self.answer(Kills::Nothing);
        let said =
            said.map_err(|error| rule.broken(format!("the error {error}, when {what}")))?;
        let all: Vec<u64> = (0..TASKS).map(result_of).collect();
        rule.holds(said == all, || differs(&said, &all, what))
    }

    fn computed(
        &self,
        tasks: impl IntoIterator<Item = u64>,
        times: u32,
        what: &str,
    ) -> Verdict {
        let other = tasks.into_iter().find(|task| self.times.get(place(*task)) != times);
        other.map_or(Ok(()), |task| {
            let found = self.times.get(place(task));
            Err(GOES_ON.broken(format!("task {task} was computed {found} times, when {what}")))
        })
    }

    /// How many whole lines there are.
    fn lines(&self) -> usize {
        let text = fs::read(self.path()).unwrap_or_default();
        text.iter().filter(|byte| **byte == b'\n').count()
    }

    /// The tasks whose lines are whole.
    fn saved(&self) -> Vec<u64> {
        let text = fs::read_to_string(self.path()).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let task = |line: &str| {
            let (task, result) = line.split_once(' ')?;
            let task: u64 = task.parse().ok()?;
            (result == result_of(task).to_string()).then_some(task)
        };
        whole.lines().filter_map(task).collect()
    }
}

fn differs(said: &[u64], all: &[u64], what: &str) -> String {
    let place = said.iter().zip(all).position(|(said, wanted)| said != wanted);
    match place {
        Some(task) => format!(
            "task {task} has the result {}, and not {}, when {what}",
            said[task], all[task]
        ),
        None => format!("{} results, and not {}, when {what}", said.len(), all.len()),
    }
}

/// All have as many digits.
fn result_of(task: u64) -> u64 {
    10_000 + task * 37
}

fn place(task: u64) -> usize {
    usize::try_from(task).unwrap_or(usize::MAX)
}
