//! Puts a Python listing and the Rust listing that follows it beside each other, where the screen is wide enough.
//!
//! A page has them one below the other, each behind a sentence that leads to it, and needs no mark for this: the style sheet
//! makes two columns of what is wrapped here, and on a narrow screen, or on paper, leaves the order of the page.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

/// The page's text, each such pair wrapped, with the sentences that lead to the two listings.
#[must_use]
pub fn paired(text: &str) -> String {
    let blocks = blocks(text);
    let (mut result, mut copied) = (String::new(), 0);
    let mut at = 0;
    while at < blocks.len() {
        let pair = Pair::at(&blocks[at..]);
        if let Some(pair) = &pair {
            result += &text[copied..blocks[at].range.start];
            result += &pair.wrapped(text);
            copied = pair.rust.end;
        }
        at += pair.map_or(1, |pair| pair.blocks);
    }
    result + &text[copied..]
}

/// A block of the page that stands in no other one.
struct Block {
    kind: Kind,
    range: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sentence,
    Python,
    Rust,
    Other,
}

fn blocks(text: &str) -> Vec<Block> {
    let (mut blocks, mut depth) = (Vec::new(), 0);
    for (event, range) in Parser::new(text).into_offset_iter() {
        if depth == 0 {
            blocks.push(Block { kind: kind(&event), range });
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    blocks.retain(|block| !text[block.range.clone()].trim().is_empty());
    blocks
}

fn kind(event: &Event<'_>) -> Kind {
    match event {
        Event::Start(Tag::Paragraph) => Kind::Sentence,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => match &**language {
            "python" => Kind::Python,
            "rust" => Kind::Rust,
            _ => Kind::Other,
        },
        _ => Kind::Other,
    }
}

/// Two listings, and the sentences before them, if each has one.
struct Pair {
    leads: Option<[Range<usize>; 2]>,
    python: Range<usize>,
    rust: Range<usize>,
    blocks: usize,
}

impl Pair {
    /// The pair that begins with the first of these blocks.
    fn at(blocks: &[Block]) -> Option<Self> {
        let range = |at: usize| blocks[at].range.clone();
        let kinds: Vec<Kind> = blocks.iter().take(4).map(|block| block.kind).collect();
        match kinds[..] {
            [Kind::Sentence, Kind::Python, Kind::Sentence, Kind::Rust] => {
                let leads = Some([range(0), range(2)]);
                Some(Self { leads, python: range(1), rust: range(3), blocks: 4 })
            }
            [Kind::Python, Kind::Rust, ..] => {
                Some(Self { leads: None, python: range(0), rust: range(1), blocks: 2 })
            }
            _ => None,
        }
    }

    fn wrapped(&self, text: &str) -> String {
        let cell = |range: &Range<usize>| format!("{}\n\n", text[range.clone()].trim_end());
        let lead = |at: usize| match &self.leads {
            Some(leads) => format!("<div class=\"lead\">\n\n{}</div>\n\n", cell(&leads[at])),
            None => String::new(),
        };
        let (python, rust) = (cell(&self.python), cell(&self.rust));
        let (first, second) = (lead(0), lead(1));
        format!("<div class=\"beside\">\n\n{first}{python}{second}{rust}</div>\n")
    }
}
