//! Binds the whole book: beside the last one, and in its place only when nothing went wrong.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use mdbook_driver::MDBook;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::complaint::Complaints;
use crate::error::{Doing, Error};
use crate::interrupt;
use crate::machine::Machine;
use crate::preprocess::Binder;
use crate::program::Programs;
use crate::progress::Progress;
use crate::run;
use crate::settings;
use crate::shelf;
use crate::tree;

/// What [`bind()`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Nothing had changed since the last time.
    Unchanged,
    /// The book was rendered, and this many commands were run for it.
    Rendered {
        /// The commands whose output was not known.
        ran: usize,
    },
}

/// Binds the book whose `book.toml` lies in `root` into the folder `out`.
///
/// The programs of the workspace are built first. What `out` held before is replaced in one step,
/// once all went well; several processes that bind the same book wait for each other.
///
/// # Errors
/// Whatever would make the book lie: see [`Error`]. Then `out` is as it was.
pub fn bind(root: &Path, out: &Path, progress: &Progress) -> Result<Bound, Error> {
    let root = &root.canonicalize().doing(format!("find {}", root.display()))?;
    let _lock = shelf::lock(root, progress)?;
    interrupt::check()?;
    let programs = Programs::build(root)?;
    interrupt::check()?;
    let machine = Machine::here()?;
    let print = fingerprint(root, &programs, &machine)?;
    if fs::read_to_string(out.join(FINGERPRINT)).is_ok_and(|last| last == print) {
        return Ok(Bound::Unchanged);
    }
    let binder = Binder::new(programs, machine, progress.clone());
    let ran = binder.counter();
    let sheets = Sheets::beside(out)?;
    render(root, &sheets.folder, binder)?;
    fs::write(sheets.folder.join(FINGERPRINT), print).doing("write the fingerprint")?;
    interrupt::check()?;
    sheets.replace(out)?;
    Ok(Bound::Rendered { ran: ran.load(Ordering::Relaxed) })
}

/// The file in a bound book that says what it was made of.
const FINGERPRINT: &str = ".bookbinder";

/// A digest of all that the rendered book depends on.
fn fingerprint(root: &Path, programs: &Programs, machine: &Machine) -> Result<String, Error> {
    let this = std::env::current_exe().doing("find bookbinder's own program")?;
    let parts = (
        tree::stamp(root, tree::Part::Everything)?,
        tree::stamp_file(&this),
        programs.digests(),
        machine,
        run::ENVIRONMENT,
        settings::variables()?,
    );
    serde_json::to_vec(&parts).map(tree::digest).doing("write JSON")
}

fn render(root: &Path, folder: &Path, binder: Binder) -> Result<(), Error> {
    let complaints = Complaints::default();
    let mut config = settings::read(root)?;
    config.build.build_dir = folder.to_owned();
    let built = complaints.listen(|| {
        let mut book = MDBook::load_with_config(root, config)?;
        book.with_preprocessor(binder).build()
    });
    built.map_err(|error| match error.downcast::<Error>() {
        Ok(ours) => ours,
        Err(foreign) => Error::Book(format!("mdBook: {foreign:#}")),
    })?;
    match complaints.heard() {
        heard if heard.is_empty() => Ok(()),
        heard => Err(Error::Book(format!("mdBook warns: {}", heard.join("\n")))),
    }
}

/// The folder in which a book is rendered, beside the place where it will lie. It does not outlive
/// its bind; one that a killed bind has left is removed by the next.
struct Sheets {
    folder: PathBuf,
}

impl Sheets {
    fn beside(out: &Path) -> Result<Self, Error> {
        let mut name = out.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let sheets = Self { folder: out.with_file_name(name) };
        remove(&sheets.folder)?;
        fs::create_dir_all(&sheets.folder)
            .doing(format!("make {}", sheets.folder.display()))?;
        Ok(sheets)
    }

    /// Puts the new book into the old one's place, and removes the old one.
    fn replace(self, out: &Path) -> Result<(), Error> {
        let exchanged = renameat_with(CWD, &self.folder, CWD, out, RenameFlags::EXCHANGE);
        match exchanged {
            Ok(()) => Ok(()),
            Err(Errno::NOENT) => fs::rename(&self.folder, out),
            // A file system that cannot exchange two folders in one step, or, where the old one lies in a layer
            // below, cannot move it at all.
            Err(Errno::INVAL | Errno::NOSYS | Errno::XDEV) => self.take_place_of(out),
            Err(error) => Err(error.into()),
        }
        .doing(format!("put the book into {}", out.display()))
    }
}

impl Sheets {
    /// Removes the old book, and moves the new one to its place; where that cannot be, copies it.
    fn take_place_of(&self, out: &Path) -> io::Result<()> {
        fs::remove_dir_all(out)?;
        match fs::rename(&self.folder, out) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                tree::copy_folder(&self.folder, out)
            }
            renamed => renamed,
        }
    }
}

impl Drop for Sheets {
    fn drop(&mut self) {
        // Its error has no caller to go to; the next bind removes it, or says why it cannot.
        let _ = remove(&self.folder);
    }
}

fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).doing(format!("remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
