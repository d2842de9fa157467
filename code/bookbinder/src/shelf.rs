//! Where bookbinder keeps things between two runs: small JSON files under `target/bookbinder`, or in the
//! `CARGO_TARGET_DIR` that is set.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Doing, Error};
use crate::interrupt;
use crate::progress::Progress;
use crate::tree;

pub(crate) fn path(root: &Path, name: &str) -> PathBuf {
    tree::target(root).join("bookbinder").join(name)
}

/// What was kept at `path`; what cannot be read counts as not kept.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Keeps a value: a reader of the file sees all of it, or what was there before.
pub(crate) fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), Error> {
    let json = serde_json::to_vec(value).doing("write JSON")?;
    let beside = path.with_extension("new");
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&beside, json));
    written.and_then(|()| fs::rename(&beside, path)).doing(format!("write {}", path.display()))
}

/// Waits until no other process binds this book. The lock ends with the file, or with the process.
pub(crate) fn lock(root: &Path, progress: &Progress) -> Result<File, Error> {
    let place = path(root, "lock");
    let made = fs::create_dir_all(path(root, "")).and_then(|()| File::create(&place));
    let file = made.doing(format!("open {}", place.display()))?;
    if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
        progress.say("waiting for another bookbinder to finish");
        let locked = interrupt::while_waiting(|| flock(&file, FlockOperation::LockExclusive))?;
        locked.doing(format!("lock {}", place.display()))?;
    }
    Ok(file)
}
