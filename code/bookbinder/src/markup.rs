//! Text as HTML, which neither a browser nor mdBook takes for anything else.

use std::fmt::Write;

/// The text that shows bytes on a page: what is not UTF-8 as U+FFFD, control characters by their
/// pictures (`␛` for an escape), and what would turn the direction of the text by its number.
#[must_use]
pub fn visible(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for char in String::from_utf8_lossy(bytes).chars() {
        match char {
            '\n' | '\t' => text.push(char),
            '\0'..='\x1f' => text.push(symbol(u32::from(char))),
            '\x7f' => text.push('␡'),
            '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                text.extend(char.escape_unicode());
            }
            _ => text.push(char),
        }
    }
    text
}

/// The picture of a control character, from Unicode's block of them.
fn symbol(control: u32) -> char {
    char::from_u32(0x2400 + control).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Makes text safe for HTML, and for mdBook, which looks for `{{#` in HTML too.
pub(crate) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' | '<' | '>' | '"' | '\'' | '{' | '}' => {
                write!(html, "&#{};", u32::from(char)).expect("a string takes every text");
            }
            _ => html.push(char),
        }
    }
    html
}
