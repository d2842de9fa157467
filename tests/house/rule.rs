//! What every rule shares: it counts what it looked at, gathers all that broke it, and keeps its exceptions honest.

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::path::Path;

/// One thing that a rule does not hold for, and why: the name is matched whole.
pub type Exception = (&'static str, &'static str);

/// A rule of the house while it is being checked.
pub struct Rule {
    says: &'static str,
    seen: usize,
    faults: Vec<String>,
    exceptions: &'static [Exception],
    used: BTreeSet<&'static str>,
}

impl Rule {
    pub fn new(says: &'static str) -> Self {
        Self::with_exceptions(says, &[])
    }

    pub fn with_exceptions(says: &'static str, exceptions: &'static [Exception]) -> Self {
        Self { says, seen: 0, faults: Vec::new(), exceptions, used: BTreeSet::new() }
    }

    /// Counts one thing that the rule looked at.
    pub fn looks_at_one(&mut self) {
        self.seen += 1;
    }

    /// True when `name` stands on the list of exceptions, which is thereby used.
    pub fn excepts(&mut self, name: &str) -> bool {
        let found = self.exceptions.iter().find(|(excepted, _)| *excepted == name);
        found.is_some_and(|(excepted, _)| {
            self.used.insert(excepted);
            true
        })
    }

    /// Notes that the rule is broken at a line of a file, and what to do about it.
    pub fn broken(&mut self, file: &Path, line: usize, remedy: impl Display) {
        let fault = format!("{}:{line}: {}: {remedy}", file.display(), self.says);
        self.faults.push(fault);
    }

    /// The same, unless `name` is excepted.
    pub fn broken_unless_excepted(
        &mut self,
        name: &str,
        file: &Path,
        line: usize,
        remedy: impl Display,
    ) {
        if !self.excepts(name) {
            self.broken(file, line, remedy);
        }
    }

    /// Ends the check.
    ///
    /// # Panics
    ///
    /// When the rule was broken, looked at nothing, or has an exception that is not needed or gives no reason.
    pub fn holds(mut self) {
        self.judge_exceptions();
        if self.seen == 0 {
            self.faults.push(format!(
                "{}: the test found nothing to look at: repair the test",
                self.says
            ));
        }
        assert!(self.faults.is_empty(), "{}", self.report());
    }

    fn judge_exceptions(&mut self) {
        for (name, reason) in self.exceptions {
            if !self.used.contains(name) {
                self.faults.push(format!(
                    "{}: the exception for `{name}` is not needed any more: remove it",
                    self.says
                ));
            }
            if reason.split_whitespace().count() < 3 {
                self.faults.push(format!(
                    "{}: the exception for `{name}` gives no reason: say why",
                    self.says
                ));
            }
        }
    }

    fn report(&self) -> String {
        let mut report = format!("{} fault(s)\n", self.faults.len());
        for fault in &self.faults {
            writeln!(report, "{fault}").expect("a String takes all text");
        }
        report
    }
}

#[test]
#[should_panic(expected = "found nothing to look at")]
fn a_rule_that_looked_at_nothing_fails() {
    Rule::new("rule").holds();
}

#[test]
#[should_panic(expected = "a.rs:3: rule: do that")]
fn a_broken_rule_names_the_file_the_line_itself_and_what_to_do() {
    let mut rule = Rule::new("rule");
    rule.looks_at_one();
    rule.broken(Path::new("a.rs"), 3, "do that");
    rule.holds();
}

#[test]
#[should_panic(expected = "the exception for `b.rs` is not needed any more")]
fn an_exception_that_nothing_needs_fails() {
    let mut rule = Rule::with_exceptions(
        "rule",
        &[("a.rs", "it is the subject"), ("b.rs", "it is the subject")],
    );
    rule.looks_at_one();
    rule.broken_unless_excepted("a.rs", Path::new("a.rs"), 3, "do that");
    rule.holds();
}

#[test]
#[should_panic(expected = "gives no reason")]
fn an_exception_without_a_reason_fails() {
    let mut rule = Rule::with_exceptions("rule", &[("a.rs", "")]);
    rule.looks_at_one();
    rule.broken_unless_excepted("a.rs", Path::new("a.rs"), 3, "do that");
    rule.holds();
}
