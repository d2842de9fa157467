//! A child inherits the queue's memory. A wild write in it must not become an index out of range,
//! or an accusation of a caller who did nothing wrong.
//!
//! What is overwritten here is the ring and the two tables of owners. Not the two locks: one that
//! says "taken" cannot be told from one that is.

use std::fs::{self, OpenOptions};
use std::iter::repeat_with;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::process::abort;
use std::time::Duration;

use process::spawn;
use queue_usage::{Receiver, Sender, bounded_with_budget};
use test_harness::patient;

use crate::common::{Random, try_panic_text};

/// Long enough for two calls on a busy machine, short enough to tell a hang.
const LIMIT: Duration = Duration::from_secs(20);

const DAMAGED: &str = "the queue's shared memory is damaged";

/// What a wild write leaves.
#[derive(Clone, Copy, Debug)]
enum Pattern {
    All(u8),
    Noise,
}

const PATTERNS: [Pattern; 6] = [
    Pattern::Noise,
    Pattern::All(0x00),
    Pattern::All(0x01),
    Pattern::All(0x41),
    Pattern::All(0x80),
    Pattern::All(0xff),
];

impl Pattern {
    /// As many bytes as a mapping has: whole words.
    fn bytes(self, len: usize) -> Vec<u8> {
        match self {
            Pattern::All(byte) => vec![byte; len],
            Pattern::Noise => {
                let mut random = Random(len as u64 | 1);
                let words = repeat_with(|| random.below(u64::MAX).to_ne_bytes());
                words.take(len / 8).flatten().collect()
            }
        }
    }
}

/// The shared mappings of this process (`proc_pid_maps(5)`).
fn shared() -> Vec<Range<u64>> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let shared = maps.lines().filter(|line| line.contains(" rw-s "));
    let range = |line: &str| {
        let (range, _) = line.split_once(' ').unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let [start, end] = [start, end].map(|at| u64::from_str_radix(at, 16).unwrap());
        start..end
    };
    shared.map(range).collect()
}

fn overwrite(place: &Range<u64>, pattern: Pattern) {
    let memory = OpenOptions::new().write(true).open("/proc/self/mem").unwrap();
    let bytes = pattern.bytes((place.end - place.start) as usize);
    memory.write_all_at(&bytes, place.start).unwrap();
}

type Handles = (Sender<u64>, Receiver<u64>);

/// What a program may do with a queue, without waiting for long.
const CALLS: [fn(&Handles); 7] = [
    |(_, receiver)| drop(receiver.recv_timeout(Duration::from_millis(50))),
    |(_, receiver)| drop(receiver.try_recv()),
    |(sender, _)| _ = sender.send_timeout(2, Duration::from_millis(50)),
    |(sender, _)| _ = sender.try_send(2),
    |(sender, _)| _ = sender.len(),
    |(_, receiver)| _ = receiver.is_full(),
    |handles| drop(handles.clone()),
];

/// A queue with a message in it, and its three large mappings: the ring comes first.
fn queue() -> (Handles, Vec<Range<u64>>) {
    let before = shared();
    let handles = bounded_with_budget(4, 1 << 20).unwrap();
    handles.0.send(1).unwrap();
    let mut places = shared();
    places.retain(|place| !before.contains(place));
    places.sort_by_key(|place| place.start.wrapping_sub(place.end));
    places.truncate(3);
    (handles, places)
}

/// A child writes over a piece of the queue's memory, and its parent then uses the queue. What
/// the parent says if it panics.
fn after_a_wild_write(
    place: &Range<u64>,
    pattern: Pattern,
    handles: &Handles,
    call: fn(&Handles),
) -> Option<String> {
    let vandal = spawn(|| {
        overwrite(place, pattern);
        abort();
    });
    vandal.unwrap().join().unwrap();
    try_panic_text(|| call(handles))
}

fn ends_well(work: impl FnOnce() + Send) {
    let mut child = spawn(work).unwrap();
    let status = child.join_timeout(patient(LIMIT)).unwrap();
    if status.is_none() {
        child.kill().unwrap();
    }
    assert!(status.is_some_and(|status| status.success()), "{status:?}");
}

pub fn a_wild_write_over_the_queue_is_a_text_that_says_so_or_does_no_harm() {
    for mapping in 0..3 {
        for (pattern, call) in PATTERNS.into_iter().flat_map(|p| CALLS.map(|call| (p, call))) {
            ends_well(|| {
                let (handles, places) = queue();
                let place = &places[mapping];
                let said = after_a_wild_write(place, pattern, &handles, call);
                let said = said.unwrap_or(DAMAGED.into());
                assert!(said.contains("memory is damaged"), "{place:x?}, {pattern:?}: {said}");
            });
        }
    }
}

/// Counts that look like noise cannot be.
pub fn a_wild_write_over_the_ring_is_named_by_every_call_that_meets_it() {
    for call in &CALLS[..4] {
        ends_well(|| {
            let (handles, places) = queue();
            let said = after_a_wild_write(&places[0], Pattern::Noise, &handles, *call);
            assert!(said.clone().is_some_and(|said| said.starts_with(DAMAGED)), "{said:?}");
        });
    }
}
