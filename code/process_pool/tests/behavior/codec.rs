//! What serde writes and reads, and what crosses here without being what it was.

use std::collections::BTreeMap;
use std::fmt::Debug;

use process_pool::{Cause, Pool};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The text of the error that a worker's output is.
fn text_of<T: Serialize + DeserializeOwned + Debug + Clone + Sync>(value: T) -> String {
    let mut pool = Pool::new(1, |()| value.clone()).unwrap();
    match pool.map([()]).unwrap_err().cause {
        Cause::Codec(text) => text,
        other => panic!("{other:?}"),
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(u64),
    Text(String),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Number { value: u64 },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Flat {
    id: u64,
    #[serde(flatten)]
    rest: BTreeMap<String, u64>,
}

pub fn what_asks_the_bytes_for_their_type_is_the_error_of_its_task() {
    let texts = [
        text_of(Untagged::Number(7)),
        text_of(Untagged::Text("seven".into())),
        text_of(Tagged::Number { value: 7 }),
    ];
    for text in texts {
        assert!(text.starts_with("its output does not deserialize: "), "{text}");
        assert!(text.contains("`untagged`"), "{text}");
    }
    let text = text_of(Flat { id: 1, rest: BTreeMap::from([("two".into(), 2)]) });
    assert!(text.starts_with("its output does not serialize: "), "{text}");
    assert!(text.contains("`flatten`"), "{text}");
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct LeavesOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    number: u64,
    text: String,
}

pub fn what_leaves_a_field_out_is_the_error_of_its_task() {
    let text = text_of(LeavesOut { name: None, number: 7, text: "seven".into() });
    assert!(text.starts_with("its output does not deserialize: "), "{text}");
    assert!(text.contains("`skip_serializing_if`"), "{text}");
}

/// It writes two fields and reads one.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Forgetful<T: Default> {
    number: u64,
    #[serde(skip_deserializing)]
    forgotten: T,
}

pub fn what_reads_less_than_was_written_is_the_error_of_its_task() {
    let texts = [
        text_of(Forgetful { number: 1, forgotten: 2_u8 }),
        text_of(Forgetful { number: 1, forgotten: String::from("two") }),
    ];
    for text in texts {
        assert!(text.contains("of its bytes were not read"), "{text}");
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Order {
    Load,
    #[serde(skip)]
    #[expect(dead_code, reason = "it is there to be skipped")]
    Internal,
    Save,
    Delete,
}

/// serde-rs/serde#2614: serde counts the skipped one when it writes, and not when it reads. The
/// documentation of `Pool` warns of it. Once this fails, it need not any more.
pub fn a_variant_behind_a_skipped_one_arrives_as_its_neighbor() {
    let mut pool = Pool::new(1, |order: Order| order).unwrap();
    assert_eq!(pool.map([Order::Load]).unwrap(), [Order::Load]);
    let mut pool = Pool::new(1, |()| Order::Save).unwrap();
    assert_eq!(pool.map([()]).unwrap(), [Order::Delete]);
    let text = text_of(Order::Delete);
    assert!(text.contains("`skip`"), "{text}");
}
