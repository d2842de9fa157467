//! The crossing: a queue for numbers in shared memory, in its smallest form. It knows no ends and
//! no deaths, and its messages are all of one size.

use std::io;
use std::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

use process::spawn;
use shared_memory::{Lock, Shared, futex};

const CAPACITY: u32 = 4;

// ANCHOR: ring
struct Ring {
    /// Numbers sent so far, and received so far. Each side stores its own last.
    sent: Shared<AtomicU32>,
    received: Shared<AtomicU32>,
    slots: Shared<[AtomicU64; CAPACITY as usize]>,
    /// One sender at a time, and one receiver at a time: they never meet.
    senders: Lock,
    receivers: Lock,
}
// ANCHOR_END: ring

// ANCHOR: send
impl Ring {
    fn send(&self, number: u64) {
        let _turn = self.senders.lock().expect("no process dies here");
        let sent = self.sent.load(Relaxed);
        loop {
            let received = self.received.load(Acquire);
            if sent.wrapping_sub(received) < CAPACITY {
                break;
            }
            // Full. Sleep until the other side has changed its word.
            let _ = futex::wait(&self.received, received, None);
        }
        self.slots[(sent % CAPACITY) as usize].store(number, Relaxed);
        self.sent.store(sent.wrapping_add(1), Release); // Now it is sent.
        futex::wake(&self.sent, 1);
    }
}
// ANCHOR_END: send

// ANCHOR: receive
impl Ring {
    fn receive(&self) -> u64 {
        let _turn = self.receivers.lock().expect("no process dies here");
        let received = self.received.load(Relaxed);
        while self.sent.load(Acquire) == received {
            // Empty. The same, the other way round.
            let _ = futex::wait(&self.sent, received, None);
        }
        let number = self.slots[(received % CAPACITY) as usize].load(Relaxed);
        self.received.store(received.wrapping_add(1), Release);
        futex::wake(&self.received, 1);
        number
    }
}
// ANCHOR_END: receive

fn main() -> io::Result<()> {
    let ring = Ring {
        sent: Shared::new(AtomicU32::new(0))?,
        received: Shared::new(AtomicU32::new(0))?,
        slots: Shared::new([const { AtomicU64::new(0) }; CAPACITY as usize])?,
        senders: Lock::new()?,
        receivers: Lock::new()?,
    };
    let child = spawn(|| (1..=1000).for_each(|number| ring.send(number)))?;
    let sum: u64 = (0..1000).map(|_| ring.receive()).sum();
    println!("1000 numbers through {CAPACITY} slots add up to {sum}");
    child.join()?;
    Ok(())
}
