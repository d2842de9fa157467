//! What a reader saves is told, once, however the editor saves it.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use exercises::Saves;
use process::{Process, spawn};
use tempfile::tempdir;

/// What is told when these steps are done before anybody listens, and `end.rs` is saved meanwhile by another process.
fn told(steps: fn(&Path)) -> Vec<String> {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("old.rs"), "as it was").expect("it can be written");
    let mut told = Vec::new();
    let saves = Saves::of(folder).expect("it can be read");
    steps(folder);
    let end = spawn(|| fs::write(folder.join("end.rs"), "").expect("it can be written"));
    saves
        .each(|name| {
            if name == "end" {
                return ControlFlow::Break(());
            }
            told.push(name.to_owned());
            ControlFlow::Continue(())
        })
        .expect("it can be watched");
    end.and_then(Process::join).expect("a child can be started");
    told
}

pub fn a_file_that_is_saved_in_place_is_told() {
    let told = told(|folder| fs::write(folder.join("old.rs"), "new").expect("it is written"));
    assert_eq!(told, ["old"]);
}

pub fn a_file_that_is_renamed_into_its_place_is_told() {
    let told = told(|folder| {
        fs::write(folder.join(".old.rs.swp"), "new").expect("it is written");
        fs::rename(folder.join(".old.rs.swp"), folder.join("old.rs")).expect("it is moved");
    });
    assert_eq!(told, ["old"]);
}

pub fn a_file_that_is_saved_as_it_was_is_not_told() {
    let told =
        told(|folder| fs::write(folder.join("old.rs"), "as it was").expect("it is written"));
    assert_eq!(told, [""; 0]);
}

pub fn other_files_and_hidden_ones_are_not_told() {
    let told = told(|folder| {
        for name in ["notes.txt", ".old.rs", "old.rs~"] {
            fs::write(folder.join(name), "new").expect("it is written");
        }
    });
    assert_eq!(told, [""; 0]);
}
