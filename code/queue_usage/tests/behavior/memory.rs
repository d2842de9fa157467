//! What messages cost in bytes, and when the system gets them back.

use std::fs;

use process::spawn;
use queue_usage::{BUDGET, TrySendError, bounded, bounded_with_budget};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;
use test_harness::touched_shared_memory;

use crate::common::{Mixed, panic_text, succeeds};

const MIB: usize = 1 << 20;

/// Bytes that the kernel counts for this process, by a line of `/proc/self/status`
/// (`proc_pid_status(5)`).
fn status(line: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let kib = status.lines().find_map(|found| found.strip_prefix(line)).unwrap();
    kib.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}

/// Shared memory that is in use, and address space.
fn in_use() -> usize {
    touched_shared_memory()
}

fn address_space() -> usize {
    status("VmSize")
}

pub fn the_budget_is_64_mib_where_nothing_else_is_said() {
    assert_eq!(BUDGET, 64 * MIB);
    let (sender, _receiver) = bounded(1000).unwrap();
    (0..64).for_each(|_| sender.try_send(ByteBuf::from(vec![1; MIB])).unwrap());
    let one_more = ByteBuf::from(vec![1]);
    assert_eq!(sender.try_send(one_more.clone()), Err(TrySendError::Full(one_more)));
    assert_eq!((sender.len(), sender.capacity()), (64, 1000));
}

pub fn a_message_takes_its_length_rounded_up_to_8_bytes_and_at_least_those() {
    for (len, fit) in [(0, 20), (1, 20), (8, 20), (9, 10), (16, 10), (17, 6), (160, 1)] {
        let (sender, receiver) = bounded_with_budget(100, 160).unwrap();
        let sent = (0..).take_while(|_| sender.try_send(ByteBuf::from(vec![1; len])).is_ok());
        assert_eq!(sent.count(), fit, "messages of {len} bytes");
        assert_eq!(receiver.try_iter().count(), fit);
    }
}

pub fn a_queue_takes_address_space_at_once_and_memory_as_it_is_used() {
    let (before, size) = (in_use(), address_space());
    let (sender, receiver) = bounded(8).unwrap();
    let mapped = address_space() - size;
    assert!((2 * BUDGET..2 * BUDGET + 4 * MIB).contains(&mapped), "{mapped} bytes are mapped");
    assert!(in_use() - before < MIB / 4, "{} bytes are used", in_use() - before);

    for _ in 0..2000 {
        sender.send(ByteBuf::from(vec![1; 100_000])).unwrap(); // 200 MB, and never many at once.
        receiver.recv().unwrap();
    }
    assert!(in_use() - before < MIB, "{} bytes are used", in_use() - before);

    (0..8).for_each(|_| sender.send(ByteBuf::from(vec![1; 4 * MIB])).unwrap());
    receiver.try_iter().for_each(drop);
    assert!(in_use() - before >= 32 * MIB, "nothing is given back while the queue is there");
    drop((sender, receiver));
    assert!(in_use() <= before && address_space() < size + BUDGET);
}

/// How much more address space than now this process takes at any time during `work`. It was
/// forked a moment ago, and has never taken more than now.
fn taken_by(work: impl FnOnce()) -> usize {
    let before = address_space();
    assert_eq!(status("VmPeak"), before);
    work();
    status("VmPeak") - before
}

/// Sends a value from one new process to another. What the sender takes for it besides what it
/// has, and what the receiver takes in all.
fn copies<T>(make: impl Fn() -> T + Send) -> [usize; 2]
where
    T: Serialize + DeserializeOwned,
{
    let (sender, receiver) = bounded(1).unwrap();
    let (results, taken) = bounded(2).unwrap();
    let more_results = results.clone();
    let send = move || {
        let value = make();
        results.send(taken_by(|| sender.send(value).unwrap())).unwrap();
    };
    let receive =
        move || more_results.send(taken_by(|| drop(receiver.recv().unwrap()))).unwrap();
    succeeds(spawn(send).unwrap());
    succeeds(spawn(receive).unwrap());
    [taken.recv().unwrap(), taken.recv().unwrap()]
}

pub fn bytes_and_texts_are_copied_once_on_each_side_and_all_else_twice() {
    const LEN: usize = 16 * MIB;
    let is_one = |taken: usize| (LEN..LEN + MIB).contains(&taken);
    for bare in [copies(|| ByteBuf::from(vec![2; LEN])), copies(|| "2".repeat(LEN))] {
        assert!(bare[0] < MIB && is_one(bare[1]), "{bare:?}");
    }
    let [sender, receiver] = copies(|| Mixed(vec![1; LEN])); // An odd one goes by postcard.
    assert!(sender > LEN && receiver > 2 * LEN, "{sender}, {receiver}");
}

pub fn bytes_and_texts_go_as_they_are_and_a_vec_by_postcard() {
    let budget = 10_000;
    let (sender, receiver) = bounded_with_budget(1, budget).unwrap();
    sender.send(ByteBuf::from(vec![1; budget])).unwrap();
    assert_eq!(receiver.recv().unwrap().len(), budget);
    let (sender, receiver) = bounded_with_budget(1, budget).unwrap();
    sender.send("x".repeat(budget)).unwrap();
    assert_eq!(receiver.recv().unwrap().len(), budget);
    let (sender, _receiver) = bounded_with_budget(1, budget).unwrap();
    let text = panic_text(|| sender.send(vec![1_u8; budget]).unwrap()); // postcard adds the length.
    assert_eq!(text, "a message of 10002 bytes is larger than the queue's budget of 10000");
}
