use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::{Builder, tempfile_in};

/// What a file's name stands for.
#[derive(Debug)]
pub(crate) enum Place {
    /// A file, or nothing yet: it is replaced as a whole.
    File(PathBuf),
    /// A device or a pipe: it is written to. Replacing `/dev/null` would be no good idea.
    Device(PathBuf),
}

impl Place {
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            // If the name is a link, what it leads to is replaced, and not the link.
            Ok(found) if found.is_file() => fs::canonicalize(path).map(Place::File),
            Ok(_) => Ok(Place::Device(path.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Place::File(path.into()))
            }
            Err(error) => Err(error),
        }
    }

    /// Looks whether it could be written to, and leaves nothing there.
    pub(crate) fn check(&self) -> io::Result<()> {
        match self {
            Place::File(path) => tempfile_in(folder(path)).map(drop),
            Place::Device(path) => OpenOptions::new().write(true).open(path).map(drop),
        }
    }

    // ANCHOR: write
    /// Writes all of it, or leaves what was there before.
    pub(crate) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Place::File(path) => replace(path, bytes),
            Place::Device(path) => OpenOptions::new().write(true).open(path)?.write_all(bytes),
        }
    }
}

/// Under another name first, which goes when this function fails; then in one step to its own.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let anybody = Permissions::from_mode(0o666); // As far as the umask lets them.
    let mut beside = Builder::new();
    let mut file =
        beside.prefix(".fractal-").permissions(anybody).tempfile_in(folder(path))?;
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?; // Some disks find out only now that they are full.
    file.persist(path)?;
    Ok(())
}
// ANCHOR_END: write

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}
