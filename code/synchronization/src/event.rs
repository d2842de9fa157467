use std::fmt;
use std::io;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use shared_memory::Shared;

use crate::flag::Flag;
use crate::pace::Pace;

/// Something that happens, for which any number of processes and threads wait.
///
/// It begins unset. [`set`](Self::set) lets all go who wait, and all who come later, until
/// [`clear`](Self::clear).
///
/// ```standalone_crate
/// use synchronization::Event;
///
/// let start = Event::new()?;
/// let runner = process::spawn(|| start.wait())?;
/// start.set();
/// runner.join()?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// What a process did before `set` is seen by those whom it lets go. Waiters and setters may be
/// killed at any instruction. If a setter is killed within `set`, the event is set or not, and if
/// it is, those who wait learn of it within 320 milliseconds.
pub struct Event {
    flag: Flag<Shared<AtomicU32>>,
}

impl Event {
    /// An event that is not set.
    ///
    /// # Errors
    /// What `mmap(2)` says: out of memory, or past a limit.
    pub fn new() -> io::Result<Self> {
        let word = || Shared::new(AtomicU32::new(0));
        Ok(Self { flag: Flag::new(word()?, word()?) })
    }

    /// Lets all go who wait, and all who will, until [`clear`](Self::clear).
    #[inline]
    pub fn set(&self) {
        self.flag.set();
    }

    /// Makes those wait who come from now on. Those who wait already are let go by the next
    /// [`set`](Self::set), however soon it is cleared again.
    #[inline]
    pub fn clear(&self) {
        self.flag.clear();
    }

    /// Whether it is set now.
    #[inline]
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.flag.is_set()
    }

    /// Waits until it is set. If it is never set, this waits for ever: where the setter may
    /// die, take [`wait_timeout`](Self::wait_timeout).
    pub fn wait(&self) {
        if !self.is_set() {
            self.sleep(Pace::endless());
        }
    }

    /// Waits until it is set, but not longer than `limit` on the monotonic clock. Returns whether
    /// it was set.
    #[must_use = "it returns without the event when the time is up"]
    pub fn wait_timeout(&self, limit: Duration) -> bool {
        self.is_set() || self.sleep(Pace::within(limit))
    }

    // ANCHOR: sleep
    #[cold]
    fn sleep(&self, mut pace: Pace) -> bool {
        let times = self.flag.times();
        loop {
            let heard = self.flag.bell.listen();
            if self.flag.came_since(times) {
                return true;
            }
            if pace.is_over() {
                return false;
            }
            self.flag.bell.sleep(heard, pace.get_up());
        }
    }
    // ANCHOR_END: sleep
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("is_set", &self.is_set()).finish()
    }
}
