use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// A thread that was joined is still counted until it has ended, and for that it needs a core.
/// On a busy machine it may wait for one longer than any fixed time, so what is counted here is
/// what the others *do*: at so many looks all of them slept ...
const LOOKS_AT_SLEEPERS: u32 = 100;
/// ... or one of them has run for so long, in ticks of 10 ms (`proc(5)`), and is not in the
/// kernel's exit yet, where it may have much to give back.
const TICKS_TO_END: u64 = 5;
/// What the kernel's `PF_EXITING` is among the flags of a thread: it never runs its own code again.
const EXITING: u32 = 0x4;
/// For threads that neither run nor sleep, such as those that a stuck disk keeps in the kernel.
const AT_MOST: Duration = Duration::from_secs(10);

const BETWEEN_LOOKS: Duration = Duration::from_micros(100);

/// The threads that run in this process beside the caller, as [`other_threads`] saw them.
///
/// Displays as their names, which tell whose they are: `"pump", "rayon-0" and 3 more`. A thread
/// without a name of its own has the name of the thread that started it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherThreads {
    names: Vec<String>,
}

/// The threads of this process beside the calling one, or `None` where it is alone. Then nothing
/// but its own next step can change that.
///
/// A thread that was joined, or whose scope has ended, goes on for a moment: this waits until it
/// is gone, however long that takes on a busy machine. Threads that sleep on or run on are seen
/// within some 30 milliseconds where a core is free, and later where they are many: each look
/// reads a file for each of them.
///
/// # Errors
///
/// Where `/proc/self/task` cannot be read. Whether the caller is alone takes no descriptor, who
/// the others are takes two.
// ANCHOR: other_threads
pub fn other_threads() -> io::Result<Option<OtherThreads>> {
    let mut patience = Patience::new();
    while count()? > 1 {
        let others = look()?;
        if patience.is_over(&others) {
            let names = others.into_iter().map(|thread| thread.name).collect();
            return Ok(Some(OtherThreads { names }));
        }
        thread::sleep(BETWEEN_LOOKS);
    }
    Ok(None)
}
// ANCHOR_END: other_threads

/// What was seen of the others so far.
struct Patience {
    /// The ticks that each had used when it was seen first. A `HashMap` would move the seed of the
    /// caller's own hash maps, for each child anew.
    before: BTreeMap<u32, u64>,
    asleep: u32,
    until: Instant,
}

impl Patience {
    fn new() -> Patience {
        Patience { before: BTreeMap::new(), asleep: 0, until: Instant::now() + AT_MOST }
    }

    // ANCHOR: patience
    fn is_over(&mut self, others: &[Thread]) -> bool {
        // A sleeper may wait for one that runs, so it counts only where all of them sleep.
        let all_sleep = !others.is_empty() && others.iter().all(|thread| thread.sleeps);
        self.asleep += u32::from(all_sleep);
        let staying = others.iter().filter(|thread| !thread.exits);
        let runs_on =
            staying.map(|thread| self.used_by(thread)).any(|ticks| ticks >= TICKS_TO_END);
        runs_on || self.asleep >= LOOKS_AT_SLEEPERS || Instant::now() > self.until
    }
    // ANCHOR_END: patience

    fn used_by(&mut self, thread: &Thread) -> u64 {
        let before = self.before.entry(thread.id).or_insert(thread.ticks);
        thread.ticks.saturating_sub(*before)
    }
}

/// Threads of this process, by `/proc/self/task`, which has a folder for each: its link count is
/// theirs, plus 2 for `.` and `..`. Whatever else is mounted there counts nothing.
fn count() -> io::Result<u64> {
    match fs::metadata("/proc/self/task").map(|tasks| tasks.nlink()) {
        Ok(links @ 3..) => Ok(links - 2),
        Ok(_) => {
            Err(cannot_count(io::ErrorKind::Unsupported, &"this is not the kernel's /proc"))
        }
        Err(error) => Err(cannot_count(error.kind(), &error)),
    }
}

/// A thread, as `/proc/self/task/<id>/stat` tells of it (`proc(5)`).
#[derive(Debug, PartialEq)]
struct Thread {
    id: u32,
    name: String,
    /// It waits for something, or was stopped. One that waits for a core does not sleep.
    sleeps: bool,
    /// It has begun to end.
    exits: bool,
    /// The time that it has run for, in its own code and in the kernel's.
    ticks: u64,
}

/// Every thread but the caller. One that ends meanwhile may be there or not.
fn look() -> io::Result<Vec<Thread>> {
    let cannot = |error: io::Error| cannot_count(error.kind(), &error);
    let own = fs::read_link("/proc/thread-self").map_err(cannot)?;
    let mut others = Vec::new();
    for task in fs::read_dir("/proc/self/task").map_err(cannot)? {
        let task = task.map_err(cannot)?;
        if own.file_name() != Some(&task.file_name()) {
            others.extend(thread_at(&task.path())?);
        }
    }
    Ok(others)
}

/// `None`: it has ended.
fn thread_at(folder: &Path) -> io::Result<Option<Thread>> {
    match fs::read(folder.join("stat")) {
        Ok(stat) => {
            let stat = String::from_utf8_lossy(&stat);
            let unknown =
                || cannot_count(io::ErrorKind::Unsupported, &format!("stat: {stat:?}"));
            parse(&stat).ok_or_else(unknown).map(Some)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Ok(None),
        Err(error) => Err(cannot_count(error.kind(), &error)),
    }
}

/// A name may hold anything, brackets and spaces too, so its end is the last one that could be.
fn parse(stat: &str) -> Option<Thread> {
    let (id, rest) = stat.split_once(" (")?;
    let (name, rest) = rest.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    let sleeps = matches!(fields.next()?, "S" | "T" | "t");
    let exits = fields.nth(5)?.parse::<u32>().ok()? & EXITING != 0;
    let times = fields.skip(4).take(2).map(str::parse::<u64>);
    let ticks = times.sum::<Result<u64, _>>().ok()?;
    Some(Thread { id: id.parse().ok()?, name: name.to_owned(), sleeps, exits, ticks })
}

fn cannot_count(kind: io::ErrorKind, why: &dyn Display) -> io::Error {
    let text = format!("cannot count this process's threads: /proc/self/task: {why}");
    io::Error::new(kind, text)
}

impl Display for OtherThreads {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const NAMED: usize = 5;
        let named: Vec<String> =
            self.names.iter().take(NAMED).map(|name| format!("{name:?}")).collect();
        f.write_str(&named.join(", "))?;
        match self.names.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stat(name: &str, state: &str) -> String {
        format!("17 ({name}) {state} 1 2 3 4 -1 4194304 7 8 9 10 30 12 13 14 20 0 2 0 99")
    }

    #[test]
    fn a_thread_is_read_whatever_its_name() {
        for name in ["clerk", "a) S (b", ") R 1 (", "", "(", "two\nlines"] {
            let thread = parse(&stat(name, "R")).unwrap();
            let expected =
                Thread { id: 17, name: name.into(), sleeps: false, exits: false, ticks: 42 };
            assert_eq!(thread, expected);
        }
    }

    #[test]
    fn stopped_threads_sleep_and_ending_ones_do_not() {
        let sleeping = ["R", "S", "D", "T", "t", "X", "Z"]
            .map(|state| parse(&stat("a", state)).unwrap().sleeps);
        assert_eq!(sleeping, [false, true, false, true, true, false, false]);
    }

    #[test]
    fn one_that_is_in_the_kernels_exit_is_waited_for_however_long_it_runs() {
        let mut patience = Patience::new();
        let mut over_after = |ticks, exits| {
            let thread = Thread { id: 17, name: "a".into(), sleeps: false, exits, ticks };
            patience.is_over(&[thread])
        };
        assert!(!over_after(0, false));
        assert!(!over_after(1_000, true));
        assert!(over_after(1_000, false));
    }

    #[test]
    fn the_flags_tell_who_exits() {
        let with =
            |flags| format!("17 (a) R 1 2 3 4 -1 {flags} 7 8 9 10 30 12 13 14 20 0 2 0 99");
        let exits = [4194304, 4194304 + 4].map(|flags| parse(&with(flags)).unwrap().exits);
        assert_eq!(exits, [false, true]);
    }

    #[test]
    fn a_few_of_many_are_named() {
        let names = |count| OtherThreads { names: vec!["a".into(); count] }.to_string();
        assert_eq!(names(1), r#""a""#);
        assert_eq!(names(7), r#""a", "a", "a", "a", "a" and 2 more"#);
    }
}
