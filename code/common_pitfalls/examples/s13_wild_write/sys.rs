//! Stands for a library with a wild pointer.
#![expect(unsafe_code, reason = "a wild write is what this step shows")]

pub fn write_wildly(address: usize) {
    // SAFETY: none. The address may be anything: this is the mistake.
    unsafe { (address as *mut u64).write_volatile(13) }
}
