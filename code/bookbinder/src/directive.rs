//! What a page asks for: a command, and what to expect of it.
//!
//! ```text
//! <!-- cmdrun cargo run -p process # order varies; limit 30s; exit 134; stderr -->
//! ```
//!
//! A directive stands on a line of its own, at the line's beginning, outside code. In a
//! fence or a code span the same words are text, which is how a page can show one; anywhere else they
//! are an error, since mdBook would pass them on as a comment that no reader sees.
//!
//! The expectations follow as a shell comment, separated by semicolons, so that the line stays one
//! that mdbook-cmdrun understands:
//!
//! | words | meaning | without them |
//! |---|---|---|
//! | `order varies` | the lines come in another order in another run | the same in every run |
//! | `numbers vary` | the digits differ in another run | the same in every run |
//! | `cores` | the same in every run on one machine, by its number of cores | the same everywhere |
//! | `limit 30s` | how long it may run | 10 s |
//! | `exit 134` | it exits with this code | it exits with 0 |
//! | `signal 9` | it is killed by this signal | it exits with 0 |
//! | `stderr` | its standard error is shown too, in the order of writing | standard output alone |
//! | `recorded FILE` | where the command exits with 69, for it lacks something, this file is shown | it must run |
//! | `picture: words` | it writes an SVG or a PNG, which is shown; the words are for who cannot see it | it writes text |

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use pulldown_cmark::{Event, Parser, Tag};
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Fault};
use crate::shell;

/// A line of a page that asks for the output of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// The page's file, as [`parse_page`] was given it.
    pub page: String,
    /// The line in it, from 1.
    pub line: usize,
    /// The command as the page shows it.
    pub command: String,
    /// What to expect of it.
    pub expectation: Expectation,
    /// Where the line lies in the page, in bytes, without its line end.
    pub(crate) span: Range<usize>,
}

/// What a page says about a command's run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// What is the same in the next run.
    pub stability: Stability,
    /// How long the command may run.
    pub limit: Duration,
    /// How it ends.
    pub ending: Ending,
    /// Whether its standard error is shown among its standard output.
    pub stderr: bool,
    /// Whether the output depends on the machine's number of cores.
    pub cores: bool,
    /// The file to show where the command lacks something, from the project's root.
    pub recorded: Option<String>,
    /// That the output is a picture, and the words for those who cannot see it.
    pub picture: Option<String>,
}

/// What another run of a command has in common with the one on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stability {
    /// Every byte.
    Same,
    /// The lines, once they are sorted.
    OrderVaries,
    /// Everything but the digits.
    NumbersVary,
    /// The lines, once their digits are masked and they are sorted.
    OrderAndNumbersVary,
}

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// It exits with this code.
    Exit(i32),
    /// It is killed by this signal.
    Signal(i32),
}

/// Finds the directives of a page, in their order.
///
/// `page` is the name that errors and [`Directive::page`] carry.
///
/// # Errors
/// A directive that does not stand on a line of its own, has no command, or says something that is
/// not understood.
pub fn parse_page(page: impl AsRef<Path>, text: &str) -> Result<Vec<Directive>, Error> {
    static OPENING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<!--[ \t]*cmdrun\b").expect("the pattern is well formed")
    });
    let page = page.as_ref().display().to_string();
    let code = code_ranges(text);
    let is_code = |at: usize| code.iter().any(|range| range.contains(&at));
    let mut directives: Vec<Directive> = Vec::new();
    for at in OPENING.find_iter(text).map(|found| found.start()) {
        // A command may speak of directives itself.
        let is_in_last = directives.last().is_some_and(|last| last.span.contains(&at));
        if !is_in_last && !is_code(at) {
            directives.push(parse_at(&page, text, at)?);
        }
    }
    Ok(directives)
}

impl Directive {
    /// Whether its command wants the machine to itself: it measures, or keeps every core busy while it waits.
    #[must_use]
    pub fn wants_the_machine(&self) -> bool {
        self.expectation.stability.numbers_vary() || self.expectation.recorded.is_some()
    }

    /// An error about this directive.
    pub(crate) fn fault(&self, message: impl Into<String>, stderr: &str) -> Error {
        Error::Page(Box::new(Fault {
            page: self.page.clone(),
            line: self.line,
            command: Some(self.command.clone()),
            message: message.into(),
            stderr: stderr.to_owned(),
        }))
    }
}

impl Default for Expectation {
    fn default() -> Self {
        let limit = Duration::from_secs(10);
        let (stability, ending) = (Stability::Same, Ending::Exit(0));
        let (recorded, picture) = (None, None);
        Self { stability, limit, ending, stderr: false, cores: false, recorded, picture }
    }
}

impl Stability {
    /// Whether another run may print its lines in another order.
    #[must_use]
    pub fn order_varies(self) -> bool {
        matches!(self, Self::OrderVaries | Self::OrderAndNumbersVary)
    }

    /// Whether another run may print other digits.
    #[must_use]
    pub fn numbers_vary(self) -> bool {
        matches!(self, Self::NumbersVary | Self::OrderAndNumbersVary)
    }

    fn and(self, other: Self) -> Self {
        if self == Self::Same || self == other { other } else { Self::OrderAndNumbersVary }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Exit(code) => write!(f, "exit code {code}"),
            Self::Signal(number) => match signal_hook::low_level::signal_name(number) {
                Some(name) => write!(f, "signal {number} ({name})"),
                None => write!(f, "signal {number}"),
            },
        }
    }
}

/// Where the page's code lies, be it a fence, an indented block or a span in a sentence.
pub(crate) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let is_code =
        |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_));
    let events = Parser::new(text).into_offset_iter();
    events.filter(|(event, _)| is_code(event)).map(|(_, range)| range).collect()
}

fn parse_at(page: &str, text: &str, at: usize) -> Result<Directive, Error> {
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^<!-- *cmdrun +(.*?) *-->[ \t\r]*$").expect("the pattern is well formed")
    });
    let span = line_around(text, at);
    let line = 1 + text[..at].matches('\n').count();
    let wrong = |message: String| Error::at(page, line, message);
    let found = WHOLE.captures(&text[span.clone()]);
    let found = found.ok_or_else(|| wrong(ALONE.to_owned()))?;
    let (command, words) =
        shell::split_comment(found.get(1).map_or("", |inner| inner.as_str()));
    if command.is_empty() {
        return Err(wrong("the directive has no command".to_owned()));
    }
    let expectation = parse_expectation(words).map_err(wrong)?;
    let (page, command) = (page.to_owned(), command.to_owned());
    Ok(Directive { page, line, command, expectation, span })
}

/// Where the line around a byte lies, without its line end.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let length = text[at..].find('\n');
    begin..length.map_or(text.len(), |length| at + length)
}

const ALONE: &str = "a directive stands on a line of its own, from its first column to its `-->` \
    (to show one as text, put it into code)";

fn parse_expectation(words: &str) -> Result<Expectation, String> {
    let mut expectation = Expectation::default();
    let mut said = Vec::new();
    for phrase in words.split(';').map(str::trim) {
        if phrase.is_empty() && words.trim().is_empty() {
            break;
        }
        let subject = expectation.learn(phrase)?;
        if said.contains(&subject) {
            return Err(format!("`{phrase}`: the directive says this twice"));
        }
        said.push(subject);
    }
    Ok(expectation)
}

impl Expectation {
    /// Takes in one phrase, and says what it was about.
    fn learn(&mut self, phrase: &str) -> Result<&'static str, String> {
        if let Some(words) = phrase.strip_prefix("picture") {
            return said(&mut self.picture, Some(parse_picture(words)?), "picture");
        }
        let parts: Vec<&str> = phrase.split_whitespace().collect();
        match parts[..] {
            ["order", "varies"] => {
                self.stability = self.stability.and(Stability::OrderVaries);
                Ok("order")
            }
            ["numbers", "vary"] => {
                self.stability = self.stability.and(Stability::NumbersVary);
                Ok("numbers")
            }
            ["cores"] => said(&mut self.cores, true, "cores"),
            ["stderr"] => said(&mut self.stderr, true, "stderr"),
            ["recorded", file] => said(&mut self.recorded, Some(file.to_owned()), "recorded"),
            ["limit", time] => said(&mut self.limit, parse_limit(time)?, "limit"),
            ["exit", code] => said(&mut self.ending, parse_exit(code)?, "ending"),
            ["signal", number] => said(&mut self.ending, parse_signal(number)?, "ending"),
            _ => Err(format!("`{phrase}` is not understood; {KNOWN}")),
        }
    }
}

const KNOWN: &str = "a directive can say: order varies; numbers vary; cores; limit 30s; exit 1; signal 9; stderr; recorded FILE; picture: what it shows";

fn said<T>(place: &mut T, value: T, subject: &'static str) -> Result<&'static str, String> {
    *place = value;
    Ok(subject)
}

fn parse_picture(words: &str) -> Result<String, String> {
    let words = words.strip_prefix(':').map(str::trim).filter(|words| !words.is_empty());
    let remedy = "say what it shows to those who cannot see it, as in `picture: two bars`";
    words.map(str::to_owned).ok_or_else(|| remedy.to_owned())
}

fn parse_limit(time: &str) -> Result<Duration, String> {
    let seconds = time.strip_suffix('s').and_then(|seconds| seconds.parse().ok());
    let seconds = seconds.filter(|&seconds| (1..=600).contains(&seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| format!("limit `{time}`: not 1s to 600s"))
}

fn parse_exit(code: &str) -> Result<Ending, String> {
    let code: u8 =
        code.parse().map_err(|_| format!("exit `{code}`: not a code from 0 to 255"))?;
    Ok(Ending::Exit(code.into()))
}

fn parse_signal(number: &str) -> Result<Ending, String> {
    let parsed = number.parse().ok().filter(|number| (1..=64).contains(number));
    parsed
        .map(Ending::Signal)
        .ok_or_else(|| format!("signal `{number}`: not a number from 1 to 64"))
}
