//! What it costs to note an event.

use std::io;
use std::time::Instant;

use timeline::Recorder;

fn main() -> io::Result<()> {
    let mut prices = Vec::new();
    for _ in 0..101 {
        let recorder = Recorder::new()?;
        let begun = Instant::now();
        (0..1000).for_each(|_| recorder.note("works"));
        prices.push(begun.elapsed().as_nanos() as f64 / 1000.0);
    }
    prices.sort_by(f64::total_cmp);
    let price = prices[prices.len() / 2];
    println!("one event: {price:.0} ns, or {:.1} million a second", 1e3 / price);
    Ok(())
}
