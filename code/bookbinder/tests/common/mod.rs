//! A small book of its own in a temporary folder, and bookbinder run on it as a reader would.

#![allow(dead_code, reason = "every test file uses a part of it")]

use std::fs;
use std::io::Read;
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use tempfile::TempDir;

pub const LIMIT: Duration = Duration::from_secs(60);

/// The program under test.
pub const BOOKBINDER: &str = env!("CARGO_BIN_EXE_bookbinder");

pub struct Project {
    folder: TempDir,
}

/// How a run of bookbinder ended, and what it said.
#[derive(Debug)]
pub struct Run {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    /// A book of one page, `book/page.md`.
    pub fn new(page: &str) -> Self {
        let project = Self { folder: TempDir::new().unwrap() };
        project.write(
            "book.toml",
            &format!("{BOOK_TOML}command = \"{BOOKBINDER} preprocess\"\n"),
        );
        project.write("book/SUMMARY.md", "# Summary\n\n- [Page](page.md)\n");
        project.write("book/page.md", page);
        project
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The page as it was bound, from its first word to its last.
    pub fn html(&self) -> String {
        let html = self.read("target/book/page.html");
        let (_, main) = html.split_once("<main>").unwrap();
        main.split_once("</main>").unwrap().0.to_owned()
    }

    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// How bookbinder is started: in a process group of its own, as by a shell.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BOOKBINDER);
        command.args(arguments).current_dir(self.root()).env("RUST_BACKTRACE", "1");
        // The reader's own settings are no part of the test.
        for setting in ["MDBOOK_OUTPUT__HTML__GIT_REPOSITORY_URL", "CARGO_TARGET_DIR"] {
            command.env_remove(setting);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.process_group(0);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        finish(self.start(arguments))
    }

    /// Binds, and expects that to go well.
    #[track_caller]
    pub fn bind(&self) -> Run {
        let run = self.run(&[]);
        assert!(run.status.success(), "{}", run.stderr);
        run
    }

    /// Binds, expects that to fail, and says why it did.
    #[track_caller]
    pub fn fail(&self) -> String {
        let run = self.run(&[]);
        assert_eq!(run.status.code(), Some(1), "{}", run.stderr);
        assert!(!self.path("target/book.new").exists(), "a half-bound book is left");
        run.stderr
    }
}

const BOOK_TOML: &str = r#"
[book]
title = "A small book"
src = "book"
[build]
build-dir = "target/book"
create-missing = false
[preprocessor.bookbinder]
before = ["links"]
"#;

/// Waits for a child within the time limit; past it, its whole group is killed and the test fails.
#[track_caller]
pub fn finish(mut child: Child) -> Run {
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let stdout = thread::spawn(move || text(&mut out));
    let stderr = thread::spawn(move || text(&mut err));
    let group = Pid::from_child(&child);
    let ended = ends_within(group, LIMIT);
    if !ended {
        kill_process_group(group, Signal::KILL).unwrap();
    }
    let status = child.wait().unwrap();
    let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
    assert!(ended, "bookbinder did not end within {LIMIT:?}:\n{stderr}");
    Run { status, stdout, stderr }
}

/// Whether a process ends within a time, or has ended already.
pub fn ends_within(pid: Pid, time: Duration) -> bool {
    match pidfd_open(pid, PidfdFlags::empty()) {
        Ok(pidfd) => is_readable_within(&pidfd, time),
        Err(_) => true,
    }
}

/// Whether there is something to read from a descriptor within a time.
pub fn is_readable_within(fd: &impl AsFd, time: Duration) -> bool {
    let deadline = Instant::now() + time;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).unwrap();
        match poll(&mut [PollFd::new(fd, PollFlags::IN)], Some(&left)) {
            Ok(ready) => return ready == 1,
            Err(error) => assert_eq!(error, rustix::io::Errno::INTR),
        }
    }
}

/// Whether the kernel still knows a process, be it a zombie.
pub fn exists(pid: Pid) -> bool {
    Path::new("/proc").join(pid.as_raw_pid().to_string()).exists()
}

fn text(from: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}
