//! A Python listing and the Rust listing after it are wrapped, for the style sheet to put them beside each other.

use bookbinder::beside::paired;

const PYTHON: &str = "```python\nfor x in y: pass\n```";
const RUST: &str = "```rust\nfor x in y {}\n```";

#[test]
fn two_listings_come_into_one_frame_with_the_sentences_that_lead_to_them() {
    let text = format!("before\n\nIn Python:\n\n{PYTHON}\n\nIn Rust:\n\n{RUST}\n\nafter\n");
    let lead = |words| format!("<div class=\"lead\">\n\n{words}\n\n</div>");
    let (first, second) = (lead("In Python:"), lead("In Rust:"));
    let inside = [&first, PYTHON, &second, RUST].join("\n\n");
    let expected =
        format!("before\n\n<div class=\"beside\">\n\n{inside}\n\n</div>\n\n\nafter\n");
    assert_eq!(paired(&text), expected);
}

#[test]
fn two_listings_with_nothing_between_them_leave_the_sentence_before_where_it_is() {
    let text = format!("before\n\n{PYTHON}\n\n{RUST}\n");
    let expected =
        format!("before\n\n<div class=\"beside\">\n\n{PYTHON}\n\n{RUST}\n\n</div>\n\n");
    assert_eq!(paired(&text), expected);
}

#[test]
fn what_is_no_pair_stays_as_it_is() {
    for text in [
        format!("{RUST}\n\nIn Python:\n\n{PYTHON}\n"),
        format!("{PYTHON}\n\nOne.\n\nTwo.\n\n{RUST}\n"),
        format!("{PYTHON}\n\n## A heading\n\n{RUST}\n"),
        format!("- {PYTHON}\n\n{RUST}\n").replace("\n```\n\n", "\n  ```\n\n"),
        "In Python:\n\n```text\n```python\n```rust\n```\n".to_owned(),
    ] {
        assert_eq!(paired(&text), text);
    }
}
