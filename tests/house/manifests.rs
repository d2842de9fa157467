//! What the manifests promise: a chapter can be copied, and stands only on what the reader has met.

use crate::crates::{self, Crate, Dependency, WITHOUT_PAGE};
use crate::pages;
use crate::rule::{Exception, Rule};
use crate::tree;
use std::collections::BTreeMap;

/// The ground floor, below the learning path, in the order in which one crate may stand on the other.
const GROUND_FLOOR: [&str; 2] = ["process", "shared_memory"];

/// Crates that any other may use in its tests.
const TEST_TOOLS: [&str; 1] = ["test_harness"];

/// What a chapter's examples and tests use although its page comes later, as `crate: dependency`.
const AHEAD_IN_EXAMPLES: &[Exception] =
    &[("executor: when_to_use", "its worked server limits memory, as that page teaches")];

/// The fields that every package of the house states alike.
const SAME_EVERYWHERE: [&str; 3] = ["edition", "rust-version", "license"];

#[test]
fn a_chapter_inherits_nothing_from_the_workspace() {
    let mut rule =
        Rule::new("a crate below code/ can be copied out, so its Cargo.toml inherits nothing");
    for member in crates::all() {
        rule.looks_at_one();
        let text = member.manifest.text.replace(' ', "");
        // A crate with a workspace of its own takes its profiles from there.
        let of_a_root = |words: &str| ["[workspace", "[profile"].contains(&words);
        for inherited in ["workspace=true", "[lints", "[workspace", "[profile"] {
            if text.contains(inherited) && (member.is_member() || !of_a_root(inherited)) {
                let line = member.line_of(inherited.split('=').next().unwrap_or(inherited));
                rule.broken(
                    &member.manifest.path,
                    line,
                    format_args!(
                        "`{inherited}`: write the value out, lints as attributes in the crate"
                    ),
                );
            }
        }
    }
    rule.holds();
}

#[test]
fn a_crate_with_a_workspace_of_its_own_is_kept_out_of_the_readers_build() {
    let mut rule = Rule::new(
        "a crate with a [workspace] has its own Cargo.lock, and the root's Cargo.toml excludes it",
    );
    let root = root_crate();
    let excluded = root.table["workspace"].get("exclude").and_then(toml::Value::as_array);
    let excluded: Vec<&str> =
        excluded.into_iter().flatten().filter_map(toml::Value::as_str).collect();
    for member in crates::all() {
        let folder = member.folder.display().to_string();
        let is_locked = tree::root().join(&member.folder).join("Cargo.lock").exists();
        for (found, what) in [
            (excluded.contains(&folder.as_str()), "stands in the root's `exclude`"),
            (is_locked, "has a Cargo.lock"),
            (
                !tree::read("Cargo.lock").text.contains(&named(&member)),
                "is not in the root's Cargo.lock",
            ),
        ] {
            rule.looks_at_one();
            if found == member.is_member() {
                let verb = if found { "" } else { "must be so that it " };
                let remedy =
                    format!("{verb}{what}: only a crate with its own [workspace] is so");
                rule.broken(&member.manifest.path, 1, remedy);
            }
        }
    }
    rule.holds();
}

/// How a lock file names a crate.
fn named(member: &Crate) -> String {
    format!("name = \"{}\"\n", member.name)
}

#[test]
fn a_path_dependency_is_a_sibling_without_a_version() {
    let mut rule = Rule::new("a path dependency names the folder beside it and nothing else");
    for member in crates::all() {
        for dependency in member.dependencies() {
            rule.looks_at_one();
            let Some(path) = &dependency.path else {
                continue;
            };
            let line = member.line_of(&dependency.name);
            if *path != format!("../{}", dependency.name) {
                rule.broken(
                    &member.manifest.path,
                    line,
                    format_args!("write path = \"../{}\"", dependency.name),
                );
            }
            if dependency.version.is_some() {
                rule.broken(
                    &member.manifest.path,
                    line,
                    "drop the version: a copied folder has no registry to find it in",
                );
            }
        }
    }
    rule.holds();
}

#[test]
fn dependencies_never_point_forward_on_the_path() {
    let mut rule =
        Rule::with_exceptions("a chapter stands on earlier ones only", AHEAD_IN_EXAMPLES);
    let path = path_of_learning();
    for member in crates::all() {
        for dependency in
            member.dependencies().iter().filter(|dependency| dependency.path.is_some())
        {
            rule.looks_at_one();
            if let Some(remedy) = forward(&path, &member, dependency) {
                let line = member.line_of(&dependency.name);
                let kind = if dependency.is_for_tests { "" } else { " in [dependencies]" };
                let name = format!("{}: {}{kind}", member.name, dependency.name);
                rule.broken_unless_excepted(&name, &member.manifest.path, line, remedy);
            }
        }
    }
    rule.holds();
}

#[test]
fn every_package_states_the_same_edition_license_and_rust_version() {
    let mut rule = Rule::new("all packages agree with the root's Cargo.toml");
    let root = root_crate();
    for member in crates::all() {
        for field in SAME_EVERYWHERE {
            rule.looks_at_one();
            let wanted = root
                .package(field)
                .unwrap_or_else(|| panic!("Cargo.toml:1: state {field} in [package]"));
            if member.package(field) != Some(wanted) {
                rule.broken(
                    &member.manifest.path,
                    member.line_of(field),
                    format_args!("write {field} = \"{wanted}\""),
                );
            }
        }
        let is_private = member.table["package"].get("publish").and_then(toml::Value::as_bool)
            == Some(false);
        if !is_private {
            rule.broken(
                &member.manifest.path,
                member.line_of("publish"),
                "write publish = false: chapters are copied, not published",
            );
        }
    }
    rule.holds();
}

#[test]
fn a_crate_is_named_as_its_folder_and_describes_itself() {
    let mut rule =
        Rule::new("folder and package share one name, and [package] has a description");
    for member in crates::all() {
        rule.looks_at_one();
        if member.package("name") != Some(&member.name) {
            rule.broken(
                &member.manifest.path,
                member.line_of("name"),
                format_args!("write name = \"{}\"", member.name),
            );
        }
        if member.package("description").is_none_or(str::is_empty) {
            rule.broken(&member.manifest.path, 1, "add a description");
        }
    }
    rule.holds();
}

#[test]
fn program_names_are_unique_in_the_workspace() {
    let mut rule = Rule::new("examples share one target folder, so no two may have one name");
    let mut owners = BTreeMap::new();
    for member in crates::all() {
        for example in member.examples() {
            rule.looks_at_one();
            let file = member.folder.join("examples").join(format!("{example}.rs"));
            if let Some(owner) = owners.insert(example.clone(), member.name.clone()) {
                rule.broken(
                    &file,
                    1,
                    format_args!(
                        "code/{owner} has an example `{example}` too: rename this one"
                    ),
                );
            }
        }
    }
    rule.holds();
}

#[test]
fn a_program_named_like_its_library_is_documented_once() {
    let mut rule = Rule::new("a [[bin]] that shares its library's name has doc = false");
    for member in crates::chapters().iter().filter(|member| member.has_main()) {
        rule.looks_at_one();
        let bins =
            member.table.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
        let is_quiet =
            |bin: &toml::Value| bin.get("doc").and_then(toml::Value::as_bool) == Some(false);
        if !bins.into_iter().any(is_quiet) {
            rule.broken(
                &member.manifest.path,
                1,
                format_args!(
                    "add [[bin]] name = \"{}\", path = \"src/main.rs\", doc = false",
                    member.name
                ),
            );
        }
    }
    rule.holds();
}

#[test]
fn the_workflow_builds_with_the_rust_version_of_the_manifests() {
    let mut rule =
        Rule::new("ci.yml builds with exactly the version that Cargo.toml promises");
    let wanted = promised_version();
    let workflow = tree::read(".github/workflows/ci.yml");
    for (number, line) in workflow.lines() {
        let Some((_, version)) = line.split_once("RUST_VERSION:") else {
            continue;
        };
        rule.looks_at_one();
        if version.trim().trim_matches('"') != wanted {
            rule.broken(
                &workflow.path,
                number,
                format_args!("write RUST_VERSION: \"{wanted}\""),
            );
        }
    }
    rule.holds();
}

#[test]
fn readers_are_told_the_rust_version_of_the_manifests() {
    let mut rule = Rule::new(
        "the version that readers are told to have is the one that Cargo.toml promises",
    );
    let wanted = promised_version();
    for file in ["README.md", "book/start.md"].map(tree::read) {
        rule.looks_at_one();
        if !file.text.contains(&wanted) {
            rule.broken(&file.path, 1, format_args!("say that Rust {wanted} is needed"));
        }
    }
    rule.holds();
}

fn promised_version() -> String {
    let version = root_crate().package("rust-version").map(str::to_owned);
    version.expect("Cargo.toml states a rust-version")
}

fn root_crate() -> Crate {
    Crate::read("".into())
}

/// Crates in the order in which the reader meets them: the ground floor, the chapters, and those without a page.
fn path_of_learning() -> Vec<String> {
    let mut path: Vec<String> = GROUND_FLOOR.map(String::from).into();
    let chapters = pages::in_summary().into_iter().map(|page| page.stem());
    let chapters = chapters.filter(|stem| !pages::is_without_crate(stem));
    for name in chapters.chain(WITHOUT_PAGE.iter().map(|(name, _)| String::from(*name))) {
        if !path.contains(&name) {
            path.push(name);
        }
    }
    path
}

fn forward(path: &[String], member: &Crate, dependency: &Dependency) -> Option<String> {
    if TEST_TOOLS.contains(&dependency.name.as_str()) {
        let is_misused =
            !dependency.is_for_tests && !TEST_TOOLS.contains(&member.name.as_str());
        return is_misused
            .then(|| format!("`{}` belongs into [dev-dependencies]", dependency.name));
    }
    let place = |name: &str| path.iter().position(|stem| stem == name);
    match (place(&member.name), place(&dependency.name)) {
        (Some(here), Some(there)) if there < here => None,
        (None, Some(_)) if GROUND_FLOOR.contains(&dependency.name.as_str()) => None,
        _ => Some(format!(
            "`{}` is no earlier step of the path ({}): copy what you need, or move it down",
            dependency.name,
            path.join(", ")
        )),
    }
}
