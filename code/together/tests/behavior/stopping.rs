//! Ctrl-C, and SIGTERM.

use std::fs;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::low_level::raise;
use together::{Error, Interrupt, Output, Rendering, Rgb, encode};

use crate::common::*;

/// No tile of this picture is ever whole.
pub const ENDLESS: &str = "--center 0,0 --zoom 100 --iterations 100000000 --workers 2";

pub fn an_interrupt_ends_it_at_any_moment_and_leaves_whole_files_or_none() {
    let arguments = "--size 311x231 --iterations 200 --workers 2";
    let undisturbed = run(arguments).stdout;
    let mut interrupted = 0;
    for round in 0..60 {
        let folder = folder();
        let path = folder.path().join("a.png");
        let mut command = program();
        command.args(arguments.split_whitespace()).arg("--output").arg(&path);
        let command = command.stderr(Stdio::null()).process_group(0); // As a shell does.
        let mut child = command.spawn().unwrap();
        thread::sleep(Duration::from_micros(round * 1700));
        let _ = kill_process_group(Pid::from_child(&child), Signal::INT);
        let status = child.wait().unwrap();
        if status.signal() == Some(SIGINT) {
            interrupted += 1;
            assert_eq!(names(folder.path()), [""; 0]);
        } else {
            assert!(status.success(), "round {round}: {status}");
            assert_eq!(names(folder.path()), ["a.png"]);
            assert!(fs::read(&path).unwrap() == undisturbed);
        }
    }
    assert!(interrupted > 10, "only {interrupted} of 60 came in time");
}

pub fn a_signal_to_the_main_process_alone_ends_all() {
    for number in [Signal::INT, Signal::TERM] {
        let folder = folder();
        let mut command = program();
        command.args(ENDLESS.split_whitespace()).arg("-o").arg(folder.path().join("a.png"));
        let child = command.stderr(Stdio::piped()).spawn().unwrap();
        wait_until_caught(&child);
        signal(child.id(), number);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.signal(), Some(number.as_raw()));
        assert_eq!(text(&output.stderr), "together: interrupted: nothing was written\n");
        assert_eq!(names(folder.path()), [""; 0]);
    }
}

pub fn after_an_interrupt_the_next_picture_comes_out() {
    let scene = scene();
    for number in [SIGINT, SIGTERM] {
        let endless = |_, _: &mut [Rgb]| forever();
        let rendering = Rendering::start(scene.size, 2, endless).unwrap();
        let interrupt = Interrupt::catch().unwrap();
        raise(number).unwrap();
        match rendering.watch(&interrupt) {
            Err(Error::Interrupted { signal }) => assert_eq!(signal, number),
            other => panic!("{other:?}"),
        }
        let next = Rendering::start(scene.size, 2, |span, pixels| scene.paint(span, pixels));
        let picture = watched(next.unwrap()).unwrap();
        assert!(*picture.canvas.pixels() == serially(&scene));
    }
}

pub fn an_interrupt_before_the_file_is_written_keeps_it_away() {
    let scene = scene();
    let folder = folder();
    let place = Output::File(folder.path().join("a.png")).open().unwrap();
    let interrupt = Interrupt::catch().unwrap();
    let pixels = serially(&scene);
    let png = encode(scene.size, &pixels, &interrupt).unwrap();
    raise(SIGINT).unwrap();
    let encoded = encode(scene.size, &pixels, &interrupt).map(drop);
    for late in [encoded, place.write(&png, &interrupt)] {
        assert!(matches!(late, Err(Error::Interrupted { signal: SIGINT })), "{late:?}");
    }
    assert_eq!(names(folder.path()), [""; 0]);
}

/// It hangs because no process reads what it writes.
pub fn a_second_interrupt_ends_a_program_that_hangs() {
    let mut command = program();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0]).unwrap(); // It has begun to write, more than a pipe holds.
    while child.try_wait().unwrap().is_none() {
        signal(child.id(), Signal::INT);
        thread::sleep(Duration::from_millis(1)); // Two that come at once are one.
    }
    assert_eq!(child.wait().unwrap().signal(), Some(SIGINT));
}

/// Waits until the program has its handlers, which the kernel shows as a mask of bits.
pub fn wait_until_caught(child: &Child) {
    let path = format!("/proc/{}/status", child.id());
    let caught = || {
        let status = fs::read_to_string(&path).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(mask.trim(), 16).unwrap()
    };
    let both = (1 << (SIGINT - 1)) | (1 << (SIGTERM - 1));
    while caught() & both != both {
        thread::yield_now();
    }
}
