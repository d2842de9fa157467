//! One call that may crash, panic or hang: no pool, one process, and the value comes home.

use std::hint::spin_loop;
use std::process::abort;
use std::time::Duration;

use process_pool::{run, run_within};

// ANCHOR: main
fn main() {
    let text = String::from("three short words");
    println!("counts: {:?}", run(|| text.split(' ').count()));
    println!("aborts: {:?}", run(|| -> usize { abort() }));
    println!("panics: {:?}", run(|| -> usize { panic!("out of patience") }));
    let limit = Duration::from_millis(100);
    println!("hangs:  {:?}", run_within(limit, hang));
}

fn hang() -> usize {
    loop {
        spin_loop();
    }
}
// ANCHOR_END: main
