use std::fmt;
use std::io;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::all::All;
use crate::call::Call;
use crate::call::session::Session;
use crate::crew::Crew;
use crate::error::TaskError;
use crate::options::PoolOptions;
use crate::pace::Ahead;
use crate::results::{InOrder, Unordered};
use crate::worker::{Rules, serve};

/// A number of worker processes that run one function on many inputs.
///
/// The workers are forked by [`new`](Pool::new), and the function with all that it captured is in
/// them from then on, so nothing of it is ever serialized, and what it changes in its captures is
/// changed in that one worker. Inputs and outputs cross by serde, a few numbers as they are and all
/// else as postcard writes it; each may be up to 256 MiB long when serialized.
///
/// # What crosses, and what does not
///
/// Inputs are owned: a worker makes each anew from its bytes, so a task takes a `String` and not a
/// `&str`. For a task that takes a reference the compiler says that "implementation of
/// `Deserialize` is not general enough":
///
/// ```compile_fail
/// let pool = process_pool::Pool::new(2, |word: &str| word.len());
/// ```
///
/// Neither format says what a value is, so `Deserialize` has to read what `Serialize` wrote, all of
/// it and nothing else, and `Serialize` may be called more than once for one value. What asks the
/// bytes for their type (serde's `untagged`, `tag` and `flatten`, and `serde_json::Value`) or
/// leaves a field out (`skip_serializing`, `skip_serializing_if`, `skip_deserializing`) compiles,
/// and is an error of its task ([`Cause::Codec`](crate::Cause::Codec)).
///
/// One thing cannot be noticed: **an enum variant that stands behind one with `#[serde(skip)]`
/// arrives as its neighbor.** serde counts the skipped variant when it writes, and not when it
/// reads ([serde#2614](https://github.com/serde-rs/serde/issues/2614)), and of a variant nothing
/// but this number crosses. Put variants that are skipped last.
///
/// # When workers die
///
/// A task that panics is an error of that task ([`Cause::Panicked`](crate::Cause::Panicked)); its
/// message has been printed to stderr by then, as everywhere, and its worker goes on. When a worker
/// dies, the task that it was running is an error of that task, no other task is affected, and a
/// new worker has taken the place before the call returns its last result. Where that fork is
/// refused (this process runs a second thread by now, say), the others do its work and the next
/// call tries again; a call that has no worker left gives
/// [`Cause::NoWorker`](crate::Cause::NoWorker) for the tasks that remain.
///
/// A task that writes through a wild pointer may hit what its own worker shares with the caller, and
/// that of no other worker. What it leaves there and cannot be true is a panic that says so; what is
/// plausible cannot be told from a result, and a call may wait for a result that does not come.
///
/// # Where it lives
///
/// Dropping a pool kills the workers that are busy (after a dropped iterator they may be) and waits
/// until all are gone; [`close`](Pool::close) lets them finish.
///
/// A pool stays with the thread that made it (it is not `Send`): the kernel ends the workers when
/// that thread ends. A child that inherits a pool and uses it gets workers of its own; an iterator
/// over results panics there.
///
/// A worker gives up what it has inherited of the other workers, their shared memory and their
/// descriptors, so that a wild write of a task cannot hit it. What else the parent shares with its
/// children, a worker has too. It reads `/dev/null` where the parent reads standard input. When the
/// parent is gone, the workers end, also those that have changed their user.
///
/// A call polls two descriptors for each worker. It panics where the limit on open files
/// (`ulimit -n`) was lowered below that number since the pool was made.
///
/// It uses `membarrier(2)` where the kernel grants it, and does without where a sandbox refuses it.
/// Under a sandbox that is put on later, the workers of before keep all that was handed to them,
/// even while others are idle.
pub struct Pool<'f, In, Out> {
    crew: Crew<'f>,
    types: PhantomData<fn(In) -> Out>,
}

impl PoolOptions {
    /// Forks the workers, which will run `task`.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): 0 workers, or another number of 0 with which
    ///   no task would ever be run.
    /// - Those of [`process::spawn`](::process::spawn), and of `mmap(2)`: each worker takes two
    ///   descriptors, and 1 GiB of address space (not of memory).
    pub fn build<'f, In, Out>(
        self,
        task: impl Fn(In) -> Out + Sync + 'f,
    ) -> io::Result<Pool<'f, In, Out>>
    where
        In: Serialize + DeserializeOwned,
        Out: Serialize + DeserializeOwned,
    {
        self.fork(|| (), move |(), input| task(input), false)
    }

    /// Forks the workers. Each runs `setup` once, before its first task, and then `task` with what
    /// `setup` has made: a connection, a large table, a random number generator with a seed of its
    /// own.
    ///
    /// ```standalone_crate
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = process_pool::PoolOptions::new().workers(1);
    /// let setup = || Vec::with_capacity(1 << 20);
    /// let task = |buffer: &mut Vec<u8>, name: String| {
    ///     buffer.extend(name.bytes());
    ///     buffer.len()
    /// };
    /// let mut pool = options.build_with(setup, task)?;
    /// assert_eq!(pool.map(["one".to_owned(), "two".to_owned()])?, [3, 6]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The state is made in the worker, so it need not be `Send`, and never crosses. It is dropped
    /// when the worker ends well: when the pool is closed, or after
    /// [`tasks_per_worker`](Self::tasks_per_worker); not when the worker is killed. After a panic in
    /// a task it is dropped and made anew, as it may be half changed.
    ///
    /// A worker that dies or panics in `setup` is replaced, and no task is blamed. Where twenty in a
    /// row do, the call gives the tasks that no worker is left for the cause of the last one, with
    /// [`attempts`](crate::TaskError::attempts) of 0. `setup` is not under the
    /// [`time_limit`](Self::time_limit).
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build). That a `setup` fails shows in the first call.
    pub fn build_with<'f, S, In, Out>(
        self,
        setup: impl Fn() -> S + Sync + 'f,
        task: impl Fn(&mut S, In) -> Out + Sync + 'f,
    ) -> io::Result<Pool<'f, In, Out>>
    where
        In: Serialize + DeserializeOwned,
        Out: Serialize + DeserializeOwned,
    {
        self.fork(setup, task, true)
    }

    fn fork<'f, S, In, Out>(
        self,
        setup: impl Fn() -> S + Sync + 'f,
        task: impl Fn(&mut S, In) -> Out + Sync + 'f,
        has_setup: bool,
    ) -> io::Result<Pool<'f, In, Out>>
    where
        In: Serialize + DeserializeOwned,
        Out: Serialize + DeserializeOwned,
    {
        self.check()?;
        let rules = Rules { room: self.bytes_on_tray(), timed: self.time_limit.is_some() };
        let serve = move |desk: &_, bell: &_| serve(desk, bell, rules, &setup, &task);
        let crew = Crew::new(self, Box::new(serve), has_setup)?;
        Ok(Pool { crew, types: PhantomData })
    }
}

impl<'f, In, Out> Pool<'f, In, Out>
where
    In: Serialize + DeserializeOwned,
    Out: Serialize + DeserializeOwned,
{
    /// Forks `workers` processes that will run `task`. [`PoolOptions`] says more than their number.
    ///
    /// # Errors
    ///
    /// Those of [`PoolOptions::build`].
    pub fn new(workers: usize, task: impl Fn(In) -> Out + Sync + 'f) -> io::Result<Self> {
        PoolOptions::new().workers(workers).build(task)
    }

    /// Runs the task on each input and returns the outputs in the order of the inputs.
    ///
    /// # Errors
    ///
    /// The failed task with the lowest index. All tasks have been run all the same.
    pub fn map(
        &mut self,
        inputs: impl IntoIterator<Item = In>,
    ) -> Result<Vec<Out>, TaskError> {
        let inputs = inputs.into_iter();
        let all = All::new(inputs.size_hint().0);
        let mut call = Call::new(&mut self.crew, inputs, all, Ahead::All);
        call.by_ref().for_each(drop);
        call.results().finish()
    }

    /// The results in the order of the inputs, as soon as they are there.
    ///
    /// It is lazy, so an endless iterator is welcome: inputs are taken as results are, ahead of
    /// them by what keeps the workers busy for a few milliseconds, or by what
    /// [`buffersize`](PoolOptions::buffersize) allows; and results wait up to a
    /// [bound in bytes](PoolOptions::buffer_bytes). Nothing is begun before the first result is
    /// asked for, nor while the caller does something else and the workers have worked off what
    /// they were given. Dropping it early leaves the tasks that are running to end on their own;
    /// what no worker has begun is not run.
    ///
    /// Where `inputs`, a `Serialize` or a `Deserialize` panics, so does `next`, and the call is
    /// over.
    ///
    /// # Inputs that have to be waited for
    ///
    /// `next` asks `inputs` for more on the caller's own thread, the only one that there is. If
    /// `inputs` blocks (lines from a terminal, requests from a socket), a result that comes in
    /// meanwhile is given when it returns. What is finished is given before more is asked for, and
    /// before it asks again, `next` waits for results a sixteenth as long as the last input has
    /// taken: so lines that come every two seconds are answered at once if their tasks take less
    /// than an eighth of a second. Where that is not enough, or where the next input comes only
    /// after the answer to this one, [`imap_apart`](Pool::imap_apart) does not depend on it.
    pub fn imap<I>(&mut self, inputs: I) -> impl Iterator<Item = Result<Out, TaskError>>
    where
        I: IntoIterator<Item = In>,
    {
        let results = InOrder::new(self.crew.options.bytes_waiting());
        let ahead = self.crew.options.ahead();
        Call::new(&mut self.crew, inputs.into_iter(), results, ahead)
    }

    /// The results in the order in which they come, each with the index of its input. Otherwise
    /// like [`imap`](Pool::imap).
    pub fn imap_unordered<I>(
        &mut self,
        inputs: I,
    ) -> impl Iterator<Item = (usize, Result<Out, TaskError>)>
    where
        I: IntoIterator<Item = In>,
    {
        let ahead = self.crew.options.ahead();
        Call::new(&mut self.crew, inputs.into_iter(), Unordered::new(), ahead)
    }

    /// Like [`imap`](Pool::imap), for inputs that have to be waited for: a process of its own asks
    /// for them, so each is handed out when it is there, and each result given when it is there.
    ///
    /// ```standalone_crate
    /// # use std::io::{BufRead, BufReader, Read, Write};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (mut client, server) = std::os::unix::net::UnixStream::pair()?;
    /// # let child = process::spawn(move || {
    /// #     for n in 0..3 { // It asks again only after it was answered.
    /// #         writeln!(client, "{n}").unwrap();
    /// #         client.read_exact(&mut [0; 2]).unwrap();
    /// #     }
    /// # })?;
    /// let mut pool = process_pool::Pool::new(2, |line: String| line.len())?;
    /// let requests = BufReader::new(server.try_clone()?).lines().map_while(Result::ok);
    /// for answer in pool.imap_apart(requests)? {
    ///     writeln!(&server, "{}", answer?)?;
    /// }
    /// # child.join()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// `inputs` is moved into that process, as with [`spawn`](::process::spawn): what it counts or
    /// keeps, this process does not see. It is asked for an input when a worker could be given one,
    /// as far ahead as with `imap`. When the iterator is dropped early, the process is killed, and
    /// what it has read and not handed over is lost.
    ///
    /// An input costs some microseconds more than with `imap`.
    ///
    /// # Errors
    ///
    /// Those of [`spawn`](::process::spawn). (Where `inputs` panics, or its process ends in another
    /// way before they do, `next` panics.)
    pub fn imap_apart<I>(
        &mut self,
        inputs: I,
    ) -> io::Result<impl Iterator<Item = Result<Out, TaskError>>>
    where
        I: IntoIterator<Item = In> + Send,
    {
        let results = InOrder::new(self.crew.options.bytes_waiting());
        let ahead = self.crew.options.ahead();
        Call::fed(&mut self.crew, inputs, results, ahead)
    }

    /// The results in the order in which they come, each with the index of its input. Otherwise
    /// like [`imap_apart`](Pool::imap_apart).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn imap_unordered_apart<I>(
        &mut self,
        inputs: I,
    ) -> io::Result<impl Iterator<Item = (usize, Result<Out, TaskError>)>>
    where
        I: IntoIterator<Item = In> + Send,
    {
        let ahead = self.crew.options.ahead();
        Call::fed(&mut self.crew, inputs, Unordered::new(), ahead)
    }

    /// Tasks that are handed in one by one, by a caller that has other things to wait for as well:
    /// the seam for what drives a pool by itself. See [`Session`].
    pub fn session(&mut self) -> Session<'_, 'f, In, Out> {
        Session::new(&mut self.crew)
    }

    /// Lets the workers end, and waits for them.
    ///
    /// # Errors
    ///
    /// Those of [`Process::join`](::process::Process::join).
    pub fn close(mut self) -> io::Result<()> {
        self.crew.go_home()
    }
}

impl<In, Out> Pool<'_, In, Out> {
    /// The process ids of the workers, in no particular order. A worker that died since the last
    /// call is still among them.
    pub fn worker_ids(&self) -> Vec<u32> {
        self.crew.worker_ids()
    }
}

impl<In, Out> fmt::Debug for Pool<'_, In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("size", &self.crew.size())
            .field("worker_ids", &self.worker_ids())
            .finish_non_exhaustive()
    }
}
