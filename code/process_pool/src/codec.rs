//! Why a value does not cross, in words that say what to change.

use std::fmt;

use crate::sys::ROOM;

/// What serde can ask of a format, and these formats cannot do.
const NO_TYPES: &str = "what crosses does not say what it is, so serde's `untagged`, `tag` and \
                        `flatten`, and `serde_json::Value`, cannot be read back";

/// What makes `Deserialize` read something else than `Serialize` has written.
const NOT_ALIKE: &str = "`Deserialize` has to read all that `Serialize` wrote, so no field may be \
                         left out (`skip_serializing`, `skip_serializing_if`, \
                         `skip_deserializing`), and no variant stand behind one with `skip`";

/// Why a value could not be written.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It does not fit behind what is there.
    NoRoom,
    /// It does not serialize.
    Codec(postcard::Error),
}

impl From<postcard::Error> for Refused {
    fn from(error: postcard::Error) -> Self {
        Refused::Codec(error)
    }
}

impl fmt::Display for Refused {
    /// The end of a sentence that begins with "its input" or "its output".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::NoRoom => write!(f, "is larger than {} MiB", ROOM >> 20),
            Refused::Codec(error @ postcard::Error::SerializeSeqLengthUnknown) => {
                write!(f, "does not serialize: {error} (serde's `flatten` does not know it)")
            }
            Refused::Codec(error) => write!(f, "does not serialize: {error}"),
        }
    }
}

/// Why bytes could not be read as a value.
#[cold]
pub(crate) fn unreadable(error: &postcard::Error) -> String {
    match error {
        postcard::Error::WontImplement => NO_TYPES.to_owned(),
        error => format!("{error} ({NOT_ALIKE})"),
    }
}

/// Why a value must not be believed that was read from a part of its bytes.
#[cold]
pub(crate) fn left_over(bytes: usize) -> String {
    format!("{bytes} of its bytes were not read ({NOT_ALIKE})")
}

/// Why numbers could not be read as something else.
#[cold]
pub(crate) fn not_numbers() -> String {
    format!("it reads something else than the numbers that were written ({NO_TYPES})")
}
