//! The clerk: the one thread of the parent's that speaks with the keeper. It sends what the inbox
//! holds and keeps the promises as results come. It never waits for anything but news.

use std::collections::HashMap;
use std::io::{self, PipeReader, Read};
use std::os::fd::AsFd;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::task::Waker;

use process_pool::Cause;

use crate::inbox::{Inbox, Job, Phase};
use crate::line::Progress;
use crate::link::Link;
use crate::promise::Promise;
use crate::sys::{self, Want};
use crate::wire::{News, Order};

/// At most so many tasks, or so many bytes of input, are with the keeper: it stays small, and what
/// waits longer waits here.
const TASKS_AHEAD: usize = 1024;
const BYTES_AHEAD: usize = 4 << 20;

/// In any case, so many tasks for each worker.
const FOR_EACH: usize = 2;

pub(crate) struct Clerk {
    inbox: Arc<Inbox>,
    link: Link,
    bell: PipeReader,
    /// The tasks that the keeper has.
    out: HashMap<u64, Sent>,
    /// What their inputs weigh together.
    bytes: usize,
}

struct Sent {
    promise: Arc<Promise>,
    bytes: usize,
}

/// Why the clerk has nothing more to do.
enum End {
    /// The executor was closed or dropped.
    Wanted,
    KeeperDied,
}

impl Clerk {
    pub(crate) fn new(inbox: Arc<Inbox>, link: Link) -> io::Result<Clerk> {
        let (bell, rope) = io::pipe()?;
        inbox.hang_bell(rope);
        Ok(Clerk { inbox, link, bell, out: HashMap::new(), bytes: 0 })
    }

    // ANCHOR: work
    /// Works until the executor ends, or the keeper does.
    ///
    /// # Errors
    ///
    /// If the keeper did, on its own.
    pub(crate) fn work(mut self) -> io::Result<()> {
        let end = loop {
            match self.turn() {
                Ok(None) => {}
                Ok(Some(end)) => break end,
                Err(_) => break End::KeeperDied, // What it says cannot be understood.
            }
        };
        self.finish(&end)
    }

    /// One look at everything: what is wanted, what the socket takes, what the keeper says.
    fn turn(&mut self) -> io::Result<Option<End>> {
        if self.send_orders()? {
            return Ok(Some(End::Wanted));
        }
        self.link.line.write()?;
        let wants =
            if self.link.line.has_said_more() { Want::ReadOrWrite } else { Want::Read };
        sys::poll([(self.link.line.as_fd(), wants), (self.bell.as_fd(), Want::Read)])?;
        // A dead keeper's last words count too: they are read before the end is.
        let is_dead = self.read()? == Progress::Ended;
        Ok(is_dead.then_some(End::KeeperDied))
    }
    // ANCHOR_END: work

    /// Passes on what the inbox holds. True: there is nothing more to do.
    fn send_orders(&mut self) -> io::Result<bool> {
        let (mut count, mut bytes) = (self.out.len(), self.bytes);
        let few = FOR_EACH * self.link.workers;
        let work = self.inbox.take(|job| {
            let has_room = count < few || (count < TASKS_AHEAD && bytes < BYTES_AHEAD);
            (count, bytes) = (count + 1, bytes + job.input.len());
            has_room
        });
        if work.rung {
            self.bell.read_exact(&mut [0])?;
        }
        for (task, job) in work.jobs {
            self.send(task, job)?;
        }
        for task in work.withdrawn {
            if self.settle(task).is_some() {
                self.link.line.say(&Order::Cancel { task })?;
            }
        }
        Ok(match work.phase {
            Phase::Open => false,
            Phase::Closing => self.out.is_empty(),
            Phase::Stopping | Phase::Over => true,
        })
    }

    fn send(&mut self, task: u64, job: Job) -> io::Result<()> {
        let Job { input, promise } = job;
        self.link.line.say(&Order::Run { task, input: &input })?;
        self.bytes += input.len();
        self.out.insert(task, Sent { promise, bytes: input.len() });
        Ok(())
    }

    fn read(&mut self) -> io::Result<Progress> {
        loop {
            match self.link.line.read()? {
                Progress::Some => self.hear()?,
                progress => return Ok(progress),
            }
        }
    }

    // ANCHOR: hear
    /// Keeps the promises of all results that were read, and then wakes who waits for them: a
    /// thread that takes one after the other is woken once.
    fn hear(&mut self) -> io::Result<()> {
        let mut waiting = Vec::new();
        while let Some(news) = self.link.line.heard()? {
            let (task, outcome) = match news {
                News::Done { task, output } => (task, Ok(output.to_vec())),
                News::Failed { task, why } => (task, Err(Cause::from(why))),
                News::Waiting(count) => {
                    self.inbox.note_waiting(count);
                    continue;
                }
                News::Ready { .. } | News::Refused { .. } => continue,
            };
            let promise = self.settle(task);
            waiting.extend(promise.and_then(|promise| promise.keep(outcome)));
        }
        waiting.into_iter().for_each(wake);
        Ok(())
    }
    // ANCHOR_END: hear

    /// The keeper is done with a task, or is to be. `None`: it was so before.
    fn settle(&mut self, task: u64) -> Option<Arc<Promise>> {
        let sent = self.out.remove(&task)?;
        self.bytes -= sent.bytes;
        Some(sent.promise)
    }

    /// The tickets come first: the end of the keeper may take a while.
    fn finish(self, end: &End) -> io::Result<()> {
        let kind = match end {
            End::Wanted => io::ErrorKind::NotConnected,
            End::KeeperDied => io::ErrorKind::BrokenPipe,
        };
        let unsent = self.inbox.finish(kind).into_iter().map(|job| job.promise);
        let sent = self.out.into_values().map(|sent| sent.promise);
        let all = sent.chain(unsent);
        let waiting: Vec<_> =
            all.filter_map(|promise| promise.keep(Err(Cause::NoWorker(kind)))).collect();
        waiting.into_iter().for_each(wake);
        self.link.end()
    }
}

/// A waker is other people's code: if it panics, that is not to be the end of all other tickets.
fn wake(waker: Waker) {
    let _ = panic::catch_unwind(AssertUnwindSafe(|| waker.wake()));
}
