use std::ffi::{OsStr, OsString};
use std::fmt::{self, Display};
use std::ops::RangeInclusive;
use std::str::FromStr;

use lexopt::Parser;

use crate::{Complex, Output, Size};

/// The most workers. Each takes 1 GiB of address space, which is not memory.
const WORKERS: RangeInclusive<usize> = 1..=512;
const SIDE: RangeInclusive<u32> = 1..=Size::MOST;
const ITERATIONS: RangeInclusive<u32> = 1..=100_000_000;
/// Nothing of the sets is farther away.
const COORDINATE: RangeInclusive<f64> = -4.0..=4.0;
/// Deeper than this, an `f64` cannot tell a pixel from the next one.
const ZOOM: RangeInclusive<f64> = 0.01..=1e12;

/// An argument that cannot be used: which one, and what was expected.
#[derive(Debug, PartialEq, Eq)]
pub struct Misuse(String);

impl Misuse {
    /// A word that belongs to no option.
    pub(crate) fn stray(word: &OsStr) -> Self {
        Misuse(format!("{}: expected an option before it, such as --output", word.display()))
    }
}

impl Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; `together --help` lists all options", self.0)
    }
}

impl std::error::Error for Misuse {}

impl From<lexopt::Error> for Misuse {
    fn from(error: lexopt::Error) -> Self {
        Misuse(error.to_string())
    }
}

/// What follows an option.
#[derive(Debug)]
pub(crate) struct Operand {
    option: &'static str,
    word: OsString,
}

impl Operand {
    pub(crate) fn of(option: &'static str, parser: &mut Parser) -> Result<Self, Misuse> {
        Ok(Self { option, word: parser.value()? })
    }

    pub(crate) fn option(&self) -> &'static str {
        self.option
    }

    pub(crate) fn output(&self) -> Output {
        Output::named(&self.word)
    }

    pub(crate) fn size(&self) -> Result<Size, Misuse> {
        let sides = self.pair('x', SIDE).map(|(width, height)| Size { width, height });
        let most = Size::MOST;
        sides.ok_or_else(|| {
            self.expected(format!("WIDTHxHEIGHT, each from 1 to {most}, such as 640x400"))
        })
    }

    pub(crate) fn point(&self) -> Result<Complex, Misuse> {
        let point = self.pair(',', COORDINATE).map(|(re, im)| Complex { re, im });
        point.ok_or_else(|| self.expected("X,Y, each from -4 to 4, such as -0.75,0.1"))
    }

    pub(crate) fn zoom(&self) -> Result<f64, Misuse> {
        self.number(ZOOM).ok_or_else(|| self.expected("a number from 0.01 to 1e12"))
    }

    pub(crate) fn iterations(&self) -> Result<u32, Misuse> {
        let most = ITERATIONS.end();
        let number = self.number(ITERATIONS);
        number.ok_or_else(|| self.expected(format!("a whole number from 1 to {most}")))
    }

    pub(crate) fn workers(&self) -> Result<usize, Misuse> {
        let most = WORKERS.end();
        let number = self.number(WORKERS);
        number.ok_or_else(|| self.expected(format!("a whole number from 1 to {most}")))
    }

    fn number<T: FromStr + PartialOrd>(&self, range: RangeInclusive<T>) -> Option<T> {
        parse(self.word.to_str()?, &range)
    }

    fn pair<T: FromStr + PartialOrd>(
        &self,
        between: char,
        range: RangeInclusive<T>,
    ) -> Option<(T, T)> {
        let (first, second) = self.word.to_str()?.split_once(between)?;
        Some((parse(first, &range)?, parse(second, &range)?))
    }

    fn expected(&self, what: impl Display) -> Misuse {
        let Operand { option, word } = self;
        Misuse(format!("{option} {}: expected {what}", word.display()))
    }
}

fn parse<T: FromStr + PartialOrd>(text: &str, range: &RangeInclusive<T>) -> Option<T> {
    text.parse().ok().filter(|number| range.contains(number))
}
