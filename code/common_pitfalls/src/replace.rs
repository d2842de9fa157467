use std::ffi::OsStr;
use std::fs::{self, File, FileType, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// What anybody may do with a new file, before the umask takes its part.
const ALL_READ_AND_WRITE: u32 = 0o666;

/// What of a mode passes to the new file: reading, writing and running it. Set-user-ID does not:
/// the new file has a new owner, and would give away his rights.
const READ_WRITE_RUN: u32 = 0o777;

/// How many bytes of the old name the unfinished one takes. File systems allow a name 255 bytes,
/// and the unfinished one needs some for its own.
const LONGEST_PART_OF_NAME: usize = 200;

/// Replaces the contents of the file at `path` by what `write` writes, or makes the file.
///
/// A process that opens `path` finds the old contents or the new ones, both whole, whenever this
/// process is killed, and (as far as the disk keeps what it promises) when the power fails. One
/// killed on the way leaves its unfinished file beside it, under a name of a dot, the file's name
/// (at most 200 bytes of it) and an ending in `.unfinished`.
///
/// The file's mode stays, as far as it says who may read, write and run the file (`0o777`);
/// set-user-ID, set-group-ID and the sticky bit are gone. The file is a new one, and so **its
/// owner becomes the caller**, and its group the caller's (or the folder's, see `open(2)`):
/// another user's file of mode 0600, replaced by root, is no longer his to read, and what the
/// mode lets a group do, it lets another group do. Access control lists and other attributes
/// stay behind with the old file, and so does each further hard link to it.
///
/// If `path` is a symbolic link, the link is replaced and not the file that it leads to. Two
/// processes that replace the same file do not disturb each other: the last one's file stays.
///
/// # Errors
///
/// [`InvalidInput`](io::ErrorKind::InvalidInput) if `path` is, or leads to, a folder, a FIFO, a
/// socket or a device, before anything is written: only a regular file can be replaced.
///
/// What `write` fails with, and what the file system does. The old file is then as it was, and
/// the unfinished one is gone; only if the folder cannot be made to last (`fsync(2)`), which
/// comes last, has the new one taken its place already.
// ANCHOR: replace
pub fn replace(
    path: impl AsRef<Path>,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let path = path.as_ref();
    let mut beside = unfinished(path)?;
    write(beside.as_file_mut())?;
    beside.as_file().sync_all()?; // The bytes first, then the name that makes them count.
    beside.persist(path)?; // This is rename(2): one step, before or after which we may die.
    File::open(folder_of(path))?.sync_all()
}
// ANCHOR_END: replace

/// An empty file in the same folder: `rename(2)` moves a file within one file system only.
fn unfinished(path: &Path) -> io::Result<NamedTempFile> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let part = &name.as_bytes()[..name.len().min(LONGEST_PART_OF_NAME)];
    let prefix = [b".", part, b"."].concat();
    let mut builder = Builder::new();
    builder.prefix(OsStr::from_bytes(&prefix)).suffix(".unfinished");

    let Some(permissions) = permissions_of_old(path)? else {
        let permissions = Permissions::from_mode(ALL_READ_AND_WRITE);
        return builder.permissions(permissions).tempfile_in(folder_of(path));
    };
    // It begins as 0600, which is tempfile's way. With more, another user could open it before it
    // has the old file's permissions, and read what is written later.
    let file = builder.tempfile_in(folder_of(path))?;
    file.as_file().set_permissions(permissions)?;
    Ok(file)
}

fn permissions_of_old(path: &Path) -> io::Result<Option<Permissions>> {
    match fs::metadata(path) {
        Ok(old) if !old.is_file() => Err(no_regular_file(path, old.file_type())),
        Ok(old) => Ok(Some(Permissions::from_mode(old.mode() & READ_WRITE_RUN))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Others hold it open, or rely on what it is: a file in its place would reach none of them.
fn no_regular_file(path: &Path, kind: FileType) -> io::Error {
    let (what, remedy) = match kind {
        kind if kind.is_dir() => ("a folder", "name a file in it"),
        kind if kind.is_fifo() => ("a FIFO", "open it and write to it"),
        kind if kind.is_socket() => ("a socket", "connect to it"),
        _ => ("a device", "open it and write to it"),
    };
    let text = format!("{} is {what}, not a regular file: {remedy}", path.display());
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
