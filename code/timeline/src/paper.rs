//! What every picture is drawn on, and with.

use svg::Document;
use svg::node::element::{Line, Text};

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

pub(crate) fn text(x: f64, y: f64, words: &str) -> Text {
    Text::new(words).set("x", round(x)).set("y", round(y))
}

/// Always with one digit behind the point, so that two runs differ in digits alone.
pub(crate) fn round(number: f64) -> String {
    format!("{number:.1}")
}
