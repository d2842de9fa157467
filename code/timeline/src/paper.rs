//! What every picture is drawn on, and with.

use svg::Document;
use svg::node::element::{Group, Line, Polyline, Text};

/// All in units of the picture, which is as wide as a telephone.
pub(crate) const WIDTH: f64 = 356.0;
const SIZE: f64 = 12.5;

/// An empty picture.
pub(crate) fn document(height: f64) -> Document {
    Document::new()
        .set("viewBox", format!("0 0 {WIDTH} {height}"))
        .set("width", "490")
        .set("font-size", SIZE)
}

pub(crate) fn line(x1: f64, x2: f64, y1: f64, y2: f64) -> Line {
    Line::new()
        .set("class", "line")
        .set("x1", round(x1))
        .set("x2", round(x2))
        .set("y1", round(y1))
        .set("y2", round(y2))
}

/// A line from point to point, with a head at its end. The last piece lies flat.
pub(crate) fn arrow(points: &[(f64, f64)]) -> Group {
    let [.., (from, _), (x, y)] = *points else { return Group::new() };
    let back = x + 7.0_f64.copysign(from - x);
    let head = [(back, y - 4.5), (x, y), (back, y + 4.5)];
    Group::new().add(way("line", points)).add(way("line", &head))
}

/// A line of this class from point to point.
pub(crate) fn way(class: &str, points: &[(f64, f64)]) -> Polyline {
    let places: Vec<_> =
        points.iter().map(|(x, y)| format!("{},{}", round(*x), round(*y))).collect();
    Polyline::new().set("class", class).set("points", places.join(" "))
}

pub(crate) fn text(x: f64, y: f64, words: &str) -> Text {
    Text::new(words).set("x", round(x)).set("y", round(y))
}

/// Always with one digit behind the point, so that two runs differ in digits alone.
pub(crate) fn round(number: f64) -> String {
    format!("{number:.1}")
}
