use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::mem;
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};

use process_pool::{Cause, PoolOptions};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clerk::Clerk;
use crate::codec;
use crate::inbox::{Inbox, Job, Phase};
use crate::link::Link;
use crate::promise::Promise;
use crate::ticket::Ticket;

/// A pool of processes that any thread may hand a task to.
///
/// Make it while this process has one thread: `new` forks a child, the *keeper*, which makes the
/// pool and replaces its dead workers, however many threads this process has by then. Clone it for
/// every thread that wants one; [`submit`](Self::submit) returns a [`Ticket`] at once.
///
/// The task and what it captures are in the workers, copied by the fork. What it captured by move
/// is the keeper's, and its copy here is dropped, as with [`spawn`](::process::spawn). What this
/// process opens or reads later (sockets, files, secrets) is not in the workers.
///
/// With the first `submit`, a thread named `executor` is started here, which speaks with the keeper.
/// Until then, this process can make other executors, pools and children; from then on
/// [`spawn`](::process::spawn) refuses, until the last clone is gone.
///
/// # What crosses
///
/// As with [`Pool`](process_pool::Pool), by postcard: inputs and outputs are owned, and each is at
/// most 256 MiB long when serialized.
///
/// # When processes die
///
/// A worker's death costs the task that it was running ([`Cause`] says how it ended), and nothing
/// else. The death of the keeper fails all that was submitted, at once, and all that will be
/// ([`Cause::NoWorker`]): the workers die with it. When this process ends, however it does, keeper
/// and workers end too. Ctrl-C on a terminal is not sent to them, so a program that catches it can
/// finish what it has begun.
///
/// # How it ends
///
/// [`close`](Self::close) waits until all is done. When the last clone is dropped instead, tasks that
/// wait are not begun and those that run are killed; so it is for `detach`ed ones too, and for
/// tickets that are still held, which get [`Cause::NoWorker`]. Dropping the last clone waits until
/// the workers are gone, some milliseconds.
///
/// In a child that inherited one, an executor refuses every task, and dropping it does nothing.
pub struct Executor<In, Out> {
    office: Arc<Office>,
    types: PhantomData<fn(In) -> Out>,
}

impl<In, Out> Executor<In, Out>
where
    In: Serialize + DeserializeOwned + Send + 'static,
    Out: Serialize + DeserializeOwned + Send + 'static,
{
    /// A keeper and `workers` processes that will run `task`.
    ///
    /// # Errors
    ///
    /// - [`ResourceBusy`](io::ErrorKind::ResourceBusy): this process has a second thread, or a
    ///   [`NoFork`](::process::NoFork) lives.
    /// - Those of [`PoolOptions::build`], in the keeper.
    pub fn new(
        workers: usize,
        task: impl Fn(In) -> Out + Sync,
    ) -> io::Result<Executor<In, Out>> {
        Self::with(PoolOptions::new().workers(workers), task)
    }

    /// The same with limits: on the time of a task, on the attempts, on the tasks of a worker.
    /// (Its buffers are for lazy calls, and mean nothing here.)
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with(
        options: PoolOptions,
        task: impl Fn(In) -> Out + Sync,
    ) -> io::Result<Executor<In, Out>> {
        Self::with_state(options, || (), move |(), input| task(input))
    }

    /// The same with a state, which `setup` makes once in each worker:
    /// see [`PoolOptions::build_with`].
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_state<S>(
        options: PoolOptions,
        setup: impl Fn() -> S + Sync,
        task: impl Fn(&mut S, In) -> Out + Sync,
    ) -> io::Result<Executor<In, Out>> {
        let link = Link::start((setup, task), move |(setup, task), leave| {
            let setup = move || {
                leave.leave();
                setup()
            };
            options.build_with(setup, move |state: &mut S, input: codec::Packed| {
                codec::run_packed(&input, |input| task(state, input))
            })
        })?;
        Ok(Executor { office: Arc::new(Office::new(link)), types: PhantomData })
    }

    /// Hands in a task, from any thread. It returns at once, whatever the workers do; what cannot
    /// be begun yet waits in this process's memory (see [`waiting`](Self::waiting)).
    ///
    /// A task that will not be run, because the executor was closed or its keeper is dead, or
    /// because its input does not serialize, is an error of the ticket.
    pub fn submit(&self, input: In) -> Ticket<Out> {
        let promise = Arc::new(Promise::new());
        match self.office.submit(&input, &promise) {
            Ok(task) => Ticket::new(promise, Some((self.office.inbox.clone(), task))),
            Err(cause) => {
                let _ = promise.keep(Err(cause)); // Its ticket is not made yet.
                Ticket::new(promise, None)
            }
        }
    }
}

impl<In, Out> Executor<In, Out> {
    /// How many tasks were submitted and not begun: for a program that would rather refuse a
    /// request than let it wait behind a thousand others. It may lag by some milliseconds.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.office.inbox.waiting()
    }

    /// The process id of the keeper, whose children the workers are.
    #[must_use]
    pub fn keeper_id(&self) -> u32 {
        self.office.keeper
    }

    /// Waits until all that was submitted is done, detached tasks too, then ends the workers and
    /// the keeper. What is submitted meanwhile, by other clones, fails.
    ///
    /// # Errors
    ///
    /// - If the keeper has ended on its own.
    /// - [`Deadlock`](io::ErrorKind::Deadlock): it was called by a waker, on the very thread that it
    ///   would wait for. The executor is closed all the same, as soon as all is done.
    /// - [`Unsupported`](io::ErrorKind::Unsupported): in a child that inherited the executor.
    pub fn close(self) -> io::Result<()> {
        self.office.close()
    }
}

impl<In, Out> Clone for Executor<In, Out> {
    fn clone(&self) -> Self {
        Executor { office: self.office.clone(), types: PhantomData }
    }
}

impl<In, Out> fmt::Debug for Executor<In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor")
            .field("keeper_id", &self.keeper_id())
            .field("waiting", &self.waiting())
            .finish_non_exhaustive()
    }
}

/// What the clones of an executor share.
#[derive(Debug)]
struct Office {
    inbox: Arc<Inbox>,
    keeper: u32,
    /// The process whose child the keeper is.
    home: u32,
    staff: Mutex<Staff>,
    /// Set by the first `submit`: the clerk's thread, if it could be started.
    opened: OnceLock<Option<ThreadId>>,
}

/// Who speaks with the keeper.
#[derive(Debug)]
enum Staff {
    /// Nothing was submitted so far.
    None(Link),
    Clerk(JoinHandle<io::Result<()>>),
    Gone,
}

impl Office {
    fn new(link: Link) -> Office {
        Office {
            inbox: Arc::new(Inbox::new()),
            keeper: link.keeper.id(),
            home: process::id(),
            staff: Mutex::new(Staff::None(link)),
            opened: OnceLock::new(),
        }
    }

    fn staff(&self) -> MutexGuard<'_, Staff> {
        self.staff.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_home(&self) -> bool {
        self.home == process::id()
    }

    /// Whether this is the clerk's thread: what a waker drops is dropped there.
    fn is_clerk(&self) -> bool {
        self.opened.get().is_some_and(|clerk| *clerk == Some(thread::current().id()))
    }

    fn submit(&self, input: &impl Serialize, promise: &Arc<Promise>) -> Result<u64, Cause> {
        if !self.is_home() {
            return Err(Cause::NoWorker(io::ErrorKind::Unsupported));
        }
        let input = codec::pack_input(input)?;
        self.opened.get_or_init(|| self.open());
        self.inbox.submit(Job { input, promise: promise.clone() })
    }

    /// Starts the clerk. Where that is refused, so is every task.
    fn open(&self) -> Option<ThreadId> {
        let mut staff = self.staff();
        let Staff::None(link) = mem::replace(&mut *staff, Staff::Gone) else { return None };
        let clerk = self.hire(link);
        let clerk = clerk.map_err(|error| self.inbox.finish(error.kind())).ok()?;
        let thread = clerk.thread().id();
        *staff = Staff::Clerk(clerk);
        Some(thread)
    }

    fn hire(&self, link: Link) -> io::Result<JoinHandle<io::Result<()>>> {
        let clerk = Clerk::new(self.inbox.clone(), link)?;
        thread::Builder::new().name("executor".to_owned()).spawn(move || clerk.work())
    }

    // ANCHOR: close
    fn close(&self) -> io::Result<()> {
        if !self.is_home() {
            let text = "this executor was inherited: its keeper is another process's child";
            return Err(io::Error::new(io::ErrorKind::Unsupported, text));
        }
        self.inbox.end(Phase::Closing, io::ErrorKind::NotConnected);
        if self.is_clerk() {
            let text = "an executor cannot be waited for in a waker that it has called";
            return Err(io::Error::new(io::ErrorKind::Deadlock, text));
        }
        self.dismiss()
    }

    /// Waits for the clerk, who ends the keeper. Who calls at the same time waits for the lock, and
    /// finds that all is done.
    fn dismiss(&self) -> io::Result<()> {
        let mut staff = self.staff();
        match mem::replace(&mut *staff, Staff::Gone) {
            Staff::None(link) => link.end(),
            Staff::Clerk(clerk) => {
                let panicked = || io::Error::other("the executor's own thread has panicked");
                clerk.join().unwrap_or_else(|_| Err(panicked()))
            }
            Staff::Gone => Ok(()),
        }
    }
    // ANCHOR_END: close
}

impl Drop for Office {
    fn drop(&mut self) {
        if !self.is_home() {
            return;
        }
        self.inbox.end(Phase::Stopping, io::ErrorKind::NotConnected);
        if self.is_clerk() {
            return; // It ends when it comes back from the waker.
        }
        let _ = self.dismiss();
    }
}
