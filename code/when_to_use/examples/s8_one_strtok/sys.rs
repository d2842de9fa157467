//! C's `strtok`, as safe as it can be made, and as surprising as it is.
#![expect(unsafe_code, reason = "a C function")]

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::Mutex;

/// No two calls at the same time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The first word of a text, which `strtok` remembers.
pub fn first_word(text: &str) -> String {
    let text = CString::new(text).expect("no zero in it");
    // Never freed: `strtok` keeps an address in it for as long as it likes.
    strtok(text.into_raw())
}

/// The next word of the text that `strtok` remembers, whichever thread gave it.
pub fn next_word() -> String {
    strtok(ptr::null_mut())
}

/// `text` is null, or a string that is never freed and that no other code knows.
fn strtok(text: *mut c_char) -> String {
    let _one = ONE_AT_A_TIME.lock().expect("no thread panics in here");
    // SAFETY: `text` is as said above, the string before it too; the lock keeps others out.
    let word = unsafe { libc::strtok(text, c" ".as_ptr()) };
    if word.is_null() {
        return "(no more)".to_owned();
    }
    // SAFETY: a word that is not null ends with a zero, in a string that is never freed.
    unsafe { CStr::from_ptr(word) }.to_str().expect("it was a str").to_owned()
}
