use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, stdout};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use tempfile::tempfile_in;

use crate::Error;
use crate::place::{Place, Way, folder};

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
    pub fn open(&self) -> Result<Place, Error> {
        let (name, way) = match self {
            Output::Stdout => ("stdout".into(), to_stdout()),
            Output::File(path) => (path.display().to_string(), to_file(path)),
        };
        match way {
            Ok(way) => Ok(Place { name, way }),
            Err(error) => Err(Error::doing(format!("write {name}"))(error)),
        }
    }
}

fn to_stdout() -> io::Result<Way> {
    let fd = stdout().as_fd().try_clone_to_owned()?;
    Ok(Way::Stream(File::from(fd)))
}

fn to_file(path: &Path) -> io::Result<Way> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // If the name is a link, what it leads to is replaced, and not the link.
        Ok(found) if found.is_file() => in_folder(fs::canonicalize(path)?),
        // A device or a pipe. To replace `/dev/null` would be no good idea.
        Ok(_) => OpenOptions::new().write(true).open(path).map(Way::Stream),
        Err(error) if error.kind() == io::ErrorKind::NotFound => in_folder(path.into()),
        Err(error) => Err(error),
    }
}

/// Makes a file without a name there, which is gone at once.
fn in_folder(path: PathBuf) -> io::Result<Way> {
    tempfile_in(folder(&path))?;
    Ok(Way::Replace(path))
}
