use svg::node::element::Group;

use crate::lane::{Look, Span};
use crate::paper::text;

/// The lane of a sample: its box is about as high as the words beside it.
const SAMPLE: f64 = 18.0;

/// How each state is drawn.
#[derive(Debug, Default)]
pub(crate) struct Looks(Vec<(String, Look)>);

impl Looks {
    pub(crate) fn add(&mut self, state: &str, look: Look) {
        self.0.push((state.to_owned(), look));
    }

    pub(crate) fn of(&self, state: &str) -> Option<Look> {
        self.0.iter().find(|(name, _)| name == state).map(|(_, look)| *look)
    }

    /// Each look beside the state that it stands for.
    pub(crate) fn legend(&self, mut x: f64, y: f64) -> Group {
        let mut legend = Group::new();
        for (state, look) in self.0.iter().filter(|(_, look)| *look != Look::Nothing) {
            let from = if *look == Look::Cross { x + 7.0 } else { x };
            let sample = Span { look: *look, label: "", from, to: x + 14.0 };
            let sample = sample.draw(y - SAMPLE / 2.0, SAMPLE);
            legend = legend.add(sample).add(text(x + 20.0, y + 4.0, state));
            x += 34.0 + 6.8 * state.len() as f64;
        }
        legend
    }
}
