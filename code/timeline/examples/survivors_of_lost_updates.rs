//! Lost updates with a pause between load and store, and without one: in how many runs how many of 200 additions survived.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use single_value_data_sharing::Shared;
use timeline::{Look, Strips};

const RUNS: usize = 50;

/// By name, with the last number of each.
const RANGES: [(&str, usize); 6] = [
    ("up to 50", 50),
    ("51 to 100", 100),
    ("101 to 125", 125),
    ("126 to 150", 150),
    ("151 to 199", 199),
    ("all 200", 200),
];

fn main() -> io::Result<()> {
    let strips = Strips::new("runs").look("right", Look::SecondBox).look("wrong", Look::Box);
    let strips = histogram(strips, "no pause", || ())?;
    let strips = histogram(strips, "a pause of 10 µs", || sleep(Duration::from_micros(10)))?;
    print!("{}", strips.draw());
    Ok(())
}

fn histogram(strips: Strips, name: &str, pause: fn()) -> io::Result<Strips> {
    let mut runs_in_range = [0; RANGES.len()];
    for _ in 0..RUNS {
        let survived = survivors(pause)?;
        runs_in_range
            [RANGES.iter().position(|(_, most)| survived <= *most).expect("200 at most")] += 1;
    }
    let ranges = RANGES.iter().zip(runs_in_range);
    Ok(ranges.fold(strips.strip::<&str>(name, &[]), |strips, ((range, most), runs)| {
        let what = if *most == 200 { "right" } else { "wrong" };
        strips.strip(range, &[(runs, format!("{what} {runs}"))])
    }))
}

fn survivors(pause: fn()) -> io::Result<usize> {
    let number = Shared::new(AtomicU32::new(0))?;
    let add_100 = || {
        for _ in 0..100 {
            let seen = number.load(SeqCst);
            pause();
            number.store(seen + 1, SeqCst);
        }
    };
    let [first, second] = [spawn(add_100)?, spawn(add_100)?];
    first.join()?;
    second.join()?;
    Ok(number.load(SeqCst) as usize)
}
