//! Lists the exercises by chapter: solved, open or failing, and which to take next. With `--watch` it goes on, and checks
//! each file that is saved.

use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use exercises::Saves;
use exercises::catalog::{self, CHAPTERS, Chapter};

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// The file is as it was handed out.
    Open,
    Solved,
    /// The check says what is missing.
    Failing,
    Broken,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Solved => "solved",
            Self::Failing => "failing",
            Self::Broken => "does not compile",
        }
    }
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => list(),
        ["--watch"] => {
            // What is saved while the list is made is checked after it.
            let tasks = root().join("tasks");
            let saves = Saves::of(&tasks)?;
            list()?;
            watch(saves)
        }
        _ => {
            eprintln!("usage: cargo run -p exercises [-- --watch]");
            std::process::exit(2)
        }
    }
}

fn list() -> io::Result<()> {
    let mut next = None;
    let (mut solved, mut all) = (0, 0);
    for Chapter { title, exercises, .. } in CHAPTERS {
        println!("{title}");
        for name in *exercises {
            let state = state(name)?;
            println!("  {name:<24} {}", state.word());
            io::stdout().flush()?; // The next one may take a while.
            all += 1;
            match state {
                State::Solved => solved += 1,
                _ => next = next.or(Some(*name)),
            }
        }
    }
    println!("\n{solved} of {all} solved.");
    match next {
        Some(name) => println!(
            "Next: edit code/exercises/tasks/{name}.rs, then run\n\n    cargo test -p exercises --test {name}"
        ),
        None => println!("There is nothing left to do."),
    }
    Ok(())
}

/// Checks what is saved, until Ctrl-C.
fn watch(saves: Saves<'_>) -> io::Result<()> {
    println!("\nSave a file in code/exercises/tasks, and it is checked. Ctrl-C ends this.");
    saves.each(|name| {
        if catalog::names().any(|exercise| exercise == name) {
            println!("\n--- {name}");
            if let Err(error) = test(name).status() {
                eprintln!("cargo cannot be run: {error}");
            }
        }
        ControlFlow::Continue(())
    })
}

/// Only what the reader has changed is built and run.
fn state(name: &str) -> io::Result<State> {
    let task = fs::read(root().join("tasks").join(name).with_extension("rs"))?;
    let starter = fs::read(root().join("answers").join(name).join("starter.rs"))?;
    if task == starter {
        return Ok(State::Open);
    }
    if !passes(name, &["--no-run"])? {
        return Ok(State::Broken);
    }
    Ok(if passes(name, &[])? { State::Solved } else { State::Failing })
}

fn passes(name: &str, more: &[&str]) -> io::Result<bool> {
    let mut command = test(name);
    command.args(more).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command.status()?.success())
}

/// The check of an exercise, as a reader runs it.
fn test(name: &str) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--quiet", "-p", "exercises", "--test", name]).current_dir(root());
    command
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
