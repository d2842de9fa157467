//! Outputs that were captured on another machine, for commands that need what few machines have.
//!
//! A command that finds out that something it needs is not installed ends with [`UNAVAILABLE`], and says on standard error
//! what to install. Where its directive says `recorded FILE`, the page then shows that file, with a badge that tells when
//! and where it was recorded, and with what the command said. Where it is installed, the page shows what it prints, as ever.
//!
//! `cargo run -- record` writes all recordings anew.

use std::env::consts::ARCH;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::demo::Demo;
use crate::directive::{Directive, Ending, parse_page};
use crate::error::{Doing, Error};
use crate::machine::Machine;
use crate::program::Programs;
use crate::progress::Progress;
use crate::run::Capture;
use crate::settings;
use crate::tree;
use crate::wrapper;

/// How a command ends that lacks something: EX_UNAVAILABLE of `sysexits(3)`.
pub const UNAVAILABLE: Ending = Ending::Exit(69);

/// What the first line of a recording begins with.
const HEAD: &str = "recorded on ";

/// An output, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The kind of machine, and the day.
    pub made: String,
    /// What the command printed there.
    pub output: Vec<u8>,
    /// What the command says here: why it cannot be run, and what to install.
    pub lacks: String,
}

impl Recording {
    /// Reads the recording of a directive whose command was [`UNAVAILABLE`].
    ///
    /// # Errors
    /// The file is not there, or does not say where it is from.
    pub fn of(directive: &Directive, root: &Path, here: &Capture) -> Result<Self, Error> {
        let file = directive.expectation.recorded.as_deref().unwrap_or_default();
        let (made, output) = read(root, file).map_err(|why| directive.fault(why, ""))?;
        let said = if here.stderr.is_empty() { &here.output } else { &here.stderr };
        let lacks = String::from_utf8_lossy(said).trim().to_owned();
        Ok(Self { made, output, lacks })
    }
}

/// Whether a command could not be run for what it lacks here, so that its page shows a recording.
#[must_use]
pub fn lacks_something(directive: &Directive, capture: &Capture) -> bool {
    directive.expectation.recorded.is_some() && capture.ending == UNAVAILABLE
}

/// Reads a recording: where it is from, and what was printed.
///
/// # Errors
/// The file is not there, or does not say where it is from.
pub fn read(root: &Path, file: &str) -> Result<(String, Vec<u8>), String> {
    let bytes = fs::read(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]);
    let made = head.strip_prefix(HEAD).ok_or(format!("{file}: begins without `{HEAD}`"))?;
    Ok((made.to_owned(), bytes.get(end + 1..).unwrap_or_default().to_owned()))
}

/// An output without the name of this machine, which a page must not carry elsewhere.
#[must_use]
pub fn neutral(output: &[u8]) -> Vec<u8> {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let text = String::from_utf8_lossy(output);
    let is_part = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric());
    let mut neutral = String::new();
    let mut rest = &*text;
    while let Some(at) = rest.find(&name).filter(|_| !name.is_empty()) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let inside = is_part(before.chars().next_back()) || is_part(after.chars().next());
        neutral += before;
        neutral += if inside { &name } else { "localhost" };
        rest = after;
    }
    (neutral + rest).into_bytes()
}

/// Runs every command that has a recording, and writes it anew. Returns how many there are.
///
/// # Errors
/// A command ends otherwise than its page says, as one does that lacks something here.
pub fn record(root: &Path, progress: &Progress) -> Result<usize, Error> {
    let root = &root.canonicalize().doing(format!("find {}", root.display()))?;
    let programs = Programs::default(); // Those of the workspace lack nothing.
    let made = format!("{HEAD}{}", here()?);
    let directives = recorded(root)?;
    for (at, directive) in directives.iter().enumerate() {
        progress.run(at + 1, directives.len(), directive);
        let capture = wrapper::run(directive, &Demo::new(directive, &programs, root)?)?;
        let file = directive.expectation.recorded.as_deref().unwrap_or_default();
        let text = [made.as_bytes(), b"\n", &neutral(&capture.output)].concat();
        fs::write(root.join(file), text).doing(format!("write {file}"))?;
    }
    Ok(directives.len())
}

/// The directives of all pages that have a recording.
fn recorded(root: &Path) -> Result<Vec<Directive>, Error> {
    let src = root.join(settings::read(root)?.book.src);
    let mut directives = Vec::new();
    for path in tree::files(root, tree::Part::Everything)? {
        if path.starts_with(&src)
            && path.extension().is_some_and(|extension| extension == "md")
        {
            let text = fs::read_to_string(&path).doing(format!("read {}", path.display()))?;
            directives.extend(parse_page(path.strip_prefix(root).unwrap_or(&path), &text)?);
        }
    }
    directives.retain(|directive| directive.expectation.recorded.is_some());
    Ok(directives)
}

/// The kind of this machine, and the day, in words that name neither its owner nor itself.
fn here() -> Result<String, Error> {
    let day = Command::new("date").args(["-u", "+%F"]).output().doing("ask for the date")?;
    let day = String::from_utf8_lossy(&day.stdout).trim().to_owned();
    let cores = match Machine::here()?.cores {
        1 => "1 core".to_owned(),
        cores => format!("{cores} cores"),
    };
    Ok(format!("Linux, {ARCH}, {cores}, {day}"))
}
