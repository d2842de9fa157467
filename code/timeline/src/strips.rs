use svg::node::element::Group;

use crate::lane::{Look, Span};
use crate::looks::Looks;
use crate::paper::{self, WIDTH, round, text};

/// All in units of the picture.
const NAMES: f64 = 84.0;
const HEIGHT: f64 = 25.0;

/// A picture with strips of cells below each other, all to one scale: what lies where, or, with one cell in each strip,
/// how often something was seen.
#[derive(Debug)]
pub struct Strips {
    unit: String,
    strips: Vec<(String, Vec<Cell>)>,
    looks: Looks,
}

#[derive(Debug)]
struct Cell {
    length: usize,
    what: String,
}

impl Strips {
    /// No strips yet. `unit` is what the lengths of cells count, in the plural; where it is empty they count nothing, and
    /// neither the picture nor the table tells them.
    pub fn new(unit: &str) -> Self {
        Self { unit: unit.to_owned(), strips: Vec::new(), looks: Looks::default() }
    }

    /// One more strip at the bottom, with these cells from left to right: of each its length, and what it is, the state
    /// in the first word and a label in the rest. Without cells it is a heading.
    pub fn strip<What: AsRef<str>>(mut self, name: &str, cells: &[(usize, What)]) -> Self {
        let cells = cells.iter();
        let cells = cells
            .map(|(length, what)| Cell { length: *length, what: what.as_ref().to_owned() });
        self.strips.push((name.to_owned(), cells.collect()));
        self
    }

    /// Draws a state like this. A cell whose state has no look is a gap.
    pub fn look(mut self, state: &str, look: Look) -> Self {
        self.looks.add(state, look);
        self
    }

    /// An SVG document that names CSS classes and no colors, and behind it the cells as a table.
    pub fn draw(&self) -> String {
        let foot = self.strips.len() as f64 * HEIGHT;
        let legend = foot + if self.unit.is_empty() { 14.0 } else { 33.0 };
        let mut document = paper::document(legend + 13.0);
        for ((name, cells), row) in self.strips.iter().zip(0..) {
            let y = f64::from(row) * HEIGHT;
            let name = text(0.0, y + HEIGHT / 2.0 + 4.0, name);
            let name = if cells.is_empty() { name.set("font-weight", "600") } else { name };
            document = document.add(name).add(self.cells(cells, y));
        }
        let document = document.add(self.scale(foot + 14.0));
        format!("{}\n{}", document.add(self.looks.legend(NAMES, legend)), self.table())
    }

    fn cells(&self, cells: &[Cell], y: f64) -> Group {
        let mut group = Group::new();
        let mut from = NAMES;
        for (cell, place) in cells.iter().zip(1..) {
            let to = from + cell.length as f64 * self.step();
            let look = self.looks.of(cell.state()).unwrap_or(Look::Nothing);
            let span = Span { look, label: cell.label(), from, to };
            if cell.length > 0 {
                group = group.add(span.draw(y, HEIGHT));
            }
            if !span.has_room() && place == cells.len() {
                group = group.add(text(to + 5.0, y + HEIGHT / 2.0 + 4.0, cell.label()));
            }
            from = to;
        }
        group
    }

    /// The width of a cell of length 1.
    fn step(&self) -> f64 {
        (WIDTH - 4.0 - NAMES) / self.longest().max(1) as f64
    }

    fn longest(&self) -> usize {
        let lengths = |cells: &[Cell]| cells.iter().map(|cell| cell.length).sum();
        self.strips.iter().map(|(_, cells)| lengths(cells)).max().unwrap_or(0)
    }

    fn scale(&self, y: f64) -> Group {
        if self.unit.is_empty() {
            return Group::new();
        }
        let most = format!("{} {}", self.longest(), self.unit);
        let [least, most] =
            ["0", &most].map(|words| text(NAMES, y, words).set("class", "note"));
        let most = most.set("x", round(WIDTH - 4.0)).set("text-anchor", "end");
        Group::new().add(least).add(most)
    }

    fn table(&self) -> String {
        let mut table = String::new();
        for (name, cells) in &self.strips {
            if cells.is_empty() {
                table += &format!("{name}:\n");
            }
            for Cell { length, what } in cells {
                let line = match &*self.unit {
                    "" => format!("{name:<14}  {what}"),
                    unit => format!("{name:<14}{length:>8} {unit}  {what}"),
                };
                table += &format!("{}\n", line.trim_end());
            }
        }
        table
    }
}

impl Cell {
    fn state(&self) -> &str {
        self.what.split(' ').next().unwrap_or_default()
    }

    fn label(&self) -> &str {
        self.what.split_once(' ').map_or("", |(_, label)| label)
    }
}
