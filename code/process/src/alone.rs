use std::io;

use crate::no_fork::NoFork;
use crate::threads::other_threads;

/// The proof that a fork is harmless now: this is the process's only thread, and no [`NoFork`]
/// lives. Nothing but the holder's own next step can change that.
pub(crate) struct Alone(());

impl Alone {
    // ANCHOR: alone
    pub(crate) fn check() -> io::Result<Alone> {
        let threads = other_threads()
            .map_err(|error| io::Error::new(error.kind(), format!("spawn: {error}")))?;
        if let Some(others) = threads {
            return Err(refusal(format_args!(
                "this process runs more than one thread (beside this one: {others}): \
                 fork before you start threads, or join them first"
            )));
        }
        // Asked last: only now can no other thread be holding a guard.
        if NoFork::living() > 0 {
            return Err(refusal(format_args!(
                "a guard into shared memory is alive in this process: drop it before the fork, \
                 and lock in the child"
            )));
        }
        Ok(Alone(()))
    }
    // ANCHOR_END: alone
}

fn refusal(why: std::fmt::Arguments<'_>) -> io::Error {
    io::Error::new(io::ErrorKind::ResourceBusy, format!("spawn refused: {why}"))
}
