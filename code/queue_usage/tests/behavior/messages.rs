//! What goes in comes out, and the queue says right how much is in it.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use process::spawn;
use queue_usage::{
    BUDGET, RecvError, TryRecvError, TrySendError, bounded, bounded_with_budget,
};
use serde::{Deserialize, Serialize, Serializer};
use serde_bytes::ByteBuf;

use crate::common::{Mixed, Random, bytes, panic_text, succeeds};
use crate::sys;

pub fn messages_come_in_the_order_in_which_they_were_sent() {
    let (sender, receiver) = bounded(3).unwrap();
    let child = spawn(move || (0..10_000_u64).for_each(|number| sender.send(number).unwrap()));
    assert!(receiver.iter().eq(0..10_000));
    succeeds(child.unwrap());
}

pub fn two_consumers_share_the_messages_and_each_comes_once() {
    let (sender, receiver) = bounded::<u64>(16).unwrap();
    let (results, sums) = bounded::<(u64, u64)>(2).unwrap();
    let consumers = [(); 2].map(|()| {
        let (receiver, results) = (receiver.clone(), results.clone());
        spawn(move || {
            let received: Vec<_> = receiver.iter().collect();
            assert!(received.is_sorted());
            let count = received.len() as u64;
            results.send((count, received.into_iter().sum())).unwrap();
        })
        .unwrap()
    });
    drop((receiver, results));
    (0..5_000).for_each(|number| sender.send(number).unwrap());
    drop(sender);
    let total = sums.iter().reduce(|a, b| (a.0 + b.0, a.1 + b.1));
    assert_eq!(total, Some((5_000, 5_000 * 4_999 / 2)));
    consumers.into_iter().for_each(succeeds);
}

pub fn messages_of_every_size_arrive_whole() {
    let (sender, receiver) = bounded(4).unwrap();
    let sizes = [0, 1, 7, 8, 9, 63, 64, 65, 4095, 4096, 65_536, 1 << 20, 16 << 20, 60 << 20];
    let child = spawn(move || {
        for size in sizes {
            sender.send(ByteBuf::from(bytes(size as u64, size))).unwrap();
        }
    });
    for size in sizes {
        assert!(receiver.recv().unwrap() == bytes(size as u64, size), "{size}");
    }
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
    succeeds(child.unwrap());
}

pub fn messages_arrive_whole_however_many_have_gone_before() {
    let mut random = Random(4711);
    for budget in [8, 16, 100, 1000, 4096] {
        let (sender, receiver) = bounded_with_budget(5, budget).unwrap();
        let mut waiting = std::collections::VecDeque::new();
        for number in 0..20_000_u64 {
            let len = random.below(budget as u64).min(random.below(200)) as usize;
            let data = bytes(number, len.saturating_sub(2)); // Two bytes for the length.
            while sender.try_send(Mixed(data.clone())).is_err() {
                let oldest: Vec<u8> = waiting.pop_front().expect("it fits an empty queue");
                assert_eq!(receiver.try_recv().unwrap().0, oldest);
            }
            waiting.push_back(data);
            assert_eq!(sender.len(), waiting.len());
        }
    }
}

pub fn nothing_at_all_is_a_message_too() {
    let (sender, receiver) = bounded(2).unwrap();
    sender.send(()).unwrap();
    sender.send(()).unwrap();
    assert_eq!(sender.try_send(()), Err(TrySendError::Full(())));
    assert_eq!(receiver.iter().take(2).count(), 2);
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
enum Order {
    Cook { dish: String, guests: BTreeMap<u8, Option<f64>> },
    Close,
}

pub fn any_type_of_serde_is_a_message() {
    let (sender, receiver) = bounded(2).unwrap();
    let guests = BTreeMap::from([(1, Some(0.5)), (2, None)]);
    let dish = String::from("borscht");
    let child = spawn(move || {
        sender.send(Order::Cook { dish, guests }).unwrap();
        sender.send(Order::Close).unwrap();
    });
    let guests = BTreeMap::from([(1, Some(0.5)), (2, None)]);
    let dish = String::from("borscht");
    assert!(receiver.iter().eq([Order::Cook { dish, guests }, Order::Close]));
    succeeds(child.unwrap());
}

pub fn up_to_the_capacity_send_returns_without_a_receiver() {
    let (sender, receiver) = bounded(60).unwrap();
    for number in 0..60 {
        assert_eq!((sender.len(), sender.is_full()), (number, false));
        sender.try_send(ByteBuf::from(vec![number as u8; 1 << 20])).unwrap();
    }
    assert!(sender.is_full() && receiver.is_full());
    let refused = sender.try_send(ByteBuf::from(vec![60]));
    assert_eq!(refused, Err(TrySendError::Full(ByteBuf::from(vec![60]))));
    for number in 0..60 {
        assert_eq!(receiver.recv().unwrap()[77], number);
    }
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
}

pub fn the_budget_makes_a_sender_wait_as_a_full_queue_does() {
    let (sender, receiver) = bounded_with_budget(1000, 1 << 20).unwrap();
    let half = ByteBuf::from(vec![1; 500_000]);
    sender.try_send(half.clone()).unwrap();
    sender.try_send(half.clone()).unwrap();
    assert!(matches!(sender.try_send(half.clone()), Err(TrySendError::Full(_))));
    sender.try_send(ByteBuf::from(vec![2; 40_000])).unwrap(); // Room for this one is left.
    let child = spawn(move || sender.send(half).unwrap()).unwrap();
    let lens: Vec<_> = receiver.iter().map(|message| message.len()).collect();
    assert_eq!(lens, [500_000, 500_000, 40_000, 500_000]);
    succeeds(child);
}

pub fn a_message_as_large_as_the_budget_arrives() {
    let (sender, receiver) = bounded(1).unwrap();
    for (byte, len) in [(8, BUDGET), (9, BUDGET - 4)] {
        sender.send(Mixed(vec![byte; len])).unwrap(); // postcard's four bytes tell the length.
        let Mixed(received) = receiver.recv().unwrap();
        assert!(received.len() == len && received.iter().all(|there| *there == byte));
    }
}

pub fn a_message_beyond_the_budget_panics_and_the_queue_lives_on() {
    let (sender, receiver) = bounded_with_budget(4, 1000).unwrap();
    let text = panic_text(|| sender.send(ByteBuf::from(vec![0; 2000])).unwrap());
    assert_eq!(text, "a message of 2000 bytes is larger than the queue's budget of 1000");
    sender.send(ByteBuf::from(vec![1])).unwrap();
    assert_eq!(receiver.recv().unwrap(), [1]);
    assert!(receiver.is_empty());
}

/// Serializes and deserializes only what is not 13.
#[derive(Debug, PartialEq)]
struct Fussy(u32);

impl Serialize for Fussy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            13 => Err(serde::ser::Error::custom("13 is bad luck")),
            number => number.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Fussy {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            7 => Err(serde::de::Error::custom("seven is too much luck")),
            number => Ok(Fussy(number)),
        }
    }
}

pub fn a_value_that_does_not_serialize_panics_and_the_queue_lives_on() {
    let (sender, receiver) = bounded(4).unwrap();
    let text = panic_text(|| sender.send(Fussy(13)).unwrap());
    assert!(text.contains("Fussy cannot be sent"), "{text}");
    sender.send(Fussy(1)).unwrap();
    assert_eq!(receiver.recv(), Ok(Fussy(1)));
}

pub fn len_is_right_at_once() {
    let (sender, receiver) = bounded(1000).unwrap();
    assert!(sender.is_empty() && receiver.is_empty());
    for number in 0..1000 {
        sender.send(number).unwrap();
        assert_eq!((sender.len(), receiver.len()), (number + 1, number + 1));
        assert!(!receiver.is_empty());
    }
    for number in (0..1000).rev() {
        receiver.recv().unwrap();
        assert_eq!((sender.len(), receiver.is_empty()), (number, number == 0));
    }
}

/// Which is why a program should not ask first.
pub fn not_empty_is_followed_by_nothing_where_another_receiver_is_quicker() {
    let (sender, receiver) = bounded(2).unwrap();
    let quicker = receiver.clone();
    sender.send(1).unwrap();
    assert!(!receiver.is_empty());
    succeeds(spawn(move || assert_eq!(quicker.recv(), Ok(1))).unwrap());
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
}

pub fn large_messages_arrive_whatever_the_capacity() {
    for capacity in [1, 3, 1000, 1 << 20] {
        let (sender, receiver) = bounded(capacity).unwrap();
        assert_eq!((sender.capacity(), receiver.capacity()), (capacity, capacity));
        let child = spawn(move || {
            for seed in 0..6 {
                sender.send(Mixed(bytes(seed, 16 << 20))).unwrap(); // The odd ones by postcard.
            }
        });
        let received = receiver.iter().zip(0..).map(|(message, seed)| {
            assert!(message.0 == bytes(seed, 16 << 20), "message {seed}, capacity {capacity}");
        });
        assert_eq!(received.count(), 6);
        succeeds(child.unwrap());
    }
}

pub fn len_is_possible_while_others_send_and_receive() {
    let (sender, receiver) = bounded::<u64>(3).unwrap();
    let watch = sender.clone();
    let producer = spawn(move || (0..200_000).for_each(|number| sender.send(number).unwrap()));
    let consumer = spawn(move || receiver.iter().take(200_000).for_each(drop));
    for _ in 0..50_000 {
        assert!(watch.len() <= 3);
    }
    succeeds(producer.unwrap());
    succeeds(consumer.unwrap());
    assert!(watch.is_empty());
}

pub fn try_iter_ends_where_nothing_waits() {
    let (sender, receiver) = bounded(4).unwrap();
    sender.send(1).unwrap();
    sender.send(2).unwrap();
    assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(receiver.try_iter().next(), None);
    sender.send(3).unwrap();
    drop(sender);
    let mut collected = Vec::new();
    for number in &receiver {
        collected.push(number);
    }
    assert_eq!(collected, [3]);
    assert_eq!(receiver.into_iter().next(), None);
}

pub fn a_queue_for_nothing_is_invalid_and_one_for_too_much_is_refused() {
    assert_eq!(bounded::<u8>(0).unwrap_err().kind(), ErrorKind::InvalidInput);
    let no_bytes = bounded_with_budget::<u8>(1, 0).unwrap_err();
    assert_eq!(no_bytes.kind(), ErrorKind::InvalidInput);
    for capacity in [usize::MAX, usize::MAX / 16, 1 << 58] {
        let refused = bounded::<u8>(capacity).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::OutOfMemory);
        let text = refused.to_string();
        assert!(text.starts_with(&format!("a queue for {capacity} messages and")), "{text}");
        assert!(text.contains("smaller capacity"), "{text}");
    }
}

pub fn a_limit_on_address_space_is_named_with_what_was_asked_for() {
    let child = spawn(|| {
        sys::limit(libc::RLIMIT_AS, 1 << 30);
        drop(bounded::<u8>(1).unwrap());
        let refused = bounded_with_budget::<u8>(1, 1 << 30).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::OutOfMemory);
        let text = refused.to_string();
        let says = "a queue for 1 messages and 1073741824 bytes takes 2147483";
        assert!(text.starts_with(says) && text.contains("ulimit -v"), "{text}");
    });
    succeeds(child.unwrap());
}
