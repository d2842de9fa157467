//! A receiver keeps the lock while it waits for a message, and its sender wants the lock first. What each process waits
//! for is seen from outside, in `/proc`.

use std::fs;
use std::hint;
use std::io::{self, Read, Write};
use std::iter;
use std::os::unix::fs::PermissionsExt;

use debugging::{Call, Family, named};
use single_value_data_sharing::Value;
use synchronization::Event;
use timeline::{Boxes, Look};

const NAMES: [&str; 5] = ["parent", "receiver", "sender", "reporter", "busy"];

fn main() -> io::Result<()> {
    let parent = named("parent", parent)?;
    let (family, waits) = loop {
        let family = all_in_their_calls(parent.id())?;
        let waits = waits(&family)?;
        if waits.len() == NAMES.len() - 1 {
            break (family, waits); // Else one of them was awake for a moment.
        }
    };
    print!("{}", drawn(&family, &waits).draw());
    parent.kill()
}

fn parent() {
    let number = Value::new(0).expect("shared memory");
    let is_locked = Event::new().expect("shared memory");
    let (mut messages, send) = io::pipe().expect("a pipe");

    let _sender = named("sender", || {
        let mut send = send; // This process's now: no other has this end.
        is_locked.wait();
        let guard = number.lock();
        send.write_all(b"!").expect("the receiver reads");
        drop(guard);
    });
    let receiver = named("receiver", || {
        let _guard = number.lock();
        is_locked.set();
        let _ = messages.read(&mut [0]); // with the lock in its hand
    });
    let _reporter = named("reporter", || {
        is_locked.wait();
        drop(number.lock());
    });
    let _busy = named("busy", || {
        loop {
            hint::spin_loop();
        }
    });
    receiver.expect("a child").join().expect("it is waited for once");
}

/// Looks until each of them does what it will do for good.
fn all_in_their_calls(parent: u32) -> io::Result<Family> {
    Family::once(parent, |now| {
        now.is(&[("busy", 'R')])
            && now.does("parent", "waits for a child")
            && now.does("receiver", "reads from")
            && now.does("sender", "wants a lock")
            && now.does("reporter", "wants a lock")
    })
}

type Wait = (u32, u32);

/// Who waits, and for whom.
fn waits(family: &Family) -> io::Result<Vec<Wait>> {
    let mut waits = Vec::new();
    for name in NAMES {
        let pid = member(family, name).head.pid;
        if let Some(call) = Call::of(pid)? {
            waits.extend(whom(pid, call, family)?.map(|other| (pid, other)));
        }
    }
    Ok(waits)
}

/// The process that has what this one waits for in its call: the lock, the pipe's other end, or the end of its own life.
fn whom(pid: u32, call: Call, family: &Family) -> io::Result<Option<u32>> {
    let [first, second, ..] = call.arguments;
    match (call.number, call.futex_wait()) {
        (_, Some(wait)) => wait.owner(pid),
        (libc::SYS_read, _) => writer(&format!("/proc/{pid}/fd/{first}"), family),
        (libc::SYS_waitid, _) => {
            let pidfd = fs::read_to_string(format!("/proc/{pid}/fdinfo/{second}"))?;
            let child = pidfd.lines().find_map(|line| line.strip_prefix("Pid:"));
            Ok(child.and_then(|child| child.trim().parse().ok()))
        }
        _ => Ok(None),
    }
}

/// Which of the family has the pipe open for writing, as the link's mode says (`proc_pid_fd(5)`).
fn writer(reading_end: &str, family: &Family) -> io::Result<Option<u32>> {
    let pipe = fs::read_link(reading_end)?;
    for name in NAMES {
        let pid = member(family, name).head.pid;
        for link in fs::read_dir(format!("/proc/{pid}/fd"))? {
            let link = link?.path();
            let is_for_writing =
                fs::symlink_metadata(&link)?.permissions().mode() & 0o200 != 0;
            if is_for_writing && fs::read_link(&link)? == pipe {
                return Ok(Some(pid));
            }
        }
    }
    Ok(None)
}

fn drawn(family: &Family, waits: &[Wait]) -> Boxes {
    let place = |pid| NAMES.iter().position(|name| member(family, name).head.pid == pid);
    let mut boxes = Boxes::new().look("computes", Look::Box).look("waits", Look::Pale);
    boxes = boxes.look("in a circle", Look::SecondBox);
    for name in NAMES {
        let Family { head, doing, .. } = member(family, name);
        let state = match waits.iter().any(|(from, _)| *from == head.pid) {
            true if comes_around(head.pid, waits) => "in a circle",
            true => "waits",
            false => "computes",
        };
        boxes = boxes.put(&format!("{name} {}", head.pid), state, doing);
    }
    let ends = waits.iter().filter_map(|(from, to)| Some((place(*from)?, place(*to)?)));
    ends.fold(boxes, |boxes, (from, to)| boxes.arrow(from, to))
}

/// Whether the arrows lead from this process back to it.
fn comes_around(pid: u32, waits: &[Wait]) -> bool {
    let next = |pid: &u32| waits.iter().find(|(from, _)| from == pid).map(|(_, to)| *to);
    iter::successors(Some(pid), next).skip(1).take(waits.len()).any(|other| other == pid)
}

/// The parent, or the child of this name.
fn member<'a>(family: &'a Family, name: &str) -> &'a Family {
    family.children.iter().find(|child| child.head.name == name).unwrap_or(family)
}
