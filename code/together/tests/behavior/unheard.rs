//! What the program says cannot be read: a pipe without a reader, a full disk.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use process::spawn;
use rustix::process::Signal;
use rustix::stdio::dup2_stderr;
use single_value_data_sharing::Shared;
use together::{Rendering, Rgb};

use crate::common::*;
use crate::stopping::{ENDLESS, wait_until_caught};

const SMALL: &str = "--size 31x23 --iterations 50 --workers 2";

/// Where nothing can be written.
fn deaf() -> [OwnedFd; 2] {
    [without_a_reader(), full_device().into()]
}

fn without_a_reader() -> OwnedFd {
    let (_, writer) = io::pipe().unwrap();
    writer.into()
}

fn full_device() -> File {
    OpenOptions::new().write(true).open("/dev/full").unwrap()
}

pub fn a_lost_tile_that_no_reader_hears_of_is_painted_again() {
    for stderr in deaf() {
        let painter = spawn(move || {
            dup2_stderr(&stderr).unwrap();
            paint_with_a_lost_tile();
        });
        let status = painter.unwrap().join().unwrap();
        assert!(status.success(), "{status}");
    }
}

fn paint_with_a_lost_tile() {
    let (scene, seen) = (scene(), Shared::new(AtomicU32::new(0)).unwrap());
    let rendering = Rendering::start(scene.size, 2, |span, pixels: &mut [Rgb]| {
        if span.tile == 7 && seen.fetch_add(1, Relaxed) == 0 {
            signal(std::process::id(), Signal::KILL);
        }
        scene.paint(span, pixels)
    });
    let picture = watched(rendering.unwrap()).unwrap();
    assert!(*picture.canvas.pixels() == serially(&scene));
    assert!(seen.load(Relaxed) > 1);
}

pub fn success_and_misuse_that_no_reader_hears_of_end_as_ever() {
    for (arguments, code) in [(SMALL, 0), ("--zoom many", 2), ("-o /none/a.png", 1)] {
        for stderr in deaf() {
            let mut command = program();
            command.args(arguments.split_whitespace()).stderr(stderr);
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(code), "{arguments}");
            assert_eq!(output.stdout.is_empty(), code != 0);
        }
    }
}

pub fn an_interrupt_that_no_reader_hears_of_ends_by_its_signal() {
    for stderr in deaf() {
        let mut command = program();
        command.args(ENDLESS.split_whitespace()).stdout(Stdio::null()).stderr(stderr);
        let mut child = command.spawn().unwrap();
        wait_until_caught(&child);
        signal(child.id(), Signal::INT);
        assert_eq!(child.wait().unwrap().signal(), Some(Signal::INT.as_raw()));
    }
}

pub fn help_may_lose_its_reader_and_fails_where_there_is_no_room() {
    let why = "together: cannot write stdout: No space left on device (os error 28)\n";
    for (stdout, code, wanted) in [(without_a_reader(), 0, ""), (full_device().into(), 1, why)]
    {
        let child = program().arg("--help").stdout(stdout).stderr(Stdio::piped()).spawn();
        let output = child.unwrap().wait_with_output().unwrap();
        assert_eq!(text(&output.stderr), wanted);
        assert_eq!(output.status.code(), Some(code));
    }
}
