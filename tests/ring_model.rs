//! The ring and the bell, compiled with loom's atomics and run in every order of steps that
//! two preemptions allow, with every value that a load may return.
//!
//! What this is not: threads stand in for processes, loom's mutex for the robust lock, and a
//! condition variable for the futex. A killed process is a thread whose stores, from some point
//! on, go nowhere. No thread here gets up by itself after 20 ms: a missed ring is a deadlock, which
//! loom reports. And loom never lets a load return what is only stored later, as some machines
//! may: that `pop` has read its bytes before a sender writes over them rests on the Release and
//! the Acquire of the head, which no test here would miss.

use std::time::Instant;

use loom::sync::{Arc, Mutex};
use loom::thread;

use bell::Bell;
use ring::Ring;
use shared::{LIFE, Word};

#[path = "../code/shared_memory/src/bell.rs"]
#[expect(dead_code, reason = "the queue rings for all who wait")]
mod bell;
#[path = "../code/queue_usage/src/ring.rs"]
#[expect(dead_code, reason = "the model uses what the algorithm is made of, not all of it")]
mod ring;
#[path = "model/shared.rs"]
mod shared;
#[path = "model/word.rs"]
mod word;

/// What `src/floor.rs` is for the crates.
mod floor {
    pub use loom::sync::atomic::{Ordering, fence};

    pub use crate::shared::AtomicU64;
    pub use crate::word::{AtomicU32, futex};
}

struct End {
    lock: Mutex<()>,
    bell: Bell<Word>,
}

/// `src/queue.rs` without what knows of processes.
struct Queue {
    ring: Ring<Vec<floor::AtomicU64>>,
    senders: End,
    receivers: End,
}

impl Queue {
    fn new(capacity: usize, bytes: usize) -> Arc<Queue> {
        let words = Ring::<Vec<floor::AtomicU64>>::words(capacity, bytes).unwrap();
        let words = (0..words).map(|_| floor::AtomicU64::zero()).collect();
        let end = || End { lock: Mutex::new(()), bell: Bell::new(Word::zero()) };
        Arc::new(Queue { ring: Ring::new(words, capacity), senders: end(), receivers: end() })
    }

    fn push(&self, message: &[u8]) -> Result<(), u64> {
        let _turn = self.senders.lock.lock().unwrap();
        self.ring.write(message, false)?;
        self.ring.publish();
        Ok(())
    }

    fn pop(&self) -> Result<Vec<u8>, u64> {
        let _turn = self.receivers.lock.lock().unwrap();
        let mut buffer = Vec::new();
        let size = self.ring.pop(&mut buffer)?;
        Ok(buffer.as_flattened()[..size.len].to_vec())
    }

    fn send(&self, message: &[u8]) {
        while let Err(head) = self.push(message) {
            let heard = self.senders.bell.listen();
            if self.ring.head() == head {
                self.senders.bell.sleep(heard, Instant::now());
            }
        }
        self.receivers.bell.ring_all();
    }

    fn receive(&self) -> Vec<u8> {
        loop {
            match self.pop() {
                Ok(message) => {
                    self.senders.bell.ring_all();
                    return message;
                }
                Err(tail) => {
                    let heard = self.receivers.bell.listen();
                    if self.ring.tail() == tail {
                        self.receivers.bell.sleep(heard, Instant::now());
                    }
                }
            }
        }
    }
}

const A: &[u8] = b"a";
const B: &[u8] = b"two words, b";
const C: &[u8] = b"cc";

fn in_every_order(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(model);
}

#[test]
fn two_senders_on_a_queue_of_one_both_get_through() {
    in_every_order(|| {
        let queue = Queue::new(1, 32);
        let senders = [A, B].map(|message| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.send(message))
        });
        let mut received = [queue.receive(), queue.receive()];
        received.sort();
        assert_eq!(received, [A, B]);
        for sender in senders {
            sender.join().unwrap();
        }
        assert_eq!(queue.ring.len(), 0);
    });
}

#[test]
fn two_receivers_share_the_messages() {
    in_every_order(|| {
        let queue = Queue::new(2, 32);
        let receivers = [(); 2].map(|()| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.receive())
        });
        queue.send(A);
        queue.send(B);
        let mut received = receivers.map(|receiver| receiver.join().unwrap());
        received.sort();
        assert_eq!(received, [A, B]);
    });
}

#[test]
fn order_holds_from_sheet_to_sheet() {
    in_every_order(|| {
        let queue = Queue::new(2, 16); // Room for A or for B: B waits until A is gone.
        let sender = Arc::clone(&queue);
        let sender = thread::spawn(move || [A, B, C].map(|message| sender.send(message)));
        let received = [queue.receive(), queue.receive(), queue.receive()];
        assert_eq!(received, [A, B, C]);
        sender.join().unwrap();
    });
}

#[test]
fn a_sender_that_dies_at_any_store_has_sent_all_or_nothing() {
    for life in 0..=6 {
        in_every_order(move || {
            let queue = Queue::new(2, 32);
            let mortal = Arc::clone(&queue);
            let mortal = thread::spawn(move || {
                LIFE.with(|left| left.set(life));
                let _ = mortal.push(B); // Two words, three for the slot, and the tail.
            });
            let next = Arc::clone(&queue);
            let next = thread::spawn(move || next.push(A).unwrap());
            let mut received: Vec<_> = queue.pop().into_iter().collect();
            for sender in [mortal, next] {
                sender.join().unwrap();
            }
            while let Ok(message) = queue.pop() {
                received.push(message);
            }
            received.sort();
            let expected: &[&[u8]] = if life < 6 { &[A] } else { &[A, B] };
            assert_eq!(received, expected);
        });
    }
}

#[test]
fn what_is_written_and_not_published_was_never_there() {
    in_every_order(|| {
        let queue = Queue::new(2, 32);
        let fickle = Arc::clone(&queue);
        let fickle = thread::spawn(move || {
            let _turn = fickle.senders.lock.lock().unwrap();
            fickle.ring.write(B, true).unwrap();
        });
        let sender = Arc::clone(&queue);
        let sender = thread::spawn(move || sender.push(A).unwrap());
        let mut received: Vec<_> = queue.pop().into_iter().collect();
        for thread in [fickle, sender] {
            thread.join().unwrap();
        }
        received.extend(queue.pop());
        assert_eq!(received, [A]);
        assert_eq!(queue.ring.len(), 0);
    });
}

#[test]
fn a_receiver_that_dies_has_received_all_or_nothing() {
    for life in 0..=2 {
        in_every_order(move || {
            let queue = Queue::new(2, 32);
            queue.push(A).unwrap();
            let mortal = Arc::clone(&queue);
            let mortal = thread::spawn(move || {
                LIFE.with(|left| left.set(life));
                let _ = mortal.pop();
            });
            queue.push(B).unwrap();
            mortal.join().unwrap();
            let received: Vec<_> = (0..2).map_while(|_| queue.pop().ok()).collect();
            let expected: &[&[u8]] = if life < 2 { &[A, B] } else { &[B] };
            assert_eq!(received, expected);
        });
    }
}

#[test]
fn len_is_a_number_that_was_true() {
    in_every_order(|| {
        let queue = Queue::new(2, 32);
        let busy = Arc::clone(&queue);
        let busy = thread::spawn(move || {
            for message in [A, C] {
                busy.send(message);
                busy.receive();
            }
        });
        assert!(queue.ring.len() <= 1);
        busy.join().unwrap();
        assert_eq!(queue.ring.len(), 0);
    });
}
