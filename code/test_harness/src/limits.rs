//! What the kernel allows the process that runs a test.

use rustix::process::{Rlimit, Uid, getrlimit, getuid, setrlimit};
use rustix::thread::set_thread_uid;

pub use rustix::process::Resource;

/// A user with no rights of its own.
const NOBODY: u32 = 65534;

/// Sets how much of a resource this process, and each child from now on, may have
/// (`setrlimit(2)`, the soft limit). Returns how much it was; [`u64::MAX`] is no limit.
///
/// # Panics
///
/// If it is more than the hard limit.
pub fn limit(resource: Resource, most: u64) -> u64 {
    let Rlimit { current, maximum } = getrlimit(resource);
    let new = Rlimit { current: (most != u64::MAX).then_some(most), maximum };
    setrlimit(resource, new).expect("no more than the hard limit");
    current.unwrap_or(u64::MAX)
}

/// What `attempt` returns under such a limit. The limit ends with the attempt: what comes after
/// needs memory and descriptors, and how much of them is at hand already is chance.
pub fn limited<T>(resource: Resource, most: u64, attempt: impl FnOnce() -> T) -> T {
    let usual = limit(resource, most);
    let returned = attempt();
    limit(resource, usual);
    returned
}

/// Makes a test that root runs go on as a user whom limits and permissions bind.
///
/// # Panics
///
/// If the kernel refuses.
pub fn give_up_root() {
    if getuid().is_root() {
        // Of this thread, which is the only one.
        set_thread_uid(Uid::from_raw(NOBODY)).expect("root may become any user");
    }
}
