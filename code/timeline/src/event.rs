use std::time::Duration;

/// What one process did at one moment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Event {
    /// Since the recorder was made, by the monotonic clock.
    pub at: Duration,
    /// The process, by its id.
    pub who: u32,
    /// What it did: its new state in the first word, a label in the rest.
    pub what: String,
}

impl Event {
    /// The first word: the state that the process is in from now on.
    pub fn state(&self) -> &str {
        self.what.split(' ').next().unwrap_or_default()
    }

    /// What stands behind the first word, or nothing.
    pub fn label(&self) -> &str {
        self.what.split_once(' ').map_or("", |(_, label)| label)
    }
}
