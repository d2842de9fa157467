//! What a reader saves is told, once, however the editor saves it.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use exercises::Saves;
use process::spawn;
use tempfile::tempdir;

/// What is told when these steps are done one after the other, until `end.rs` is saved. They begin in another process when the
/// folder is watched, and so each step is repeated until this one knows of the watch.
fn told(steps: fn(&Path)) -> Vec<String> {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("old.rs"), "as it was").expect("it can be written");
    let mut told = Vec::new();
    let mut editor = None;
    let saves = Saves::of(folder).expect("it can be read");
    let first = spawn(|| {
        // The watch has begun when the first change is told: until then it is made again.
        for round in 0.. {
            fs::write(folder.join("begin.rs"), round.to_string()).expect("it can be written");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    });
    let mut first = Some(first.expect("a child can be started"));
    saves
        .each(|name| {
            if let Some(first) = first.take() {
                first.kill().expect("it is a child");
                first.join().expect("it can be waited for");
                editor = Some(spawn(|| {
                    steps(folder);
                    fs::write(folder.join("end.rs"), "").expect("it can be written");
                }));
            }
            match name {
                "begin" => {}
                "end" => return ControlFlow::Break(()),
                name => told.push(name.to_owned()),
            }
            ControlFlow::Continue(())
        })
        .expect("it can be watched");
    drop(editor);
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
