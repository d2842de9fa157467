use svg::node::element::{Group, Rectangle};

use crate::paper::{line, round, text};

/// The height of a lane, in units of the picture.
pub(crate) const HEIGHT: f64 = 32.0;
const LETTER: f64 = 7.0;

/// How a state is drawn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Look {
    /// The process is there and does nothing that the picture is about: a line.
    Line,
    /// A filled box.
    Box,
    /// A box in the second color.
    SecondBox,
    /// It waits: a pale box.
    Pale,
    /// It died here: a cross.
    Cross,
    /// It is not there.
    Nothing,
}

/// A state from one moment to another, by their places on the axis.
#[derive(Debug)]
pub(crate) struct Span<'a> {
    pub(crate) look: Look,
    pub(crate) label: &'a str,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

impl Span<'_> {
    /// Drawn into the lane of this height whose upper edge is at `y`.
    pub(crate) fn draw(&self, y: f64, height: f64) -> Group {
        let middle = y + height / 2.0;
        let drawn = match self.look {
            Look::Line => Group::new().add(line(self.from, self.to, middle, middle)),
            Look::Cross => cross(self.from, middle),
            Look::Nothing => return Group::new(),
            Look::Box => Group::new().add(self.block(middle, height, "fill")),
            Look::SecondBox => Group::new().add(self.block(middle, height, "fill-2")),
            Look::Pale => Group::new().add(self.block(middle, height, "wait")),
        };
        let label = text((self.from + self.to) / 2.0, middle + 4.0, self.label);
        let label =
            if self.look == Look::SecondBox { label.set("class", "on-2") } else { label };
        if self.label.is_empty() || !self.has_room() {
            drawn
        } else {
            drawn.add(label.set("text-anchor", "middle"))
        }
    }

    /// Whether the label fits between the ends.
    pub(crate) fn has_room(&self) -> bool {
        self.to - self.from >= self.label.chars().count() as f64 * LETTER
    }

    fn block(&self, middle: f64, lane: f64, class: &str) -> Rectangle {
        let height = lane * 11.0 / 16.0;
        Rectangle::new()
            .set("class", class)
            .set("x", round(self.from))
            .set("y", round(middle - height / 2.0))
            .set("width", round((self.to - self.from).max(1.0)))
            .set("height", round(height))
    }
}

/// On a ground of its own, so that it stands out from a box beside it in a dark theme too.
fn cross(x: f64, y: f64) -> Group {
    let [left, right, up, down] = [x - 5.0, x + 5.0, y - 5.0, y + 5.0];
    let both = || [line(left, right, up, down), line(left, right, down, up)];
    let ground = both().map(|line| line.set("class", "ground"));
    ground.into_iter().chain(both()).fold(Group::new(), Group::add)
}
