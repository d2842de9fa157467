//! The one promise about [`Progress`] that the compiler cannot check.
#![expect(unsafe_code, reason = "`Shareable` is a promise about every field of a type")]

use shared_memory::Shareable;

use super::Progress;

// SAFETY: atomic integers and flags, each of them changed in one instruction.
unsafe impl Shareable for Progress {}
