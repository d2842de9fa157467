//! What a page promises about an output, and how two outputs are compared under that promise.

use bookbinder::directive::{Expectation, Stability};
use bookbinder::picture;

/// What two runs must have in common: of a picture whose numbers vary, that it is one.
pub fn promised(expectation: &Expectation, output: &[u8]) -> String {
    match &expectation.picture {
        Some(alt) if expectation.stability.numbers_vary() => {
            match picture::figure(picture::and_words(output).0, alt) {
                Ok(_) => "a picture".into(),
                Err(printed) => printed,
            }
        }
        _ => kept(expectation.stability, output),
    }
}

/// What is left of an output once everything that may differ in another run is taken out.
pub fn kept(stability: Stability, output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output).into_owned();
    let text = if stability.numbers_vary() { masked(&text) } else { text };
    if stability.order_varies() { sorted(&text) } else { text }
}

/// Every run of digits as one `#`, and every run of spaces as one: columns are aligned by numbers that may grow by a digit,
/// and so is what stands behind them.
fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '0'..='9' if masked.ends_with('#') => {}
            '0'..='9' => masked.push('#'),
            ' ' if masked.ends_with(' ') => {}
            _ => masked.push(char),
        }
    }
    masked
}

fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// The first line in which two outputs differ, for a failure's message.
pub fn difference(one: &str, other: &str) -> String {
    let (mut left, mut right) = (one.lines(), other.lines());
    loop {
        match (left.next(), right.next()) {
            (None, None) => return "they differ in how they end".into(),
            (one, other) if one == other => {}
            (one, other) => {
                let [one, other] = [one, other].map(|line| line.unwrap_or("(nothing more)"));
                return format!("`{one}` against `{other}`");
            }
        }
    }
}

#[test]
fn without_a_badge_every_byte_counts() {
    assert_ne!(kept(Stability::Same, b"a\nb\n"), kept(Stability::Same, b"b\na\n"));
    assert_ne!(kept(Stability::Same, b"a\n"), kept(Stability::Same, b"a"));
}

#[test]
fn where_the_order_varies_lines_may_change_places_and_nothing_else() {
    assert_eq!(
        kept(Stability::OrderVaries, b"a 1\nb\n"),
        kept(Stability::OrderVaries, b"b\na 1\n")
    );
    assert_ne!(
        kept(Stability::OrderVaries, b"a 1\nb\n"),
        kept(Stability::OrderVaries, b"b\na 2\n")
    );
    assert_ne!(kept(Stability::OrderVaries, b"a\na\n"), kept(Stability::OrderVaries, b"a\n"));
}

#[test]
fn where_numbers_vary_digits_and_their_columns_may_differ_and_nothing_else() {
    assert_eq!(
        kept(Stability::NumbersVary, b"took    7 us\n"),
        kept(Stability::NumbersVary, b"took 1234 us\n")
    );
    assert_eq!(
        kept(Stability::NumbersVary, b"00:01 999      /dev/zero\n"),
        kept(Stability::NumbersVary, b"00:01 1000     /dev/zero\n")
    );
    assert_ne!(
        kept(Stability::NumbersVary, b"took 7 us\n"),
        kept(Stability::NumbersVary, b"took 7 ms\n")
    );
    assert_ne!(
        kept(Stability::NumbersVary, b"a 1\nb 2\n"),
        kept(Stability::NumbersVary, b"b 1\na 2\n")
    );
}

#[test]
fn a_picture_whose_numbers_vary_must_be_one_and_any_other_the_same() {
    let mut expectation = Expectation { picture: Some("a dot".into()), ..Default::default() };
    let (one, other) = (b"<svg>1</svg>", b"<svg><g/></svg>");
    assert_ne!(promised(&expectation, one), promised(&expectation, other));
    expectation.stability = Stability::NumbersVary;
    assert_eq!(promised(&expectation, one), promised(&expectation, other));
    assert_ne!(promised(&expectation, one), promised(&expectation, b"none"));
}
