//! Values that are bytes or a text and nothing else take a way of their own, and their users cannot tell.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{PipeReader, PipeWriter, pipe};
use std::net::Ipv4Addr;
use std::thread;
use std::time::Duration;

use process::{Process, spawn};
use queue_usage::{
    Receiver, RecvError, SendError, SendTimeoutError, Sender, TryRecvError, TrySendError,
    bounded,
};
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};
use serde_bytes::ByteBuf;

use crate::common::{
    Mixed, bytes, die, panic_text, succeeds, tell, until_asleep, wait_for_byte,
};

/// Around the sizes of a word and of what goes straight into the ring.
const SIZES: [usize; 12] =
    [0, 1, 7, 8, 9, 127, 128, 4095, 4096, 4097, (1 << 20) + 3, 16 << 20];

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Name(String);

fn arrives<T>(sent: T)
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Debug + Send,
{
    let (sender, receiver) = bounded(1).unwrap();
    let expected = sent.clone();
    let child = spawn(move || sender.send(sent).unwrap()).unwrap();
    assert!(receiver.recv().unwrap() == expected);
    succeeds(child);
}

pub fn bytes_and_texts_of_every_size_arrive_whole() {
    for size in SIZES {
        let text: String = "naïve, ".chars().cycle().take(size / 8 * 7).collect();
        arrives(ByteBuf::from(bytes(size as u64, size)));
        arrives(Name(text.clone()));
        arrives(text.into_boxed_str());
    }
}

pub fn values_of_every_kind_that_serde_knows_arrive() {
    #[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
    struct Unit;
    #[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
    struct Pair(u8, String);
    #[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
    enum Kind {
        Unit,
        Text(String),
        Pair(String, i8),
        Fields { a: String },
    }
    arrives((true, -1_i8, -2_i16, -3_i32));
    arrives(false);
    arrives([i128::MIN, 5, i128::MAX]);
    arrives(-1_i8);
    arrives(-300_i16);
    arrives(i32::MIN);
    arrives(i64::MIN);
    arrives(i128::MIN);
    arrives(u8::MAX);
    arrives(u16::MAX);
    arrives(u32::MAX);
    arrives(u64::MAX);
    arrives(u128::MAX);
    arrives(0.5_f32);
    arrives(0.25_f64);
    arrives('ß');
    arrives(Some(String::from("some")));
    arrives(None::<String>);
    arrives(());
    arrives(Unit);
    arrives(Pair(1, "two".into()));
    arrives(vec!["three"; 3].into_iter().map(String::from).collect::<Vec<_>>());
    arrives(BTreeMap::from([(1, "one".to_owned())]));
    arrives([Kind::Unit, Kind::Text("t".into()), Kind::Pair("p".into(), 1)].to_vec());
    arrives(Kind::Unit);
    arrives(Kind::Text("text".into()));
    arrives(Kind::Pair("pair".into(), -1));
    arrives(Kind::Fields { a: "a".into() });
    arrives(Ipv4Addr::LOCALHOST); // A text for people to read, or four bytes.
}

/// Written as a text, read as a `T`.
enum Letter<T> {
    Written(&'static str),
    Read(T),
}

impl<T> Serialize for Letter<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Letter::Written(text) => serializer.serialize_str(text),
            Letter::Read(_) => unreachable!("no receiver sends it back"),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Letter<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Letter::Read)
    }
}

/// Sends texts that are read as a `T`, and checks that postcard reads the same.
fn reads_as_postcard_does<T: DeserializeOwned + PartialEq + Debug>() {
    let long: &str = "x".repeat(5000).leak();
    let (sender, receiver) = bounded::<Letter<T>>(1).unwrap();
    for text in ["", "a", "\u{1}b", "ß", long] {
        let bytes = postcard::to_stdvec(text).unwrap();
        let expected = postcard::take_from_bytes::<T>(&bytes);
        sender.send(Letter::Written(text)).unwrap();
        match (receiver.recv(), expected) {
            (Ok(Letter::Read(value)), Ok((expected, []))) => assert_eq!(value, expected),
            (Err(RecvError::Codec(why)), Ok((_, [_, ..]))) => {
                assert!(why.contains("it left some of them unread"), "{why}");
            }
            (Err(RecvError::Codec(why)), Err(error)) => {
                let error = match error {
                    postcard::Error::WontImplement => {
                        "asks of what kind the next value is".into()
                    }
                    error => error.to_string(),
                };
                assert!(why.contains("was sent") && why.contains(&error), "{why}");
            }
            (received, expected) => {
                panic!("{text:?}: received: {}, postcard: {expected:?}", received.is_ok());
            }
        }
    }
}

/// A `Deserialize` that looks at the text where it lies, as many do that parse it.
#[derive(Debug, PartialEq)]
struct Length(usize);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&str>::deserialize(deserializer).map(|text| Length(text.len()))
    }
}

/// The same for bytes.
#[derive(Debug, PartialEq)]
struct Sum(u64);

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&serde_bytes::Bytes>::deserialize(deserializer)?;
        Ok(Sum(bytes.iter().copied().map(u64::from).sum()))
    }
}

pub fn a_type_that_asks_for_something_else_gets_what_postcard_gives() {
    #[derive(Deserialize, Debug, PartialEq)]
    #[serde(untagged)]
    enum Untagged {
        Number(u8),
        Text(String),
    }
    #[derive(Deserialize, Debug, PartialEq)]
    enum Kind {
        Unit,
        Text(String),
    }
    #[derive(Deserialize, Debug, PartialEq)]
    struct Fields {
        a: u8,
        b: Option<bool>,
    }
    #[derive(Deserialize, Debug, PartialEq)]
    struct Pair(u8, u8);
    reads_as_postcard_does::<String>();
    reads_as_postcard_does::<Name>();
    reads_as_postcard_does::<ByteBuf>();
    reads_as_postcard_does::<Length>();
    reads_as_postcard_does::<Sum>();
    reads_as_postcard_does::<Vec<u8>>();
    reads_as_postcard_does::<Vec<u16>>();
    reads_as_postcard_does::<(u8, u8)>();
    reads_as_postcard_does::<Pair>();
    reads_as_postcard_does::<Fields>();
    reads_as_postcard_does::<BTreeMap<u8, u8>>();
    reads_as_postcard_does::<Option<u8>>();
    reads_as_postcard_does::<Kind>();
    reads_as_postcard_does::<Untagged>(); // It asks what there is, and postcard does not know.
    reads_as_postcard_does::<char>();
    reads_as_postcard_does::<bool>();
    reads_as_postcard_does::<()>();
    reads_as_postcard_does::<u8>();
    reads_as_postcard_does::<i128>();
    reads_as_postcard_does::<f64>();
}

pub fn what_is_bytes_once_and_something_else_next_time_arrives() {
    let (sender, receiver) = bounded(4).unwrap();
    let message = |number: u64| Mixed(bytes(number, (number * 977 % 9000) as usize));
    let child = spawn(move || {
        (0..5000).for_each(|number| sender.send(message(number)).unwrap());
    });
    assert!(receiver.iter().eq((0..5000).map(message)));
    succeeds(child.unwrap());
}

pub fn a_small_value_keeps_no_large_buffer() {
    let (sender, receiver) = bounded(1).unwrap();
    for len in [100_000, 10] {
        let odd_goes_by_postcard = vec![u8::from(len > 10); len];
        sender.send(Mixed(odd_goes_by_postcard)).unwrap();
        let Mixed(bytes) = receiver.recv().unwrap();
        assert!(bytes.len() == len && bytes.capacity() < len + 8, "{}", bytes.capacity());
    }
}

/// A text for its reader, and yet these bytes.
#[derive(Debug, PartialEq)]
struct Text(Vec<u8>);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Text(text.into_bytes()))
    }
}

pub fn a_text_that_is_none_is_an_error_and_the_queue_lives_on() {
    let (sender, receiver) = bounded(2).unwrap();
    for size in [10, 10_000] {
        let mut bytes = vec![b'a'; size];
        bytes[size - 1] = 0xff;
        sender.send(Text(bytes)).unwrap();
        sender.send(Text(vec![b'b'; size])).unwrap();
        let RecvError::Codec(why) = receiver.recv().unwrap_err() else { panic!("the end") };
        assert!(why.contains("Text was sent, and its bytes do not deserialize"), "{why}");
        assert_eq!(receiver.recv(), Ok(Text(vec![b'b'; size])));
    }
}

/// Bytes, and what its `Serialize` does once they are written.
struct Then(usize, fn());

thread_local! {
    static PIPES: RefCell<Option<(PipeWriter, PipeReader)>> = const { RefCell::new(None) };
    static QUEUE: RefCell<Option<Sender<Then>>> = const { RefCell::new(None) };
}

impl Serialize for Then {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = serializer.serialize_bytes(&vec![1; self.0]);
        (self.1)();
        written.and_then(|ok| match self.0 % 2 {
            0 => Ok(ok),
            _ => Err(serde::ser::Error::custom("odd is bad luck")),
        })
    }
}

impl<'de> Deserialize<'de> for Then {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = ByteBuf::deserialize(deserializer)?;
        match bytes.iter().all(|byte| *byte == 1) {
            true => Ok(Then(bytes.len(), || ())),
            false => Err(D::Error::custom("these are not the bytes")),
        }
    }
}

/// A value that fails once its bytes were written leaves the queue as it was.
fn leaves_no_trace(value: Then, said: &str) {
    let (sender, receiver) = bounded(2).unwrap();
    let text = panic_text(|| drop(sender.send(value)));
    assert!(text.contains(said), "{text}");
    assert!(sender.is_empty() && receiver.is_empty());
    let second = sender.clone();
    sender.send(Then(10, || ())).unwrap();
    let child = spawn(move || second.send(Then(10_000, || ())).unwrap());
    assert_eq!(receiver.recv().unwrap().0, 10);
    assert_eq!(receiver.recv().unwrap().0, 10_000);
    succeeds(child.unwrap());
}

pub fn a_value_that_fails_after_its_bytes_is_not_sent_and_the_queue_lives_on() {
    for size in [11, 10_001] {
        leaves_no_trace(Then(size, || ()), "cannot be sent");
        leaves_no_trace(Then(size, || panic!("{}", "after the bytes")), "after the bytes");
    }
}

pub fn a_value_that_sends_on_its_own_queue_after_its_bytes_panics_and_the_queue_lives_on() {
    let (sender, receiver) = bounded(4).unwrap();
    QUEUE.set(Some(sender.clone()));
    let nested = || {
        QUEUE.with_borrow(|queue| {
            queue.as_ref().unwrap().send(Then(10, || ())).unwrap();
        });
    };
    sender.send(Then(100, nested)).unwrap(); // Few bytes wait in the buffer, and no lock is taken.
    assert_eq!([10, 100].map(|_| receiver.recv().unwrap().0), [10, 100]);
    let text = panic_text(|| sender.send(Then(10_000, nested)).unwrap());
    assert!(text.contains("has the lock already"), "{text}");
    sender.send(Then(6, || ())).unwrap();
    assert_eq!(receiver.recv().unwrap().0, 6);
    assert!(receiver.is_empty());
}

/// Tells the parent that the bytes are written, and waits for a word from it.
fn report_and_wait() {
    PIPES.with_borrow(|pipes| {
        let (writer, reader) = pipes.as_ref().unwrap();
        tell(writer);
        wait_for_byte(reader);
    });
}

/// A child that sends bytes and stops before its `Serialize` returns. The ends of two pipes: to
/// hear when it is there, and to let it go on.
fn halfway_through(sender: Sender<Then>) -> (Process, PipeReader, PipeWriter) {
    let (reader, there) = pipe().unwrap();
    let (go_on, writer) = pipe().unwrap();
    let child = spawn(move || {
        PIPES.set(Some((there, go_on)));
        sender.send(Then(10_000, report_and_wait)).unwrap();
    });
    (child.unwrap(), reader, writer)
}

pub fn a_value_is_not_sent_before_its_serialize_has_returned() {
    let (sender, receiver) = bounded(4).unwrap();
    let (child, there, go_on) = halfway_through(sender);
    wait_for_byte(&there);
    assert!(receiver.is_empty());
    assert!(matches!(receiver.try_recv(), Err(TryRecvError::Empty)));
    tell(&go_on);
    assert_eq!(receiver.recv().unwrap().0, 10_000);
    succeeds(child);
}

pub fn a_sender_that_is_killed_halfway_has_sent_nothing() {
    let (sender, receiver) = bounded(4).unwrap();
    let (child, there, _go_on) = halfway_through(sender.clone());
    wait_for_byte(&there);
    die(child);
    assert!(receiver.is_empty());
    sender.send(Then(20_000, || ())).unwrap();
    assert_eq!(receiver.recv().unwrap().0, 20_000);
    drop(sender);
    assert!(receiver.recv().is_err());
}

pub fn a_sender_that_is_halfway_stretches_no_time_limit_of_another() {
    let (sender, receiver) = bounded(4).unwrap();
    let (child, there, go_on) = halfway_through(sender.clone());
    wait_for_byte(&there);
    for (size, limit) in [(10, 0), (20_000, 0), (10, 30), (20_000, 30)] {
        let late = sender.send_timeout(Then(size, || ()), Duration::from_millis(limit));
        assert!(matches!(late, Err(SendTimeoutError::Timeout(Then(back, _))) if back == size));
    }
    tell(&go_on);
    sender.send(Then(20_000, || ())).unwrap();
    assert_eq!([(); 2].map(|()| receiver.recv().unwrap().0), [10_000, 20_000]);
    succeeds(child);
}

/// What a value holds while it serializes, a lock say, it must not hold while it waits for room:
/// the receiver may need it.
pub fn in_a_full_queue_no_sender_waits_inside_serialize() {
    let (sender, receiver) = bounded(1).unwrap();
    sender.send(Then(10, || ())).unwrap();
    let (child, there, go_on) = halfway_through(sender);
    wait_for_byte(&there); // It would not get here if it waited for room.
    tell(&go_on);
    until_asleep(&child);
    assert_eq!([(); 2].map(|()| receiver.recv().unwrap().0), [10, 10_000]);
    succeeds(child);
}

pub fn many_bytes_without_a_receiver_come_back() {
    let (sender, receiver): (Sender<ByteBuf>, Receiver<ByteBuf>) = bounded(1).unwrap();
    drop(receiver);
    let sent = ByteBuf::from(bytes(1, 100_000));
    assert_eq!(sender.send(sent.clone()), Err(SendError(sent.clone())));
    let tried = sender.try_send(sent.clone());
    assert_eq!(tried, Err(TrySendError::Disconnected(sent)));
    assert!(sender.is_empty());
}

pub fn senders_who_meet_at_the_lock_lose_nothing() {
    let (sender, receiver) = bounded::<ByteBuf>(8).unwrap();
    let children: Vec<_> = (1..=3)
        .map(|seed| {
            let sender = sender.clone();
            spawn(move || {
                for len in (4096..8192).step_by(2) {
                    sender.send(ByteBuf::from(vec![seed; len])).unwrap();
                    thread::yield_now();
                }
            })
        })
        .collect();
    drop(sender);
    let mut expected = [4096; 4];
    for message in receiver {
        let expected = &mut expected[usize::from(message[0])];
        assert!(message.len() == *expected && message.iter().all(|byte| *byte == message[0]));
        *expected += 2;
    }
    assert_eq!(expected, [4096, 8192, 8192, 8192]);
    children.into_iter().for_each(|child| succeeds(child.unwrap()));
}
