//! Endings that the standard library does not offer, and C's `atexit(3)`.
#![expect(unsafe_code, reason = "the C library's own endings are what this step looks at")]

/// What the function given to `atexit` writes.
pub const AT_EXIT: &str = "atexit was called";

pub fn at_exit() {
    // SAFETY: `say_so` has the signature that atexit(3) asks for, and lives as long as the program.
    unsafe { libc::atexit(say_so) };
}

extern "C" fn say_so() {
    eprint!("{AT_EXIT}");
}

pub fn kill_me() -> ! {
    // SAFETY: raise(3) takes any signal; SIGKILL does not return.
    unsafe { libc::raise(libc::SIGKILL) };
    unreachable!("SIGKILL cannot be caught")
}

/// `_exit(2)`: nothing of this process's own is written.
pub fn exit_now() -> ! {
    // SAFETY: _exit(2) has no preconditions.
    unsafe { libc::_exit(0) }
}
