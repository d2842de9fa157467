//! Values as bytes. The keeper never looks into them: a task's input is unpacked in the worker
//! that runs it, and its output by the thread that takes it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use process_pool::Cause;
use serde_bytes::ByteBuf;

/// What goes into the pool and comes out of it.
pub(crate) type Packed = ByteBuf;

/// The first byte of an output: a value follows.
const VALUE: u8 = 0;
/// A text follows, which says why there is no value.
const REFUSAL: u8 = 1;

pub(crate) fn pack_input<In: Serialize>(input: &In) -> Result<Vec<u8>, Cause> {
    postcard::to_stdvec(input).map_err(|error| Cause::Codec(refused("input", &error)))
}

// ANCHOR: run_packed
/// A task between bytes and bytes, as the pool runs it.
pub(crate) fn run_packed<In, Out>(input: &[u8], task: impl FnOnce(In) -> Out) -> Packed
where
    In: DeserializeOwned,
    Out: Serialize,
{
    let output = unpack(input, "input").and_then(|input| pack_output(&task(input)));
    output.unwrap_or_else(|refusal| [&[REFUSAL], refusal.as_bytes()].concat()).into()
}
// ANCHOR_END: run_packed

fn pack_output<Out: Serialize>(output: &Out) -> Result<Vec<u8>, String> {
    postcard::to_extend(output, vec![VALUE]).map_err(|error| refused("output", &error))
}

pub(crate) fn unpack_output<Out: DeserializeOwned>(output: &[u8]) -> Result<Out, Cause> {
    match output.split_first() {
        Some((&VALUE, value)) => unpack(value, "output").map_err(Cause::Codec),
        Some((_, text)) => Err(Cause::Codec(String::from_utf8_lossy(text).into_owned())),
        None => Err(Cause::Codec("its output is empty".to_owned())),
    }
}

fn unpack<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, String> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok((_, rest)) => Err(unreadable(what, &format!("{} bytes are left", rest.len()))),
        Err(error) => Err(unreadable(what, &error.to_string())),
    }
}

fn refused(what: &str, error: &postcard::Error) -> String {
    format!("its {what} does not serialize: {error}")
}

/// `Pool`'s documentation has the whole list.
fn unreadable(what: &str, why: &str) -> String {
    format!(
        "its {what} cannot be read back: {why} (`Deserialize` has to read all that `Serialize` \
         wrote, and the bytes do not say what they are: no `untagged`, `flatten`, skipped field)"
    )
}
