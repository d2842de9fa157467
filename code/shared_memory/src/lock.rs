use std::alloc::Layout;
use std::fmt;
use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::Ordering::{Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicU8, AtomicU64, compiler_fence};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};
use std::thread;
use std::time::{Duration, Instant};

use process::NoFork;

use crate::alive::{Identity, Life};
use crate::shared::{PAGE, Shared};

mod sys;

use self::sys::{Answer, Page, RobustMutex};

/// A lock between processes that its owner's death opens.
///
/// It has the face of [`std::sync::Mutex`], with nothing inside. Where std poisons a
/// mutex because its owner *panicked*, this one is poisoned when its owner *ended* in
/// any way: by a panic, by `exit`, by SIGKILL. The next one gets the guard and the news.
///
/// ```standalone_crate
/// use shared_memory::Lock;
///
/// let lock = Lock::new()?;
/// let child = process::spawn(|| {
///     let _guard = lock.lock().unwrap();
///     std::process::abort();
/// })?;
/// child.join()?;
/// let news = lock.lock().expect_err("its owner died");
/// let _guard = news.into_inner(); // the lock is ours all the same
/// lock.clear_poison();
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// When a thread dies, the kernel opens 2048 of the locks that it holds, and no more
/// (`ROBUST_LIST_LIMIT` in its source). The others stay taken, for good.
///
/// It is for processes of one pid namespace. A process in another one (`unshare(2)`) has a number
/// that is a stranger's to the others, and they would ask after the stranger.
pub struct Lock {
    page: Shared<Page>,
    /// Where in the page the bytes begin that [`Lock::with_room`] was asked for.
    room: usize,
    /// Whether guards become `&mut`s that outlive the thread that took the lock.
    lends: bool,
}

/// No guard is out.
const NO_OWNER: u64 = 0;
/// Beside the owner's name: what the lock protects was lent, and may be half changed. The bit
/// is free, since a start time without it is still 696 years of ticks.
const LENT: u64 = 1 << 63;

// The lock's health: any of three bits.
const FINE: u8 = 0;
/// An owner to whom it was lent ended, or panicked. [`Lock::clear_poison`] makes it fine again.
const POISONED: u8 = 1;
/// An owner's thread ended, and whether its process did could not be found out. Every
/// next owner asks again.
const IN_DOUBT: u8 = 2;
/// A living process may still use what it protects, for as long as it lives. This is for good.
const LOST: u8 = 4;

impl Lock {
    /// A free lock in a page of shared memory of its own.
    ///
    /// # Errors
    /// Those of [`Mapping::new`](crate::Mapping::new).
    pub fn new() -> io::Result<Self> {
        Self::with_room(Layout::new::<()>())
    }

    /// A free lock that is never lost: for code whose guards stay in one function, and from
    /// whose guard no `&mut` is made. When a thread ends with it, or is ended by `exec`, the
    /// lock is poisoned and free, whether the thread's process lives on or not.
    ///
    /// # Errors
    /// Those of [`Mapping::new`](crate::Mapping::new).
    pub fn lending_nothing() -> io::Result<Self> {
        let mut lock = Self::new()?;
        lock.lends = false;
        Ok(lock)
    }

    /// A free lock, with room behind it for what it protects, all zeros: what is used
    /// together lies together, for the smallest values in one line of the cache.
    ///
    /// # Errors
    /// Those of [`Mapping::new`](crate::Mapping::new).
    ///
    /// # Panics
    /// If the layout asks for an alignment of more than 4096 bytes.
    pub fn with_room(layout: Layout) -> io::Result<Self> {
        assert!(layout.align() <= PAGE, "more than a page of alignment");
        let room = size_of::<Page>().next_multiple_of(layout.align());
        let len = room - size_of::<Page>() + layout.size();
        let page = Page {
            mutex: RobustMutex::unprepared(),
            owner: AtomicU64::new(NO_OWNER),
            health: AtomicU8::new(FINE),
            turn: AtomicU8::new(0),
        };
        let page = Shared::prepared(page, len, |page| page.mutex.prepare())?;
        Ok(Self { page, room, lends: true })
    }

    /// The address of the room that [`with_room`](Self::with_room) was asked for.
    #[inline]
    #[must_use]
    pub fn room(&self) -> *mut u8 {
        self.page.as_ptr().wrapping_add(self.room)
    }

    /// A byte beside the lock, 0 at first, for the code that asked for the room: which of
    /// several copies in it counts. It is read and written by the lock's owner.
    #[inline]
    #[must_use]
    pub fn turn(&self) -> &AtomicU8 {
        &self.page.turn
    }

    /// Waits until the lock is free and takes it. Dropping the guard frees it.
    ///
    /// # Errors
    /// The lock is poisoned: an owner ended or panicked, and
    /// [`clear_poison`](Self::clear_poison) was not called since. The error holds the guard.
    ///
    /// # Panics
    /// - If this thread has the lock already.
    /// - If the lock is lost: a thread ended, or called `exec`, that had leaked its guard,
    ///   and its process lives on. That is for good.
    /// - If a thread ended with the lock, and whether its process ended too cannot be found
    ///   out from here ([`Life::Unknown`]). Nothing of this is kept: the next one asks again.
    ///
    /// Both of the last two take 10 seconds to find out in another process.
    #[inline]
    #[track_caller]
    // ANCHOR: lock
    pub fn lock(&self) -> LockResult<LockGuard<'_>> {
        let ready = Ready::to_lend(); // Before the lock: no other thread waits for it meanwhile.
        let answer = self.page.mutex.lock();
        self.enter(answer, ready)
    }
    // ANCHOR_END: lock

    // ANCHOR: lock_to_replace
    /// The same for an owner that makes its change in one store, and whose end, or panic,
    /// therefore poisons nothing: what the lock protects is in order at each instruction.
    ///
    /// # Errors
    /// As for [`lock`](Self::lock): an earlier owner has poisoned it.
    ///
    /// # Panics
    /// As [`lock`](Self::lock).
    #[inline]
    #[track_caller]
    pub fn lock_to_replace(&self) -> LockResult<LockGuard<'_>> {
        let ready = Ready::to_replace();
        let answer = self.page.mutex.lock();
        self.enter(answer, ready)
    }
    // ANCHOR_END: lock_to_replace

    /// Takes the lock if it is free now. If its owner is dying, waits until it is dead.
    ///
    /// # Errors
    /// `WouldBlock` if a thread has it, this one too; `Poisoned`, with the guard,
    /// as for [`lock`](Self::lock).
    ///
    /// # Panics
    /// If the lock is lost for good, as for [`lock`](Self::lock).
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<LockGuard<'_>> {
        let ready = Ready::to_lend();
        match self.page.mutex.try_lock() {
            Answer::Held | Answer::Mine => Err(TryLockError::WouldBlock),
            answer => Ok(self.enter(answer, ready)?),
        }
    }

    /// [`try_lock`](Self::try_lock) for code that must not panic, as a `Debug` must not.
    ///
    /// # Errors
    /// The text with which `try_lock` would panic.
    pub fn try_lock_or_why(&self) -> Result<TryLockResult<LockGuard<'_>>, String> {
        let ready = Ready::to_lend();
        match self.page.mutex.try_lock() {
            Answer::Held | Answer::Mine => return Ok(Err(TryLockError::WouldBlock)),
            Answer::OwnerDied => self.inherit(),
            _ => {}
        }
        let health = self.decide(self.page.health.load(Relaxed))?;
        Ok(self.begin(health, ready).map_err(TryLockError::Poisoned))
    }

    /// Waits for the lock, but not longer than `timeout` on the monotonic clock.
    ///
    /// # Errors
    /// `WouldBlock` if the time is up; `Poisoned`, with the guard, as for
    /// [`lock`](Self::lock).
    ///
    /// # Panics
    /// As [`lock`](Self::lock).
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> TryLockResult<LockGuard<'_>> {
        let Some(deadline) = Instant::now().checked_add(timeout) else {
            return Ok(self.lock()?); // past the end of the clock
        };
        let ready = Ready::to_lend();
        match self.page.mutex.lock_until(Some(deadline)) {
            Answer::TimedOut => Err(TryLockError::WouldBlock),
            answer => Ok(self.enter(answer, ready)?),
        }
    }

    /// Whether an owner is known to have ended, or panicked, while it had the lock.
    ///
    /// An owner's death becomes known when the next one takes the lock.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.page.health.load(Relaxed) == POISONED
    }

    /// Says that what the lock protects is not in order: the next one will hear of it.
    pub fn poison(&self) {
        self.page.health.fetch_or(POISONED, Relaxed);
    }

    /// Says that what the lock protects is in order again.
    pub fn clear_poison(&self) {
        let _ = self.page.health.compare_exchange(POISONED, FINE, Relaxed, Relaxed);
    }
}

impl Lock {
    // ANCHOR: enter
    /// Turns the mutex's answer into a guard. On the fast path: a load and a store.
    #[inline]
    #[track_caller]
    fn enter(&self, answer: Answer, ready: Ready) -> LockResult<LockGuard<'_>> {
        if answer != Answer::Taken {
            self.enter_after(answer);
        }
        let mut health = self.page.health.load(Relaxed);
        if health > POISONED {
            health = self.enter_in_doubt(health);
        }
        self.begin(health, ready)
    }

    #[inline]
    fn begin(&self, health: u8, ready: Ready) -> LockResult<LockGuard<'_>> {
        let Ready { owner, panicking, no_fork } = ready;
        self.page.owner.store(owner, Relaxed);
        compiler_fence(SeqCst); // The name stands there before the first change.
        let guard = LockGuard { lock: self, panicking, _no_fork: no_fork, _here: [] };
        if health == FINE { Ok(guard) } else { Err(PoisonError::new(guard)) }
    }
    // ANCHOR_END: enter

    #[cold]
    #[track_caller]
    fn enter_after(&self, answer: Answer) {
        match answer {
            Answer::OwnerDied => self.inherit(),
            Answer::Mine => {
                panic!("this thread would wait for itself: it has the lock already")
            }
            other => unreachable!("handled by the caller: {other:?}"),
        }
    }

    // ANCHOR: inherit
    /// Takes over from an owner that ended.
    ///
    /// The kernel says "owner died" when a *thread* ends. A thread can leak its guard,
    /// leave a `&mut` to what the lock protects to a second thread, and end: then that
    /// `&mut` is in use. So the owner's whole process must have ended, and until this is
    /// known, the lock is in doubt and the owner's name stays in its word.
    ///
    /// An owner without a name had changed nothing yet, or had finished. One with a name
    /// poisons the lock if what it protects was lent.
    ///
    /// This process may be killed at any line here. The kernel then says "owner died"
    /// to the next one as well, which finds the old owner's name, or none.
    fn inherit(&self) {
        let owner = self.page.owner.load(Relaxed);
        let doubt = if self.lends && owner != NO_OWNER { IN_DOUBT } else { FINE };
        let torn = if owner & LENT != 0 { POISONED } else { FINE };
        self.page.health.fetch_or(doubt | torn, Relaxed);
        self.page.mutex.make_consistent();
    }

    /// Asks after the owner that the lock is in doubt about, and returns the health without
    /// the doubt. What the answer is, is kept; that there was none is not. An error: the
    /// mutex is free again, and this is why the lock cannot be had.
    fn decide(&self, health: u8) -> Result<u8, String> {
        match self.verdict(health) {
            Life::Ended => Ok(self.page.health.fetch_and(!IN_DOUBT, Relaxed) & !IN_DOUBT),
            Life::Alive => {
                self.page.health.fetch_or(LOST, Relaxed);
                self.page.mutex.unlock();
                Err(LOST_FOR_GOOD.to_owned())
            }
            Life::Unknown => {
                let owner = self.owner();
                self.page.mutex.unlock();
                Err(match owner.filter(|owner| owner.is_only_a_number()) {
                    None => UNANSWERED.to_owned(),
                    Some(number) => format!("{NUMBER_IN_USE} (process {})", number.pid()),
                })
            }
        }
    }
    // ANCHOR_END: inherit

    #[cold]
    #[track_caller]
    fn enter_in_doubt(&self, health: u8) -> u8 {
        match self.decide(health) {
            Ok(health) => health,
            Err(why) => panic!("{why}"),
        }
    }

    fn verdict(&self, health: u8) -> Life {
        match health {
            FINE | POISONED => Life::Ended,
            _ if health & LOST != 0 => Life::Alive,
            _ => self.life_of_owner(),
        }
    }

    /// A process that dies frees its locks a little before it counts as ended.
    fn life_of_owner(&self) -> Life {
        match self.owner() {
            None => Life::Ended,
            Some(owner) if owner != Identity::me() && owner.wait_end(PATIENCE) => Life::Ended,
            Some(owner) => owner.life(),
        }
    }

    fn owner(&self) -> Option<Identity> {
        Identity::from_bits(self.page.owner.load(Relaxed) & !LENT)
    }
}

/// What a guard needs, and can have before the lock is taken.
struct Ready {
    no_fork: NoFork,
    /// This process's name, as it is to stand beside the mutex.
    owner: u64,
    panicking: bool,
}

impl Ready {
    #[inline]
    fn to_lend() -> Self {
        let mut ready = Self::to_replace();
        ready.owner |= LENT;
        ready
    }

    #[inline]
    fn to_replace() -> Self {
        let owner = Identity::me().to_bits();
        Self { no_fork: NoFork::new(), owner, panicking: thread::panicking() }
    }
}

/// How long a process may take to die once the kernel has freed its locks.
const PATIENCE: Duration = Duration::from_secs(10);

const LOST_FOR_GOOD: &str =
    "the lock is lost: a thread leaked its guard and ended, and its process lives on";
const UNANSWERED: &str = "the lock's owner ended, and another process may have its number by \
    now: /proc, which would tell, cannot be read here (a sandbox, or no free descriptor); \
    lock again where it can";
const NUMBER_IN_USE: &str = "the lock's owner ended, and could not read /proc when it took the \
    lock (a sandbox, or no free descriptor), so it cannot be told from the process that has its \
    number now; lock again when that one has ended";

// ANCHOR: drop_lock
impl Drop for Lock {
    /// Unmaps the page, unless this process leaked a guard and so still has the lock:
    /// glibc keeps the mutex on its list of robust ones, and would write to this address
    /// whatever is mapped there next. Then the page stays until the process ends.
    ///
    /// The mutex is not destroyed: other processes may go on using it.
    fn drop(&mut self) {
        if self.owner().is_some_and(|owner| owner.pid() == std::process::id()) {
            self.page.keep();
        }
    }
}
// ANCHOR_END: drop_lock

// As for std's Mutex: who panics with the lock in hand leaves the news of it.
impl UnwindSafe for Lock {}
impl RefUnwindSafe for Lock {}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lock").field("poisoned", &self.is_poisoned()).finish_non_exhaustive()
    }
}

// ANCHOR: guard
/// The lock is yours until you drop this.
///
/// It stays on the thread that took the lock, which alone may free it (neither `Send`
/// nor `Sync`), and while it lives, or once it is leaked, [`process::spawn`] refuses.
#[must_use = "the lock is freed as soon as the guard is dropped"]
pub struct LockGuard<'a> {
    lock: &'a Lock,
    /// Whether this thread was panicking when it took the lock: then the panic is old news.
    panicking: bool,
    /// Dropped after the lock is free.
    _no_fork: NoFork,
    /// Nothing but a word to the compiler: a raw pointer is neither `Send` nor `Sync`.
    _here: [*const OfOneThread; 0],
}

/// Named for the compiler's message to those who take a guard somewhere else.
enum OfOneThread {}

impl<'a> LockGuard<'a> {
    /// The lock that this is a guard of, as code needs it that gives a guard up and takes another.
    #[must_use]
    pub fn lock(guard: &Self) -> &'a Lock {
        guard.lock
    }
}

impl Drop for LockGuard<'_> {
    #[inline]
    fn drop(&mut self) {
        let page = &self.lock.page;
        if !self.panicking && thread::panicking() && page.owner.load(Relaxed) & LENT != 0 {
            self.lock.poison();
        }
        page.owner.store(NO_OWNER, Release); // After the last change.
        page.mutex.unlock();
    }
}
// ANCHOR_END: guard

impl fmt::Debug for LockGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockGuard").field("lock", self.lock).finish()
    }
}
