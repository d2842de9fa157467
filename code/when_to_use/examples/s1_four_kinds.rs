//! The four kinds of work as a picture: a bar for each way, and a scale for each kind. What color
//! a bar and a text have is the page's business, so this names classes and no colors.

use std::io;

use when_to_use::kinds::{self, Kind};
use when_to_use::measure::Timing;

/// All in units of the picture, which is as wide as a telephone.
const WIDTH: usize = 356;
const HEADING: usize = 34;
const ROW: usize = 21;
const NAMES: usize = 134;
const LONGEST_BAR: f64 = 150.0;

fn main() -> io::Result<()> {
    print!("{}", picture(&kinds::measured()?));
    Ok(())
}

fn picture(kinds: &[Kind]) -> String {
    let mut drawn = String::new();
    let mut y = 0;
    for kind in kinds {
        y += HEADING;
        drawn += &format!(
            "<text x=\"0\" y=\"{}\" font-weight=\"600\">{}</text>\n",
            y - 12,
            kind.name
        );
        let slowest = kind.timings.iter().map(|timing| timing.median.as_secs_f64());
        let scale = LONGEST_BAR / slowest.fold(f64::MIN_POSITIVE, f64::max);
        for timing in &kind.timings {
            drawn += &row(timing, scale, y);
            y += ROW;
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {}\" width=\"490\" \
         font-size=\"12.5\">\n{drawn}</svg>\n",
        y + 4
    )
}

/// A name, a bar, and the milliseconds that it stands for.
fn row(timing: &Timing, scale: f64, y: usize) -> String {
    let bar = timing.median.as_secs_f64() * scale;
    let class = class(timing.name);
    let (names, middle) = (NAMES - 8, y + 11);
    let milliseconds = timing.median.as_secs_f64() * 1e3;
    let after = NAMES as f64 + bar + 6.0;
    format!(
        "<text x=\"{names}\" y=\"{middle}\" text-anchor=\"end\">{}</text>\n\
         <rect class=\"{class}\" x=\"{NAMES}\" y=\"{y}\" width=\"{bar:.1}\" height=\"14\"/>\n\
         <text x=\"{after:.1}\" y=\"{middle}\">{milliseconds:.1} ms</text>\n",
        timing.name
    )
}

fn class(name: &str) -> &'static str {
    match name.split(',').next() {
        Some("processes") => "fill",
        Some("threads") => "fill-2",
        _ => "fill-3",
    }
}
