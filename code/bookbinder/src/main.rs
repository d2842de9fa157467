//! `cargo run`: binds the book and opens it.

use std::env;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bookbinder::progress::Progress;
use bookbinder::{Bound, Error, bind, interrupt, preprocess, recording, tree, wrapper};
use lexopt::Arg;

const HELP: &str = "\
Binds the book: builds its programs, runs them, and puts what they print onto the pages.

Usage: cargo run [-- OPTION]

  --no-open   do not open the book in a browser
  record      write anew what the pages show where a command lacks something
  --help      show this text

The book lands in target/book, or in the CARGO_TARGET_DIR that is set. It is opened if this runs on a terminal with a display.

mdBook calls `bookbinder preprocess` by itself, as book.toml says: see `mdbook serve`.
";

enum Task {
    Bind { open: bool },
    Help,
    Preprocess,
    Supports(OsString),
    Record,
    Run(String),
}

fn main() -> ExitCode {
    match parse(lexopt::Parser::from_env()) {
        Ok(Task::Help) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Task::Supports(renderer)) => {
            ExitCode::from(u8::from(!preprocess::supports(&renderer)))
        }
        Ok(Task::Run(demo)) => wrapper::serve(&demo),
        Ok(Task::Record) => report(record_here()),
        Ok(Task::Preprocess) => report(preprocess::serve(Progress::on_stderr())),
        Ok(Task::Bind { open }) => report(bind_here(open)),
        Err(error) => {
            eprintln!("{error}\n\nTry `cargo run -- --help`.");
            ExitCode::from(2)
        }
    }
}

fn parse(mut arguments: lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut task = Task::Bind { open: true };
    while let Some(argument) = arguments.next()? {
        task = match (argument, task) {
            (Arg::Long("help") | Arg::Short('h'), _) | (_, Task::Help) => Task::Help,
            (Arg::Long("no-open"), Task::Bind { .. }) => Task::Bind { open: false },
            (Arg::Value(word), Task::Bind { .. }) if word == "record" => Task::Record,
            (Arg::Value(word), Task::Bind { .. }) if word == "preprocess" => Task::Preprocess,
            (Arg::Value(word), Task::Preprocess) if word == "supports" => {
                Task::Supports(arguments.value()?)
            }
            (Arg::Value(word), Task::Bind { .. }) if word == "run" => {
                Task::Run(arguments.value()?.to_string_lossy().into_owned())
            }
            (argument, _) => return Err(argument.unexpected()),
        };
    }
    Ok(task)
}

fn report(result: Result<(), Error>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Error::Interrupted) => {
            eprintln!("interrupted: the last book is still there");
            ExitCode::from(interrupt::STATUS)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bind_here(open: bool) -> Result<(), Error> {
    let root = find_root()?;
    let out = tree::target(&root).join("book");
    interrupt::watch().map_err(|error| Error::Book(error.to_string()))?;
    let bound = bind(&root, &out, &Progress::on_stderr())?;
    let index = out.join("index.html");
    let done = match bound {
        Bound::Unchanged => "Nothing has changed".to_owned(),
        Bound::Rendered { ran: 1 } => "1 command run".to_owned(),
        Bound::Rendered { ran } => format!("{ran} commands run"),
    };
    println!("{done}. The book: {}", index.display());
    if open && a_process_looks() {
        opener::open(&index)
            .map_err(|error| Error::Book(format!("cannot open the book: {error}")))?;
    }
    Ok(())
}

fn record_here() -> Result<(), Error> {
    interrupt::watch().map_err(|error| Error::Book(error.to_string()))?;
    let count = recording::record(&find_root()?, &Progress::on_stderr())?;
    println!("outputs recorded: {count}");
    Ok(())
}

/// The nearest folder, from the working directory upward, that holds a `book.toml`.
fn find_root() -> Result<PathBuf, Error> {
    let here = env::current_dir().map_err(|error| Error::Book(error.to_string()))?;
    let root = here.ancestors().find(|folder| folder.join("book.toml").exists());
    root.map(Path::to_owned)
        .ok_or_else(|| Error::Book("there is no book.toml here".to_owned()))
}

fn a_process_looks() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let display = is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    std::io::stdout().is_terminal() && display && !is_set("CI")
}
