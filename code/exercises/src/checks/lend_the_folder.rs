//! A temporary folder that has to be there while the child works, and gone afterwards.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, exit};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use single_value_data_sharing::Shared;

use crate::{Rule, Verdict, trying, until};

const READ: &str = "process.md#four-rules-that-the-compiler-does-not-know";

/// How long the child waits for a folder to vanish under it.
const A_WHILE: Duration = Duration::from_millis(500);

/// What the child ends with when it has found its folder, and what when it has not.
const FOUND: i32 = 10;
const MISSING: i32 = 11;

const LENT: Rule = Rule {
    expected: "the child works in the folder of its parent, which is there until the child has ended",
    read: READ,
};

const ONCE: Rule = Rule {
    expected: "the folder is deleted once, by the parent, when the child has ended, however it ended",
    read: READ,
};

const APART: Rule = Rule {
    expected: "the work is done in a process of its own, whose status the function returns",
    read: "process.md#one-process-for-each-core",
};

/// A folder that is deleted when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    drops: Arc<Shared<AtomicU32>>,
}

impl Scratch {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path); // The other copy may have done it.
        self.drops.fetch_add(1, SeqCst);
    }
}

/// What an answer is: it lets a child work in the folder, and returns how the child ended.
pub type Answer = fn(Scratch, &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    one_folder(answer, FOUND, |folder, drops| {
        until(A_WHILE, || drops.load(SeqCst) > 0);
        exit(if folder.is_dir() { FOUND } else { MISSING })
    })?;
    one_folder(answer, 101, |_, _| panic!("the work fails"))
}

fn one_folder(answer: Answer, code: i32, work: impl Fn(&Path, &AtomicU32) + Sync) -> Verdict {
    let drops = Arc::new(Shared::new(AtomicU32::new(0)).expect("memory for a number"));
    let path = std::env::temp_dir().join(format!("exercise-{}-{code}", std::process::id()));
    fs::create_dir(&path).expect("a folder can be made");
    let folder = Scratch { path: path.clone(), drops: Arc::clone(&drops) };
    let parent = std::process::id();
    let in_a_child = |folder: &Path| {
        if std::process::id() != parent {
            work(folder, &drops);
        }
    };
    trying(&APART, "it ran the work in a folder");
    let status = answer(folder, &in_a_child);
    let is_left = path.exists();
    let _ = fs::remove_dir_all(&path); // It should be gone.
    judged(status, code, drops.load(SeqCst), is_left)
}

fn judged(status: io::Result<ExitStatus>, code: i32, drops: u32, is_left: bool) -> Verdict {
    let status = status.map_err(|error| APART.broken(format!("the error {error}")))?;
    LENT.holds(status.code() != Some(MISSING), || {
        "the child looked for its folder, which was gone".into()
    })?;
    APART.holds(status.code() == Some(code), || {
        format!("{status}, for a child that ends with code {code}")
    })?;
    ONCE.holds(!is_left, || {
        "when the function had returned, the folder was still there".into()
    })?;
    ONCE.holds(drops == 1, || {
        format!("the folder was dropped {drops} times, in parent and child together")
    })
}
