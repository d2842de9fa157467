use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{SigId, flag, low_level};

use crate::Error;

/// Says whether this process was asked to stop, by Ctrl-C (SIGINT) or by SIGTERM.
///
/// The first signal is noted. The second one ends the process at once, in case it hangs. Once
/// this is dropped, both are ignored, until there is another one.
#[derive(Debug)]
pub struct Interrupt {
    signal: Arc<AtomicUsize>,
    actions: Vec<SigId>,
}

impl Interrupt {
    // ANCHOR: catch
    /// From here on the two signals are noted. Children forked before die of them as ever.
    ///
    /// # Errors
    /// What `sigaction(2)` says.
    pub fn catch() -> io::Result<Self> {
        let signal = Arc::new(AtomicUsize::new(0));
        let once = Arc::new(AtomicBool::new(false));
        let mut actions = Vec::new();
        for number in [SIGINT, SIGTERM] {
            actions.push(flag::register_conditional_default(number, Arc::clone(&once))?);
            actions.push(flag::register(number, Arc::clone(&once))?);
            let noted = number.unsigned_abs() as usize;
            actions.push(flag::register_usize(number, Arc::clone(&signal), noted)?);
        }
        Ok(Self { signal, actions })
    }

    /// # Errors
    /// [`Error::Interrupted`] if there was such a signal.
    pub fn check(&self) -> Result<(), Error> {
        match self.signal.load(Relaxed) {
            0 => Ok(()),
            signal => Err(Error::Interrupted { signal: signal as i32 }),
        }
    }
    // ANCHOR_END: catch
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        for action in self.actions.drain(..) {
            low_level::unregister(action);
        }
    }
}
