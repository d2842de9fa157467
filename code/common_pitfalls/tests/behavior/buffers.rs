//! What becomes of text that waits in a `BufWriter` when a process ends.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::exit;

use process::spawn;

use crate::common::{ended, file_with, forever, tell, wait_for_byte};

type Log = BufWriter<File>;

/// The file's contents once `work` is done with a buffered writer to it.
fn after(work: impl FnOnce(Log)) -> String {
    let (_folder, path) = file_with("");
    work(BufWriter::new(File::create(&path).unwrap()));
    fs::read_to_string(path).unwrap()
}

fn write(log: &mut Log, text: &str) {
    log.write_all(text.as_bytes()).unwrap();
}

pub fn a_lent_buffer_is_flushed_by_neither_process() {
    let lent = after(|mut log| assert!(ended(|| write(&mut log, "child")).success()));
    assert_eq!(lent, "");
    let lent_and_flushed = after(|mut log| {
        let status = ended(|| {
            write(&mut log, "child");
            log.flush().unwrap();
        });
        assert!(status.success());
    });
    assert_eq!(lent_and_flushed, "child");
}

pub fn a_moved_buffer_is_flushed_when_the_child_returns() {
    let moved = after(|mut log| assert!(ended(move || write(&mut log, "child")).success()));
    assert_eq!(moved, "child");
}

pub fn a_moved_buffer_is_lost_when_the_child_exits_or_is_killed() {
    let exits = after(|mut log| {
        let work = move || {
            write(&mut log, "child");
            exit(0)
        };
        assert!(ended(work).success());
    });
    assert_eq!(exits, "");
    let killed = after(|mut log| {
        let (written, tell_written) = io::pipe().unwrap();
        let work = move || {
            write(&mut log, "child");
            tell(&tell_written);
            forever();
        };
        let child = spawn(work).unwrap();
        wait_for_byte(&written);
        child.terminate().unwrap();
        assert_eq!(child.join().unwrap().signal(), Some(libc::SIGTERM));
    });
    assert_eq!(killed, "");
}

pub fn a_buffer_with_text_in_it_is_written_by_both() {
    let twice = after(|mut log| {
        write(&mut log, "parent;");
        assert!(ended(move || write(&mut log, "child;")).success());
    });
    assert_eq!(twice, "parent;parent;child;");
    let once = after(|mut log| {
        write(&mut log, "parent;");
        log.flush().unwrap();
        assert!(ended(move || write(&mut log, "child;")).success());
    });
    assert_eq!(once, "parent;child;");
}

pub fn a_panic_in_the_child_drops_what_was_moved() {
    let panicked = after(|mut log| {
        let status = ended(move || {
            write(&mut log, "child");
            panic!("this message is part of the test");
        });
        assert_eq!(status.code(), Some(101));
    });
    assert_eq!(panicked, "child");
}
