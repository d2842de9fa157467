use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::time::Duration;

use process::{Process, spawn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared_memory::Shared;

use crate::error::Cause;
use crate::frame::{self, Frame, Kind};
use crate::sys::{Area, DAMAGED};
use crate::worker::message;

/// Runs `work` in a process of its own, and brings its value home.
///
/// ```standalone_crate
/// use process_pool::{Cause, run};
///
/// let text = String::from("forty-two");
/// assert_eq!(run(|| text.len()), Ok(9));
/// assert_eq!(run(|| std::process::abort()), Err::<(), _>(Cause::Killed { signal: 6 }));
/// ```
///
/// It is [`spawn`](::process::spawn) with a result: what `work` captured is a copy, or moved, as
/// there, and nothing of it is serialized. The value crosses as a task's output does in a
/// [`Pool`](crate::Pool).
///
/// # Errors
///
/// Why there is no value: `work` panicked, or its process ended without a word, exit code 0
/// included; [`Cause::Codec`] for a value that does not cross, is larger than 256 MiB or was
/// overwritten by a wild pointer;
/// [`Cause::NoWorker`] where the process could not be forked, as `spawn` refuses beside a second
/// thread.
pub fn run<Out>(work: impl FnOnce() -> Out + Send) -> Result<Out, Cause>
where
    Out: Serialize + DeserializeOwned,
{
    run_at_most(None, work)
}

/// Like [`run`], and the process is killed when `limit` has passed, if there is no value by then.
///
/// ```standalone_crate
/// use std::time::Duration;
/// use process_pool::{Cause, run_within};
///
/// let limit = Duration::from_millis(20);
/// assert_eq!(run_within(limit, || loop {}), Err::<(), _>(Cause::TimedOut { limit }));
/// ```
///
/// # Errors
///
/// As [`run`], and [`Cause::TimedOut`]. A limit of zero is over at once: nothing is run.
pub fn run_within<Out>(
    limit: Duration,
    work: impl FnOnce() -> Out + Send,
) -> Result<Out, Cause>
where
    Out: Serialize + DeserializeOwned,
{
    if limit.is_zero() {
        return Err(Cause::TimedOut { limit });
    }
    run_at_most(Some(limit), work)
}

// ANCHOR: run
fn run_at_most<Out>(
    limit: Option<Duration>,
    work: impl FnOnce() -> Out + Send,
) -> Result<Out, Cause>
where
    Out: Serialize + DeserializeOwned,
{
    let answer = Answer::new().map_err(|error| Cause::NoWorker(error.kind()))?;
    let child = spawn(|| answer.give(work)).map_err(|error| Cause::NoWorker(error.kind()))?;
    let ending = ending(child, limit);
    answer.take().unwrap_or(Err(ending))
}
// ANCHOR_END: run

/// How the process has ended, or was ended.
fn ending(mut child: Process, limit: Option<Duration>) -> Cause {
    let Some(limit) = limit else { return Cause::of_death(child.join()) };
    match child.join_timeout(limit) {
        Ok(Some(status)) => Cause::of_death(Ok(status)),
        Ok(None) => {
            let _ = child.kill(); // Dropping it waits for the end.
            Cause::TimedOut { limit }
        }
        Err(error) => Cause::of_death(Err(error)),
    }
}

/// What the process has to say, in shared memory.
#[derive(Debug)]
struct Answer {
    frame: Area,
    /// 1 once the frame is complete. It is stored last.
    given: Shared<AtomicU32>,
}

impl Answer {
    fn new() -> std::io::Result<Answer> {
        Ok(Answer { frame: Area::new()?, given: Shared::new(AtomicU32::new(0))? })
    }

    fn give<Out: Serialize>(&self, work: impl FnOnce() -> Out) {
        let written = panic::catch_unwind(AssertUnwindSafe(|| {
            let written = frame::write(&self.frame, 0, &work());
            written.map_err(|refused| format!("its output {refused}"))
        }));
        match written {
            Ok(Ok(_)) => {}
            Ok(Err(what)) => self.say(Kind::Codec, &what),
            Err(payload) => self.say(Kind::Panic, &message(payload)),
        }
        self.given.store(1, Release);
    }

    fn say(&self, kind: Kind, text: &str) {
        let said = frame::write_bytes(&self.frame, 0, kind, text.as_bytes());
        said.expect("room for a text");
    }

    fn take<Out: DeserializeOwned>(&self) -> Option<Result<Out, Cause>> {
        let damaged = || Err(Cause::Codec(DAMAGED.to_owned()));
        let result = || frame::find(&self.frame, 0).map_or_else(damaged, Frame::result);
        (self.given.load(Acquire) == 1).then(result)
    }
}
