use std::fmt;

/// What a check comes to: nothing to say, or what is not as it should be.
pub type Verdict = Result<(), Finding>;

/// One thing that an answer must do, and the section of the book that teaches it.
#[derive(Debug)]
pub struct Rule {
    /// What is expected, as a sentence without its full stop.
    pub expected: &'static str,
    /// Where it is taught: `process.md#a-child-that-does-not-end`.
    pub read: &'static str,
}

/// What a check saw, beside what it expected.
#[derive(Debug, Default)]
pub struct Finding {
    /// What was seen.
    pub seen: String,
    /// What was expected instead.
    pub expected: String,
    /// The section that helps.
    pub read: String,
}

impl Rule {
    /// # Errors
    /// The finding, if the rule does not hold.
    pub fn holds(&self, holds: bool, seen: impl FnOnce() -> String) -> Verdict {
        if holds { Ok(()) } else { Err(self.broken(seen())) }
    }

    /// What there is to say once the rule is broken.
    #[must_use]
    pub fn broken(&self, seen: impl Into<String>) -> Finding {
        Finding { seen: seen.into(), expected: self.expected.into(), read: self.read.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Seen:     {}", self.seen)?;
        writeln!(f, "Expected: {}", self.expected)?;
        writeln!(f, "Read:     book/{}", self.read)
    }
}
