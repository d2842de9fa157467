use std::panic;
use std::thread::{self, sleep};
use std::time::Duration;

use process::spawn;
use timeline::{Event, Recorder};

const ROOM: usize = 4096;

pub fn events_of_all_processes_are_there_in_the_order_of_time() {
    let recorder = Recorder::new().unwrap();
    let note = || (0..400).for_each(|number| recorder.note(&format!("step {number}")));
    let children: Vec<_> = (0..8).map(|_| spawn(note).unwrap()).collect();
    let ids: Vec<u32> = children.iter().map(|child| child.id()).collect();
    children.into_iter().for_each(|child| assert!(child.join().unwrap().success()));

    let events = recorder.events();
    assert_eq!(events.len(), 8 * 400);
    assert!(events.is_sorted_by_key(|event| event.at));
    for id in ids {
        let own = events.iter().filter(|event| event.who == id);
        let labels: Vec<String> = own.map(|event| event.label().to_owned()).collect();
        assert_eq!(labels, (0..400).map(|number| number.to_string()).collect::<Vec<_>>());
    }
}

pub fn a_killed_process_has_noted_all_that_it_did() {
    let recorder = Recorder::new().unwrap();
    let child = spawn(|| {
        recorder.note("begins");
        recorder.note("aborts");
        std::process::abort()
    });
    let child = child.unwrap();
    let who = child.id();
    child.join().unwrap();
    let noted: Vec<Event> = recorder.events();
    let states: Vec<(u32, &str)> =
        noted.iter().map(|event| (event.who, event.state())).collect();
    assert_eq!(states, [(who, "begins"), (who, "aborts")]);
}

/// An event that a kill cut off is left out; the others are whole.
pub fn killed_at_any_moment_it_leaves_whole_events() {
    let mut seen = 0;
    for round in 0..100 {
        let recorder = Recorder::new().unwrap();
        let child = spawn(|| {
            for _ in 0..ROOM {
                recorder.note("0123456789 abcde");
            }
        });
        let child = child.unwrap();
        while round % 2 == 1 && recorder.events().is_empty() {
            thread::yield_now();
        }
        sleep(Duration::from_micros(5 * round));
        child.kill().unwrap();
        let who = child.id();
        child.join().unwrap();
        let events = recorder.events();
        let is_whole = |event: &Event| event.who == who && event.what == "0123456789 abcde";
        assert!(events.iter().all(is_whole), "{events:?}");
        seen += events.len();
    }
    assert!(seen > 0, "no child noted anything");
}

pub fn what_finds_no_room_is_counted() {
    let recorder = Recorder::new().unwrap();
    (0..ROOM + 7).for_each(|_| recorder.note("again"));
    assert_eq!((recorder.events().len(), recorder.lost()), (ROOM, 7));
}

pub fn a_text_that_is_too_long_is_refused() {
    let recorder = Recorder::new().unwrap();
    recorder.note("sixteen bytes 16");
    let refused = panic::catch_unwind(|| recorder.note("seventeen bytes 1")).unwrap_err();
    let refused = refused.downcast_ref::<String>().unwrap();
    assert_eq!(refused, "`seventeen bytes 1` has 17 bytes: at most 16");
    assert_eq!(recorder.events().len(), 1);
}
