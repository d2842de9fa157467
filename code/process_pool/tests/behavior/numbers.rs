//! Plain numbers, which cross in a format of their own, and what only looks like them.

use std::any;
use std::fmt::Debug;
use std::time::Duration;

use process_pool::{Cause, Pool, TaskError};
use serde::de::{self, DeserializeOwned, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeTuple};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::tools::failures;

/// Sends values to a worker and back.
fn sent<T: Serialize + DeserializeOwned>(values: Vec<T>) -> Vec<T> {
    Pool::new(1, |value: T| value).unwrap().map(values).unwrap()
}

fn assert_unchanged<T>(values: &[T])
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Debug,
{
    assert_eq!(sent(values.to_vec()), values);
}

pub fn numbers_of_every_width_come_back_as_they_were() {
    assert_unchanged(&[0, 1, 127, 128, u8::MAX]);
    assert_unchanged(&[0, 255, 256, u16::MAX]);
    assert_unchanged(&[0, 65_536, u32::MAX]);
    assert_unchanged(&[0, 1 << 32, u64::MAX]);
    assert_unchanged(&[0, 1 << 32, usize::MAX]);
    assert_unchanged(&[0, 1 << 64, u128::MAX]);
    assert_unchanged(&[0, -1, i8::MIN, i8::MAX]);
    assert_unchanged(&[0, -1, i16::MIN, i16::MAX]);
    assert_unchanged(&[0, -1, i32::MIN, i32::MAX]);
    assert_unchanged(&[0, -1, i64::MIN, i64::MAX]);
    assert_unchanged(&[0, -1, isize::MIN, isize::MAX]);
    assert_unchanged(&[0, -1, -1 << 64, i128::MIN, i128::MAX]);
    assert_unchanged(&[false, true]);
    assert_unchanged(&['\0', 'e', 'é', '😀', char::MAX]);
}

/// Not a number is not equal to itself, and which one it is, is in its bits.
pub fn floats_keep_their_bits() {
    let bits = [0, 1, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc0_1234, 0x7f80_0001];
    let floats = sent(bits.map(f32::from_bits).to_vec());
    assert_eq!(floats.iter().map(|float| float.to_bits()).collect::<Vec<_>>(), bits);
    let bits = bits.map(|bits| u64::from(bits) << 32 | u64::from(bits));
    let floats = sent(bits.map(f64::from_bits).to_vec());
    assert_eq!(floats.iter().map(|float| float.to_bits()).collect::<Vec<_>>(), bits);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Nothing;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Meters(f64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Pair(i8, u64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Numbers {
    small: i16,
    pair: Pair,
    meters: Meters,
    nothing: Nothing,
    sign: char,
    is_set: bool,
}

fn numbers(small: i16) -> Numbers {
    let pair = Pair(small as i8, u64::MAX - small as u64);
    let meters = Meters(f64::from(small) / 3.0);
    Numbers { small, pair, meters, nothing: Nothing, sign: '±', is_set: small % 2 == 0 }
}

pub fn rows_of_numbers_come_back_as_they_were() {
    assert_unchanged(&[(), ()]);
    assert_unchanged(&[Nothing, Nothing]);
    assert_unchanged(&[(1_u8, -2_i64), (3, -4)]);
    assert_unchanged(&[((1_u8, ()), [2_u16, 3], (4_i32, (5_u64,)))]);
    assert_unchanged(&(-1000..1000).map(numbers).collect::<Vec<_>>());
    assert_unchanged(&[Duration::new(3, 999_999_999), Duration::MAX]);
    // Around the longest row that has no postcard in it, and far past it.
    assert_unchanged(&[[-1_i8; 7]; 3]);
    assert_unchanged(&[[-1_i8; 8]; 3]);
    assert_unchanged(&[[-1_i8; 9]; 3]);
    assert_unchanged(&[[[7_u8; 32]; 32]; 3]);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Shape {
    Point,
    Circle(f64),
    Box { width: u8, height: u8 },
}

pub fn numbers_among_other_things_come_back_as_they_were() {
    assert_unchanged(&[Some(1_u64), None, Some(u64::MAX)]);
    assert_unchanged(&[Ok(1_u64), Err(-1_i8), Ok(3)]);
    assert_unchanged(&[Shape::Point, Shape::Circle(0.5), Shape::Box { width: 1, height: 2 }]);
    assert_unchanged(&[(1_u64, String::from("one")), (2, String::new())]);
    assert_unchanged(&[(1_u64, u128::MAX), (2, 3)]);
    assert_unchanged(&[(1_u64, Some(2_u64)), (2, None)]);
    assert_unchanged(&[vec![1_u64, 2, 3], vec![]]);
}

/// A number alone, or with a text. Which of them, the number says: the even ones are alone.
#[derive(Debug, Clone, PartialEq)]
struct Note(u64, String);

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_tuple(2)?;
        row.serialize_element(&self.0)?;
        if self.0 % 2 == 1 {
            row.serialize_element(&self.1)?;
        }
        row.end()
    }
}

impl<'de> Deserialize<'de> for Note {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Note;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, and perhaps a text")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Note, A::Error> {
                let missing = || de::Error::custom("too short");
                let number = row.next_element()?.ok_or_else(missing)?;
                let text = if number % 2 == 1 { row.next_element()? } else { None };
                Ok(Note(number, text.unwrap_or_default()))
            }
        }
        from.deserialize_tuple(2, Reader)
    }
}

pub fn a_type_that_is_a_number_now_and_a_text_then_is_read_as_it_was_written() {
    let text = |n: u64| if n % 2 == 1 { n.to_string() } else { String::new() };
    let notes: Vec<_> = (250..2000).map(|n| Note(n, text(n))).collect();
    assert_unchanged(&notes);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(u64),
    Text(String),
}

/// Neither format says what comes next, so nobody can read such a value: not a number either.
pub fn an_untagged_enum_is_the_error_of_its_task() {
    let value = |n: usize| match n % 2 {
        0 => Untagged::Number(n as u64),
        _ => Untagged::Text(n.to_string()),
    };
    let mut pool = Pool::new(1, move |n: usize| if n < 5 { Ok(n) } else { Err(value(n)) });
    let failed = failures(pool.as_mut().unwrap().imap(0..9), Ok);
    assert_eq!(failed.into_keys().collect::<Vec<_>>(), [5, 6, 7, 8]);
    let mut pool = Pool::new(1, move |n: usize| value(n)).unwrap();
    let before = pool.worker_ids();
    for (n, result) in pool.imap(0..9).enumerate() {
        assert_codec(result, n, "its output does not deserialize");
    }
    assert_eq!(pool.worker_ids(), before);
}

fn assert_codec<T: Debug>(result: Result<T, TaskError>, task: usize, text: &str) {
    match result {
        Err(TaskError { index, cause: Cause::Codec(what) }) => {
            assert_eq!(index, task);
            assert!(what.contains(text), "{what}");
        }
        other => panic!("task {task}: {other:?}"),
    }
}

/// Written as one type of number, read as another.
#[derive(Debug)]
struct Recast<From, To>(From, Option<To>);

impl<From: Serialize, To> Serialize for Recast<From, To> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de, From: Default, To: Deserialize<'de>> Deserialize<'de> for Recast<From, To> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        To::deserialize(from).map(|read| Recast(From::default(), Some(read)))
    }
}

/// What becomes of numbers that a worker writes as one type and the caller reads as another.
fn recast<From, To>(numbers: &[From]) -> Vec<Result<To, TaskError>>
where
    From: Serialize + Default + Copy + Sync,
    To: DeserializeOwned,
{
    let mut pool = Pool::new(1, |n: usize| Recast::<From, To>(numbers[n], None)).unwrap();
    pool.imap(0..numbers.len()).map(|result| result.map(|read| read.1.unwrap())).collect()
}

pub fn a_number_that_does_not_fit_its_reader_is_the_error_of_its_task() {
    assert_eq!(recast::<u16, u64>(&[0, 300, u16::MAX]), [Ok(0), Ok(300), Ok(65_535)]);
    assert_eq!(recast::<i16, i64>(&[-1, i16::MIN]), [Ok(-1), Ok(-32_768)]);
    assert_eq!(recast::<i64, i128>(&[-1, i64::MIN]), [Ok(-1), Ok(i64::MIN.into())]);
    let narrow = recast::<u64, u16>(&[7, 65_536, u64::MAX, 8]);
    assert_eq!((&narrow[0], &narrow[3]), (&Ok(7), &Ok(8)));
    for (n, result) in narrow.into_iter().enumerate().skip(1).take(2) {
        assert_codec(result, n, "cannot hold the number");
    }
    for result in recast::<u32, char>(&[0xd800]) {
        assert_codec(result, 0, "cannot hold the number");
    }
    for result in recast::<u8, bool>(&[2]) {
        assert_codec(result, 0, "cannot hold the number");
    }
    for result in recast::<u64, (u64, u64)>(&[1]) {
        assert_codec(result, 0, "reads more numbers than were written");
    }
    for result in recast::<u64, String>(&[1]) {
        assert_codec(result, 0, "reads something else");
    }
}

/// A row whose `Serialize` lets nothing stop it: not a part that fails.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Stubborn(u64, String, u64);

impl Serialize for Stubborn {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_tuple(3)?;
        let _ = row.serialize_element(&self.0);
        let _ = row.serialize_element(&self.1);
        let _ = row.serialize_element(&self.2);
        row.end()
    }
}

pub fn a_serialize_that_passes_over_a_refusal_loses_nothing() {
    assert_unchanged(&[Stubborn(1, "two".into(), 3), Stubborn(4, String::new(), 6)]);
}

/// Two numbers, of which the second is never written for 13.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Unlucky(usize, usize);

impl Serialize for Unlucky {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_tuple(2)?;
        row.serialize_element(&self.0)?;
        if self.0 == 13 {
            return Err(S::Error::custom("unlucky"));
        }
        row.serialize_element(&self.1)?;
        row.end()
    }
}

pub fn a_row_that_fails_in_its_middle_is_the_error_of_its_task() {
    let unlucky = |n: usize| Unlucky(n, n * n);
    let mut pool = Pool::new(2, unlucky).unwrap();
    let failed = failures(pool.imap(0..100), unlucky);
    assert_eq!(failed.into_keys().collect::<Vec<_>>(), [13]);
    let mut pool = Pool::new(2, |Unlucky(n, square)| n * n == square).unwrap();
    let failed = failures(pool.imap((0..100).map(unlucky)), |_| true);
    assert_eq!(failed.into_keys().collect::<Vec<_>>(), [13]);
}

/// Whether postcard writes it, as far as a `Serialize` can tell.
#[derive(Debug, Deserialize)]
struct Witness<T>(bool, T);

impl<T: Serialize> Serialize for Witness<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_tuple(2)?;
        row.serialize_element(&any::type_name::<S>().contains("postcard"))?;
        row.serialize_element(&self.1)?;
        row.end()
    }
}

/// Whether the caller writes this value with postcard, and so does a worker.
fn is_postcards<T: Serialize + DeserializeOwned + Clone + Sync>(value: T) -> bool {
    let mut there = Pool::new(1, |input: Witness<T>| input.0).unwrap();
    let there = there.map([Witness(false, value.clone())]).unwrap()[0];
    let mut back = Pool::new(1, |()| Witness(false, value.clone())).unwrap();
    assert_eq!(back.map([()]).unwrap()[0].0, there);
    there
}

pub fn postcard_sees_no_plain_numbers_and_all_that_is_not() {
    assert!(!is_postcards(1_u64));
    assert!(!is_postcards(-1.5_f32));
    assert!(!is_postcards(Nothing));
    assert!(!is_postcards(Meters(1.0)));
    assert!(!is_postcards([1_u8; 7])); // Eight, with the witness itself.
    assert!(is_postcards([1_u8; 8]));
    assert!(is_postcards(1_u128));
    assert!(is_postcards(Some(1_u64)));
    assert!(is_postcards(String::from("text")));
    assert!(is_postcards(vec![1_u64]));
}
