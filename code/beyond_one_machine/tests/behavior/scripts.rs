use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::tempdir;

use crate::common::FOLDER;

pub fn without_an_mpi_a_command_is_not_run_and_says_what_to_do() {
    let copy = tempdir().unwrap();
    for script in ["with_mpi", "surroundings"] {
        fs::copy(Path::new(FOLDER).join(script), copy.path().join(script)).unwrap();
    }
    let mut command = Command::new(copy.path().join("with_mpi"));
    let output =
        command.args(["echo", "it ran"]).env("PATH", "/usr/bin:/bin").output().unwrap();
    assert_eq!(output.status.code(), Some(69));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("/setup"), "{output:?}");
}

/// An MPI may have registered memory and network cards with the kernel for this one process.
pub fn no_rank_forks() {
    for file in fs::read_dir(Path::new(FOLDER).join("src")).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for word in ["spawn", "fork(", "Command", "Pool", "Rendering"] {
            assert!(!text.contains(word), "{} has `{word}`", path.display());
        }
    }
}
