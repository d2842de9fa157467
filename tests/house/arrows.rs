//! Inside a crate, too, arrows point one way: of two files, at most one uses the other.

use crate::crates;
use crate::rule::{Exception, Rule};
use crate::rust::{self, ident, is_punct};
use crate::tree::{self, File};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files that use each other, as `crate: file file`.
const CIRCLES: &[Exception] = &[];

/// Crates whose circles are still to be opened.
const OWING: &[Exception] =
    &[("single_value_data_sharing", "its files are about to be put in order")];

#[test]
fn no_two_files_of_a_crate_use_each_other() {
    let mut rule =
        Rule::with_exceptions("the files of a crate use each other one way only", CIRCLES);
    for member in crates::all().iter().filter(|member| !owes(&member.name)) {
        rule.looks_at_one();
        for circle in circles(&arrows(&member.folder)) {
            let name = format!("{}: {}", member.name, circle.join(" "));
            let remedy = format!(
                "{} form a circle: move what two of them need into a file below both",
                circle.join(", ")
            );
            rule.broken_unless_excepted(&name, &member.folder.join("src/lib.rs"), 1, remedy);
        }
    }
    rule.holds();
}

#[test]
fn the_list_of_crates_with_circles_shrinks() {
    let mut rule = Rule::with_exceptions("a crate without circles owes nothing", OWING);
    for member in crates::all().iter().filter(|member| owes(&member.name)) {
        rule.looks_at_one();
        if !circles(&arrows(&member.folder)).is_empty() {
            rule.excepts(&member.name);
        }
    }
    rule.looks_at_one();
    rule.holds();
}

fn owes(name: &str) -> bool {
    OWING.iter().any(|(owing, _)| *owing == name)
}

/// Each file of a crate's library, named by its module, with the files that it uses.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The root of a crate as a module.
const ROOT: &str = "lib";

fn arrows(folder: &Path) -> Arrows {
    let src = folder.join("src");
    let files = tree::files_below(&src).into_iter().filter(|file| file.has_extension("rs"));
    let files = files.filter(|file| {
        file.path != src.join("main.rs") && !file.path.starts_with(src.join("bin"))
    });
    let files: BTreeMap<String, File> =
        files.map(|file| (module(&src, &file.path), file)).collect();
    let house = Modules { face: face(&files), names: files.keys().cloned().collect() };
    files.iter().map(|(name, file)| (name.clone(), house.used_by(name, file))).collect()
}

/// `src/plain/read.rs` as `plain::read`.
fn module(src: &Path, file: &Path) -> String {
    let inside: PathBuf = file.strip_prefix(src).unwrap_or(file).with_extension("");
    let parts: Vec<_> =
        inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.join("::").trim_end_matches("::mod").to_owned()
}

/// The modules of a crate, and what its root passes on: name and module.
struct Modules {
    names: BTreeSet<String>,
    face: BTreeMap<String, String>,
}

/// What `lib.rs` passes on from its modules by `pub use` and the like.
fn face(files: &BTreeMap<String, File>) -> BTreeMap<String, String> {
    let mut face = BTreeMap::new();
    for path in files.get(ROOT).map(paths).unwrap_or_default() {
        if let [module, .., name] = &path.parts[..]
            && path.is_use
            && files.contains_key(module)
        {
            face.insert(name.clone(), module.clone());
        }
    }
    face
}

impl Modules {
    fn used_by(&self, name: &str, file: &File) -> BTreeSet<String> {
        let paths =
            paths(file).into_iter().filter(|path| !(name == ROOT && path.is_passed_on));
        let used = paths.filter_map(|path| self.resolve(name, &path));
        used.filter(|used| used != name).collect()
    }

    /// The file that a path leads to, if it is one of this crate.
    fn resolve(&self, from: &str, path: &UsedPath) -> Option<String> {
        let here: Vec<&str> =
            if from == ROOT { Vec::new() } else { from.split("::").collect() };
        let parts: Vec<&str> = path.parts.iter().map(String::as_str).collect();
        let (base, rest) = match *parts.first()? {
            "crate" => (Vec::new(), &parts[1..]),
            "super" => {
                let ups = parts.iter().take_while(|part| **part == "super").count();
                let climbed = ups.checked_sub(path.depth).filter(|climbed| *climbed > 0)?;
                (here[..here.len().checked_sub(climbed)?].to_vec(), &parts[ups..])
            }
            // A bare path begins with a module below, or leads out of the crate.
            _ => {
                let below: Vec<&str> = here.iter().chain(&parts[..1]).copied().collect();
                self.names.get(&below.join("::"))?;
                (here, &parts[..])
            }
        };
        let whole: Vec<&str> = base.iter().chain(rest).copied().collect();
        let longest = (1..=whole.len()).rev().map(|length| whole[..length].join("::"));
        let found = longest.into_iter().find(|name| self.names.contains(name));
        let at_root = || rest.first().and_then(|name| self.face.get(*name)).cloned();
        found.or_else(at_root).or_else(|| base.is_empty().then(|| ROOT.to_owned()))
    }
}

/// A path in a file: `crate::a::B`, `super::a`, `a::b`.
struct UsedPath {
    parts: Vec<String>,
    /// How many modules of the same file it stands in.
    depth: usize,
    is_use: bool,
    /// It stands in a `pub use`.
    is_passed_on: bool,
}

fn paths(file: &File) -> Vec<UsedPath> {
    let mut paths = Vec::new();
    gather(rust::tokens(&file.text).unwrap_or_default(), 0, &mut paths);
    paths
}

fn gather(stream: TokenStream, depth: usize, paths: &mut Vec<UsedPath>) {
    let run: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while at < run.len() {
        if word(&run, at).is_some_and(|word| word == "use") {
            let is_passed_on = at > 0
                && (word(&run, at - 1).is_some_and(|word| word == "pub")
                    || is_pub_in(&run, at));
            let end =
                (at..run.len()).find(|end| is_punct(&run[*end], ';')).unwrap_or(run.len());
            let mut trees = Vec::new();
            use_tree(&run[at + 1..end], &[], &mut trees);
            paths.extend(trees.into_iter().map(|parts| UsedPath {
                parts,
                depth,
                is_use: true,
                is_passed_on,
            }));
            at = end + 1;
        } else if let Some(first) = word(&run, at) {
            let (parts, next) = path(&run, at, first);
            if parts.len() > 1 {
                paths.push(UsedPath { parts, depth, is_use: false, is_passed_on: false });
            }
            at = next;
        } else {
            if let TokenTree::Group(group) = &run[at] {
                let is_module =
                    at >= 2 && word(&run, at - 2).is_some_and(|word| word == "mod");
                gather(group.stream(), depth + usize::from(is_module), paths);
            }
            at += 1;
        }
    }
}

fn word(run: &[TokenTree], at: usize) -> Option<String> {
    run.get(at).and_then(ident).map(ToString::to_string)
}

/// `pub(crate) use`.
fn is_pub_in(run: &[TokenTree], at: usize) -> bool {
    let is_scope = |tree: &TokenTree| rust::group(tree, Delimiter::Parenthesis).is_some();
    at > 1 && is_scope(&run[at - 1]) && word(run, at - 2).is_some_and(|word| word == "pub")
}

/// The path that begins at a word, and where it ends.
fn path(run: &[TokenTree], at: usize, first: String) -> (Vec<String>, usize) {
    let (mut parts, mut next) = (vec![first], at + 1);
    while is_colons(run, next) {
        let Some(part) = word(run, next + 2) else { break };
        parts.push(part);
        next += 3;
    }
    (parts, next)
}

fn is_colons(run: &[TokenTree], at: usize) -> bool {
    let is_colon = |at: usize| run.get(at).is_some_and(|tree| is_punct(tree, ':'));
    is_colon(at) && is_colon(at + 1)
}

/// The paths of a tree of `use`, behind those parts that it hangs on.
fn use_tree(run: &[TokenTree], behind: &[String], trees: &mut Vec<Vec<String>>) {
    for part in run.split(|tree| is_punct(tree, ',')) {
        let mut parts = behind.to_vec();
        for tree in part.iter().take_while(|tree| ident(tree).is_none_or(|word| word != "as"))
        {
            match tree {
                TokenTree::Ident(name) => parts.push(name.to_string()),
                TokenTree::Group(group) => {
                    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                    use_tree(&inside, &parts, trees);
                    parts.clear();
                }
                _ => {}
            }
        }
        if parts.len() > behind.len() {
            trees.push(parts);
        }
    }
}

/// The sets of files that lead to each other.
fn circles(arrows: &Arrows) -> Vec<Vec<&str>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        arrows.keys().map(|name| (&**name, reached(arrows, name))).collect();
    let mut circles: Vec<Vec<&str>> = Vec::new();
    for name in arrows.keys().map(String::as_str).filter(|name| reach[name].contains(name)) {
        let circle =
            reach[name].iter().copied().filter(|other| reach[other].contains(name)).collect();
        if !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

fn reached<'a>(arrows: &'a Arrows, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut todo: Vec<&str> = arrows[from].iter().map(String::as_str).collect();
    while let Some(name) = todo.pop() {
        if found.insert(name) {
            todo.extend(arrows.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    found
}

#[cfg(test)]
mod reading {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let file = |text: &str| File { path: "a.rs".into(), text: text.into() };
        let files: BTreeMap<String, File> =
            files.iter().map(|(name, text)| ((*name).to_owned(), file(text))).collect();
        let modules = Modules { face: face(&files), names: files.keys().cloned().collect() };
        let arrows: Arrows = files
            .iter()
            .map(|(name, file)| (name.clone(), modules.used_by(name, file)))
            .collect();
        circles(&arrows)
            .into_iter()
            .map(|circle| circle.into_iter().map(String::from).collect())
            .collect()
    }

    #[test]
    fn two_and_three_files_in_a_circle_are_seen() {
        assert_eq!(
            of(&[("a", "use crate::b::B;"), ("b", "fn f() { super::a::g() }")]),
            [["a", "b"]]
        );
        assert_eq!(
            of(&[
                ("a", "use crate::{b::{self, B}, d};"),
                ("b", "use super::c;"),
                ("c", "use crate::a;"),
                ("d", "")
            ]),
            [["a", "b", "c"]]
        );
    }

    #[test]
    fn what_the_root_passes_on_is_the_file_that_it_is_from() {
        let lib = ("lib", "mod a; mod b; pub use a::A; pub(crate) use b::B;");
        assert_eq!(of(&[lib, ("a", "use crate::B;"), ("b", "use std::io;")]), [[""; 0]; 0]);
        assert_eq!(of(&[lib, ("a", "use crate::B;"), ("b", "use crate::A;")]), [["a", "b"]]);
    }

    #[test]
    fn the_root_takes_part_with_what_it_holds_itself() {
        assert_eq!(
            of(&[("lib", "mod a; fn f() { a::g() }"), ("a", "use crate::f;")]),
            [["a", "lib"]]
        );
    }

    #[test]
    fn a_module_of_tests_in_the_same_file_is_no_other_file() {
        assert_eq!(
            of(&[
                ("a", "mod tests { use super::*; use super::super::b; }"),
                ("b", "use crate::a;")
            ]),
            [["a", "b"]]
        );
        assert_eq!(
            of(&[("a", "mod tests { use super::b; }"), ("b", "use crate::a;")]),
            [[""; 0]; 0]
        );
    }
}
