//! Where the three parts of an array lie in memory, and how many of them each line of the processor's caches has.

use std::io;
use std::ops::Range;

use multi_value_data_sharing::Array;
use timeline::{Look, Strips};

/// Bytes of a line, on most machines.
const LINE: usize = 64;

fn main() -> io::Result<()> {
    let numbers = Array::<f64>::zeroed(62)?;
    let mut parts: Vec<Range<usize>> = Vec::new();
    for part in numbers.parts(3)? {
        let claim = part.claim()?;
        let begin = claim.as_ptr().addr();
        parts.push(begin..begin + size_of_val(&*claim));
    }
    let first = parts[0].start / LINE * LINE;
    let gap = (parts[0].start - first, "gap".to_owned());
    let cells =
        parts.iter().zip(1..).map(|(part, number)| (part.len(), format!("part {number}")));
    let parts_strip: Vec<_> =
        [gap].into_iter().chain(cells).filter(|(bytes, _)| *bytes > 0).collect();

    let lines = (first..parts[2].end).step_by(LINE).map(|line| {
        let has = |part: &&Range<usize>| part.start < line + LINE && line < part.end;
        (LINE, format!("line {}", parts.iter().filter(has).count()))
    });
    let strips = Strips::new("bytes")
        .strip("parts", &parts_strip)
        .strip("lines", &lines.collect::<Vec<_>>());
    let strips = strips.look("part", Look::Box).look("line", Look::Pale);
    print!("{}", strips.draw());
    Ok(())
}
