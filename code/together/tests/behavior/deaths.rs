//! Workers are killed, and the renderer too.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use process::spawn;
use rustix::process::Signal;
use single_value_data_sharing::Shared;
use together::{ATTEMPTS, Error, Rendering, Rgb, Size};

use crate::common::*;

/// At least as many as the scene has tiles.
const TILES: usize = 32;

fn counters() -> Shared<[AtomicU32; TILES]> {
    Shared::new(std::array::from_fn(|_| AtomicU32::new(0))).unwrap()
}

// ANCHOR: twice
pub fn every_tile_is_lost_twice_and_the_picture_is_the_same() {
    let scene = scene();
    let (victims, victim) = io::pipe().unwrap();
    let killer = spawn(move || {
        while let Some(pid) = hear(&victims) {
            signal(pid, Signal::KILL);
        }
    });
    let seen = counters();
    let rendering = Rendering::start(scene.size, 2, |span, pixels: &mut [Rgb]| {
        let spans = seen[span.tile].fetch_add(1, Relaxed);
        if spans == 3 || spans == 8 {
            pixels.fill([255, 0, 255]); // Half of it, and wrong.
            tell(&victim, std::process::id());
            forever();
        }
        scene.paint(span, pixels)
    });
    let picture = watched(rendering.unwrap()).unwrap();
    assert!(*picture.canvas.pixels() == serially(&scene));
    assert!(picture.effort.pixels > picture.work.pixels);
    let killer = killer.unwrap(); // It inherited the other end, and so waits for itself.
    killer.kill().unwrap();
}
// ANCHOR_END: twice

/// The program as a user has it, and another process that kills its workers. Two kills at
/// most for each picture, since a tile has three attempts.
pub fn workers_killed_at_any_moment_leave_no_trace_in_the_file() {
    let arguments = "--size 311x231 --iterations 200 --workers 2 --output -";
    let undisturbed = run(arguments).stdout;
    assert_eq!(decoded(&undisturbed).1, serially(&scene()));
    let mut lost = 0;
    for round in 0..30 {
        let mut command = program();
        command.args(arguments.split_whitespace());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        for kill in 0..2 {
            let Some(worker) = worker_of(child.id()) else {
                break;
            };
            thread::sleep(Duration::from_micros((round * 37 + kill * 11) % 40 * 700));
            signal(worker, Signal::KILL);
        }
        let output = child.wait_with_output().unwrap();
        let said = text(&output.stderr);
        assert!(output.status.success() && output.stdout == undisturbed, "{round}: {said}");
        lost += said.matches("killed by signal 9 (SIGKILL); it is rendered again").count();
    }
    assert!(lost > 5, "of 60 kills only {lost} came in the middle of a tile");
}

/// One that paints for this program, as soon as there is one.
fn worker_of(program: u32) -> Option<u32> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while Instant::now() < deadline {
        let renderers = children(program);
        if let Some(worker) = renderers.into_iter().flat_map(children).next() {
            return Some(worker);
        }
        thread::yield_now();
    }
    None
}

/// The rows have one pixel, so a worker has the gauge in its hand much of the time; and for each
/// tile a thread of its own kills it once.
pub fn a_worker_that_dies_with_the_gauge_in_its_hand_stops_no_other() {
    let size = Size { width: 1, height: Size::MOST };
    for round in 0..40 {
        let begun = counters();
        let rendering = Rendering::start(size, 2, |span, pixels: &mut [Rgb]| {
            if begun[span.tile].fetch_add(1, Relaxed) == 0 {
                let delay = (round * 37 + span.tile as u64 * 11) % 200;
                thread::spawn(move || kill_myself_after(Duration::from_micros(delay)));
            }
            pixels.fill([1, 2, 3]);
            1
        });
        let picture = watched(rendering.unwrap()).unwrap();
        assert_eq!(picture.work.pixels, u64::from(Size::MOST));
        assert!(picture.canvas.pixels().iter().all(|pixel| *pixel == [1, 2, 3]));
    }
}

fn kill_myself_after(delay: Duration) {
    let start = Instant::now();
    while start.elapsed() < delay {}
    signal(std::process::id(), Signal::KILL);
}

pub fn a_tile_that_always_kills_is_given_up_after_a_few_attempts() {
    let scene = scene();
    let seen = counters();
    let rendering = Rendering::start(scene.size, 2, |span, pixels| {
        if span.tile == 7 {
            seen[7].fetch_add(1, Relaxed);
            std::process::abort();
        }
        scene.paint(span, pixels)
    });
    let error = watched(rendering.unwrap()).unwrap_err().to_string();
    let death = "its worker was killed by signal 6 (SIGABRT)";
    assert_eq!(error, format!("tile 7: {death}, in the last of 3 attempts"));
    assert_eq!(seen[7].load(Relaxed) as usize, ATTEMPTS);
}

pub fn a_tile_that_panics_is_not_tried_again() {
    let scene = scene();
    let seen = counters();
    let rendering = Rendering::start(scene.size, 2, |span, pixels| {
        if span.tile == 7 {
            seen[7].fetch_add(1, Relaxed);
            panic!("out of paint");
        }
        scene.paint(span, pixels)
    });
    let error = watched(rendering.unwrap()).unwrap_err().to_string();
    assert_eq!(error, "tile 7: it panicked: out of paint");
    assert_eq!(seen[7].load(Relaxed), 1);
}

/// A picture that is never whole, and a pipe into which each of its two workers holds an end. Both
/// have begun.
fn endless() -> (Rendering, io::PipeReader) {
    let (painting, paints) = io::pipe().unwrap();
    let rendering = Rendering::start(scene().size, 2, move |span, _: &mut [Rgb]| {
        tell(&paints, span.tile as u32);
        forever()
    });
    let rendering = rendering.unwrap();
    assert!(hear(&painting).is_some() && hear(&painting).is_some());
    (rendering, painting)
}

pub fn the_end_of_the_renderer_is_seen_and_ends_its_workers() {
    let (rendering, painting) = endless();
    signal(rendering.renderer_id(), Signal::KILL);
    match watched(rendering) {
        Err(Error::Died(status)) => assert_eq!(status.signal(), Some(9)),
        other => panic!("{other:?}"),
    }
    // A worker that lived on would hold the pipe, and this would run into the test's limit.
    assert_eq!(hear(&painting), None);
}

pub fn a_dropped_rendering_ends_at_once() {
    let (rendering, painting) = endless();
    drop(rendering);
    assert_eq!(hear(&painting), None);
}

/// What if Ctrl-C reaches the renderer, and the main process lost its own in the instant in which
/// it installed its handler?
pub fn a_renderer_that_dies_of_an_interrupt_is_word_of_one() {
    assert_eq!(signal_told_by_a_renderer_that_got(Signal::INT), 2);
}

pub fn a_renderer_that_is_terminated_is_word_of_an_interrupt() {
    assert_eq!(signal_told_by_a_renderer_that_got(Signal::TERM), 15);
}

fn signal_told_by_a_renderer_that_got(sent: Signal) -> i32 {
    let (rendering, _painting) = endless();
    signal(rendering.renderer_id(), sent);
    match watched(rendering) {
        Err(Error::Interrupted { signal }) => signal,
        other => panic!("{other:?}"),
    }
}
