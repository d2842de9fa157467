use std::fmt::Write;

use svg::node::element::{Circle, Group, Rectangle};

use crate::paper::{self, WIDTH, line, round, text, way};

/// All in units of the picture.
const HEIGHT: f64 = 210.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 22.0;
const ROW: f64 = 17.0;

/// How the points of a curve are marked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    /// A dot, on a full line.
    Dot,
    /// A square, on a full line.
    Square,
    /// A dot, on a broken line.
    BrokenDot,
    /// A square, on a broken line.
    BrokenSquare,
}

/// A picture of numbers that depend on another one, both to a scale on which ten times as much is always the same step.
#[derive(Debug)]
pub struct Curves {
    across: String,
    up: String,
    names: Vec<(f64, String)>,
    curves: Vec<(String, Mark, Vec<f64>)>,
    level: Option<f64>,
}

impl Curves {
    /// No curves yet. `across` and `up` say what the axes mean, with their units; the points of each curve lie above
    /// these numbers of the lower axis, each with the name that stands below it.
    pub fn new(across: &str, up: &str, places: &[(f64, &str)]) -> Self {
        let names = places.iter().map(|(place, name)| (*place, (*name).to_owned())).collect();
        Self {
            across: across.to_owned(),
            up: up.to_owned(),
            names,
            curves: Vec::new(),
            level: None,
        }
    }

    /// One more curve: as many numbers as there are places, each above 0.
    ///
    /// # Panics
    ///
    /// If there are more or fewer, or one of them has no place on the scale.
    pub fn curve(mut self, name: &str, mark: Mark, heights: &[f64]) -> Self {
        assert_eq!(heights.len(), self.names.len(), "{name}: a number for each place");
        let is_good = |height: &f64| height.is_finite() && *height > 0.0;
        assert!(heights.iter().all(is_good), "{name}: above 0, and not {heights:?}");
        self.curves.push((name.to_owned(), mark, heights.to_vec()));
        self
    }

    /// A line across the picture at this height.
    pub fn level(mut self, height: f64) -> Self {
        self.level = Some(height);
        self
    }

    /// An SVG document that names CSS classes and no colors, and behind it the numbers as a table.
    pub fn draw(&self) -> String {
        let scale = Scale::of(self);
        let foot = TOP + HEIGHT;
        let below = foot + 40.0 + self.curves.len() as f64 * ROW;
        let mut document = paper::document(below)
            .add(text(0.0, 12.0, &self.up).set("class", "note"))
            .add(scale.grid());
        for (place, name) in &self.names {
            let label = text(scale.x(*place), foot + 15.0, name).set("text-anchor", "middle");
            document = document.add(label.set("class", "note"));
        }
        let across = text(WIDTH - 4.0, foot + 31.0, &self.across).set("text-anchor", "end");
        document = document.add(across.set("class", "note"));
        if let Some(height) = self.level {
            let y = scale.y(height);
            document = document.add(line(LEFT, WIDTH - 4.0, y, y));
        }
        for ((name, mark, heights), row) in self.curves.iter().zip(0..) {
            let points = self.names.iter().zip(heights);
            let points: Vec<_> = points
                .map(|((place, _), height)| (scale.x(*place), scale.y(*height)))
                .collect();
            let y = foot + 48.0 + f64::from(row) * ROW;
            let sample = mark.draw(&[(LEFT, y - 4.0), (LEFT + 26.0, y - 4.0)]);
            document = document.add(mark.draw(&points)).add(sample);
            document = document.add(text(LEFT + 36.0, y, name));
        }
        format!("{document}\n{}", self.table())
    }

    fn table(&self) -> String {
        let mut table = format!("{:>12}", self.across);
        for (name, ..) in &self.curves {
            write!(table, "{name:>20}").expect("a string takes it");
        }
        for ((_, name), row) in self.names.iter().zip(0..) {
            write!(table, "\n{name:>12}").expect("a string takes it");
            for (_, _, heights) in &self.curves {
                write!(table, "{:>20.3}", heights[row]).expect("a string takes it");
            }
        }
        table + "\n"
    }
}

impl Mark {
    fn draw(self, points: &[(f64, f64)]) -> Group {
        let class = match self {
            Mark::Dot | Mark::Square => "line",
            Mark::BrokenDot | Mark::BrokenSquare => "dash",
        };
        points.iter().fold(Group::new().add(way(class, points)), |group, point| match self {
            Mark::Dot | Mark::BrokenDot => group.add(dot(*point)),
            Mark::Square | Mark::BrokenSquare => group.add(square(*point)),
        })
    }
}

fn dot((x, y): (f64, f64)) -> Circle {
    Circle::new().set("class", "fill").set("cx", round(x)).set("cy", round(y)).set("r", 4.0)
}

fn square((x, y): (f64, f64)) -> Rectangle {
    let square = Rectangle::new().set("class", "fill-2").set("width", 8.0).set("height", 8.0);
    square.set("x", round(x - 4.0)).set("y", round(y - 4.0))
}

/// From the decimal logarithms of numbers to places in the picture.
struct Scale {
    x: (f64, f64),
    /// Whole powers of ten.
    y: (f64, f64),
}

impl Scale {
    fn of(curves: &Curves) -> Self {
        let places = curves.names.iter().map(|(place, _)| place.log10());
        let heights = curves.curves.iter().flat_map(|(_, _, heights)| heights);
        let heights = heights.chain(&curves.level).map(|height| height.log10());
        let x = range(places);
        let (least, most) = range(heights);
        Self { x, y: (least.floor(), most.ceil().max(least.floor() + 1.0)) }
    }

    fn x(&self, place: f64) -> f64 {
        let (least, most) = self.x;
        let part = (place.log10() - least) / (most - least).max(1e-6);
        LEFT + 12.0 + part * (WIDTH - 20.0 - LEFT - 12.0)
    }

    fn y(&self, height: f64) -> f64 {
        let (least, most) = self.y;
        TOP + HEIGHT - (height.log10() - least) / (most - least) * HEIGHT
    }

    /// A line for each power of ten.
    fn grid(&self) -> Group {
        let mut grid = Group::new();
        let mut power = self.y.0;
        while power <= self.y.1 {
            let (height, y) = (10_f64.powf(power), self.y(10_f64.powf(power)));
            let rule = Rectangle::new().set("class", "grid").set("x", LEFT).set("y", round(y));
            let rule = rule.set("width", WIDTH - 4.0 - LEFT).set("height", 0.1);
            let label = text(LEFT - 6.0, y + 4.0, &height.to_string()).set("class", "note");
            grid = grid.add(rule).add(label.set("text-anchor", "end"));
            power += 1.0;
        }
        grid
    }
}

/// The least and the most of them.
fn range(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), number| {
        (least.min(number), most.max(number))
    })
}
