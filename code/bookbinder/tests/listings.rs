//! A listing says its file, leads to it, and has the `use` items that it needs.

use common::Project;

mod common;

const SOURCE: &str = "use std::fmt;
use std::io::{self, Read};

// ANCHOR: little
fn little() -> io::Result<()> {
    Ok(())
}
// ANCHOR_END: little

use a::One;
use b::Two;
use c::Three;

// ANCHOR: much
fn much(one: One, two: Two, three: Three) -> fmt::Result {
    Ok(())
}
// ANCHOR_END: much

// ANCHOR: nothing
fn nothing() {}
// ANCHOR_END: nothing
";

fn shown(include: &str) -> String {
    let others = ["little", "much", "nothing"]
        .map(|name| format!("{{{{#include ../code/page/lib.rs:{name}}}}}\n"));
    let others = others.concat();
    let project = Project::new(&format!(
        "# Page\n\n```rust\n{{{{#include {include}}}}}\n```\n\nBetween.\n\n```rust\n{others}```\n"
    ));
    project.write("code/page/lib.rs", SOURCE);
    project.bind();
    let html = project.html();
    let (_, listing) = html.split_once("<div class=\"listing\">").expect("a listing");
    let (listing, _) = listing.split_once("<p>Between.</p>").expect("the text below it");
    listing.trim().to_owned()
}

#[test]
fn it_leads_to_its_file_from_the_bound_book() {
    let listing = shown("../code/page/lib.rs:nothing");
    let link = "<a href=\"../../code/page/lib.rs\">code/page/lib.rs</a>";
    assert!(listing.starts_with(&format!("<p class=\"source\">{link}</p>")), "{listing}");
    assert!(listing.ends_with("</div>"), "{listing}");
}

#[test]
fn a_few_use_items_stand_above_the_piece() {
    let listing = shown("../code/page/lib.rs:little");
    assert!(listing.contains(">use std::io::{self, Read};\n\nfn little()"), "{listing}");
    assert!(!listing.contains("<details"), "{listing}");
}

#[test]
fn many_are_folded_and_nothing_is_there_twice() {
    let listing = shown("../code/page/lib.rs:much");
    let (fold, code) = listing.split_once("</details>").expect("a fold");
    for item in ["use std::fmt;", "use a::One;", "use b::Two;", "use c::Three;"] {
        assert!(fold.contains(item) && !code.contains(item), "{item}: {listing}");
    }
    assert!(!listing.contains("use std::io"), "nothing needs it: {listing}");
    assert!(code.contains(">fn much("), "the piece stands alone, to be copied: {listing}");
}

#[test]
fn what_needs_nothing_has_nothing_above_it() {
    let listing = shown("../code/page/lib.rs:nothing");
    assert!(!listing.contains("use ") && listing.contains("fn nothing() {}"), "{listing}");
}

#[test]
fn a_whole_file_has_its_use_items_already() {
    let listing = shown("../code/page/lib.rs");
    assert!(!listing.contains("<details"), "{listing}");
    assert_eq!(listing.matches("use std::fmt;").count(), 1, "{listing}");
}

#[test]
fn a_publisher_names_the_repository_once_in_the_file_or_the_environment() {
    let project = Project::new("```rust\n{{#include ../code/page/lib.rs:little}}\n```\n");
    project.write(
        "code/page/lib.rs",
        SOURCE.split("\nuse a::One").next().expect("the first part"),
    );
    let link = "<a href=\"https://host/o/n/blob/HEAD/code/page/lib.rs#L5-L7\">";
    let mut command = project.command(&[]);
    command.env("MDBOOK_OUTPUT__HTML__GIT_REPOSITORY_URL", "https://host/o/n");
    assert!(common::finish(command.spawn().unwrap()).status.success());
    assert!(project.html().contains(link), "{}", project.html());

    project.bind();
    assert!(!project.html().contains(link), "without the variable it is another book");

    let toml = project.read("book.toml");
    project.write(
        "book.toml",
        &format!("{toml}[output.html]\ngit-repository-url = \"https://host/o/n/\"\n"),
    );
    project.bind();
    assert!(project.html().contains(link), "{}", project.html());
}

#[test]
fn a_fence_that_is_no_listing_stays_as_it_is() {
    let project = Project::new(
        "# Page\n\n```text\nplain\n```\n\n- item\n\n  ```text\n  {{#include a.txt}}\n  ```\n",
    );
    project.write("book/a.txt", "included\n");
    project.bind();
    let html = project.html();
    assert_eq!(html.matches("<div class=\"listing\">").count(), 1, "{html}");
    let (before, listing) = html.split_once("<div class=\"listing\">").unwrap();
    assert!(before.contains("<li>") && before.contains(">plain\n</code>"), "{html}");
    assert!(listing.contains(">included\n</code>") && listing.contains("</li>"), "{html}");
}

#[test]
fn the_reading_time_stands_under_the_title() {
    let words = "word ".repeat(600);
    let project = Project::new(&format!("# Title\n\n{words}\n"));
    project.bind();
    let html = project.html();
    assert!(html.contains("</h1>\n<p class=\"reading-time\">4 minutes to read</p>"), "{html}");
}
