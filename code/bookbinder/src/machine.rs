//! What a captured output may depend on besides its program: the machine it was captured on.

use std::process::Command;

use serde::Serialize;

use crate::error::{Doing, Error};

/// The machine on which the book is bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// How many processor cores this process may use.
    pub cores: usize,
    /// The kernel, as `uname -r` names it.
    pub kernel: String,
    /// The compiler, as `rustc -vV` describes it; empty where there is none.
    pub compiler: String,
}

impl Machine {
    /// Looks at this machine.
    ///
    /// # Errors
    /// The system does not say how many cores there are.
    pub fn here() -> Result<Self, Error> {
        let cores = std::thread::available_parallelism().doing("count the cores")?.get();
        let kernel = rustix::system::uname().release().to_string_lossy().into_owned();
        let rustc = Command::new("rustc").arg("-vV").output();
        let compiler = rustc.map(|output| output.stdout).unwrap_or_default();
        Ok(Self { cores, kernel, compiler: String::from_utf8_lossy(&compiler).into_owned() })
    }
}
