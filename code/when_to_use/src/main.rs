//! The same work of four kinds, done one after the other, by threads and by processes.

use std::io;

use when_to_use::kinds::{self, Kind};

fn main() -> io::Result<()> {
    println!("{:<21}{:>8}{:>7}", format!("with {} workers", kinds::workers()?), "ms", "times");
    kinds::measured()?.iter().for_each(report);
    Ok(())
}

fn report(kind: &Kind) {
    println!("\n{}: {}", kind.name, kind.work);
    let serial = kind.timings[0].median.as_secs_f64();
    for timing in &kind.timings {
        let time = timing.median.as_secs_f64();
        println!("  {:<19}{:>8.2}{:>7.2}", timing.name, time * 1e3, time / serial);
    }
}
