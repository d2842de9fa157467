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
    ("what_a_check_says_to_read_is_there", what_a_check_says_to_read_is_there),
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

/// Each `page.md#section` in the sources has its page, and there its heading or its `id`.
fn what_a_check_says_to_read_is_there() {
    let folders = ["src", "src/checks"].map(|folder| root().join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let mut looked_at = 0;
    for path in files.map(|entry| entry.expect("it can be read").path()) {
        let Ok(text) = fs::read_to_string(&path) else { continue }; // A folder.
        let named = text.split('"').filter(|part| !part.contains(char::is_whitespace));
        for (page, section) in named.filter_map(|part| part.split_once(".md#")) {
            looked_at += 1;
            let page = root().join("../../book").join(page).with_extension("md");
            let there = fs::read_to_string(&page).is_ok_and(|page| has(&page, section));
            assert!(there, "{}: {} has no section {section}", path.display(), page.display());
        }
    }
    assert!(looked_at > ALL.len(), "{looked_at} sections are too few");
}

/// A heading, a mark in the text, or an entry of the glossary.
fn has(page: &str, section: &str) -> bool {
    let mut headings = page.lines().filter(|line| line.starts_with('#'));
    headings.any(|heading| slug(heading) == section)
        || page.contains(&format!("id=\"{section}\""))
        || page.contains(&format!("\n{section}\n: "))
}

/// What mdBook makes of a heading.
fn slug(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
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
