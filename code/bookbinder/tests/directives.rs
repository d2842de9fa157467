//! What counts as a directive, and what it says.

use std::time::Duration;

use bookbinder::directive::{Directive, Ending, Expectation, Stability, parse_page};

fn parse(text: &str) -> Vec<Directive> {
    parse_page("book/page.md", text).unwrap()
}

#[track_caller]
fn error(text: &str) -> String {
    parse_page("book/page.md", text).unwrap_err().to_string()
}

fn expectation(words: &str) -> Expectation {
    parse(&format!("<!-- cmdrun true # {words} -->")).remove(0).expectation
}

#[test]
fn a_directive_has_its_page_and_line_and_the_shown_command() {
    let found = parse(
        "# Title\n\ntext\n<!-- cmdrun cargo run -p process -->\nmore\n\n<!-- cmdrun true -->",
    );
    assert_eq!(found.len(), 2);
    assert_eq!((&*found[0].page, found[0].line), ("book/page.md", 4));
    assert_eq!(found[0].command, "cargo run -p process");
    assert_eq!((found[1].line, &*found[1].command), (7, "true"));
}

#[test]
fn without_words_the_same_is_expected_in_every_run() {
    let expected = &parse("<!-- cmdrun true -->")[0].expectation;
    assert_eq!(expected.stability, Stability::Same);
    assert_eq!(expected.limit, Duration::from_secs(10));
    assert_eq!(expected.ending, Ending::Exit(0));
    assert!(!expected.stderr && !expected.cores && expected.picture.is_none());
}

#[test]
fn every_word_is_understood_alone_and_together() {
    let all = expectation("order varies; numbers vary; cores; limit 30s; exit 134; stderr");
    assert_eq!(all.stability, Stability::OrderAndNumbersVary);
    assert_eq!(all.limit, Duration::from_secs(30));
    assert_eq!(all.ending, Ending::Exit(134));
    assert!(all.stderr && all.cores);
    assert_eq!(expectation("order varies").stability, Stability::OrderVaries);
    assert_eq!(expectation("numbers vary").stability, Stability::NumbersVary);
    assert_eq!(expectation("signal 9").ending, Ending::Signal(9));
    let recorded = expectation("numbers vary; recorded code/x/recorded/it").recorded;
    assert_eq!(recorded.as_deref(), Some("code/x/recorded/it"));
    let picture = expectation("picture: a bar, 3 cm  long: red; cores").picture;
    assert_eq!(picture.as_deref(), Some("a bar, 3 cm  long: red"));
}

#[test]
fn what_is_not_understood_is_an_error_with_page_and_line() {
    for words in [
        "order vary",
        "limit",
        "limit 30",
        "limit 0s",
        "limit 1h",
        "exit",
        "exit 256",
        "exit -1",
        "signal 0",
        "signal SIGKILL",
        "stderr;",
        "picture",
        "picture:",
        "picture a bar",
        "picture: a; picture: b",
        ";",
        "order varies numbers vary",
        "exit 1; exit 1",
        "exit 1; signal 9",
    ] {
        let text = format!("# Title\n\n<!-- cmdrun true # {words} -->\n");
        let message = error(&text);
        assert!(message.starts_with("book/page.md:3: "), "{words}: {message}");
    }
    assert!(error("<!-- cmdrun # stderr -->").contains("no command"));
    assert!(error("<!-- cmdrun -->").contains("no command"));
}

#[test]
fn a_hash_is_a_comment_only_where_a_shell_sees_one() {
    for (line, command) in [
        ("echo a#b # stderr", "echo a#b"),
        ("echo ' # x' # stderr", "echo ' # x'"),
        (r#"echo " # \" # x" # stderr"#, r#"echo " # \" # x""#),
        (r"echo \# x # stderr", r"echo \# x"),
        (r"echo 'a\' # stderr", r"echo 'a\'"),
        ("echo a  b # stderr", "echo a  b"),
    ] {
        let directive = parse(&format!("<!-- cmdrun {line} -->")).remove(0);
        assert_eq!(directive.command, command);
        assert!(directive.expectation.stderr, "{line}");
    }
}

#[test]
fn a_directive_in_code_is_text() {
    for text in [
        "```\n<!-- cmdrun false -->\n```\n",
        "````text\n```\n<!-- cmdrun false -->\n```\n````\n",
        "~~~\n<!-- cmdrun false -->\n~~~\n",
        "    <!-- cmdrun false -->\n",
        "Write `<!-- cmdrun false -->` on a line of its own.\n",
        "- a list\n\n  ```\n  <!-- cmdrun false -->\n  ```\n",
        "> ```\n> <!-- cmdrun false -->\n> ```\n",
    ] {
        assert_eq!(parse(text), [], "{text}");
    }
}

#[test]
fn a_directive_that_mdbook_would_pass_on_unseen_is_an_error() {
    for text in [
        "The time: <!-- cmdrun date -->\n",
        "<!-- cmdrun date --> is the time\n",
        "  <!-- cmdrun date -->\n",
        "- <!-- cmdrun date -->\n",
        "<!-- cmdrun date\n-->\n",
        "<!--cmdrun\tdate -->\n",
        "\\<!-- cmdrun date -->\n",
    ] {
        assert!(
            error(text).contains("book/page.md:1: a directive stands on a line of its own"),
            "{text}"
        );
    }
}

#[test]
fn other_comments_are_left_alone() {
    assert_eq!(parse("<!-- cmdrunner x -->\n<!-- a note on cmdrun -->\n"), []);
}

#[test]
fn a_command_may_speak_of_directives_itself() {
    let found = parse("<!-- cmdrun echo '<!-- cmdrun false -- >' -->\n<!-- cmdrun true -->\n");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].command, "echo '<!-- cmdrun false -- >'");
}

#[test]
fn line_ends_of_windows_do_not_belong_to_the_command() {
    let found = parse("a\r\n<!-- cmdrun true # stderr -->\r\nb\r\n");
    assert_eq!((&*found[0].command, found[0].line), ("true", 2));
}
