use std::any::Any;
use std::cell::RefCell;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::{ExitStatus, exit};
use std::time::{Duration, Instant};

use process::{Process, spawn};
use rustix::process::{getpid, set_child_subreaper};

use crate::notes::{Note, Notes};
use crate::{Finding, Verdict, crowd, left};

/// More processes at a time than any check or answer needs.
const A_CROWD: usize = 100;

/// How often the judge counts.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// What the guard ends with, whatever became of the check.
const ON_DUTY: i32 = 78;

thread_local! {
    /// The last panic's message, and where it was.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Why a check was not heard to its end.
enum End {
    TooLong,
    Crowd,
    Over(ExitStatus),
}

/// Runs a check two processes below this one, and ends everything that it started.
///
/// The check's parent is a guard: an answer that kills its parent, or its process group, kills the guard and is found out. An answer
/// that does not end within the limit, or fills the machine with processes, is ended and named. None of its processes can leave the group,
/// so one signal ends them all.
///
/// # Panics
///
/// Where this process cannot fork.
pub fn judge(limit: Duration, check: impl FnOnce() -> Verdict + Send) -> Verdict {
    let notes = Notes::new().expect("a file in memory");
    // Processes whose parent dies come to this one, and are found.
    set_child_subreaper(Some(getpid())).expect("a process may adopt its grandchildren");
    let mut guard =
        spawn(|| guard(&notes, check)).expect("a check is run in a process of its own");
    let end = watch(&mut guard, limit).expect("a child can be waited for");
    crowd::end_group(guard.id());
    let _ = guard.kill(); // It may have died before it had a group of its own.
    drop(guard);
    crowd::end();
    verdict(notes.last().expect("the notes can be read"), &end)
}

/// Waits for the guard, and counts meanwhile.
fn watch(guard: &mut Process, limit: Duration) -> io::Result<End> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = guard.join_timeout(BETWEEN_LOOKS)? {
            return Ok(End::Over(status));
        }
        if crowd::size() > A_CROWD {
            return Ok(End::Crowd);
        }
        if Instant::now() > deadline {
            return Ok(End::TooLong);
        }
    }
}

/// Starts the check in a process of its own, in a session of its own: a signal to "my group" stays here.
fn guard(notes: &Notes, check: impl FnOnce() -> Verdict + Send) {
    crowd::begin_group();
    let status = spawn(|| run(notes, check))
        .and_then(Process::join)
        .expect("a check is run in a process of its own");
    if let Ok(last @ (Note::Trying(_) | Note::Nothing)) = notes.last() {
        let finding =
            named(last, &format!("your function ended the process that it ran in ({status})"));
        notes.conclude(&Err(finding)).expect("the notes can be written");
    }
    exit(ON_DUTY)
}

fn run(notes: &Notes, check: impl FnOnce() -> Verdict) {
    notes.adopt().expect("no check ran here before");
    panic::set_hook(Box::new(remember));
    let verdict = panic::catch_unwind(AssertUnwindSafe(|| left::nothing(check)));
    let verdict = verdict.unwrap_or_else(|panic| Err(panicked(notes, panic)));
    notes.conclude(&verdict).expect("the notes can be written");
}

/// Keeps a panic for the report, and prints it where it is the reader's.
fn remember(info: &PanicHookInfo<'_>) {
    let text = text_of(info.payload());
    let Some(place) = info.location() else { return };
    let said = format!("{text:?}, in {} line {}", place.file(), place.line());
    if place.file().contains("tasks/") && !is_todo(text) {
        // In one piece: several processes may say so at the same time.
        let line = format!("(a process panicked: {said})\n");
        let _ = io::stderr().write_all(line.as_bytes());
    }
    PANIC.set(said);
}

fn panicked(notes: &Notes, panic: Box<dyn Any + Send>) -> Finding {
    let text = text_of(&*panic);
    let tried = tried(notes.last().unwrap_or(Note::Nothing));
    let seen = match is_todo(text) {
        true => format!("nothing yet: {}", PANIC.take()),
        false => format!("your function panicked, while {}: {}", tried.seen, PANIC.take()),
    };
    Finding { seen, ..tried }
}

fn text_of(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text")
}

fn is_todo(text: &str) -> bool {
    text.starts_with("not yet implemented")
}

fn verdict(last: Note, end: &End) -> Verdict {
    Err(match (end, last) {
        (End::Over(status), Note::Verdict(verdict)) if status.code() == Some(ON_DUTY) => {
            return verdict;
        }
        (End::Over(status), last) => named(
            last,
            &format!("your function ended the process that had started it ({status})"),
        ),
        (End::TooLong, last) => {
            let found = named(last, "your function had not come back in time, and was ended");
            let expected =
                format!("your function returns, and this holds: {}", found.expected);
            Finding { expected, ..found }
        }
        (End::Crowd, last) => {
            named(last, "your function filled the machine with processes, and was ended")
        }
    })
}

fn named(last: Note, what: &str) -> Finding {
    let tried = tried(last);
    Finding { seen: format!("{what}, while {}", tried.seen), ..tried }
}

/// What was being tried, and the rule behind it.
fn tried(last: Note) -> Finding {
    match last {
        Note::Trying(finding) | Note::Verdict(Err(finding)) => finding,
        Note::Verdict(Ok(())) | Note::Nothing => Finding {
            seen: "the check began".into(),
            expected: "a function that comes back".into(),
            read: "process.md#a-child-that-does-not-end".into(),
        },
    }
}
