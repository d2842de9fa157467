use std::fmt::Write;

use svg::node::element::{Group, Rectangle};

use crate::lane::Look;
use crate::looks::Looks;
use crate::paper::{self, WIDTH, arrow, round, text};

/// All in units of the picture. Beside the boxes is room for the arrows.
const ROW: f64 = 52.0;
const HEIGHT: f64 = 40.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = WIDTH - LEFT;
/// How far above and below the middle of a box its arrows end.
const APART: f64 = 7.0;
/// From the boxes to the first arrow that runs beside them, and from there to the last one.
const NEAREST: f64 = 18.0;
const SPREAD: f64 = 44.0;

/// A picture of boxes below each other, and of arrows between them: who waits for whom.
#[derive(Debug, Default)]
pub struct Boxes {
    boxes: Vec<[String; 3]>,
    arrows: Vec<(usize, usize)>,
    looks: Looks,
}

impl Boxes {
    /// A picture without boxes.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more box at the bottom: a name, the state that it is drawn as, and below the name what else is to be said.
    pub fn put(mut self, name: &str, state: &str, words: &str) -> Self {
        self.boxes.push([name, state, words].map(str::to_owned));
        self
    }

    /// An arrow from one box to another one, both by their places: the box at the top is 0.
    pub fn arrow(mut self, from: usize, to: usize) -> Self {
        self.arrows.push((from, to));
        self
    }

    /// Draws boxes of a state like this: filled. For any other look, and without one, a box is pale.
    pub fn look(mut self, state: &str, look: Look) -> Self {
        self.looks.add(state, look);
        self
    }

    /// An SVG document that names CSS classes and no colors, and behind it the boxes as a table, each with the names that
    /// its arrows lead to. Arrows that lead down are on the right, the others on the left.
    ///
    /// # Panics
    ///
    /// If an arrow has no box at one of its ends.
    pub fn draw(&self) -> String {
        let is_there = |(from, to): &(usize, usize)| (*from).max(*to) < self.boxes.len();
        assert!(self.arrows.iter().all(is_there), "an arrow lacks a box: {:?}", self.arrows);
        let foot = self.boxes.len() as f64 * ROW;
        let mut document = paper::document(foot + 24.0);
        for (row, parts) in self.boxes.iter().enumerate() {
            document = document.add(self.block(middle(row), parts));
        }
        let (down, up): (Vec<_>, Vec<_>) =
            self.arrows.iter().partition(|(from, to)| from < to);
        let document = document.add(beside(RIGHT, 1.0, down)).add(beside(LEFT, -1.0, up));
        let document = document.add(self.looks.legend(LEFT, foot + 10.0));
        format!("{document}\n{}", self.table())
    }

    fn block(&self, middle: f64, [name, state, words]: &[String; 3]) -> Group {
        let look = self.looks.of(state);
        let class = match look {
            Some(Look::Box) => "fill",
            Some(Look::SecondBox) => "fill-2",
            _ => "wait",
        };
        let block = Rectangle::new().set("class", class).set("x", LEFT);
        let block = block.set("y", round(middle - HEIGHT / 2.0)).set("width", RIGHT - LEFT);
        let lines = [(middle - 4.0, name, "600"), (middle + 12.0, words, "400")];
        lines.iter().fold(Group::new().add(block.set("height", HEIGHT)), |group, line| {
            let (y, words, weight) = line;
            let words = text(LEFT + 8.0, *y, words).set("font-weight", *weight);
            group.add(if class == "fill-2" { words.set("class", "on-2") } else { words })
        })
    }

    fn table(&self) -> String {
        let mut table = String::new();
        for (row, [name, _, words]) in self.boxes.iter().enumerate() {
            let own = self.arrows.iter().filter(|(from, _)| *from == row);
            let targets: String =
                own.map(|(_, to)| format!("  → {}", self.boxes[*to][0])).collect();
            writeln!(table, "{name:<18}{words}{targets}").expect("a string takes it");
        }
        table
    }
}

fn middle(row: usize) -> f64 {
    row as f64 * ROW + ROW / 2.0
}

/// The arrows on one side, the longer one farther out. `side` is 1 where they are on the right.
fn beside(edge: f64, side: f64, mut arrows: Vec<(usize, usize)>) -> Group {
    arrows.sort_by_key(|(from, to)| from.abs_diff(*to));
    let step = (SPREAD / arrows.len().max(1) as f64).min(NEAREST);
    arrows.iter().zip(0..).fold(Group::new(), |group, ((from, to), place)| {
        let far = edge + side * (NEAREST + f64::from(place) * step);
        let (leaves, arrives) = (middle(*from) + side * APART, middle(*to) - side * APART);
        group.add(arrow(&[(edge, leaves), (far, leaves), (far, arrives), (edge, arrives)]))
    })
}
