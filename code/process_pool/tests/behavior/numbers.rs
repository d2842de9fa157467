//! Plain numbers, which cross in a format of their own, and what only looks like them.

use std::any;
use std::collections::BTreeMap;
use std::fmt::Debug;

use process_pool::{Cause, Pool, TaskError};
use serde::de::{self, DeserializeOwned, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeTuple};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::sys;
use crate::tools::{KILL, failures};

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
    assert_unchanged(&[0, 1, 255, 256, 65_536, 1 << 32, u64::MAX]);
    assert_unchanged(&[0, -1, 127, -129, -32_769, -1 << 32, i64::MIN, i64::MAX]);
    assert_unchanged(&[
        (1_u8, 2_u16, 3_u32, 4_usize, '\0', false),
        (u8::MAX, u16::MAX, u32::MAX, usize::MAX, char::MAX, true),
    ]);
    assert_unchanged(&[
        (-1_i8, -2_i16, -3_i32, -4_isize),
        (i8::MIN, i16::MIN, i32::MIN, isize::MIN),
        (i8::MAX, i16::MAX, i32::MAX, isize::MAX),
    ]);
    assert_unchanged(&[(0_u128, -1_i128), (1 << 64, -1 << 64), (u128::MAX, i128::MIN)]);
}

/// Not a number is not equal to itself, and which one it is, is in its bits.
pub fn floats_keep_their_bits() {
    let bits = [0, 1, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc0_1234, 0x7f80_0001];
    let bits = bits.map(|bits: u32| (bits, u64::from(bits) << 32 | u64::from(bits)));
    let floats = bits.map(|(short, long)| (f32::from_bits(short), f64::from_bits(long)));
    let floats = sent(floats.to_vec()).into_iter();
    let back: Vec<_> = floats.map(|(short, long)| (short.to_bits(), long.to_bits())).collect();
    assert_eq!(back, bits);
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
    assert_unchanged(&[((1_u8, ()), [2_u16, 3], (4_i32, (5_u64,)))]);
    assert_unchanged(&(-1000..1000).map(numbers).collect::<Vec<_>>());
    // Around the longest row that has no postcard in it, and far past it.
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
    assert_unchanged(&[Shape::Point, Shape::Circle(0.5), Shape::Box { width: 1, height: 2 }]);
    assert_unchanged(&[(1_u64, u128::MAX, String::from("one")), (2, 3, String::new())]);
    assert_unchanged(&[(1_u64, vec![2_u64, 3]), (4, vec![])]);
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

/// Neither format says what comes next, so no reader can read such a value: not a number either.
pub fn an_untagged_enum_is_the_error_of_its_task() {
    let value = |n: usize| match n % 2 {
        0 => Untagged::Number(n as u64),
        _ => Untagged::Text(n.to_string()),
    };
    let mut pool = Pool::new(1, value).unwrap();
    let before = pool.worker_ids();
    for (n, result) in pool.imap(0..9).enumerate() {
        assert_codec(result, n, "its output does not deserialize");
    }
    assert_eq!(pool.worker_ids(), before);
}

fn assert_codec<T: Debug>(result: Result<T, TaskError>, task: usize, text: &str) {
    match result {
        Err(TaskError { index, cause: Cause::Codec(what), .. }) => {
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
    assert_eq!(recast::<i16, i128>(&[-1, i16::MIN]), [Ok(-1), Ok(-32_768)]);
    let mut narrow = recast::<u64, u16>(&[7, 65_536, u64::MAX, 8]);
    assert_eq!((narrow.remove(0), narrow.remove(2)), (Ok(7), Ok(8)));
    for (n, result) in narrow.into_iter().enumerate() {
        assert_codec(result, n + 1, "cannot hold the number");
    }
    let [result] = recast::<u64, (bool, char)>(&[2]).try_into().unwrap();
    assert_codec(result, 0, "cannot hold the number");
    let [result] = recast::<u64, (u64, u64)>(&[1]).try_into().unwrap();
    assert_codec(result, 0, "reads more numbers than were written");
    let [result] = recast::<u64, String>(&[1]).try_into().unwrap();
    assert_codec(result, 0, "reads something else");
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

/// Two numbers, between which 13 cannot be written, and 14 kills its process.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Odd(usize, usize);

impl Serialize for Odd {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_tuple(2)?;
        row.serialize_element(&self.0)?;
        match self.0 {
            13 => return Err(S::Error::custom("unlucky")),
            14 => sys::raise(KILL),
            _ => row.serialize_element(&self.1)?,
        }
        row.end()
    }
}

pub fn a_row_that_fails_in_its_middle_is_the_error_of_its_task() {
    for workers in [1, 2] {
        let odd = |n: usize| Odd(n, n * n);
        let mut pool = Pool::new(workers, odd).unwrap();
        let mut failed = failures(pool.imap(0..100), odd);
        assert_eq!(failed.remove(&14), Some(Cause::Killed { signal: KILL }));
        let unlucky = failed.remove(&13).unwrap().to_string();
        assert!(unlucky.starts_with("its output does not serialize"), "{unlucky}");
        assert_eq!(failed, BTreeMap::new());
    }
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

/// Whether a worker writes this value with postcard.
fn is_postcards<T: Serialize + DeserializeOwned + Clone + Sync>(value: T) -> bool {
    let mut pool = Pool::new(1, |()| Witness(false, value.clone())).unwrap();
    pool.map([()]).unwrap()[0].0
}

pub fn postcard_sees_no_plain_numbers_and_all_that_is_not() {
    assert!(!is_postcards(1_u64));
    assert!(!is_postcards(Meters(1.0)));
    assert!(!is_postcards([1_u8; 7])); // Eight, with the witness itself.
    assert!(is_postcards([1_u8; 8]));
    assert!(is_postcards(1_u128));
    assert!(is_postcards(1_i128));
    assert!(is_postcards(vec![1_u64]));
    assert!(is_postcards(Shape::Point));
    assert!(is_postcards(Shape::Circle(0.5)));
    assert!(is_postcards(Some(1_u64)));
    assert!(is_postcards(String::from("text")));
}
