//! The median times of several ways to do one thing.

use std::io;
use std::time::{Duration, Instant};

/// One way to do something, to be timed.
pub struct Way<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> io::Result<()> + 'a>,
}

impl<'a> Way<'a> {
    /// `run` does the whole thing once, and gives what came out. It may be kept for the next
    /// round, so that nothing is measured that was never done.
    pub fn new<T>(name: &'static str, mut run: impl FnMut() -> io::Result<T> + 'a) -> Way<'a> {
        let run = move || run().map(|outcome| drop(std::hint::black_box(outcome)));
        Way { name, run: Box::new(run) }
    }
}

impl std::fmt::Debug for Way<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Way").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How long one way took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// The way's name.
    pub name: &'static str,
    /// The median of its rounds.
    pub median: Duration,
}

/// Times each way in each of `rounds` rounds. The ways take turns, so that a slow moment of the
/// machine falls on all of them; the median leaves out what came and went.
///
/// # Errors
/// The first that a way gives.
///
/// # Panics
/// If `rounds` is 0.
pub fn medians(rounds: usize, mut ways: Vec<Way<'_>>) -> io::Result<Vec<Timing>> {
    let mut times = vec![Vec::new(); ways.len()];
    for _ in 0..rounds {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            let start = Instant::now();
            (way.run)()?;
            times.push(start.elapsed());
        }
    }
    let timing = |(way, times): (&Way<'_>, Vec<Duration>)| Timing {
        name: way.name,
        median: middle(times),
    };
    Ok(ways.iter().zip(times).map(timing).collect())
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_neither_the_first_nor_the_mean() {
        let times = [9, 1, 2].map(Duration::from_secs);
        assert_eq!(middle(times.into()), Duration::from_secs(2));
    }
}
