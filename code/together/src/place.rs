use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::Builder;

use crate::{Error, Interrupt};

/// A place that could be written to when [`Output::open`](crate::Output::open) looked.
#[derive(Debug)]
pub struct Place {
    pub(crate) name: String,
    pub(crate) way: Way,
}

#[derive(Debug)]
pub(crate) enum Way {
    /// It is open: what is written is written.
    Stream(File),
    /// A file, or nothing yet: it is replaced as a whole.
    Replace(PathBuf),
}

impl Place {
    /// Writes the picture.
    ///
    /// # Errors
    /// What the system says, with the name of the file; and [`Error::Interrupted`]. A file is
    /// then what it was before.
    pub fn write(&self, bytes: &[u8], interrupt: &Interrupt) -> Result<(), Error> {
        interrupt.check()?;
        let written = match &self.way {
            Way::Stream(file) => (&*file).write_all(bytes),
            Way::Replace(path) => replace(path, bytes),
        };
        written.map_err(Error::doing(format!("write {}", self.name)))
    }
}

// ANCHOR: replace
/// Under another name first, which goes when this function fails; then in one step
/// to its own.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = mode(path)?;
    // A new file is as open as the umask lets it. One that replaces another is closed
    // to all others, until it has the permissions of that one.
    let first = Permissions::from_mode(if old.is_none() { 0o666 } else { 0o600 });
    let mut beside = Builder::new();
    let beside = beside.prefix(".fractal-").permissions(first);
    let mut file = beside.tempfile_in(folder(path))?;
    file.as_file_mut().write_all(bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(Permissions::from_mode(old))?;
    }
    file.as_file().sync_all()?; // Some disks find out only now that they are full.
    file.persist(path)?;
    Ok(())
}
// ANCHOR_END: replace

/// Who may read and write this file, if there is one. (Who may run it as another user is left
/// out: a picture is not run.)
fn mode(path: &Path) -> io::Result<Option<u32>> {
    match fs::metadata(path) {
        Ok(old) => Ok(Some(old.permissions().mode() & 0o777)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(crate) fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}
