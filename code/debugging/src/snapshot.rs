use std::io;

use crate::notebook;

/// What `/proc/<pid>/status` and `comm` say of one process (`proc_pid_status(5)`,
/// `proc_pid_comm(5)`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its id.
    pub pid: u32,
    /// The id of its parent; 0 if that is in no namespace that you see.
    pub parent: u32,
    /// What it is called: its program's name, or the one that it gave itself. 15 bytes at most;
    /// what is no UTF-8 among them is shown as U+FFFD.
    pub name: String,
    /// `R` runs or could, `S` sleeps, `D` sleeps and hears no signal, `T` is stopped, `t` is
    /// stopped by a debugger, `Z` is a zombie.
    pub state: char,
    /// How many threads it has.
    pub threads: u32,
}

impl Snapshot {
    /// Looks at one process.
    ///
    /// # Errors
    /// `NotFound` where there is no such process, and `InvalidData` if this is no Linux `/proc`.
    pub fn of(pid: u32) -> io::Result<Self> {
        // The name first: who is seen with a new name has its state from after the renaming.
        let name = name(pid)?;
        let status = notebook::text(pid, "status")?;
        read(pid, name, &status).ok_or_else(|| {
            let text = format!("/proc/{pid}/status lacks a line");
            io::Error::new(io::ErrorKind::InvalidData, text)
        })
    }
}

// ANCHOR: read
fn read(pid: u32, name: String, status: &str) -> Option<Snapshot> {
    let field = |key| status.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    Some(Snapshot {
        pid,
        parent: field("PPid:")?.parse().ok()?,
        name,
        state: field("State:")?.chars().next()?,
        // A zombie that has given back all else may lack this line.
        threads: field("Threads:").map_or(Some(1), |count| count.parse().ok())?,
    })
}
// ANCHOR_END: read

/// The line `Name` of `status` has a newline or a backslash in its name written as two
/// characters. This file has the name as it is, and one newline behind it.
fn name(pid: u32) -> io::Result<String> {
    let mut name = notebook::text(pid, "comm")?;
    name.pop();
    Ok(name)
}
