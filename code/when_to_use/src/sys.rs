//! Every system call of this crate, each behind a function that is safe to call.
#![expect(unsafe_code, reason = "limits, user ids and prctl have no safe face in std")]

use std::fs;
use std::io;
use std::ptr;

/// The user and the group that own nothing, by the kernel's own convention.
const NOBODY: u32 = 65534;

/// Bytes of address space that this process has mapped.
pub(crate) fn address_space() -> io::Result<u64> {
    let sizes = fs::read_to_string("/proc/self/statm")?; // In pages, the whole first.
    let pages = sizes.split(' ').next().and_then(|pages| pages.parse::<u64>().ok());
    // SAFETY: `sysconf(3)` takes a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let bytes = pages.and_then(|pages| pages.checked_mul(page.try_into().ok()?));
    bytes.ok_or_else(|| io::Error::other(format!("/proc/self/statm says {sizes:?}")))
}

/// Lowers a limit of this process to `soft`, where it is felt, and `hard`, to which it can be
/// raised again. What is lower already stays.
pub(crate) fn limit(
    resource: libc::__rlimit_resource_t,
    soft: u64,
    hard: u64,
) -> io::Result<()> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is ours to write until the call returns.
    cvt(unsafe { libc::getrlimit(resource, &mut limit) })?;
    limit.rlim_cur = limit.rlim_cur.min(soft);
    limit.rlim_max = limit.rlim_max.min(hard);
    // SAFETY: `limit` lives until the call returns.
    cvt(unsafe { libc::setrlimit(resource, &limit) })
}

pub(crate) fn is_root() -> bool {
    // SAFETY: `geteuid(2)` takes nothing and cannot fail.
    unsafe { libc::geteuid() == 0 }
}

/// Makes this process, root's so far, one of the user nobody, with no way back. The groups go
/// first, while it still may.
pub(crate) fn become_nobody() -> io::Result<()> {
    // SAFETY: an empty list of groups may be null.
    cvt(unsafe { libc::setgroups(0, ptr::null()) })?;
    // SAFETY: `setgid(2)` takes a number.
    cvt(unsafe { libc::setgid(NOBODY) })?;
    // SAFETY: `setuid(2)` takes a number.
    cvt(unsafe { libc::setuid(NOBODY) })
}

/// Asks the kernel to kill this process when its parent ends.
pub(crate) fn die_with_parent() -> io::Result<()> {
    // SAFETY: PR_SET_PDEATHSIG reads one number.
    cvt(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) })
}

/// For calls that return -1 and leave the reason in `errno`.
fn cvt(returned: i32) -> io::Result<()> {
    if returned == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
