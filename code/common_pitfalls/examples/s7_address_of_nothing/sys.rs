//! Believes an address from another process.
#![expect(unsafe_code, reason = "to follow another process's address is what this step shows")]

use std::slice;

// ANCHOR: numbers_at
pub fn numbers_at<'a>(address: usize, count: usize) -> &'a [u64] {
    // SAFETY: none. The address is another process's: this is the mistake.
    unsafe { slice::from_raw_parts(address as *const u64, count) }
}
// ANCHOR_END: numbers_at
