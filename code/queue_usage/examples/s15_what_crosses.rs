//! What serde can do and this queue cannot carry.

use std::fmt::Debug;
use std::io;
use std::panic::{self, AssertUnwindSafe, catch_unwind};

use queue_usage::bounded;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

// ANCHOR: types
/// With `tag`, `content` or `untagged`, serde writes an enum as if for a reader of JSON.
#[derive(Serialize, Deserialize, Debug)]
#[serde(tag = "kind")]
enum Tagged {
    Point { x: u32 },
}

#[derive(Serialize, Deserialize, Debug)]
struct Flattened {
    #[serde(flatten)]
    inner: Plain,
}

#[derive(Serialize, Deserialize, Debug)]
struct Plain {
    x: u32,
}

#[derive(Serialize, Deserialize, Debug)]
struct Sparse {
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<u32>,
    numbers: Vec<u8>,
}

#[derive(Serialize, Deserialize, Debug)]
enum Order {
    Open,
    #[serde(skip)]
    #[expect(dead_code, reason = "it moves the ones behind it")]
    Cached,
    Save,
    Delete,
}
// ANCHOR_END: types

fn main() -> io::Result<()> {
    panic::set_hook(Box::new(|_| ())); // We print what a panic says.
    crosses([0.5, 1.5])?;
    crosses((true, "text".to_string(), Some('c')))?;
    crosses(Plain { x: 1 })?;
    crosses(Tagged::Point { x: 1 })?;
    crosses(Flattened { inner: Plain { x: 1 } })?;
    crosses(Sparse { note: None, numbers: vec![5, 6] })?;
    crosses(Order::Open)?;
    crosses(Order::Save)?;
    crosses(Order::Delete)
}

/// Sends a value to this very process, and prints what becomes of it.
fn crosses<T: Serialize + DeserializeOwned + Debug>(value: T) -> io::Result<()> {
    let (sender, receiver) = bounded(1)?;
    println!("{value:?}");
    match catch_unwind(AssertUnwindSafe(|| sender.send(value))) {
        Err(said) => println!("    send panics: {}", said.downcast_ref::<String>().unwrap()),
        Ok(_) => match receiver.recv() {
            Ok(value) => println!("    arrives as {value:?}"),
            Err(error) => println!("    recv fails: {error}"),
        },
    }
    Ok(())
}
