//! What happens to a value that its own serde does not bring across: postcard writes no types and
//! no names, and reads what it is asked for.

use std::error::Error;
use std::fmt::Debug;
use std::time::Duration;

use process::spawn;
use queue_usage::{Receiver, RecvError, RecvTimeoutError, TryRecvError, bounded};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::common::{panic_text, succeeds};

/// A number, and one that cannot be read: 13.
#[derive(Debug, PartialEq)]
struct Unlucky(u32);

impl Serialize for Unlucky {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Unlucky {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            13 => Err(serde::de::Error::custom("13 is bad luck")),
            number => Ok(Unlucky(number)),
        }
    }
}

/// Three messages, of which the second cannot be read, and no sender is left.
fn three() -> Receiver<Unlucky> {
    let (sender, receiver) = bounded(4).unwrap();
    [1, 13, 2].into_iter().for_each(|number| sender.send(Unlucky(number)).unwrap());
    receiver
}

fn is_told(why: &str) -> bool {
    why.contains("Unlucky was sent, and its bytes do not deserialize")
}

pub fn a_message_that_does_not_deserialize_is_an_error_of_that_message() {
    let receiver = three();
    assert_eq!(receiver.recv(), Ok(Unlucky(1)));
    assert!(matches!(receiver.recv(), Err(RecvError::Codec(why)) if is_told(&why)));
    assert_eq!(receiver.recv(), Ok(Unlucky(2)));
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
    let receiver = three();
    assert_eq!(receiver.try_recv(), Ok(Unlucky(1)));
    assert!(matches!(receiver.try_recv(), Err(TryRecvError::Codec(why)) if is_told(&why)));
    assert_eq!(receiver.try_recv(), Ok(Unlucky(2)));
    let receiver = three();
    let limit = Duration::from_secs(5);
    assert_eq!(receiver.recv_timeout(limit), Ok(Unlucky(1)));
    let bad = receiver.recv_timeout(limit);
    assert!(matches!(bad, Err(RecvTimeoutError::Codec(why)) if is_told(&why)));
    assert_eq!(receiver.recv_timeout(limit), Ok(Unlucky(2)));
}

pub fn an_iterator_panics_at_such_a_message_and_does_not_pass_over_it() {
    let receiver = three();
    let mut seen = Vec::new();
    let text = panic_text(|| receiver.iter().for_each(|message| seen.push(message)));
    assert!(seen == [Unlucky(1)] && is_told(&text), "{seen:?}: {text}");
    assert_eq!(receiver.recv(), Ok(Unlucky(2)));

    let receiver = three();
    let text = panic_text(|| receiver.try_iter().for_each(drop));
    assert!(is_told(&text), "{text}");
    assert_eq!(receiver.try_recv(), Ok(Unlucky(2)));

    let receiver = three();
    let text = panic_text(|| receiver.into_iter().for_each(drop));
    assert!(is_told(&text), "{text}");
}

pub fn a_receiving_process_goes_on_behind_such_a_message() {
    let (sender, receiver) = bounded(4).unwrap();
    let (answers, sums) = bounded(1).unwrap();
    let consumer = spawn(move || {
        let (mut sum, mut bad) = (0, 0);
        loop {
            match receiver.recv() {
                Ok(Unlucky(number)) => sum += number,
                Err(RecvError::Codec(_)) => bad += 1,
                Err(RecvError::Disconnected) => break,
            }
        }
        answers.send((sum, bad)).unwrap();
    });
    (1..=20).for_each(|number| sender.send(Unlucky(number)).unwrap());
    drop(sender);
    assert_eq!(sums.recv(), Ok((210 - 13, 1)));
    succeeds(consumer.unwrap());
}

/// Written as two numbers, of which one is read.
#[derive(Debug, PartialEq)]
struct Half(u8);

impl Serialize for Half {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.0, self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Half {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Half)
    }
}

/// Why the value does not arrive. What is sent behind it does.
fn refused<T: Serialize + DeserializeOwned + Debug>(value: T, next: T) -> String {
    let (sender, receiver) = bounded(2).unwrap();
    sender.send(value).unwrap();
    sender.send(next).unwrap();
    let RecvError::Codec(why) = receiver.recv().unwrap_err() else { panic!("the end came") };
    let _ = receiver.recv();
    assert_eq!(receiver.try_recv().unwrap_err(), TryRecvError::Empty);
    why
}

pub fn bytes_that_are_left_over_are_an_error_and_no_value() {
    let why = refused(Half(7), Half(8));
    assert!(why.contains("it left some of them unread"), "{why}");
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(untagged)]
enum Untagged {
    Number(u32),
    Text(String),
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(tag = "kind")]
enum Tagged {
    Point { x: u32 },
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Inner {
    b: u32,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Flat {
    a: u32,
    #[serde(flatten)]
    inner: Inner,
}

pub fn what_asks_for_the_kind_of_a_value_is_refused_and_says_so() {
    for why in [
        refused(Untagged::Number(1), Untagged::Text("a".into())),
        refused(Tagged::Point { x: 1 }, Tagged::Point { x: 2 }),
    ] {
        assert!(why.contains("asks of what kind the next value is"), "{why}");
    }
}

/// A flattened struct has no length that its Serialize could tell before.
pub fn a_flattened_struct_is_refused_by_send() {
    let (sender, receiver) = bounded(2).unwrap();
    let flat = || Flat { a: 1, inner: Inner { b: 2 } };
    let text = panic_text(|| sender.send(flat()).unwrap());
    assert!(text.contains("Flat cannot be sent"), "{text}");
    assert!(receiver.is_empty());
}

/// The bytes of a missing field are missing: the next ones are taken for them.
pub fn a_field_that_is_written_now_and_then_is_an_error_or_with_bad_luck_another_value() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct Sparse {
        #[serde(skip_serializing_if = "is_zero")]
        a: u8,
        b: Vec<u8>,
    }
    fn is_zero(number: &u8) -> bool {
        *number == 0
    }
    let sparse = |a, b: &[u8]| Sparse { a, b: b.to_vec() };
    refused(sparse(0, &[7]), sparse(3, &[2]));
    let (sender, receiver) = bounded(1).unwrap();
    sender.send(sparse(0, &[1, 7])).unwrap(); // It goes as 2, 1, 7: two bytes, 1 and 7.
    assert_eq!(receiver.recv(), Ok(sparse(2, &[7])));
}

pub fn a_field_that_is_never_written_nor_read_arrives_with_its_default() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct Cached {
        a: u8,
        #[serde(skip)]
        cache: Option<String>,
        b: u8,
    }
    let (sender, receiver) = bounded(1).unwrap();
    sender.send(Cached { a: 1, cache: Some("text".into()), b: 2 }).unwrap();
    assert_eq!(receiver.recv(), Ok(Cached { a: 1, cache: None, b: 2 }));
}

/// serde counts all variants when it writes, and those that are not skipped when it reads
/// (serde-rs/serde#2614). No reader of the bytes can know.
pub fn a_variant_behind_a_skipped_one_arrives_as_its_neighbor() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    enum Order {
        Open,
        #[serde(skip)]
        #[expect(dead_code, reason = "it is what stands in the way")]
        Cached,
        Save,
        Delete,
    }
    let (sender, receiver) = bounded(1).unwrap();
    for (sent, arrives) in [(Order::Open, Order::Open), (Order::Save, Order::Delete)] {
        sender.send(sent).unwrap();
        assert_eq!(receiver.recv(), Ok(arrives));
    }
    let why = refused(Order::Delete, Order::Open);
    assert!(why.contains("Order was sent"), "{why}");
}

pub fn the_errors_say_what_happened() {
    let end = "the queue is empty, and no living process owns a sender";
    let why = || String::from("a T was sent");
    let errors: [(Box<dyn Error>, &str); 8] = [
        (RecvError::Disconnected.into(), end),
        (RecvError::Codec(why()).into(), "a T was sent"),
        (TryRecvError::Empty.into(), "no message waits"),
        (TryRecvError::Disconnected.into(), end),
        (TryRecvError::Codec(why()).into(), "a T was sent"),
        (RecvTimeoutError::Timeout.into(), "no message came in time"),
        (RecvTimeoutError::Disconnected.into(), end),
        (RecvTimeoutError::Codec(why()).into(), "a T was sent"),
    ];
    for (error, text) in errors {
        assert_eq!(error.to_string(), text);
    }
    assert!(RecvError::Disconnected.is_disconnected());
    assert!(TryRecvError::Empty.is_empty() && TryRecvError::Disconnected.is_disconnected());
    assert!(RecvTimeoutError::Timeout.is_timeout());
    assert!(!RecvTimeoutError::Codec(why()).is_disconnected());
}
