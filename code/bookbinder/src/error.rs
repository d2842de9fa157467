//! What stops a book from being bound.

use std::fmt;

/// Why the book was not bound. Its text is meant for the person who writes the pages.
#[derive(Debug)]
pub enum Error {
    /// A line of a page is at fault.
    Page(Box<Fault>),
    /// Something is wrong that no single line of a page is to blame for; the text says what.
    Book(String),
    /// The user pressed Ctrl-C, or the process was asked to end.
    Interrupted,
}

/// What is wrong with a line of a page.
#[derive(Debug)]
pub struct Fault {
    /// The page's file, from the project's root.
    pub page: String,
    /// The line in it, from 1.
    pub line: usize,
    /// The command of the directive there, if it is about one.
    pub command: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What the command wrote to its standard error.
    pub stderr: String,
}

impl Error {
    /// An error about a line of a page, and no command.
    pub fn at(page: &str, line: usize, message: impl Into<String>) -> Self {
        let (page, message) = (page.to_owned(), message.into());
        Self::Page(Box::new(Fault {
            page,
            line,
            command: None,
            message,
            stderr: String::new(),
        }))
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(fault) => fault.fmt(f),
            Self::Book(message) => f.write_str(message),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.page, self.line, self.message)?;
        if let Some(command) = &self.command {
            write!(f, "\n  command: {command}")?;
        }
        if !self.stderr.is_empty() {
            f.write_str("\n  its standard error:")?;
        }
        self.stderr.lines().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

/// Gives an error of the system the name of what was being done.
pub(crate) trait Doing<T> {
    fn doing(self, what: impl fmt::Display) -> Result<T, Error>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl fmt::Display) -> Result<T, Error> {
        self.map_err(|error| Error::Book(format!("cannot {what}: {error}")))
    }
}
