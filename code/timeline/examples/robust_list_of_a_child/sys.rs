//! Where the kernel would begin to walk.
#![expect(unsafe_code, reason = "get_robust_list has no safe face")]

use std::io;

/// The address of the head of this thread's list: see `get_robust_list(2)`.
pub(crate) fn robust_list() -> io::Result<u64> {
    let (mut head, mut len) = (0_u64, 0_usize);
    // SAFETY: it writes the two that it is given room for.
    let answer =
        unsafe { libc::syscall(libc::SYS_get_robust_list, 0, &raw mut head, &raw mut len) };
    if answer == 0 { Ok(head) } else { Err(io::Error::last_os_error()) }
}
