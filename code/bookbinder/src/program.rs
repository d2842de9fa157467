//! The programs of the workspace: built once, before any of them runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Doing, Error};
use crate::interrupt;
use crate::shelf;
use crate::tree;

/// The programs of a workspace, as cargo built them last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programs {
    /// What the sources looked like when cargo built them.
    sources: String,
    programs: Vec<Program>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Program {
    package: String,
    /// `bin` or `example`.
    kind: String,
    name: String,
    path: PathBuf,
    stamp: String,
    digest: String,
}

impl Programs {
    /// Builds every program and example of the workspace at `root`, or finds them built. Cargo's
    /// messages go to standard error. A root without a `Cargo.toml` has no programs.
    ///
    /// # Errors
    /// Cargo cannot be started, or fails.
    pub fn build(root: &Path) -> Result<Self, Error> {
        if !root.join("Cargo.toml").exists() {
            return Ok(Self::default());
        }
        let kept: Option<Self> = shelf::read(&shelf::path(root, "programs.json"));
        let sources = tree::stamp(root, tree::Part::Sources)?;
        let messages = cargo_build(root)?;
        let known = kept.map(|kept| kept.programs).unwrap_or_default();
        let programs = messages.lines().filter_map(|line| serde_json::from_str(line).ok());
        let programs = programs.filter_map(|message: Value| Program::of(&message, &known));
        let mut programs = programs.collect::<Result<Vec<_>, _>>()?;
        // Cargo names them in the order in which it finished.
        programs.sort_by(|one, other| one.path.cmp(&other.path));
        let built = Self { sources, programs };
        shelf::write(&shelf::path(root, "programs.json"), &built)?;
        Ok(built)
    }

    /// As [`build`](Self::build), but cargo is asked only if a file of the sources looks changed.
    ///
    /// # Errors
    /// Cargo cannot be started, or fails.
    pub fn build_if_changed(root: &Path) -> Result<Self, Error> {
        let kept: Option<Self> = shelf::read(&shelf::path(root, "programs.json"));
        let sources = tree::stamp(root, tree::Part::Sources)?;
        match kept.filter(|kept| kept.sources == sources && kept.is_untouched()) {
            Some(kept) => Ok(kept),
            None => Self::build(root),
        }
    }

    /// A digest of the bytes of the program at `path`, if it is one of these.
    pub fn digest(&self, path: &Path) -> Option<&str> {
        let program = self.programs.iter().find(|program| program.path == path)?;
        Some(&program.digest)
    }

    /// A digest of all of them.
    #[must_use]
    pub fn digests(&self) -> String {
        self.programs.iter().map(|program| program.digest.as_str()).collect()
    }

    pub(crate) fn only_bin(&self, package: &str) -> Result<&Path, String> {
        let mut bins = self
            .programs
            .iter()
            .filter(|program| program.package == package && program.kind == "bin");
        match (bins.next(), bins.next()) {
            (Some(bin), None) => Ok(&bin.path),
            (None, _) => Err(format!("the workspace has no crate `{package}` with a program")),
            (Some(_), Some(_)) => {
                Err(format!("`{package}` has several programs: say --bin NAME"))
            }
        }
    }

    pub(crate) fn find(&self, package: &str, kind: &str, name: &str) -> Result<&Path, String> {
        let wanted = |program: &&Program| {
            (&*program.package, &*program.kind, &*program.name) == (package, kind, name)
        };
        let found = self.programs.iter().find(wanted);
        found
            .map(|program| &*program.path)
            .ok_or_else(|| format!("`{package}` has no {kind} `{name}`"))
    }

    fn is_untouched(&self) -> bool {
        self.programs.iter().all(|program| tree::stamp_file(&program.path) == program.stamp)
    }
}

impl Program {
    /// The program that a message of cargo's is about. Only one that looks changed is read again.
    fn of(message: &Value, known: &[Self]) -> Option<Result<Self, Error>> {
        let path = PathBuf::from(message["executable"].as_str()?);
        let kind = message["target"]["kind"][0].as_str()?.to_owned();
        let name = message["target"]["name"].as_str()?.to_owned();
        let package = package_name(message["package_id"].as_str()?).to_owned();
        let stamp = tree::stamp_file(&path);
        let digest = digest(&path, &stamp, known);
        Some(digest.map(|digest| Self { package, kind, name, path, stamp, digest }))
    }
}

fn digest(path: &Path, stamp: &str, known: &[Program]) -> Result<String, Error> {
    match known.iter().find(|known| known.path == path && known.stamp == stamp) {
        Some(same) => Ok(same.digest.clone()),
        None => fs::read(path).map(tree::digest).doing(format!("read {}", path.display())),
    }
}

/// The name in `path+file:///a/place/NAME#0.1.0` or `path+file:///a/place#NAME@0.1.0`.
fn package_name(id: &str) -> &str {
    let (place, version) = id.rsplit_once('#').unwrap_or((id, ""));
    match version.split_once('@') {
        Some((name, _)) => name,
        None => place.rsplit('/').next().unwrap_or(place),
    }
}

fn cargo_build(root: &Path) -> Result<String, Error> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(["build", "--workspace", "--bins", "--examples"]);
    cargo.arg("--message-format=json-render-diagnostics");
    cargo.current_dir(root).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = cargo.output().doing("start cargo")?;
    if !output.status.success() {
        interrupt::check()?;
        let status = output.status;
        return Err(Error::Book(format!(
            "the programs do not build: cargo's {status}, see above"
        )));
    }
    String::from_utf8(output.stdout).doing("read cargo's messages")
}
