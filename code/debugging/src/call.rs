use std::fs;
use std::io;
use std::os::unix::fs::FileExt;

use crate::notebook;

/// The system call that a process is in, from `/proc/<pid>/syscall` (`proc_pid_syscall(5)`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Which one: a number that differs between processors, `libc::SYS_read` and so on.
    pub number: i64,
    /// What it was called with; of those that it does not take, whatever the registers held.
    pub arguments: [u64; 6],
}

impl Call {
    /// The call that the process `pid` is in; `None` if it runs code of its own, or has ended.
    ///
    /// # Errors
    /// `PermissionDenied` where you may not look: the kernel asks for the right to attach a
    /// debugger (`ptrace(2)`). `NotFound` where there is no such process.
    // ANCHOR: call
    pub fn of(pid: u32) -> io::Result<Option<Self>> {
        match notebook::text(pid, "syscall") {
            Ok(text) => Ok(Self::read(&text)),
            Err(error) if notebook::is_ending(pid, &error)? => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// `202 0x7f3c5a2b1000 0x0 0x80001267 ...`, or `running`, or `-1` and two addresses.
    fn read(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let number = words.next()?.parse().ok().filter(|number| *number >= 0)?;
        let mut arguments = [0; 6];
        for (argument, word) in arguments.iter_mut().zip(words) {
            *argument = u64::from_str_radix(word.strip_prefix("0x")?, 16).ok()?;
        }
        Some(Self { number, arguments })
    }
    // ANCHOR_END: call

    /// What it waits for, if the call is `futex(2)`. (Calls that wake others do not sleep.)
    #[must_use]
    pub fn futex_wait(&self) -> Option<FutexWait> {
        let [address, operation, ..] = self.arguments;
        (self.number == libc::SYS_futex).then_some(FutexWait {
            address,
            is_private: operation & libc::FUTEX_PRIVATE_FLAG as u64 != 0,
        })
    }
}

/// A word of memory on which a process sleeps until another process says that it has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FutexWait {
    /// Where the word lies, in the memory of the process that waits.
    pub address: u64,
    /// Only a thread of the same process can wake it.
    pub is_private: bool,
}

impl FutexWait {
    // ANCHOR: owner
    /// Who has the lock that the process `waiter` wants: the id of a thread, which is its
    /// process's id too unless that has several.
    ///
    /// Robust mutexes write their owner's id into the word, with one bit more while a thread
    /// waits. `None` if this word does not look like that, or its owner has ended.
    ///
    /// # Errors
    /// As [`Call::of`]. If the waiter ends meanwhile, `UnexpectedEof`, or for a user who is not root
    /// `PermissionDenied`.
    pub fn owner(&self, waiter: u32) -> io::Result<Option<u32>> {
        let mut word = [0; 4];
        notebook::open(waiter, "mem")?.read_exact_at(&mut word, self.address)?;
        let word = u32::from_ne_bytes(word);
        let owner = word & libc::FUTEX_TID_MASK;
        let is_wanted = word & libc::FUTEX_WAITERS != 0;
        let is_there = || fs::exists(format!("/proc/{owner}/status")).unwrap_or(false);
        Ok((is_wanted && is_there()).then_some(owner))
    }
    // ANCHOR_END: owner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_of_the_file_are_understood() {
        let call = Call::read("202 0x7f00 0x80 0x2 0x0 0x0 0xffffffff 0x7ffe 0x7f16\n");
        let call = call.expect("a call");
        assert_eq!(
            (call.number, call.arguments[0], call.arguments[5]),
            (202, 0x7f00, 0xffff_ffff)
        );
        assert_eq!(Call::read("running\n"), None);
        assert_eq!(Call::read("-1 0x7ffe 0x7f16\n"), None);
    }
}
