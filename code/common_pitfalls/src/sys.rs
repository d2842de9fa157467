//! The C library tells us of each fork.
#![expect(unsafe_code, reason = "pthread_atfork has no safe face in std")]

use std::io;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

// ANCHOR: forks
/// The forks between this process and the one that first asked.
static FORKS: AtomicU64 = AtomicU64::new(0);

/// How many forks lie between this process and the one that first asked: another number than
/// before means that this is another process than before.
pub(crate) fn forks() -> u64 {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        // SAFETY: the function only adds to an atomic, which is allowed in a child of any fork.
        let error = unsafe { libc::pthread_atfork(None, None, Some(one_more)) };
        assert_eq!(error, 0, "pthread_atfork: {}", io::Error::from_raw_os_error(error));
    });
    FORKS.load(Relaxed)
}

/// The C library calls this in each new child, before `fork(2)` returns there.
extern "C" fn one_more() {
    FORKS.fetch_add(1, Relaxed);
}
// ANCHOR_END: forks
