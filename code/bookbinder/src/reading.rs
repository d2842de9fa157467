//! How long a page takes to read.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The words of prose that a reader reads in a minute; fast readers of English manage 300, and this book is no novel.
pub const WORDS_A_MINUTE: usize = 200;

/// A page of so many words with its reading time under its title; one without a title stays as it is.
#[must_use]
pub fn timed(text: &str, words: usize) -> String {
    let Some(end) = end_of_title(text) else {
        return text.to_owned();
    };
    let minutes = match words.div_ceil(WORDS_A_MINUTE).max(1) {
        1 => "1 minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    };
    let time = format!("<p class=\"reading-time\">{minutes} to read</p>");
    format!("{}\n\n{time}\n\n{}", text[..end].trim_end(), &text[end..])
}

fn end_of_title(text: &str) -> Option<usize> {
    let is_title = |event: &Event<'_>| *event == Event::End(TagEnd::Heading(HeadingLevel::H1));
    let mut events = Parser::new(text).into_offset_iter();
    events.find(|(event, _)| is_title(event)).map(|(_, range)| range.end)
}

/// The words of a page: its sentences, headings, tables and folds. A listing or an output is not read word by word, and does
/// not count.
#[must_use]
pub fn words(text: &str) -> usize {
    let mut prose = String::new();
    let mut is_code = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(text) if !is_code => prose += &text,
            Event::Code(code) => prose += &code,
            Event::Html(html) | Event::InlineHtml(html) => prose += &without_tags(&html),
            Event::End(_) | Event::SoftBreak | Event::HardBreak => prose.push(' '),
            _ => {}
        }
    }
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    prose.split_whitespace().filter(is_word).count()
}

/// What stands between the tags and comments of a piece of HTML.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text += part.split_once('>').map_or("", |(_, text)| text);
        text.push(' ');
    }
    text
}

#[cfg(test)]
mod counting {
    use super::*;

    #[test]
    fn prose_tables_and_folds_count_and_code_does_not() {
        let page = "# One two\n\nThree *four* `five` - six.\n\n| seven |\n|---|\n| eight |\n\n```rust\nnot this\n```\n\n\
            <details>\n<summary>Nine</summary>\n\nTen\n\n</details>\n\n<!-- nor this -->\n";
        assert_eq!(words(page), 10);
    }

    #[test]
    fn the_time_stands_under_the_title() {
        let long = format!("# Title\n\n{}", "word ".repeat(401));
        assert!(timed(&long, words(&long)).starts_with(
            "# Title\n\n<p class=\"reading-time\">3 minutes to read</p>\n\n\nword"
        ));
        assert_eq!(timed("no title", 2), "no title");
    }
}
