use std::fmt;
use std::io;
use std::process;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering::*};
use std::time::{Duration, Instant};

use shared_memory::Shared;

use crate::event::Event;

/// So many events have room; [`Recorder::lost`] counts the others.
const ROOM: usize = 4096;

/// So many bytes of an event's text have room.
const LONGEST: usize = 16;

/// The moment, in nanoseconds and one more, or 0 until the rest is there; who it was; the text.
type Slot = (AtomicU64, AtomicU32, [AtomicU64; LONGEST / 8]);

/// Events of this process and of all that it forks from now on.
pub struct Recorder {
    begun: Instant,
    noted: Shared<AtomicUsize>,
    slots: Shared<[Slot; ROOM]>,
}

impl Recorder {
    /// A recorder without events, whose clock begins now.
    ///
    /// # Errors
    ///
    /// The kernel has no memory for it: those of [`Shared::new`].
    pub fn new() -> io::Result<Self> {
        let noted = Shared::new(AtomicUsize::new(0))?;
        let slots = Shared::new([const { empty() }; ROOM])?;
        Ok(Self { begun: Instant::now(), noted, slots })
    }

    /// Notes that this process is in a new state: its name is the first word, and what follows is
    /// a label.
    ///
    /// # Panics
    ///
    /// The text has more than 16 bytes.
    pub fn note(&self, what: &str) {
        self.note_of(process::id(), what);
    }

    /// The same of another process, which may have ended.
    ///
    /// # Panics
    ///
    /// The text has more than 16 bytes.
    pub fn note_of(&self, who: u32, what: &str) {
        let mut text = [0; LONGEST];
        assert!(what.len() <= LONGEST, "`{what}` has {} bytes: at most {LONGEST}", what.len());
        text[..what.len()].copy_from_slice(what.as_bytes());
        let place = self.noted.fetch_add(1, Relaxed);
        if let Some(slot) = self.slots.get(place) {
            write(slot, self.begun.elapsed(), who, text);
        }
    }

    /// How many events found no room.
    pub fn lost(&self) -> usize {
        self.noted.load(Relaxed).saturating_sub(ROOM)
    }

    /// All events that are whole, in the order of time.
    pub fn events(&self) -> Vec<Event> {
        let mut events: Vec<Event> = self.slots.iter().filter_map(read).collect();
        events.sort_by_key(|event| event.at);
        events
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("noted", &self.noted).finish_non_exhaustive()
    }
}

const fn empty() -> Slot {
    (AtomicU64::new(0), AtomicU32::new(0), [const { AtomicU64::new(0) }; LONGEST / 8])
}

/// The moment is stored last: a process that is killed before it has noted nothing.
fn write((moment, id, words): &Slot, at: Duration, who: u32, text: [u8; LONGEST]) {
    id.store(who, Relaxed);
    let (eight, _) = text.as_chunks();
    for (word, bytes) in words.iter().zip(eight) {
        word.store(u64::from_ne_bytes(*bytes), Relaxed);
    }
    moment.store(at.as_nanos() as u64 + 1, Release);
}

fn read((moment, id, words): &Slot) -> Option<Event> {
    let at = Duration::from_nanos(moment.load(Acquire).checked_sub(1)?);
    let text: Vec<u8> =
        words.iter().flat_map(|word| word.load(Relaxed).to_ne_bytes()).collect();
    let what = String::from_utf8_lossy(&text).trim_end_matches('\0').to_owned();
    Some(Event { at, who: id.load(Relaxed), what })
}
