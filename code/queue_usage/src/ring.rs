//! The ring: messages in a row of words that every process sees. A loom model compiles this
//! very file with loom's atomics, so nothing here may know of processes.

use std::ops::Deref;

use crate::floor::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

/// A first-in, first-out row of messages between two locks (Michael and Scott's two-lock queue,
/// bounded): `push` belongs to whoever holds the senders' lock, `pop` to whoever holds the
/// receivers'. A sender and a receiver work at the same time, each on its own index.
///
/// | words | what | written by |
/// |---|---|---|
/// | `HEAD` | messages received so far | receivers, **last** in a `pop` |
/// | `TAIL_SEEN` | the tail when a receiver last looked | receivers |
/// | `TAIL` | messages sent so far | senders, **last** in a `push` |
/// | `HEAD_SEEN` | the head when a sender last looked | senders |
/// | `SLOTS..` | for each message that waits, where its bytes begin, and how many | senders |
/// | after them | the bytes, eight to a word, in a circle | senders |
///
/// Whoever is killed before its last write has changed nothing that anybody looks at: there is
/// nothing to repair.
pub(crate) struct Ring<W> {
    words: W,
    /// Messages that may wait.
    capacity: u64,
    /// Words for their bytes.
    room: u64,
}

const HEAD: usize = 0;
const TAIL_SEEN: usize = 1;
const TAIL: usize = 16; // Two lines of the cache away, which the hardware fetches in pairs.
const HEAD_SEEN: usize = 17;
const SLOTS: usize = 32;
const WORD: usize = size_of::<u64>();
/// A message of so many bytes costs more than a look at the other side's index.
const LARGE: usize = 4096;

impl<W: Deref<Target = [AtomicU64]>> Ring<W> {
    /// How many words `new` wants for so many messages and bytes; `None`: more than there can be.
    pub(crate) fn words(capacity: usize, bytes: usize) -> Option<usize> {
        let slots = capacity.checked_mul(2)?;
        slots.checked_add(SLOTS)?.checked_add(bytes.div_ceil(WORD))
    }

    /// A ring in `words`, which are all zero: empty.
    pub(crate) fn new(words: W, capacity: usize) -> Self {
        let room = words.len() - SLOTS - 2 * capacity;
        let (capacity, room) = (capacity as u64, room as u64);
        Ring { words, capacity, room }
    }

    // ANCHOR: push
    /// Appends `message` and makes it visible. The caller holds the senders' lock.
    ///
    /// No room: `Err` with the head at that moment. There is none until the head has moved.
    pub(crate) fn push(&self, message: &[u8]) -> Result<(), u64> {
        let tail = self.words[TAIL].load(Relaxed); // Ours: nobody else writes it now.
        let start = self.find_room(tail, message.len())?;
        self.write(start, message);
        let [slot_start, slot_len] = self.slot(tail);
        slot_start.store(start, Relaxed);
        slot_len.store(message.len() as u64, Relaxed);
        self.words[TAIL].store(tail + 1, Release); // From here on it is sent.
        Ok(())
    }
    // ANCHOR_END: push

    /// Looks for room first with the head as it was seen last: to read a word that another core
    /// writes all the time costs more than all the rest. There is no less room than it says. For
    /// a large message the head is read anyhow: perhaps nothing waits, and the start is free.
    fn find_room(&self, tail: u64, len: usize) -> Result<u64, u64> {
        let seen = self.words[HEAD_SEEN].load(Relaxed);
        match self.place(seen, tail, len) {
            Some(start) if len < LARGE => Ok(start),
            _ => {
                let head = self.words[HEAD].load(Acquire);
                self.words[HEAD_SEEN].store(head, Relaxed);
                self.place(head, tail, len).ok_or(head)
            }
        }
    }

    /// Where `len` bytes find room: after the newest message, or at the very start when none
    /// waits, so that a queue that is kept short stays in the same few pages of memory.
    fn place(&self, head: u64, tail: u64, len: usize) -> Option<u64> {
        if head == tail {
            return (words_for(len) <= self.room).then_some(0);
        }
        if tail - head == self.capacity {
            return None;
        }
        let [oldest, _] = self.slot(head);
        let [newest, newest_len] = self.slot(tail - 1);
        let end = newest.load(Relaxed) + words_for(newest_len.load(Relaxed) as usize);
        let used = end - oldest.load(Relaxed);
        (used + words_for(len) <= self.room).then_some(end)
    }

    // ANCHOR: pop
    /// Copies the oldest message to the start of `buffer`, which grows where it must, and only
    /// then removes it. Returns its length. The caller holds the receivers' lock.
    ///
    /// Empty: `Err` with the tail at that moment. It is empty until the tail has moved.
    pub(crate) fn pop(&self, buffer: &mut Vec<u8>) -> Result<usize, u64> {
        let head = self.words[HEAD].load(Relaxed); // Ours.
        self.find_message(head)?;
        let [start, len] = self.slot(head);
        let len = len.load(Relaxed) as usize;
        self.read(start.load(Relaxed), len, buffer);
        self.words[HEAD].store(head + 1, Release); // From here on it is received.
        Ok(len)
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
        if number < tail { Ok(()) } else { Err(tail) }
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
                return (tail - head) as usize; // When the head was read, the tail was this.
            }
        }
    }

    pub(crate) fn capacity(&self) -> usize {
        self.capacity as usize
    }

    /// The longest message, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.room as usize * WORD
    }

    /// Where the message with this number begins, in words, and its length in bytes.
    fn slot(&self, number: u64) -> &[AtomicU64; 2] {
        let at = SLOTS + 2 * (number % self.capacity) as usize;
        self.words[at..].first_chunk().expect("every slot has two words")
    }

    /// The words of a message: one piece, and what of it goes on at the start of the circle.
    fn pieces(&self, start: u64, len: usize) -> [&[AtomicU64]; 2] {
        let circle = &self.words[self.words.len() - self.room as usize..];
        let (words, start) = (words_for(len) as usize, (start % self.room) as usize);
        let before_the_end = words.min(circle.len() - start);
        [&circle[start..start + before_the_end], &circle[..words - before_the_end]]
    }

    fn write(&self, start: u64, message: &[u8]) {
        let [piece, rest] = self.pieces(start, message.len());
        let (first, second) = message.split_at(message.len().min(piece.len() * WORD));
        store(piece, first);
        store(rest, second);
    }

    fn read(&self, start: u64, len: usize, buffer: &mut Vec<u8>) {
        let [piece, rest] = self.pieces(start, len);
        let needed = (piece.len() + rest.len()) * WORD;
        if buffer.len() < needed {
            buffer.resize(needed, 0);
        }
        let (first, second) = buffer.split_at_mut(piece.len() * WORD);
        load(piece, first);
        load(rest, second);
    }
}

fn words_for(bytes: usize) -> u64 {
    bytes.div_ceil(WORD) as u64
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

fn load(words: &[AtomicU64], bytes: &mut [u8]) {
    let (chunks, _) = bytes.as_chunks_mut::<WORD>();
    for (word, chunk) in words.iter().zip(chunks) {
        *chunk = word.load(Relaxed).to_ne_bytes();
    }
}
