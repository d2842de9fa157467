use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};

use crate::place::Place;
use crate::{Error, Interrupt};

/// Where the picture goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Standard output: a pipe, or a file that the shell has opened.
    Stdout,
    /// A file of this name. In the end it is whole, or it is what it was before.
    File(PathBuf),
}

impl Output {
    /// Where it goes when nobody says: to stdout, or, where that is a terminal, into a file.
    #[must_use]
    pub fn unasked() -> Self {
        if stdout().is_terminal() {
            Output::File("fractal.png".into())
        } else {
            Output::Stdout
        }
    }

    /// The same, as an argument names it: `-` is stdout.
    #[must_use]
    pub fn named(name: &OsStr) -> Self {
        if name == "-" { Output::Stdout } else { Output::File(name.into()) }
    }

    /// Looks whether the picture could be written, before it is painted.
    ///
    /// # Errors
    /// What the system says, with the name of the file.
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Output::Stdout => Ok(()),
            Output::File(path) => {
                Place::of(path).and_then(|place| place.check()).map_err(cannot(path))
            }
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// What the system says, and [`Error::Interrupted`]. No part of a file is left then.
    pub fn write(&self, bytes: &[u8], interrupt: &Interrupt) -> Result<(), Error> {
        interrupt.check()?;
        match self {
            Output::Stdout => to_stdout(bytes).map_err(Error::doing("write to stdout")),
            Output::File(path) => {
                Place::of(path).and_then(|place| place.write(bytes)).map_err(cannot(path))
            }
        }
    }
}

fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

fn cannot(path: &Path) -> impl FnOnce(io::Error) -> Error {
    Error::doing(format!("write {}", path.display()))
}
