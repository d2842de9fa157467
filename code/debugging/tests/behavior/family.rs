//! Names, states, parents and threads.

use std::fs;
use std::hint;
use std::io::{self, ErrorKind, Read};
use std::iter;
use std::process::Command;
use std::sync::mpsc;
use std::thread;

use debugging::{Call, Family, Snapshot, named};
use process::Process;

/// A child that sleeps until it is killed.
pub fn asleep(name: &str) -> Process {
    let child = named(name, forever).unwrap();
    Family::once(child.id(), |now| now.is(&[(name, 'S')])).unwrap();
    child
}

pub fn forever() {
    loop {
        thread::park();
    }
}

/// Kills it, and waits until it and those below it are gone.
pub fn end(child: Process) {
    let below = Family::of(child.id()).unwrap().pids();
    child.kill().unwrap();
    child.join().unwrap();
    let is_there = |pid: &str| Snapshot::of(pid.parse().unwrap()).is_ok();
    while below.split(',').any(is_there) {
        thread::yield_now();
    }
}

pub fn a_family_is_its_head_its_children_and_theirs() {
    let stranger = asleep("stranger");
    let head = named("grandmother", || {
        let _mother = named("mother", || {
            let _child = named("child", forever);
        });
        let _aunt = named("aunt", forever);
    });
    let head = head.unwrap();
    let all = [("grandmother", 'S'), ("mother", 'S'), ("child", 'S'), ("aunt", 'S')];
    let family = Family::once(head.id(), |now| now.is(&all)).unwrap();

    let pid = |name| family.find(name).unwrap().pid;
    let parent = |name| family.find(name).unwrap().parent;
    assert_eq!(parent("grandmother"), std::process::id());
    assert_eq!((parent("mother"), parent("aunt")), (head.id(), head.id()));
    assert_eq!(parent("child"), pid("mother"));
    assert_eq!(family.find("stranger"), None);
    assert_eq!(family.children.len(), 2);
    let four = ["grandmother", "mother", "child", "aunt"].map(|name| pid(name).to_string());
    assert_eq!(family.pids(), four.join(","));
    let text = family.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[2].starts_with("S ") && lines[2].contains("     child: "), "{text}");
    end(head);
    end(stranger);
}

pub fn every_state_has_its_letter() {
    let state = |name: &str, child: &Process, letter| {
        Family::once(child.id(), |now| now.is(&[(name, letter)])).unwrap();
    };
    let busy = named("busy", || {
        loop {
            hint::spin_loop()
        }
    })
    .unwrap();
    state("busy", &busy, 'R');
    let pid = busy.id().to_string();
    assert!(
        Command::new("sh").args(["-c", "kill -STOP $0", &pid]).status().unwrap().success()
    );
    state("busy", &busy, 'T');
    end(busy);

    let (mut never, _writer) = io::pipe().unwrap();
    let reader = named("reader", || drop(never.read(&mut [0]))).unwrap();
    state("reader", &reader, 'S');
    reader.kill().unwrap();
    state("reader", &reader, 'Z');
    assert_eq!(Snapshot::of(reader.id()).unwrap().threads, 1);
    reader.join().unwrap();
}

pub fn a_name_is_cut_after_fifteen_bytes() {
    let child = named("a name of too many letters", forever).unwrap();
    Family::once(child.id(), |now| now.is(&[("a name of too m", 'S')])).unwrap();
    end(child);
}

pub fn a_name_is_cut_between_two_characters() {
    let child = named("größenüberläufer", forever).unwrap();
    // `größenüberl` has 14 bytes, and the `ä` would be the 15th and the 16th.
    Family::once(child.id(), |now| now.is(&[("größenüberl", 'S')])).unwrap();
    end(child);
    end(asleep("the sunny café")); // It has 15 bytes and is kept whole.
}

/// One that has written half a character hides neither itself nor those below it.
pub fn a_name_that_is_no_text_hides_no_process() {
    let head = named("head", || {
        let half = process::spawn(|| {
            fs::write("/proc/self/comm", b"half \xc3").unwrap();
            let _below = named("below", forever);
        });
        drop(half);
    });
    let head = head.unwrap();
    let all = [("head", 'S'), ("half \u{fffd}", 'S'), ("below", 'S')];
    Family::once(head.id(), |now| now.is(&all)).unwrap();
    end(head);
}

pub fn a_name_is_found_as_it_was_given() {
    for name in [" two spaces ", "two\nlines", "one end\n", "back\\slash", "\tbell\x07"] {
        let child = asleep(name);
        assert_eq!(Snapshot::of(child.id()).unwrap().name, name);
        end(child);
    }
}

pub fn a_name_breaks_no_line_of_the_tree() {
    let child = asleep("two\nlines\x1b[1m");
    let text = Family::of(child.id()).unwrap().to_string();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains(" two\u{fffd}lines\u{fffd}[1m: "), "{text}");
    end(child);
}

pub fn threads_are_counted() {
    let child = named("weaver", || {
        thread::spawn(forever);
        forever();
    });
    let child = child.unwrap();
    Family::once(child.id(), |now| now.head.threads == 2).unwrap();
    end(child);
}

pub fn a_process_that_is_gone_is_not_found() {
    let child = asleep("short-lived");
    let pid = child.id();
    end(child);
    assert_eq!(Snapshot::of(pid).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(Family::of(pid).unwrap_err().kind(), ErrorKind::NotFound);
}

/// The process may go between the opening of its file and the reading, where the kernel has
/// another word for it. Of many that are looked at while they go, some do.
pub fn a_process_that_goes_meanwhile_is_not_found() {
    let children: Vec<Process> = (0..200).map(|_| named("mayfly", forever).unwrap()).collect();
    let (next, goes) = mpsc::channel::<Process>();
    thread::scope(|scope| {
        scope.spawn(|| {
            for child in goes {
                child.kill().unwrap();
                child.join().unwrap();
            }
        });
        for (round, child) in children.into_iter().enumerate() {
            let pid = child.id();
            next.send(child).unwrap();
            let look: fn(u32) -> io::Result<()> = match round % 2 {
                0 => |pid| Snapshot::of(pid).map(drop),
                _ => |pid| Call::of(pid).map(drop),
            };
            let error = iter::repeat_with(|| look(pid)).find_map(Result::err).unwrap();
            assert_eq!(error.kind(), ErrorKind::NotFound, "round {round}: {error}");
        }
        drop(next);
    });
}

pub fn waiting_for_what_never_comes_ends_after_a_while() {
    let child = asleep("sleeper");
    let error = Family::once(child.id(), |_| false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(error.to_string().contains("sleeper"), "{error}");
    end(child);
}
