//! What holds for all exercises: the lists agree, and what a check names is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use exercises::catalog;

use crate::answer::root;
use crate::answers::ALL;

pub const TESTS: &[(&str, fn())] = &[
    ("the_lists_name_the_same_exercises", the_lists_name_the_same_exercises),
    ("every_answer_is_proven", every_answer_is_proven),
    ("in_ci_the_readers_files_are_the_starters", in_ci_the_readers_files_are_the_starters),
];

/// The catalog, the manifest, and the folders.
fn the_lists_name_the_same_exercises() {
    let proven: BTreeSet<String> =
        ALL.iter().map(|exercise| exercise.name.to_owned()).collect();
    let listed = catalog::names().map(str::to_owned).collect();
    assert_eq!(proven, listed, "src/catalog.rs");
    assert_eq!(proven, stems("tasks"), "tasks/");
    assert_eq!(proven, stems("answers"), "answers/");
    let mut checks = stems("src/checks");
    assert!(checks.remove("mod"));
    assert_eq!(proven, checks, "src/checks/");
    let manifest =
        fs::read_to_string(root().join("Cargo.toml")).expect("the manifest can be read");
    for name in &proven {
        let target = format!(
            "[[test]]\nname = \"{name}\"\npath = \"tasks/{name}.rs\"\nharness = false\ntest = false\n"
        );
        assert!(manifest.contains(&target), "Cargo.toml: add\n{target}");
    }
}

/// Each file, and at least three wrong ones.
fn every_answer_is_proven() {
    for exercise in ALL {
        let files = stems(Path::new("answers").join(exercise.name));
        let proven: BTreeSet<String> =
            exercise.files.iter().map(|&file| file.to_owned()).collect();
        assert_eq!(proven, files, "answers/{}, beside tests/proof/answers.rs", exercise.name);
        let wrong = files.iter().filter(|file| file.starts_with("wrong_")).count();
        assert!(wrong >= 3, "answers/{}: {wrong} wrong answers are too few", exercise.name);
    }
}

/// At a reader's desk they are what the reader made of them.
fn in_ci_the_readers_files_are_the_starters() {
    if std::env::var_os("CI").is_none() {
        return;
    }
    for name in catalog::names() {
        let [task, starter] =
            [format!("tasks/{name}.rs"), format!("answers/{name}/starter.rs")]
                .map(|path| fs::read(root().join(path)).expect("it can be read"));
        assert!(
            task == starter,
            "tasks/{name}.rs and answers/{name}/starter.rs differ: make them equal"
        );
    }
}

fn stems(folder: impl AsRef<Path>) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder of the exercises");
    let stem =
        |entry: fs::DirEntry| Some(entry.path().file_stem()?.to_string_lossy().into_owned());
    entries.filter_map(|entry| stem(entry.expect("it can be read"))).collect()
}
