//! Measuring is fair, and stops at an error.

use std::cell::RefCell;
use std::io;

use when_to_use::measure::{Way, medians};

pub fn the_ways_take_turns() {
    let calls = RefCell::new(String::new());
    let way = |name: &'static str| {
        let calls = &calls;
        Way::new(name, move || {
            calls.borrow_mut().push_str(name);
            Ok(())
        })
    };
    let timings = medians(3, vec![way("a"), way("b")]).unwrap();
    assert_eq!(timings.iter().map(|timing| timing.name).collect::<String>(), "ab");
    assert_eq!(*calls.borrow(), "ababab");
}

pub fn an_error_ends_the_measuring() {
    let calls = RefCell::new(0);
    let fails = Way::new("fails", || {
        *calls.borrow_mut() += 1;
        Err::<(), _>(io::Error::other("part of the test"))
    });
    assert!(medians(3, vec![fails]).is_err());
    assert_eq!(*calls.borrow(), 1);
}
