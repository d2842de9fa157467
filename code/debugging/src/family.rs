use std::fmt;
use std::fs;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crate::call::{Call, FutexWait};
use crate::snapshot::Snapshot;

/// A process with its children, and theirs.
///
/// Its text is a tree: state, pid and name of each, and what it does or waits for. A control
/// character in a name, such as a newline, is shown as U+FFFD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The process at the top.
    pub head: Snapshot,
    /// Those that it has made, by their pids.
    pub children: Vec<Family>,
}

impl Family {
    /// The family of the process `pid` now. Who is born or ends meanwhile may be missing.
    ///
    /// # Errors
    /// `NotFound` where there is no such process; that `/proc` cannot be read.
    pub fn of(pid: u32) -> io::Result<Self> {
        let head = Snapshot::of(pid)?;
        Ok(Self::below(head, &everybody()?))
    }

    fn below(head: Snapshot, everybody: &[Snapshot]) -> Self {
        let children = everybody.iter().filter(|other| other.parent == head.pid);
        let children = children.map(|child| Self::below(child.clone(), everybody)).collect();
        Self { head, children }
    }

    /// Looks again and again, until the family is as you want it.
    ///
    /// # Errors
    /// Those of [`of`](Self::of), and `TimedOut` after ten seconds.
    pub fn once(pid: u32, is_ready: impl Fn(&Self) -> bool) -> io::Result<Self> {
        let patience = Instant::now() + PATIENCE;
        loop {
            let family = Self::of(pid)?;
            if is_ready(&family) {
                return Ok(family);
            }
            if Instant::now() > patience {
                let text = format!("the family never came to it:\n{family}");
                return Err(io::Error::new(io::ErrorKind::TimedOut, text));
            }
            thread::sleep(A_MOMENT);
        }
    }

    /// The pids of all of it, from the top, with commas between them: as `ps -p` wants them.
    #[must_use]
    pub fn pids(&self) -> String {
        let below = self.children.iter().map(|child| format!(",{}", child.pids()));
        format!("{}{}", self.head.pid, below.collect::<String>())
    }

    /// Whether each of these names is there, in the state beside it.
    #[must_use]
    pub fn is(&self, names: &[(&str, char)]) -> bool {
        let has = |name, state| self.find(name).is_some_and(|found| found.state == state);
        names.iter().all(|&(name, state)| has(name, state))
    }

    /// The first of this name, from the top. The name is as in [`Snapshot::name`]: of a longer one,
    /// give what the kernel keeps.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Snapshot> {
        let in_child = || self.children.iter().find_map(|child| child.find(name));
        if self.head.name == name { Some(&self.head) } else { in_child() }
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks, so that those who are looked at get on.
const A_MOMENT: Duration = Duration::from_millis(1);

/// Every process that `/proc` lists: a folder with a number for each.
fn everybody() -> io::Result<Vec<Snapshot>> {
    let entries = fs::read_dir("/proc")?.flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    // One that has ended since it was listed has no file any more.
    let mut all: Vec<Snapshot> = pids.filter_map(|pid| Snapshot::of(pid).ok()).collect();
    all.sort_unstable_by_key(|process| process.pid);
    Ok(all)
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draw(f, 0)
    }
}

impl Family {
    fn draw(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let Snapshot { pid, state, name, .. } = &self.head;
        let name = name.replace(char::is_control, "\u{fffd}"); // A line of its own for each.
        let indent = depth * 2;
        writeln!(f, "{state} {pid:7} {:indent$}{name}: {}", "", doing(&self.head))?;
        self.children.iter().try_for_each(|child| child.draw(f, depth + 1))
    }
}

/// What a process does, in a few words.
fn doing(process: &Snapshot) -> String {
    match process.state {
        'R' => "computes".to_owned(),
        'T' | 't' => "is stopped".to_owned(),
        'Z' => "has ended, and nobody has asked how".to_owned(),
        _ => match Call::of(process.pid) {
            Ok(Some(call)) => waiting(process, call),
            Ok(None) => "sleeps".to_owned(),
            Err(error) => format!("sleeps; in what, you may not see ({})", error.kind()),
        },
    }
}

fn waiting(process: &Snapshot, call: Call) -> String {
    match (call.number, call.futex_wait()) {
        (_, Some(wait)) => wanting(process, wait),
        (libc::SYS_read, _) => {
            let descriptor = call.arguments[0];
            let file = fs::read_link(format!("/proc/{}/fd/{descriptor}", process.pid));
            let file = file.unwrap_or_default();
            format!("reads from {descriptor}, {}", file.display())
        }
        (libc::SYS_waitid | libc::SYS_wait4, _) => "waits for a child to end".to_owned(),
        (libc::SYS_clock_nanosleep, _) => "sleeps for some time".to_owned(),
        (number, _) => format!("sleeps in system call {number}"),
    }
}

fn wanting(process: &Snapshot, wait: FutexWait) -> String {
    if wait.is_private && process.threads == 1 {
        return "waits for a thread of its own, and has none".to_owned();
    }
    match wait.owner(process.pid) {
        Ok(Some(owner)) => format!("wants a lock that {owner} has"),
        _ => "sleeps on a word of memory".to_owned(),
    }
}
