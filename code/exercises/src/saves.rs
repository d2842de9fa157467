use std::collections::HashMap;
use std::fs;
use std::io;
use std::mem::MaybeUninit;
use std::ops::ControlFlow;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
use rustix::io::Errno;

/// The files of a folder, whose changes are told one by one.
///
/// An editor saves a file in place, or writes another one and renames it, and may do either in several steps. So a file
/// counts as saved when it ends otherwise than it was when it was told of last.
#[derive(Debug)]
pub struct Saves<'f> {
    folder: &'f Path,
    watch: OwnedFd,
    known: HashMap<String, Vec<u8>>,
}

impl<'f> Saves<'f> {
    /// The Rust files of a folder, as they are now. From now on no save is missed.
    ///
    /// # Errors
    /// The folder cannot be read, or what `inotify(7)` says: no watch is left to this user, say.
    pub fn of(folder: &'f Path) -> io::Result<Self> {
        let watch = inotify::init(CreateFlags::CLOEXEC)?;
        let saved = WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO;
        inotify::add_watch(&watch, folder, saved)?;
        let mut saves = Self { folder, watch, known: HashMap::new() };
        for entry in fs::read_dir(folder)? {
            if let Some(stem) = entry?.file_name().to_str().and_then(stem) {
                is_news(folder, &mut saves.known, stem);
            }
        }
        Ok(saves)
    }

    /// Calls `on_save` with the name of each file that is saved, without `.rs`, until it breaks off.
    ///
    /// # Errors
    /// What `inotify(7)` says.
    pub fn each(self, mut on_save: impl FnMut(&str) -> ControlFlow<()>) -> io::Result<()> {
        let Self { folder, watch, mut known } = self;
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(watch, &mut buffer);
        loop {
            let event = match events.next() {
                Err(Errno::INTR) => continue,
                event => event?,
            };
            let stem = event.file_name().and_then(|name| name.to_str().ok()).and_then(stem);
            if let Some(stem) = stem
                && is_news(folder, &mut known, stem)
                && on_save(stem).is_break()
            {
                return Ok(());
            }
        }
    }
}

/// Whether a file is another than it was. One that is gone is not.
fn is_news(folder: &Path, known: &mut HashMap<String, Vec<u8>>, stem: &str) -> bool {
    let Ok(bytes) = fs::read(folder.join(stem).with_extension("rs")) else {
        return false;
    };
    let before = known.insert(stem.to_owned(), bytes);
    before.as_ref() != known.get(stem)
}

/// The name of a Rust file, unless it is hidden: some editors have such files beside the one that they save.
fn stem(name: &str) -> Option<&str> {
    name.strip_suffix(".rs").filter(|stem| !stem.starts_with('.'))
}
