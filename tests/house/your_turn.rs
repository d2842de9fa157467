//! The exercises stand on their chapters' pages.

use crate::crates::Crate;
use crate::pages;
use crate::rule::Rule;
use crate::tree::File;
use std::path::Path;

const HEADING: &str = "## Your turn";

/// What follows the exercises, and ends a chapter.
const RECAP: &str = "\n## To keep\n";

/// How many exercises a chapter has.
const ENOUGH: std::ops::RangeInclusive<usize> = 3..=5;

/// What belongs to each, on its page.
const PARTS: [(&str, &str); 3] = [
    ("<summary>A hint</summary>", "a hint, folded"),
    ("<summary>Another hint</summary>", "another hint, folded"),
    ("<summary>A solution</summary>", "the solution, folded"),
];

#[test]
fn every_exercise_stands_on_one_page_with_its_hints_and_its_solution() {
    let mut rule = Rule::new(
        "an exercise has its command, two hints and its solution under *Your turn* of one page",
    );
    let turns: Vec<(File, String)> =
        pages::files().into_iter().filter_map(with_turn).collect();
    for name in exercises() {
        rule.looks_at_one();
        let command = format!("cargo test -p exercises --test {name}\n");
        let all = turns
            .iter()
            .flat_map(|(page, turn)| sections(turn).map(move |section| (page, section)));
        let places: Vec<_> = all.filter(|(_, section)| section.contains(&command)).collect();
        let [(page, section)] = places[..] else {
            let remedy = format!("`{}` stands on {} pages", command.trim(), places.len());
            rule.broken(Path::new("code/exercises/Cargo.toml"), 1, remedy);
            continue;
        };
        let solution =
            format!("{{{{#include ../code/exercises/answers/{name}/solution.rs:answer}}}}");
        let parts =
            PARTS.into_iter().chain([(solution.as_str(), "an include of its solution")]);
        for (_, what) in parts.filter(|(text, _)| section.matches(text).count() != 1) {
            rule.broken(
                &page.path,
                line_of(page, &command),
                format_args!("{name}: add {what}"),
            );
        }
    }
    rule.holds();
}

#[test]
fn a_chapter_with_exercises_has_enough_of_them_before_its_recap() {
    let mut rule =
        Rule::new("*Your turn* has three to five exercises, and the recap comes after it");
    for page in pages::files() {
        let Some(turn) = turn(&page) else { continue };
        rule.looks_at_one();
        let line = line_of(&page, HEADING);
        let count = sections(&turn).count();
        if !ENOUGH.contains(&count) {
            rule.broken(&page.path, line, format_args!("it has {count}"));
        }
        if !turn.contains(RECAP) || turn.matches("\n## ").count() > 1 {
            rule.broken(&page.path, line, "put it last, before `## To keep`");
        }
    }
    rule.holds();
}

/// The reader's files, as the manifest lists them.
fn exercises() -> Vec<String> {
    let manifest = Crate::read("code/exercises".into()).table;
    let targets = manifest["test"].as_array().expect("it has tests").clone();
    let field =
        |target: &toml::Value, field: &str| Some(target.get(field)?.as_str()?.to_owned());
    let is_task = |target: &toml::Value| {
        field(target, "path").is_some_and(|path| path.starts_with("tasks/"))
    };
    targets
        .iter()
        .filter(|target| is_task(target))
        .filter_map(|target| field(target, "name"))
        .collect()
}

fn with_turn(page: File) -> Option<(File, String)> {
    let turn = turn(&page)?;
    Some((page, turn))
}

/// The page from the heading on.
fn turn(page: &File) -> Option<String> {
    let (_, turn) = page.text.split_once(&format!("\n{HEADING}\n"))?;
    Some(turn.to_owned())
}

/// One for each exercise.
fn sections(turn: &str) -> impl Iterator<Item = &str> {
    let exercises = turn.split("\n## ").next().unwrap_or_default();
    exercises.split("\n### ").skip(1)
}

fn line_of(page: &File, text: &str) -> usize {
    page.lines().find(|(_, line)| line.contains(text.trim())).map_or(1, |(line, _)| line)
}
