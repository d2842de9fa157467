//! The keeper: a child with one thread, for good. It owns the pool, and can fork for ever.

use std::collections::HashMap;
use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use process_pool::{Pool, Session, TaskError};

use crate::codec::Packed;
use crate::line::{Line, Progress};
use crate::sys::{self, Want};
use crate::wire::{Failure, News, Order, errno_of};

/// Results that are there are sent together, up to so many.
const BATCH: usize = 256;

/// While tasks wait, the keeper looks this often whether one was begun, or rarer, for its parent
/// wants to know how many wait.
const FIRST_LOOK: Duration = Duration::from_millis(1);
const LONGEST_LOOK: Duration = Duration::from_millis(50);

/// The keeper's life: from the pool's making to its end.
pub(crate) fn keep<'f, B>(mut line: Line, build: B)
where
    B: FnOnce() -> io::Result<Pool<'f, Packed, Packed>>,
{
    sys::leave_group();
    let mut pool = match build() {
        Ok(pool) => pool,
        Err(error) => return refuse(&mut line, &error),
    };
    let workers = pool.worker_ids().len();
    let mut keeper = Keeper::new(pool.session(), line);
    if let Err(error) = keeper.serve(workers) {
        eprintln!("the keeper of a pool gives up: {error}");
    }
    let is_done = keeper.session.pending() == 0;
    drop(keeper);
    // Dropping a pool kills the workers that are busy.
    if is_done {
        let _ = pool.close();
    }
}

fn refuse(line: &mut Line, error: &io::Error) {
    let (errno, text) = (errno_of(error.kind()), error.to_string());
    let _ = line.say(&News::Refused { errno, text: &text });
    let _ = line.write();
}

struct Keeper<'p, 'f> {
    session: Session<'p, 'f, Packed, Packed>,
    line: Line,
    /// The parent's numbers of the tasks, by the session's.
    tasks: HashMap<usize, u64>,
    /// The number of waiting tasks that the parent was told last.
    told: usize,
    look: Duration,
}

impl<'p, 'f> Keeper<'p, 'f> {
    fn new(session: Session<'p, 'f, Packed, Packed>, line: Line) -> Self {
        Keeper { session, line, tasks: HashMap::new(), told: 0, look: FIRST_LOOK }
    }

    // ANCHOR: serve
    /// Runs what the parent asks for, until it hangs up.
    fn serve(&mut self, workers: usize) -> io::Result<()> {
        self.line.say(&News::Ready { workers })?;
        while self.flush()? != Progress::Ended {
            let is_told = self.told == 0 && self.session.waiting() == 0;
            let look = (!is_told).then_some(self.look);
            let result = self.session.wait(&[self.line.as_fd()], look)?;
            self.report(result)?;
            if self.line.read()? == Progress::Ended {
                break;
            }
            // Most tasks are begun at once: a task that has just come is not worth telling of.
            if !self.follow_orders()? {
                self.tell_who_waits()?;
            }
        }
        Ok(())
    }
    // ANCHOR_END: serve

    /// Sends what is there to send. It may wait for the parent, which never stops reading.
    fn flush(&mut self) -> io::Result<Progress> {
        loop {
            match self.line.write()? {
                Progress::Blocked => sys::poll([(self.line.as_fd(), Want::Write)])?,
                progress => return Ok(progress),
            };
        }
    }

    /// Reports this result, and those that have come with it.
    fn report(&mut self, first: Option<(usize, Result<Packed, TaskError>)>) -> io::Result<()> {
        let Some((index, result)) = first else { return Ok(()) };
        self.report_one(index, &result)?;
        for _ in 1..BATCH {
            match self.session.wait(&[], Some(Duration::ZERO))? {
                Some((index, result)) => self.report_one(index, &result)?,
                None => break,
            }
        }
        Ok(())
    }

    fn report_one(
        &mut self,
        index: usize,
        result: &Result<Packed, TaskError>,
    ) -> io::Result<()> {
        match self.tasks.remove(&index) {
            Some(task) => self.line.say(&news(task, result)),
            None => Ok(()), // It was cancelled.
        }
    }

    /// False: there was none.
    fn follow_orders(&mut self) -> io::Result<bool> {
        let mut came = false;
        while let Some(order) = self.line.heard()? {
            came = true;
            match order {
                Order::Run { task, input } => {
                    let index = self.session.submit(Packed::from(input));
                    self.tasks.insert(index, task);
                }
                Order::Cancel { task } => {
                    let found = self.tasks.iter().find(|(_, known)| **known == task);
                    if let Some(index) = found.map(|(index, _)| *index) {
                        self.tasks.remove(&index);
                        self.session.cancel(index);
                    }
                }
            }
        }
        Ok(came)
    }

    fn tell_who_waits(&mut self) -> io::Result<()> {
        let waiting = self.session.waiting();
        if waiting == self.told {
            self.look = LONGEST_LOOK.min(2 * self.look);
            return Ok(());
        }
        (self.told, self.look) = (waiting, FIRST_LOOK);
        self.line.say(&News::Waiting(waiting))
    }
}

fn news(task: u64, result: &Result<Packed, TaskError>) -> News<'_> {
    match result {
        Ok(output) => News::Done { task, output },
        Err(error) => News::Failed { task, why: Failure::from(error.cause.clone()) },
    }
}
