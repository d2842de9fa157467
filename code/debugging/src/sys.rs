//! The one system call of this crate that std has no name for.
#![expect(unsafe_code, reason = "prctl has no safe face in std")]

use std::io;

/// Allows every process that may signal this one to attach a debugger to it.
pub(crate) fn allow_every_tracer() -> io::Result<()> {
    // SAFETY: PR_SET_PTRACER reads one number.
    match unsafe { libc::prctl(libc::PR_SET_PTRACER, libc::PR_SET_PTRACER_ANY) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
