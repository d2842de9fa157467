//! How much memory that processes share has been touched.

use std::fs;

/// How many bytes of its shared mappings this process has in memory (`proc_pid_smaps(5)`).
///
/// The kernel's own sum, `RssShmem` of `/proc/self/status`, counts the pages of the program too
/// where they come from a file system in memory.
///
/// # Panics
/// Where `/proc` cannot be read.
#[must_use]
pub fn touched_shared_memory() -> usize {
    let maps = fs::read_to_string("/proc/self/smaps").expect("/proc is mounted");
    let mut is_shared = false;
    let mut kib = 0;
    for line in maps.lines() {
        match line.split_once(char::is_whitespace) {
            Some(("Rss:", rest)) if is_shared => kib += number(rest),
            Some((name, rest)) if !name.ends_with(':') => is_shared = rest.starts_with("rw-s"),
            _ => {}
        }
    }
    kib << 10
}

fn number(rest: &str) -> usize {
    let number = rest.split_whitespace().next().and_then(|number| number.parse().ok());
    number.expect("a number of KiB")
}
