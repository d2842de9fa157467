//! Who gets a turn, where more processes want one than there are cores.

use std::fs;
use std::process::{Command, id};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use process::{Process, spawn};
use queue_usage::{Receiver, Sender, bounded};
use shared_memory::Shared;

use crate::common::succeeds;

/// Messages that a process has to get through.
const ENOUGH: u64 = 500;
/// Messages of all senders. If the others had so many, a process that had not enough was passed over.
const ALL: u64 = 300_000;

/// How many messages each of the three senders has sent, and each of the three receivers received.
type Turns = Shared<[AtomicU64; 6]>;

fn counts(turns: &Turns) -> [u64; 6] {
    turns.each_ref().map(|count| count.load(Relaxed))
}

fn decided(turns: &Turns) -> bool {
    let counts = counts(turns);
    counts.iter().all(|&count| count >= ENOUGH) || counts[..3].iter().sum::<u64>() >= ALL
}

fn sender(me: usize, sender: Sender<u64>, turns: &Turns) -> Process {
    let send = move || {
        while !decided(turns) {
            sender.send(7).unwrap();
            turns[me].fetch_add(1, Relaxed);
        }
    };
    spawn(send).unwrap()
}

fn receiver(me: usize, receiver: Receiver<u64>, turns: &Turns) -> Process {
    let receive = move || {
        for _ in receiver {
            turns[me].fetch_add(1, Relaxed);
        }
    };
    spawn(receive).unwrap()
}

/// This process and its children to come run on one core, the first that they may run on.
fn stay_on_one_core() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let first = allowed.unwrap().trim().split([',', '-']).next().unwrap();
    let pin = ["--cpu-list", "--pid", first, &id().to_string()];
    let pinned = Command::new("taskset").args(pin).output().unwrap(); // It tells what it did.
    assert!(pinned.status.success(), "{pinned:?}");
}

pub fn on_one_core_every_sender_and_every_receiver_gets_a_turn() {
    stay_on_one_core();
    let turns = Shared::new([const { AtomicU64::new(0) }; 6]).unwrap();
    let (tx, rx) = bounded(8).unwrap();
    let receivers: Vec<_> = (3..6).map(|me| receiver(me, rx.clone(), &turns)).collect();
    drop(rx);
    let senders: Vec<_> = (0..3).map(|me| sender(me, tx.clone(), &turns)).collect();
    drop(tx);
    senders.into_iter().chain(receivers).for_each(succeeds);
    let counts = counts(&turns);
    assert!(counts.iter().all(|&count| count >= ENOUGH), "{counts:?}");
}
