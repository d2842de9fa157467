use std::fmt;
use std::fs;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crate::doing::look;
use crate::snapshot::Snapshot;

/// A process with its children, and theirs.
///
/// Its text is a tree: state, pid and name of each, and what it does or waits for. A control
/// character in a name, such as a newline, is shown as U+FFFD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The process at the top.
    pub head: Snapshot,
    /// What that does or waits for, in a few words: `computes`, `reads from 3, pipe:[4711]`.
    pub doing: String,
    /// The processes that it has made, by their pids.
    pub children: Vec<Family>,
}

impl Family {
    /// The family of the process `pid` now. A process that begins or ends meanwhile may be missing.
    ///
    /// # Errors
    /// `NotFound` where there is no such process; that `/proc` cannot be read.
    pub fn of(pid: u32) -> io::Result<Self> {
        Self::below(pid, &parents()?)
    }

    /// Each of them is looked at here, and not when the list was made.
    fn below(pid: u32, parents: &[Link]) -> io::Result<Self> {
        let (head, doing) = look(pid)?;
        let children = parents.iter().filter(|link| link.parent == pid);
        let children =
            children.filter_map(|link| Self::below(link.child, parents).ok()).collect();
        Ok(Self { head, doing, children })
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

    /// Whether the process of this name does or waits for something that begins with these words.
    #[must_use]
    pub fn does(&self, name: &str, words: &str) -> bool {
        self.branch(name).is_some_and(|branch| branch.doing.starts_with(words))
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
        self.branch(name).map(|branch| &branch.head)
    }

    fn branch(&self, name: &str) -> Option<&Self> {
        let in_child = || self.children.iter().find_map(|child| child.branch(name));
        if self.head.name == name { Some(self) } else { in_child() }
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks, so that the processes that are looked at get on.
const A_MOMENT: Duration = Duration::from_millis(1);

/// A process and its parent.
struct Link {
    child: u32,
    parent: u32,
}

/// Every process that `/proc` lists (a folder with a number for each), by its pid.
fn parents() -> io::Result<Vec<Link>> {
    let entries = fs::read_dir("/proc")?.flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    // A process that has ended since it was listed has no file any more.
    let link = |child| Some(Link { child, parent: Snapshot::of(child).ok()?.parent });
    let mut all: Vec<Link> = pids.filter_map(link).collect();
    all.sort_unstable_by_key(|link| link.child);
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
        writeln!(f, "{state} {pid:7} {:indent$}{name}: {}", "", self.doing)?;
        self.children.iter().try_for_each(|child| child.draw(f, depth + 1))
    }
}
