use std::error::Error;
use std::fmt;

use serde::{de, ser};

/// Why a value cannot be written as numbers, or not be read from those that were.
#[derive(Debug)]
pub(crate) struct Mismatch(String);

impl Mismatch {
    /// Without a text: it would not be seen, since postcard tries next.
    #[inline]
    pub(super) fn not_plain<T>() -> Result<T, Mismatch> {
        Err(Mismatch(String::new()))
    }

    #[cold]
    pub(super) fn because<T>(text: &str) -> Result<T, Mismatch> {
        Err(Mismatch(text.to_owned()))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Mismatch {}

impl ser::Error for Mismatch {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Mismatch(text.to_string())
    }
}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Mismatch(text.to_string())
    }
}
