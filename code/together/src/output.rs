use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, stdout};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use tempfile::tempfile_in;

use crate::Error;
use crate::place::{Place, Way, folder};

/// So many links the kernel follows, see `path_resolution(7)`.
const LINKS: usize = 40;

/// Where the picture goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Standard output: a pipe, or a file that the shell has opened.
    Stdout,
    /// A file of this name. In the end it is whole, or it is what it was before. One that is
    /// replaced hands on its permissions, but not its owner and group.
    File(PathBuf),
}

impl Output {
    /// Where it goes unless the user says: to stdout, or, where that is a terminal, into a file.
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => in_folder(end_of(path)?),
        Err(error) => Err(error),
    }
}

/// What the links from here lead to, which is not there yet: `canonicalize` refuses that.
fn end_of(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..=LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = folder(&path).join(next),
            Err(_) if names_a_file(&path) => return Ok(path),
            Err(_) => return Err(io::Error::other("no file can have this name")),
        }
    }
    Err(io::Error::other("the links change all the time")) // The kernel had come to an end.
}

/// Whether it does not end as the name of a folder does. An empty one names nothing.
fn names_a_file(path: &Path) -> bool {
    let last = path.as_os_str().as_bytes().rsplit(|byte| *byte == b'/').next();
    !matches!(last, None | Some(b"" | b"." | b".."))
}

/// Makes a file without a name there, which is gone at once.
fn in_folder(path: PathBuf) -> io::Result<Way> {
    tempfile_in(folder(&path))?;
    Ok(Way::Replace(path))
}
