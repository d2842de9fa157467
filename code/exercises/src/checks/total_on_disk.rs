//! A total in a file, to which several processes add, of which some are killed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, LockResult, TryLockError};

use process::{Process, spawn};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::process::{Signal, getpid, kill_process};
use single_value_data_sharing::{Guard, Value, map_lock};
use tempfile::TempDir;

use crate::watch::Tally;
use crate::{Rule, Verdict, trying};

const NAME: &str = "total.txt";
const PROCESSES: u64 = 4;
const ADDITIONS: u64 = 25;

/// What the check notes, by its place in a [`Tally`].
const MISSING: usize = 0;
const HALF: usize = 1;
const READ_FREE: usize = 2;
const WRITTEN_FREE: usize = 3;
const LET_GO: usize = 4;
const HOLDS: usize = 5;
const IS_DEADLY: usize = 6;
const WRITTEN: usize = 7;
const TOO_EARLY: usize = 8;

const TURN_READ: &str = "single_value_data_sharing.md#the-lost-update";

const WHOLE: Rule = Rule {
    expected: "at any moment a reader finds a whole file, with the old total or the new one, also when the writer is killed",
    read: "common_pitfalls.md#ended-in-the-middle",
};

const TURN: Rule = Rule {
    expected: "the lock is held from before the old total is read until the new one is in its place, and no longer",
    read: TURN_READ,
};

const SUM: Rule = Rule { expected: "each addition is in the total, once", read: TURN_READ };

const GOES_ON: Rule = Rule {
    expected: "the lock may be poisoned, and the file is whole: the next process goes on with it",
    read: "single_value_data_sharing.md#a-lock-that-survives-its-owner",
};

/// A file that holds a number.
#[derive(Debug)]
pub struct Total {
    turn: Turn,
    /// Which hold of the lock it was when this process read the number.
    read_in: AtomicU32,
    notes: Arc<Tally>,
}

/// A lock that all processes see, and that guards no memory.
#[derive(Debug)]
pub struct Turn {
    lock: Value<u8>,
    path: PathBuf,
    notes: Arc<Tally>,
}

/// The right to change the file, until it is dropped.
#[derive(Debug)]
pub struct Hold<'a> {
    /// Dropped after the look that `drop` takes.
    _guard: Guard<'a, u8>,
    turn: &'a Turn,
}

impl Turn {
    /// Waits for the lock, and holds it until the guard is dropped. It is poisoned if a process has died with it.
    ///
    /// # Errors
    /// The guard, if the lock is poisoned.
    pub fn lock(&self) -> LockResult<Hold<'_>> {
        let guard = map_lock(self.lock.lock(), |guard| Hold { _guard: guard, turn: self });
        self.notes.add(HOLDS);
        guard
    }

    fn is_free(&self) -> bool {
        let taken = self.lock.try_lock();
        !matches!(taken, Err(TryLockError::WouldBlock))
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        let text = fs::read_to_string(&self.turn.path).unwrap_or_default();
        let is_in_place = number(&text) == Some(self.turn.notes.get(WRITTEN).into());
        if !is_in_place {
            self.turn.notes.add(TOO_EARLY);
        }
    }
}

impl Total {
    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.turn.path
    }

    /// The number in it.
    ///
    /// # Errors
    /// There is no such file, or it is not whole.
    pub fn read(&self) -> io::Result<u64> {
        self.note(READ_FREE, self.turn.is_free());
        self.read_in.store(self.notes.get(HOLDS), SeqCst);
        let text = fs::read_to_string(&self.turn.path)?;
        number(&text).ok_or_else(|| io::Error::other(format!("{text:?} is not whole")))
    }

    /// Writes a number into a file that is open, in two halves.
    ///
    /// # Errors
    /// Those of writing.
    pub fn write(&self, file: &mut File, number: u64) -> io::Result<()> {
        self.note(WRITTEN_FREE, self.turn.is_free());
        self.note(LET_GO, self.read_in.load(SeqCst) != self.notes.get(HOLDS));
        write!(file, "{number} ")?;
        self.look();
        if self.notes.get(IS_DEADLY) > 0 {
            kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
        }
        writeln!(file, "{number}")?;
        self.notes.set(WRITTEN, u32::try_from(number).unwrap_or(u32::MAX));
        Ok(())
    }

    /// Looks at the file, as another process might at this moment.
    fn look(&self) {
        let text = fs::read_to_string(&self.turn.path);
        self.note(MISSING, text.is_err());
        self.note(HALF, text.is_ok_and(|text| number(&text).is_none()));
    }

    fn note(&self, what: usize, is_so: bool) {
        if is_so {
            self.notes.add(what);
        }
    }
}

/// It stands there twice, so that half of it is not taken for another.
fn number(text: &str) -> Option<u64> {
    let (first, second) = text.strip_suffix('\n')?.split_once(' ')?;
    let number = first.parse().ok()?;
    (first == second).then_some(number)
}

/// What an answer is: it adds an amount to the total.
pub type Answer = fn(&Total, &Turn, u64) -> io::Result<()>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let folder = TempDir::new().expect("a folder can be made");
    let total = open(folder.path(), 10);
    one_adds(answer, &total)?;
    one_is_killed(answer, &total)?;
    many_add(answer, &total)
}

fn open(folder: &Path, number: u32) -> Total {
    let path = folder.join(NAME);
    fs::write(&path, format!("{number} {number}\n")).expect("a file can be written");
    let lock = Value::new(0).expect("memory for a lock");
    let notes = Arc::new(Tally::new());
    notes.set(WRITTEN, number);
    let turn = Turn { lock, path, notes: Arc::clone(&notes) };
    Total { turn, read_in: AtomicU32::new(0), notes }
}

fn one_adds(answer: Answer, total: &Total) -> Verdict {
    trying(&SUM, "5 was added to 10");
    let watch = watch(total);
    let said = answer(total, &total.turn, 5);
    is_whole(total)?;
    watch.map_or(Ok(()), is_replaced)?;
    has_its_turn(total)?;
    said.map_err(|error| SUM.broken(format!("the error {error}, when 5 was added to 10")))?;
    says(total, 15, "5 was added to 10")?;
    TURN.holds(total.turn.is_free(), || {
        "when the function had returned, the lock was still held".into()
    })
}

/// Notes what is done to the files of the folder. There may be no watch left for this user.
fn watch(total: &Total) -> Option<OwnedFd> {
    let watch = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok()?;
    let what = WatchFlags::MODIFY | WatchFlags::DELETE | WatchFlags::MOVED_FROM;
    inotify::add_watch(&watch, total.path().parent()?, what).ok()?;
    Some(watch)
}

/// What a reader finds half, if it comes at the moment that no look of the check falls into.
fn is_replaced(watch: OwnedFd) -> Verdict {
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut events = Reader::new(watch, &mut buffer);
    while let Ok(event) = events.next() {
        let is_total =
            event.file_name().is_some_and(|name| name.to_bytes() == NAME.as_bytes());
        let is_modified = event.events().contains(ReadFlags::MODIFY);
        WHOLE.holds(!(is_total && is_modified), || {
            "the file that readers open was written to, or cut short".into()
        })?;
        WHOLE.holds(!is_total, || {
            "the old file was taken away before the new one was in its place".into()
        })?;
    }
    Ok(())
}

fn one_is_killed(answer: Answer, total: &Total) -> Verdict {
    trying(&WHOLE, "a process was killed in the middle of an addition");
    total.notes.set(IS_DEADLY, 1);
    let adds = || _ = answer(total, &total.turn, 100);
    spawn(adds).and_then(Process::join).expect("a child can be started");
    total.notes.set(IS_DEADLY, 0);
    is_whole(total)?;
    total.look();
    is_whole(total)?;
    let what = "7 was added to 15, after another process had been killed in the middle";
    trying(&GOES_ON, what);
    let said = answer(total, &total.turn, 7);
    said.map_err(|error| GOES_ON.broken(format!("the error {error}, when {what}")))?;
    says(total, 22, what)
}

fn many_add(answer: Answer, total: &Total) -> Verdict {
    let what = format!("{PROCESSES} processes added 1 to 22, {ADDITIONS} times each");
    trying(&SUM, what.clone());
    let adds = || {
        for _ in 0..ADDITIONS {
            answer(total, &total.turn, 1).expect("the total can be written");
        }
    };
    let children = Vec::from_iter((0..PROCESSES).map(|_| spawn(adds)));
    for child in children {
        child.and_then(Process::join).expect("a child can be started");
    }
    is_whole(total)?;
    has_its_turn(total)?;
    says(total, 22 + PROCESSES * ADDITIONS, &what)
}

fn is_whole(total: &Total) -> Verdict {
    let found = |what| total.notes.get(what) > 0;
    WHOLE
        .holds(!found(MISSING), || "a reader that came in the middle found no file".into())?;
    WHOLE.holds(!found(HALF), || "a reader that came in the middle found half a file".into())
}

fn has_its_turn(total: &Total) -> Verdict {
    let found = |what| total.notes.get(what) > 0;
    TURN.holds(!found(READ_FREE), || "the lock was free when the old total was read".into())?;
    TURN.holds(!found(WRITTEN_FREE), || {
        "the lock was free when the new total was written".into()
    })?;
    TURN.holds(!found(LET_GO), || {
        "the lock was let go, and taken again, between reading and writing".into()
    })?;
    TURN.holds(!found(TOO_EARLY), || {
        "the lock was let go when the new total was written, and not yet in its place".into()
    })
}

fn says(total: &Total, wanted: u64, what: &str) -> Verdict {
    let text = fs::read_to_string(&total.turn.path).unwrap_or_default();
    SUM.holds(number(&text) == Some(wanted), || {
        format!("the file says {text:?}, and not {wanted}, when {what}")
    })
}
