//! What goes wrong is loud: a failing bind names page, line and command, and the last book stays.

use common::Project;

mod common;

/// Binds a good book, breaks its page, and says how the second bind failed.
#[track_caller]
fn broken_by(line: &str) -> String {
    let project = Project::new("# A good page\n");
    project.bind();
    let good = project.read("target/book/page.html");
    project.write("book/page.md", &format!("# A bad page\n\n{line}\n"));
    let message = project.fail();
    assert_eq!(project.read("target/book/page.html"), good, "the last good book was touched");
    message
}

#[track_caller]
fn expect(line: &str, parts: &[&str]) {
    let message = broken_by(line);
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in:\n{message}");
    }
}

#[test]
fn a_command_that_fails() {
    let line = "<!-- cmdrun echo out; echo oh no >&2; exit 3 -->";
    let command = "command: echo out; echo oh no >&2; exit 3";
    expect(line, &["book/page.md:3: ended with exit code 3", command, "oh no"]);
}

#[test]
fn a_command_that_succeeds_where_it_should_fail() {
    let parts =
        ["book/page.md:3: ended with exit code 0, not with exit code 1", "command: true"];
    expect("<!-- cmdrun true # exit 1 -->", &parts);
}

#[test]
fn a_command_that_is_killed() {
    let line = "<!-- cmdrun echo dying >&2; kill -9 $$ -->";
    expect(line, &["book/page.md:3: ended with signal 9 (SIGKILL)", "kill -9 $$", "dying"]);
}

#[test]
fn another_signal_than_the_page_says() {
    let line = "<!-- cmdrun kill -15 $$ # signal 9 -->";
    expect(
        line,
        &["book/page.md:3: ended with signal 15 (SIGTERM), not with signal 9 (SIGKILL)"],
    );
}

#[test]
fn a_command_that_runs_past_its_limit() {
    let line = "<!-- cmdrun echo too slow >&2; sleep 300 # limit 1s -->";
    expect(line, &["book/page.md:3: ran past its limit of 1 s", "sleep 300", "too slow"]);
}

#[test]
fn a_command_that_does_not_exist() {
    let parts = ["book/page.md:3: ended with exit code 127", "no-such-program", "not found"];
    expect("<!-- cmdrun no-such-program -->", &parts);
}

#[test]
fn a_command_that_prints_too_much() {
    expect("<!-- cmdrun yes -->", &["book/page.md:3: printed more than", "command: yes"]);
}

#[test]
fn standard_error_that_is_part_of_the_output_is_shown_too() {
    expect("<!-- cmdrun echo oh no >&2; exit 3 # stderr -->", &["page.md:3", "oh no"]);
}

#[test]
fn a_directive_that_is_not_understood() {
    expect(
        "<!-- cmdrun true # at times -->",
        &["book/page.md:3: `at times` is not understood"],
    );
    expect(
        "text <!-- cmdrun true -->",
        &["book/page.md:3: a directive stands on a line of its own"],
    );
}

#[test]
fn a_cargo_run_that_names_no_program() {
    for words in
        ["", "-p absent", "-p absent --bin x", "-p absent --example x", "--release -p x"]
    {
        expect(
            &format!("<!-- cmdrun cargo run {words} -->"),
            &["book/page.md:3: ", "cargo run"],
        );
    }
    expect("<!-- cmdrun cargo run -p x | head -->", &["book/page.md:3: the form is"]);
    expect("<!-- cmdrun cargo run -p x -- $HOME -->", &["book/page.md:3: the form is"]);
}

#[test]
fn an_include_of_a_missing_file() {
    let line = "{{#include ../code/missing.rs}}";
    expect(line, &["book/page.md:3: includes ../code/missing.rs: No such file"]);
}

#[test]
fn an_include_of_a_missing_anchor() {
    let line = "{{#include SUMMARY.md:nowhere}}";
    expect(line, &["book/page.md:3: includes SUMMARY.md: there is no anchor `nowhere`"]);
}

#[test]
fn an_include_of_lines_past_the_end() {
    expect(
        "{{#include SUMMARY.md:100:110}}",
        &["book/page.md:3: includes lines of SUMMARY.md"],
    );
}

#[test]
fn an_include_in_which_a_directive_would_be_lost() {
    let project = Project::new("{{#include part.md}}\n");
    project.write("book/part.md", "text\n\n<!-- cmdrun true -->\n");
    let message = project.fail();
    assert!(
        message.contains("book/page.md:1: includes part.md, in which a directive"),
        "{message}"
    );
}

#[test]
fn an_anchor_without_an_end_or_with_a_twin() {
    for (source, complaint) in [
        ("// ANCHOR: role\nfn x() {}\n", "has no end"),
        (
            "// ANCHOR: role\n// ANCHOR_END: role\n// ANCHOR: role\n// ANCHOR_END: role\n",
            "more than one",
        ),
    ] {
        let project = Project::new("\n\n```rust\n{{#include ../code/x/lib.rs:role}}\n```\n");
        project.write("code/x/lib.rs", source);
        let message = project.fail();
        assert!(message.contains("book/page.md:4: "), "{message}");
        assert!(message.contains(complaint), "{message}");
    }
}

#[test]
fn an_anchor_that_no_page_shows() {
    let project = Project::new("# Page\n");
    project.write("code/page/lib.rs", "\n// ANCHOR: idle\n// ANCHOR_END: idle\n");
    let message = project.fail();
    assert!(
        message.contains("code/page/lib.rs:2: the anchor `idle` is on no page"),
        "{message}"
    );
}

#[test]
fn whatever_mdbook_warns_of() {
    expect(
        "<div>never closed\n\n*text*",
        &["mdBook warns: ", "unclosed HTML tag `<div>`", "page.md"],
    );
    expect("A footnote[^1].\n\n[^1]: a\n\n[^1]: b", &["mdBook warns: ", "footnote `1`"]);
}

#[test]
fn a_chapter_without_a_file() {
    let project = Project::new("# Page\n");
    project.write("book/SUMMARY.md", "# Summary\n\n- [Page](page.md)\n- [Gone](gone.md)\n");
    assert!(project.fail().contains("gone.md"));
    assert!(!project.path("book/gone.md").exists(), "mdBook made the chapter up");
}

#[test]
fn programs_that_do_not_build() {
    let project = Project::new("<!-- cmdrun cargo run -p hello -->\n");
    project.write("Cargo.toml", "[workspace]\nmembers = [\"code/*\"]\nresolver = \"3\"\n");
    let manifest = "[package]\nname = \"hello\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    project.write("code/hello/Cargo.toml", manifest);
    project.write("code/hello/src/main.rs", "fn main() { no_such_function(); }\n");
    let message = project.fail();
    assert!(
        message.contains("no_such_function"),
        "the compiler's words are missing:\n{message}"
    );
    assert!(message.contains("error: the programs do not build"), "{message}");
}

#[test]
fn a_book_toml_that_lets_mdbook_expand_includes_first() {
    let project = Project::new("# Page\n");
    let config = project.read("book.toml");
    project.write("book.toml", &config.replace("before = [\"links\"]", "after = [\"links\"]"));
    assert!(project.fail().contains("book.toml: [preprocessor.bookbinder] needs before"));
}

#[test]
fn arguments_that_are_not_understood() {
    let project = Project::new("# Page\n");
    for arguments in
        [&["--opne"][..], &["build"], &["--help=x"], &["preprocess", "now"], &["run"]]
    {
        let run = project.run(arguments);
        assert_eq!(run.status.code(), Some(2), "{arguments:?}");
        assert!(run.stderr.contains("Try `cargo run -- --help`"), "{}", run.stderr);
    }
    let help = project.run(&["--help"]);
    assert!(help.status.success() && help.stdout.contains("Usage: cargo run"));
    assert!(!project.path("target").exists(), "it bound all the same");
}
