//! An mdBook that is a program of its own gets the same pages.

use std::path::Path;

use common::{BOOKBINDER, Project};
use mdbook_driver::MDBook;

mod common;

const PAGE: &str = "# Page\n\n<!-- cmdrun printf 'a\\n\\n{{#include page.md}}\\n' # order varies -->\n\n\
    <!-- cmdrun exit 3 # exit 3 -->\n";

#[test]
fn mdbook_build_gives_the_same_page() {
    let project = Project::new(PAGE);
    project.bind();
    let bound = project.read("target/book/page.html");
    std::fs::remove_dir_all(project.path("target")).unwrap();
    // This is what `mdbook build` does: it starts the command that book.toml names.
    MDBook::load(project.root()).unwrap().build().unwrap();
    assert_eq!(project.read("target/book/page.html"), bound);
}

#[test]
fn mdbook_build_fails_where_binding_fails() {
    let project = Project::new("<!-- cmdrun exit 3 -->\n");
    let failure = MDBook::load(project.root()).unwrap().build().unwrap_err();
    assert!(format!("{failure:#}").contains("bookbinder"), "{failure:#}");
    assert!(!project.path("target/book/page.html").exists());
}

#[test]
fn only_html_gets_outputs() {
    let project = Project::new(PAGE);
    assert!(project.run(&["preprocess", "supports", "html"]).status.success());
    assert!(!project.run(&["preprocess", "supports", "markdown"]).status.success());
}

#[test]
fn mdbook_test_passes_since_the_programs_are_tested_elsewhere() {
    let page = "# Page\n\n<!-- cmdrun touch was-run -->\n\n```rust\n{{#include a.rs:no}}\n```\n\n- item\n\n  ```rust,should_panic\n  nor(this)\n  ```\n";
    let project = Project::new(page);
    project.write("book/a.rs", "// ANCHOR: no\nuse nothing::here;\n// ANCHOR_END: no\n");
    MDBook::load(project.root()).unwrap().test(Vec::new()).expect("no listing is compiled");
    assert!(!project.path("was-run").exists());
}

#[test]
fn what_mdbook_hands_over_must_be_a_book() {
    let run = Project::new(PAGE).run(&["preprocess"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(run.stderr.contains("Unable to parse the input"), "{}", run.stderr);
}

#[test]
fn a_book_can_be_bound_in_process() {
    let project = Project::new(PAGE);
    let out = project.path("target/elsewhere/book");
    let silent = bookbinder::progress::Progress::silent();
    let bound = bookbinder::bind(project.root(), &out, &silent).unwrap();
    assert_eq!(bound, bookbinder::Bound::Rendered { ran: 2 });
    assert_eq!(
        bookbinder::bind(project.root(), &out, &silent).unwrap(),
        bookbinder::Bound::Unchanged
    );
    assert!(out.join("page.html").exists() && Path::new(BOOKBINDER).exists());
}
