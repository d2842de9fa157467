//! What the process that runs a check leaves for the one that judges it, however it ends.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::OnceLock;

use rustix::fs::{MemfdFlags, memfd_create};

use crate::{Finding, Rule, Verdict};

/// Where this process writes, once it runs a check.
static OWN: OnceLock<Notes> = OnceLock::new();

/// Between two fields of a note: no text has it.
const BETWEEN: char = '\u{1f}';

/// A file in memory that survives its writer.
#[derive(Debug)]
pub(crate) struct Notes(File);

/// The last note that was written.
#[derive(Debug)]
pub(crate) enum Note {
    /// The check came to its end.
    Verdict(Verdict),
    /// It was trying this.
    Trying(Finding),
    /// Nothing was written.
    Nothing,
}

/// Says what a check is about to try, and which rule an answer breaks that dies or hangs in it.
pub fn trying(rule: &Rule, what: impl Into<String>) {
    if let Some(notes) = OWN.get() {
        notes.write("trying", &rule.broken(what)).expect("a file in memory can be written");
    }
}

impl Notes {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self(File::from(memfd_create("notes", MemfdFlags::CLOEXEC)?)))
    }

    /// From here on this process's notes go there.
    pub(crate) fn adopt(&self) -> io::Result<()> {
        let own = Self(self.0.try_clone()?);
        OWN.set(own).map_err(|_| io::Error::other("a check runs inside of a check"))
    }

    pub(crate) fn conclude(&self, verdict: &Verdict) -> io::Result<()> {
        match verdict {
            Ok(()) => self.write("solved", &Finding::default()),
            Err(finding) => self.write("finding", finding),
        }
    }

    fn write(&self, kind: &str, finding: &Finding) -> io::Result<()> {
        let Finding { seen, expected, read } = finding;
        let fields = [kind, seen, expected, read].join(&BETWEEN.to_string());
        self.0.set_len(0)?;
        self.0.write_all_at(fields.as_bytes(), 0)
    }

    pub(crate) fn last(&self) -> io::Result<Note> {
        let mut bytes = vec![0; self.0.metadata()?.len() as usize];
        self.0.read_exact_at(&mut bytes, 0)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut fields = text.split(BETWEEN).map(str::to_owned);
        let kind = fields.next().unwrap_or_default();
        let mut next = || fields.next().unwrap_or_default();
        let finding = Finding { seen: next(), expected: next(), read: next() };
        Ok(match kind.as_str() {
            "solved" => Note::Verdict(Ok(())),
            "finding" => Note::Verdict(Err(finding)),
            "trying" => Note::Trying(finding),
            _ => Note::Nothing,
        })
    }
}
