use std::fmt;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use signal_hook::consts::{SIGINT, SIGTERM};

/// Why there is no picture.
#[derive(Debug)]
pub enum Error {
    /// The user pressed Ctrl-C, or a SIGTERM came.
    Interrupted {
        /// The number of the signal.
        signal: i32,
    },
    /// A tile cannot be painted, or there are no workers to do it: which, and why.
    Failed(String),
    /// The renderer's process ended before the picture was whole.
    Died(ExitStatus),
    /// The system refused something.
    System {
        /// What was to be done.
        doing: String,
        /// What the system said.
        error: io::Error,
    },
}

impl Error {
    /// For `map_err`: names what was to be done.
    pub(crate) fn doing(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = what.into();
        move |error| Error::System { doing, error }
    }

    /// For a renderer that ended too early.
    ///
    /// The terminal sends Ctrl-C to the renderer as well, so a death by that signal is word of
    /// one. The main process may have lost its own: signal-hook forgets a signal that comes in the
    /// instant in which it installs its handler.
    pub(crate) fn died(how: ExitStatus) -> Self {
        match how.signal() {
            Some(signal @ (SIGINT | SIGTERM)) => Error::Interrupted { signal },
            _ => Error::Died(how),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Interrupted { .. } => f.write_str("interrupted: nothing was written"),
            Error::Failed(why) => f.write_str(why),
            Error::Died(how) => write!(f, "the renderer ended too early, with {how}"),
            Error::System { doing, error } => write!(f, "cannot {doing}: {error}"),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::doing("start")(error)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::System { error, .. } => Some(error),
            _ => None,
        }
    }
}
