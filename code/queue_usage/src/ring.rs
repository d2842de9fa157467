//! The ring: messages in a row of words that every process sees. A loom model compiles this
//! very file with loom's atomics, so nothing here may know of processes.

use std::ops::Deref;

use crate::floor::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

/// A first-in, first-out row of messages between two locks (Michael and Scott's two-lock queue,
/// bounded): `write` and `publish` belong to the holder of the senders' lock, `pop` to the holder
/// of the receivers'. A sender and a receiver work at the same time, each on its own index.
///
/// | words | what | written by |
/// |---|---|---|
/// | `HEAD` | messages received so far | receivers, **last** in a `pop` |
/// | `TAIL_SEEN` | the tail when a receiver last looked | receivers |
/// | `TAIL` | messages sent so far | senders, **last**: `publish` |
/// | `HEAD_SEEN` | the head when a sender last looked | senders |
/// | `SLOTS..` | a ring with a [`Slot`] for each message that waits, and some to spare | senders |
/// | after them | two sheets for the messages' bytes, eight to a word | senders |
///
/// The senders write on one sheet, from its start, until all that waits on the other has been
/// received; then they turn to that one. So each sheet needs no more room than the budget, and
/// the few pages at the start of both are used again and again while they are in the cache.
///
/// A process that is killed before its last write has changed nothing that another one looks at:
/// there is nothing to repair.
///
/// All of it lies in memory that every child inherits, and a wild write in one of them may put
/// any number anywhere. So a number that is read here is checked before it is used, and one that
/// cannot be is a panic that says so: [`damaged`].
pub(crate) struct Ring<W> {
    words: W,
    /// Messages that may wait.
    capacity: u64,
    /// Slots, a power of two: to find one by a division would take a while.
    slots: u64,
    /// Words that their bytes may take, and words of a sheet.
    room: u64,
}

/// Where a message is.
struct Slot<'a> {
    /// The word in which it begins.
    start: &'a AtomicU64,
    /// Its [`Size`].
    size: &'a AtomicU64,
    /// Words that were sent before it, counted from one that may have been received since.
    before: &'a AtomicU64,
}

/// What a message's slot says about its bytes.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) len: usize,
    /// Whether they are the value itself, where others are what postcard wrote.
    pub(crate) bare: bool,
}

impl Size {
    fn to_word(self) -> u64 {
        (self.len as u64) << 1 | u64::from(self.bare)
    }

    fn from_word(word: u64) -> Self {
        Size { len: (word >> 1) as usize, bare: word & 1 == 1 }
    }
}

/// The bytes of a word.
pub(crate) type Chunk = [u8; WORD];

const HEAD: usize = 0;
const TAIL_SEEN: usize = 1;
const TAIL: usize = 16; // Two lines of the cache away, which the hardware fetches in pairs.
const HEAD_SEEN: usize = 17;
const SLOTS: usize = 32;
/// Words of a slot.
const SLOT: usize = 3;
const WORD: usize = size_of::<u64>();
/// A message of so many bytes costs more than a look at the other side's index.
const LARGE: usize = 4096;

impl<W: Deref<Target = [AtomicU64]>> Ring<W> {
    /// How many words `new` wants for so many messages and bytes; `None`: more than there can be.
    pub(crate) fn words(capacity: usize, bytes: usize) -> Option<usize> {
        let slots = capacity.checked_next_power_of_two()?.checked_mul(SLOT)?;
        bytes.div_ceil(WORD).checked_mul(2)?.checked_add(slots)?.checked_add(SLOTS)
    }

    /// A ring in `words`, which are all zero: empty.
    pub(crate) fn new(words: W, capacity: usize) -> Self {
        let slots = capacity.next_power_of_two();
        let room = (words.len() - SLOTS - SLOT * slots) / 2;
        Ring { words, capacity: capacity as u64, slots: slots as u64, room: room as u64 }
    }

    // ANCHOR: push
    /// Copies `message` behind the newest one, where no receiver looks yet. `bare` goes with it.
    /// The caller holds the senders' lock.
    ///
    /// No room: `Err` with the head at that moment. There is none until the head has moved.
    pub(crate) fn write(&self, message: &[u8], bare: bool) -> Result<(), u64> {
        let tail = self.words[TAIL].load(Relaxed); // Ours: no other sender writes it now.
        let (start, before) = self.find_room(tail, message.len())?;
        store(self.bytes_at(start, message.len()), message);
        let slot = self.slot(tail);
        slot.start.store(start, Relaxed);
        slot.size.store(Size { len: message.len(), bare }.to_word(), Relaxed);
        slot.before.store(before, Relaxed);
        Ok(())
    }

    /// Makes visible what was written in this turn, by the same caller.
    pub(crate) fn publish(&self) {
        let tail = self.words[TAIL].load(Relaxed);
        self.words[TAIL].store(tail.wrapping_add(1), Release); // From here on it is sent.
    }
    // ANCHOR_END: push

    /// Looks for room first with the head as it was seen last: to read a word that another core
    /// writes all the time costs more than all the rest. There is no less room than it says. For
    /// a large message the head is read anyhow: perhaps nothing waits, and the start is free.
    fn find_room(&self, tail: u64, len: usize) -> Result<(u64, u64), u64> {
        let seen = self.words[HEAD_SEEN].load(Relaxed);
        match self.place(seen, tail, len) {
            Some(place) if len < LARGE => Ok(place),
            _ => {
                let head = self.words[HEAD].load(Acquire);
                self.words[HEAD_SEEN].store(head, Relaxed);
                self.place(head, tail, len).ok_or(head)
            }
        }
    }

    /// Where `len` bytes find room, and how many words were sent before them.
    fn place(&self, head: u64, tail: u64, len: usize) -> Option<(u64, u64)> {
        if head == tail {
            return (words_for(len) <= self.room).then_some((0, 0));
        }
        if self.waiting(head, tail) == self.capacity {
            return None;
        }
        let [oldest, newest] = [self.slot(head), self.slot(tail.wrapping_sub(1))];
        let [first, last] = [&oldest, &newest].map(|slot| slot.start.load(Relaxed));
        let words = words_for(Size::from_word(newest.size.load(Relaxed)).len);
        let before = newest.before.load(Relaxed).wrapping_add(words);
        let waiting = before.wrapping_sub(oldest.before.load(Relaxed));
        if waiting > self.room {
            damaged();
        }
        if waiting + words_for(len) > self.room {
            return None;
        }
        let start = match (first < self.room, last < self.room) {
            (true, true) => self.room, // All that waits is on the first sheet: turn to the second.
            (false, false) => 0,
            _ => last.wrapping_add(words),
        };
        Some((start, before))
    }

    // ANCHOR: pop
    /// Copies the oldest message into `buffer`, and only then removes it. A bare one comes in a
    /// new buffer, no larger than it is. The caller holds the receivers' lock.
    ///
    /// Empty: `Err` with the tail at that moment. It is empty until the tail has moved.
    pub(crate) fn pop(&self, buffer: &mut Vec<Chunk>) -> Result<Size, u64> {
        let head = self.words[HEAD].load(Relaxed); // Ours.
        self.find_message(head)?;
        let slot = self.slot(head);
        let size = Size::from_word(slot.size.load(Relaxed));
        let bytes = self.bytes_at(slot.start.load(Relaxed), size.len);
        if size.bare {
            *buffer = Vec::with_capacity(bytes.len());
        }
        load(bytes, buffer);
        self.words[HEAD].store(head.wrapping_add(1), Release); // From here on it is received.
        Ok(size)
    }
    // ANCHOR_END: pop

    /// Whether the message with this number is there, by the tail as it was seen last, or else by
    /// the tail.
    fn find_message(&self, number: u64) -> Result<(), u64> {
        if number < self.words[TAIL_SEEN].load(Relaxed) {
            return Ok(());
        }
        let tail = self.words[TAIL].load(Acquire);
        self.words[TAIL_SEEN].store(tail, Relaxed);
        if self.waiting(number, tail) > 0 { Ok(()) } else { Err(tail) }
    }

    /// Messages received so far.
    pub(crate) fn head(&self) -> u64 {
        self.words[HEAD].load(Acquire)
    }

    /// Messages sent so far.
    pub(crate) fn tail(&self) -> u64 {
        self.words[TAIL].load(Acquire)
    }

    /// Messages that wait: as many as there were at one moment during this call.
    pub(crate) fn len(&self) -> usize {
        loop {
            let tail = self.tail();
            let head = self.head();
            if self.tail() == tail {
                // When the head was read, the tail was this.
                return self.waiting(head, tail) as usize;
            }
        }
    }

    /// Messages between the two.
    fn waiting(&self, head: u64, tail: u64) -> u64 {
        let waiting = tail.wrapping_sub(head);
        if waiting > self.capacity {
            damaged();
        }
        waiting
    }

    pub(crate) fn capacity(&self) -> usize {
        self.capacity as usize
    }

    /// The longest message, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.room as usize * WORD
    }

    fn slot(&self, number: u64) -> Slot<'_> {
        let at = SLOTS + SLOT * (number & (self.slots - 1)) as usize;
        let [start, size, before] = &self.words[at..at + SLOT] else { unreachable!() };
        Slot { start, size, before }
    }

    /// The words of a message's bytes.
    fn bytes_at(&self, start: u64, len: usize) -> &[AtomicU64] {
        let sheets = &self.words[SLOTS + SLOT * self.slots as usize..];
        let end = start.wrapping_add(words_for(len));
        sheets.get(start as usize..end as usize).unwrap_or_else(|| damaged())
    }
}

/// The numbers in the ring contradict each other. No process of this crate leaves them so, however
/// it is killed.
#[cold]
fn damaged() -> ! {
    panic!(
        "the queue's shared memory is damaged: a process that inherited it wrote over it (a wild \
         write in unsafe or foreign code); no message in it can be trusted"
    )
}

/// Never 0, so that every message begins within its sheet.
fn words_for(bytes: usize) -> u64 {
    bytes.div_ceil(WORD).max(1) as u64
}

/// Copies bytes into words. It is as fast as `memcpy(3)` once a message no longer fits into the
/// cache, and needs no `unsafe`: what a killed process left half written is still words.
fn store(words: &[AtomicU64], bytes: &[u8]) {
    let (whole, rest) = bytes.as_chunks::<WORD>();
    for (word, chunk) in words.iter().zip(whole) {
        word.store(u64::from_ne_bytes(*chunk), Relaxed);
    }
    if !rest.is_empty() {
        let mut last = [0; WORD];
        last[..rest.len()].copy_from_slice(rest);
        words[whole.len()].store(u64::from_ne_bytes(last), Relaxed);
    }
}

/// Copies words into a buffer. What was in it is gone.
fn load(words: &[AtomicU64], buffer: &mut Vec<Chunk>) {
    buffer.clear();
    buffer.extend(words.iter().map(|word| word.load(Relaxed).to_ne_bytes()));
}
