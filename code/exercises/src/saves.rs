use std::collections::HashMap;
use std::fs;
use std::io;
use std::mem::MaybeUninit;
use std::ops::ControlFlow;
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
    known: HashMap<String, Vec<u8>>,
}

impl<'f> Saves<'f> {
    /// The Rust files of a folder, as they are now.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn of(folder: &'f Path) -> io::Result<Self> {
        let mut saves = Self { folder, known: HashMap::new() };
        for entry in fs::read_dir(folder)? {
            if let Some(stem) = entry?.file_name().to_str().and_then(stem) {
                saves.is_news(stem);
            }
        }
        Ok(saves)
    }

    /// Calls `on_save` with the name of each file that is saved, without `.rs`, until it breaks off.
    ///
    /// # Errors
    /// What `inotify(7)` says: no watch is left to this user, say.
    pub fn each(mut self, mut on_save: impl FnMut(&str) -> ControlFlow<()>) -> io::Result<()> {
        let watch = inotify::init(CreateFlags::CLOEXEC)?;
        let saved = WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO;
        inotify::add_watch(&watch, self.folder, saved)?;
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(&watch, &mut buffer);
        loop {
            let event = match events.next() {
                Err(Errno::INTR) => continue,
                event => event?,
            };
            let stem = event.file_name().and_then(|name| name.to_str().ok()).and_then(stem);
            if let Some(stem) = stem
                && self.is_news(stem)
                && on_save(stem).is_break()
            {
                return Ok(());
            }
        }
    }

    /// Whether a file is another than it was. One that is gone is not.
    fn is_news(&mut self, stem: &str) -> bool {
        let Ok(bytes) = fs::read(self.folder.join(stem).with_extension("rs")) else {
            return false;
        };
        let before = self.known.insert(stem.to_owned(), bytes);
        before.as_ref() != self.known.get(stem)
    }
}

/// The name of a Rust file, unless it is hidden: some editors have such files beside the one that they save.
fn stem(name: &str) -> Option<&str> {
    name.strip_suffix(".rs").filter(|stem| !stem.starts_with('.'))
}
