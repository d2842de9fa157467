//! The bare copy, for comparison.
#![expect(unsafe_code, reason = "it copies to an address, as C would")]

use shared_memory::Mapping;

pub fn copy(from: &[u8], to: &Mapping) {
    assert!(from.len() <= to.len());
    // SAFETY: the mapping has room, as just checked, nothing else uses it, and it is new
    // memory, so the two do not overlap.
    unsafe { to.as_ptr().copy_from_nonoverlapping(from.as_ptr(), from.len()) };
}
