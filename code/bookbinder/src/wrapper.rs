//! Hands a demo to mdbook-cmdrun, and stands under it as the command that cmdrun runs.
//!
//! mdbook-cmdrun runs a shell command and hands back the text of its standard output; it knows no
//! time limit, drops standard error, replaces what is not UTF-8 and takes a signal for a mistake of
//! the page. So what it is given to run is bookbinder itself, as `bookbinder run DEMO`, which does
//! [`run::capture`](crate::run::capture) and prints the capture as one line of JSON.

use std::env;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use mdbook_cmdrun::CmdRun;
use rustix::process::{
    Pid, Signal, WaitOptions, getpid, getppid, kill_process, set_child_subreaper,
    set_parent_process_death_signal, waitpid,
};
use serde::{Deserialize, Serialize};

use crate::demo::Demo;
use crate::directive::Directive;
use crate::error::{Doing, Error};
use crate::interrupt;
use crate::run::{self, Capture, Failure};

/// Runs a directive's demo, and looks whether it ends as the directive says.
///
/// # Errors
/// It cannot be run, runs past its limit, prints too much, or ends otherwise than the directive says.
pub fn run(directive: &Directive, demo: &Demo) -> Result<Capture, Error> {
    let capture = run_to_its_end(directive, demo)?;
    check_ending(directive, &capture).map(|()| capture)
}

/// Runs a directive's demo under mdbook-cmdrun and a process of its own, however it ends.
///
/// # Errors
/// It cannot be run, runs past its limit, or prints too much.
pub fn run_to_its_end(directive: &Directive, demo: &Demo) -> Result<Capture, Error> {
    interrupt::check()?;
    let command = shell_command(demo)?;
    let printed = CmdRun::run_cmdrun(command, &demo.root.to_string_lossy(), false);
    interrupt::check()?;
    let printed =
        printed.map_err(|error| directive.fault(format!("cannot be run: {error:#}"), ""))?;
    let reply: Reply = serde_json::from_str(&printed).map_err(|_| {
        directive.fault(format!("its wrapper gave no answer: {}", printed.trim()), "")
    })?;
    reply.into_result(directive)
}

/// The line that mdbook-cmdrun gives to its shell, which gives way to the wrapper.
fn shell_command(demo: &Demo) -> Result<String, Error> {
    let request = Request { demo: demo.clone(), parent: getpid().as_raw_pid() };
    let json = serde_json::to_string(&request).doing("write JSON")?;
    let wrapper = program()?;
    let words = ["exec", &wrapper.to_string_lossy(), "run", &json];
    shlex::try_join(words).doing("quote the command")
}

/// Whether a capture ended as its directive says.
///
/// # Errors
/// If not; the error shows what the command wrote to its standard error.
pub fn check_ending(directive: &Directive, capture: &Capture) -> Result<(), Error> {
    let expected = directive.expectation.ending;
    if capture.ending == expected {
        return Ok(());
    }
    let shown = if directive.expectation.stderr { &capture.output } else { &capture.stderr };
    let message = format!("ended with {}, not with {expected}", capture.ending);
    Err(directive.fault(message, &String::from_utf8_lossy(shown)))
}

/// What `bookbinder run` does: captures the demo that its argument describes, and prints the capture.
pub fn serve(request: &str) -> ExitCode {
    let reply = match obey(request) {
        Ok(capture) => Reply::Captured(capture),
        Err(Failure::Limit(stderr)) => {
            Reply::Limit(String::from_utf8_lossy(&stderr).into_owned())
        }
        Err(Failure::Stopped) => Reply::Stopped,
        Err(failure) => Reply::Failed(failure.to_string()),
    };
    println!("{}", serde_json::to_string(&reply).expect("strings and numbers are JSON"));
    ExitCode::SUCCESS
}

#[derive(Serialize, Deserialize)]
struct Request {
    demo: Demo,
    /// The process whose death is to be noticed.
    parent: i32,
}

#[derive(Serialize, Deserialize)]
enum Reply {
    Captured(Capture),
    /// With what it had written to its standard error.
    Limit(String),
    Failed(String),
    Stopped,
}

impl Reply {
    fn into_result(self, directive: &Directive) -> Result<Capture, Error> {
        match self {
            Self::Captured(capture) => Ok(capture),
            Self::Failed(message) => Err(directive.fault(message, "")),
            Self::Stopped => Err(Error::Interrupted),
            Self::Limit(stderr) => {
                let limit = directive.expectation.limit.as_secs();
                Err(directive
                    .fault(format!("ran past its limit of {limit} s and was killed"), &stderr))
            }
        }
    }
}

/// The bookbinder program: this one, or, where a test has called, the one that cargo built beside it.
fn program() -> Result<PathBuf, Error> {
    let this = env::current_exe().doing("find bookbinder's own program")?;
    let mut candidates =
        this.ancestors().skip(1).take(2).map(|folder| folder.join("bookbinder"));
    candidates.find(|path| path.is_file()).ok_or_else(|| {
        Error::Book(format!(
            "no bookbinder beside {}: run `cargo build` first",
            this.display()
        ))
    })
}

fn obey(request: &str) -> Result<Capture, Failure> {
    let request: Request = serde_json::from_str(request).map_err(io::Error::other)?;
    let stop = interrupt::descriptor()?;
    adopt(request.parent)?;
    let captured = run::capture(&request.demo, Some(std::os::fd::AsFd::as_fd(&stop)));
    bury_orphans();
    captured
}

/// Binds this process's life to its parent's, and makes it the parent of every orphan below it.
fn adopt(parent: i32) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::TERM))?;
    if getppid().map(Pid::as_raw_pid) != Some(parent) {
        return Err(io::Error::other("bookbinder is gone"));
    }
    set_child_subreaper(Some(getpid()))?;
    Ok(())
}

/// Kills what has left the demo's process group and outlived it, generation by generation.
fn bury_orphans() {
    loop {
        let orphans = interrupt::children();
        if orphans.is_empty() {
            return;
        }
        for orphan in orphans {
            // No other code reaps these children, so each is still there, alive or as a zombie.
            let _ = kill_process(orphan, Signal::KILL);
            let _ = waitpid(Some(orphan), WaitOptions::empty());
        }
    }
}
