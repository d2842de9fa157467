//! What a crate offers to others, read from its source, and who uses it.

use crate::crates::{self, Crate};
use crate::rust::{each_run, group, ident, is_punct, tokens};
use crate::tree;
use proc_macro2::{Delimiter, TokenTree};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What may stand between `pub` and the name of an item.
const ITEMS: [&str; 7] = ["const", "enum", "fn", "mod", "static", "struct", "trait"];

/// The crates below `code/` as tokens.
pub struct Faces {
    libraries: BTreeMap<String, Library>,
    programs: Vec<Program>,
}

struct Library {
    lib: Vec<TokenTree>,
    files: Vec<Source>,
}

/// A file's runs of tokens, one for each pair of brackets and the outermost first.
struct Source {
    path: PathBuf,
    runs: Vec<Vec<TokenTree>>,
}

/// A file of a test, an example or a main.
struct Program {
    krate: String,
    /// What it may use: its own crate, and those that its manifest names.
    known: Vec<String>,
    source: Source,
}

impl Faces {
    pub fn read() -> Self {
        let mut faces = Faces { libraries: BTreeMap::new(), programs: Vec::new() };
        crates::all().iter().for_each(|member| faces.add(member));
        faces
    }

    fn add(&mut self, member: &Crate) {
        let mut library = Library { lib: Vec::new(), files: Vec::new() };
        let known = member.dependencies().into_iter().map(|dependency| dependency.name);
        let known: Vec<String> = known.chain([member.name.clone()]).collect();
        let files = tree::files_below(&member.folder).into_iter();
        for file in files.filter(|file| file.has_extension("rs")) {
            let source = Source { runs: runs_of(&file.text), path: file.path };
            if source.path.ends_with("src/lib.rs") {
                library.lib.clone_from(&source.runs[0]);
            }
            if is_program(&source.path) {
                let (krate, known) = (member.name.clone(), known.clone());
                self.programs.push(Program { krate, known, source });
            } else {
                library.files.push(source);
            }
        }
        self.libraries.insert(member.name.clone(), library);
    }

    /// Whether a crate makes a path public: `spawn`, `Pool::imap`, `Cause::Panicked`, `futex::wait`.
    pub fn offers(&self, krate: &str, path: &[&str]) -> bool {
        let Some(home) = self.home(krate, path[0]) else {
            return false;
        };
        match path {
            [_] => true,
            [module, rest @ ..] if is_lower(module) => self.module_offers(home, module, rest),
            [class, member] => {
                self.libraries[home].files.iter().any(|file| file.has(class, member))
            }
            _ => false,
        }
    }

    /// The first test, example or main that uses a path of a crate.
    pub fn user(&self, krate: &str, path: &[&str]) -> Option<&Path> {
        let mut programs = self.programs.iter().filter(|program| program.knows(krate));
        programs
            .find(|program| program.source.runs.iter().any(|run| uses(run, path)))
            .map(|program| program.source.path.as_path())
    }

    /// The crate in which a public name of this one is defined.
    fn home<'f>(&'f self, krate: &str, name: &str) -> Option<&'f str> {
        let (krate, library) = self.libraries.get_key_value(krate)?;
        if defines(&library.lib, name) {
            return Some(krate);
        }
        let from = reexport(&library.lib, name)?;
        let is_module = from == *krate; // A module may have the name of its crate.
        let is_other = !is_module && self.libraries.contains_key(&from);
        if is_other { self.home(&from, name) } else { Some(krate) }
    }

    fn module_offers(&self, krate: &str, module: &str, rest: &[&str]) -> bool {
        let file = format!("{module}.rs");
        let mut files = self.libraries[krate].files.iter();
        let Some(file) = files.find(|source| source.path.ends_with(&file)) else {
            return false;
        };
        match rest {
            [name] => defines(&file.runs[0], name),
            [class, member] => defines(&file.runs[0], class) && file.has(class, member),
            _ => false,
        }
    }
}

impl Program {
    /// Whether the file names a crate, or is one of several that are the crate's own test.
    fn knows(&self, krate: &str) -> bool {
        let is_test = self.source.path.iter().any(|part| part == "tests");
        let is_known = self.known.iter().any(|known| known == krate);
        is_known && (self.source.names(krate) || is_test && self.krate == krate)
    }
}

impl Source {
    /// Whether a type has a public function or a variant of this name here.
    fn has(&self, class: &str, member: &str) -> bool {
        self.runs
            .iter()
            .any(|run| implements(run, class, member) || varies(run, class, member))
    }

    fn names(&self, name: &str) -> bool {
        self.runs.iter().flatten().any(|tree| is_ident(tree, name))
    }
}

fn is_program(path: &Path) -> bool {
    path.ends_with("src/main.rs")
        || path.iter().any(|part| part == "tests" || part == "examples")
}

fn is_lower(name: &str) -> bool {
    name.starts_with(|first: char| first.is_lowercase())
}

fn runs_of(text: &str) -> Vec<Vec<TokenTree>> {
    let mut runs = Vec::new();
    each_run(tokens(text).unwrap_or_default(), &mut |run| runs.push(run.to_vec()));
    runs
}

fn is_ident(tree: &TokenTree, name: &str) -> bool {
    ident(tree).is_some_and(|found| found == name)
}

/// `pub fn name` and the like, at any place of the run.
fn defines(run: &[TokenTree], name: &str) -> bool {
    let after_pub = run.split(|tree| is_ident(tree, "pub")).skip(1);
    after_pub.into_iter().any(|tokens| {
        let words = tokens.iter().map_while(ident).map(ToString::to_string);
        let words: Vec<String> = words.collect();
        let item = words.iter().position(|word| word == name);
        item.is_some_and(|place| place > 0 && ITEMS.contains(&&*words[place - 1]))
    })
}

/// The crate or module from which `pub use` takes a name.
fn reexport(run: &[TokenTree], name: &str) -> Option<String> {
    let uses = run.windows(2).enumerate();
    let mut uses =
        uses.filter(|(_, pair)| is_ident(&pair[0], "pub") && is_ident(&pair[1], "use"));
    uses.find_map(|(place, _)| {
        let statement: Vec<TokenTree> =
            run[place + 2..].iter().take_while(|tree| !is_punct(tree, ';')).cloned().collect();
        let root = ident(statement.first()?)?.to_string();
        let mut named = false;
        each_run(statement.into_iter().collect(), &mut |run| {
            named |= ends_with_name(run, name)
        });
        named.then_some(root)
    })
}

/// Whether a run of a `use` takes this very name, and not only passes through it.
fn ends_with_name(run: &[TokenTree], name: &str) -> bool {
    run.iter().enumerate().any(|(place, tree)| {
        is_ident(tree, name) && run.get(place + 1).is_none_or(|next| !is_punct(next, ':'))
    })
}

/// `impl Class { pub fn member`, or `impl Trait for Class { fn member`.
fn implements(run: &[TokenTree], class: &str, member: &str) -> bool {
    let starts = run.iter().enumerate().filter(|(_, tree)| is_ident(tree, "impl"));
    starts.into_iter().any(|(start, _)| {
        let rest = &run[start + 1..];
        let is_body = |tree: &TokenTree| group(tree, Delimiter::Brace).is_some();
        let Some(end) = rest.iter().position(is_body) else {
            return false;
        };
        let (of_trait, found) = self_type(&rest[..end]);
        let body: Vec<TokenTree> =
            group(&rest[end], Delimiter::Brace).into_iter().flatten().collect();
        found.is_some_and(|found| found == class)
            && if of_trait { has_fn(&body, member) } else { defines(&body, member) }
    })
}

/// Whether the header of an `impl` is for a trait, and the name of the type.
fn self_type(header: &[TokenTree]) -> (bool, Option<String>) {
    let header = after_generics(header);
    let trait_for = header
        .windows(2)
        .position(|pair| is_ident(&pair[0], "for") && !is_punct(&pair[1], '<'));
    let path = trait_for.map_or(header, |place| &header[place + 1..]);
    let in_path = |tree: &&TokenTree| ident(tree).is_some() || is_punct(tree, ':');
    let last = path.iter().take_while(in_path).filter_map(ident).last();
    (trait_for.is_some(), last.map(ToString::to_string))
}

/// What follows the `<...>` after `impl`.
fn after_generics(header: &[TokenTree]) -> &[TokenTree] {
    let mut depth = 0;
    for (place, tree) in header.iter().enumerate() {
        let is_arrow = place > 0 && is_punct(&header[place - 1], '-');
        depth += i32::from(is_punct(tree, '<')) - i32::from(is_punct(tree, '>') && !is_arrow);
        if depth == 0 {
            return if place == 0 { header } else { &header[place + 1..] };
        }
    }
    header
}

fn has_fn(body: &[TokenTree], name: &str) -> bool {
    body.windows(2).any(|pair| is_ident(&pair[0], "fn") && is_ident(&pair[1], name))
}

/// `enum Class { ..., Member, ... }`
fn varies(run: &[TokenTree], class: &str, member: &str) -> bool {
    run.windows(3).any(|window| {
        let is_it = is_ident(&window[0], "enum") && is_ident(&window[1], class);
        let variants = group(&window[2], Delimiter::Brace).filter(|_| is_it);
        variants.into_iter().flatten().any(|tree| is_ident(&tree, member))
    })
}

/// Whether a run of tokens calls or names what a path leads to: `.imap(`, `Pool::new`, `spawn`.
fn uses(run: &[TokenTree], path: &[&str]) -> bool {
    let (name, before) = path.split_last().expect("a path has a name");
    let places = run.iter().enumerate().filter(|(_, tree)| is_ident(tree, name));
    places.into_iter().any(|(place, _)| {
        let back = |steps: usize| place.checked_sub(steps).map(|place| &run[place]);
        let is_method = back(1).is_some_and(|tree| is_punct(tree, '.'));
        let called = run.get(place + 1).is_some_and(|next| {
            group(next, Delimiter::Parenthesis).is_some() || is_punct(next, ':')
        });
        match before.last() {
            None => !is_method && !back(1).is_some_and(|tree| is_ident(tree, "fn")),
            Some(class) => {
                is_method && called || back(3).is_some_and(|tree| is_ident(tree, class))
            }
        }
    })
}

#[test]
fn what_a_crate_offers_is_what_it_makes_public() {
    let run =
        &runs_of("pub use a::{B, c::D}; pub fn e() {} pub(crate) fn f() {} fn g() {}")[0];
    assert_eq!(reexport(run, "B").as_deref(), Some("a"));
    assert_eq!(reexport(run, "D").as_deref(), Some("a"));
    assert_eq!((reexport(run, "c"), reexport(run, "E")), (None, None));
    assert_eq!(["e", "f", "g"].map(|name| defines(run, name)), [true, false, false]);
}

#[test]
fn a_type_has_the_public_functions_of_its_impls_and_those_of_its_traits() {
    let text = "impl<T: Fn() -> u8> A<T> where T: B { pub const fn c(self) {} fn d() {} }
                impl<'a> e::F for &'a G { fn h() {} } impl<T> F for i::J<T> { fn h() {} } enum K { L(u8), M }";
    let run = &runs_of(text)[0];
    let found = [("A", "c"), ("A", "d"), ("B", "c"), ("F", "h"), ("J", "h")]
        .map(|(class, member)| implements(run, class, member));
    assert_eq!(found, [true, false, false, false, true]);
    assert_eq!(["L", "M", "N"].map(|name| varies(run, "K", name)), [true, true, false]);
}

#[test]
fn a_use_is_a_call_and_not_a_word() {
    let run = &runs_of("fn join() {} a.imap(1); b.len; C::new(); d::<u8>.recv::<e>();")[0];
    let used = [&["join"][..], &["P", "imap"], &["P", "len"], &["C", "new"], &["D", "new"]]
        .map(|path| uses(run, path));
    assert_eq!(used, [false, true, false, true, false]);
    assert!(uses(run, &["P", "recv"]));
}
