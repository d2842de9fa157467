//! Frames what a page includes: the file that it is from, with a link to it, and the `use` items without which it could not
//! be pasted.
//!
//! A few `use` items stand above the piece, as in the file; more than that would hide it, so they are folded.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use regex::{Captures, Regex};

use crate::markup::escape;
use crate::piece;
use crate::source::Sources;
use crate::uses;

/// The most lines of `use` items that stand above a piece; more are folded.
const MOST_IN_SIGHT: usize = 3;

/// A project whose listings are framed.
#[derive(Debug)]
pub struct Framer<'a> {
    /// The project's root.
    pub root: &'a Path,
    /// The folder of the pages, from the root.
    pub src: &'a Path,
    /// Where its files can be seen.
    pub sources: &'a Sources,
}

impl Framer<'_> {
    /// The text of the page with this name, each of its listings in a frame.
    #[must_use]
    pub fn framed(&self, page: &str, text: &str) -> String {
        let (mut framed, mut copied) = (String::new(), 0);
        for fence in fences(text) {
            let Some(listing) = Listing::of(&text[fence.clone()], &self.folder(page)) else {
                continue;
            };
            let start = text[..fence.start].rfind('\n').map_or(0, |end| end + 1);
            let margin = &text[start..fence.start];
            if margin.trim().is_empty() {
                framed += &text[copied..start];
                let frame = self.frame(page, &listing, &text[fence.clone()]);
                framed.extend(frame.lines().map(|line| with_margin(margin, line)));
                copied = fence.end;
            }
        }
        framed + &text[copied..]
    }

    fn folder(&self, page: &str) -> PathBuf {
        let page = self.root.join(page);
        page.parent().unwrap_or(self.root).to_owned()
    }

    /// The frame around a fence, whose lines after the first may have a margin of their own.
    fn frame(&self, page: &str, listing: &Listing, fence: &str) -> String {
        let captions: Vec<String> =
            listing.pieces.iter().map(|piece| self.caption(page, piece)).collect();
        let captions = captions.join("<br>");
        let mut fence: Vec<&str> = fence.lines().map(str::trim_start).collect();
        let (fold, above) = listing.uses();
        let above = above.trim_end().to_owned();
        if !above.is_empty() {
            fence.splice(1..1, above.lines().chain([""]));
        }
        let fence = fence.join("\n");
        format!(
            "\n<div class=\"listing\">\n<p class=\"source\">{captions}</p>\n{fold}\n{fence}\n\n</div>\n"
        )
    }

    fn caption(&self, page: &str, piece: &Piece) -> String {
        let name = piece.file.strip_prefix(self.root).unwrap_or(&piece.file);
        let name = escape(&name.display().to_string());
        let bound = Path::new(page).strip_prefix(self.src).unwrap_or(Path::new(page));
        match self.sources.link(self.root, bound, &piece.file, piece.numbers()) {
            Some(link) => format!("<a href=\"{}\">{name}</a>", escape(&link)),
            None => name,
        }
    }
}

fn with_margin(margin: &str, line: &str) -> String {
    if line.is_empty() { "\n".to_owned() } else { format!("{margin}{line}\n") }
}

/// Where the fences of a page lie.
fn fences(text: &str) -> Vec<Range<usize>> {
    let is_fence = |event: &Event<'_>| {
        matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))))
    };
    let events = Parser::new(text).into_offset_iter();
    events.filter(|(event, _)| is_fence(event)).map(|(_, range)| range).collect()
}

/// What a fence shows, where it shows nothing but includes.
struct Listing {
    pieces: Vec<Piece>,
}

/// An included file, or the lines of it between two anchors.
struct Piece {
    file: PathBuf,
    text: String,
    lines: Option<Range<usize>>,
}

impl Listing {
    fn of(fence: &str, folder: &Path) -> Option<Self> {
        static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
            let pattern =
                r"^\s*\{\{#(?:rustdoc_)?include\s+([^:}\s]+)(?::([^}\s]+))?\s*\}\}\s*$";
            Regex::new(pattern).expect("the pattern is well formed")
        });
        let lines: Vec<&str> = fence.lines().collect();
        let [_, inside @ .., _] = &lines[..] else {
            return None;
        };
        let includes = inside.iter().filter(|line| !line.trim().is_empty());
        let pieces = includes.map(|line| Piece::of(&INCLUDE.captures(line)?, folder));
        let pieces = pieces.collect::<Option<Vec<_>>>()?;
        (!pieces.is_empty()).then_some(Self { pieces: joined(pieces) })
    }

    /// The `use` items: folded, or to stand above the piece.
    fn uses(&self) -> (String, String) {
        let mut uses: Vec<String> = self.pieces.iter().flat_map(Piece::uses).collect();
        uses.dedup();
        let code: String = uses.concat();
        let count = code.lines().count();
        if count <= MOST_IN_SIGHT {
            return (String::new(), code);
        }
        let fold = format!(
            "\n<details class=\"uses\">\n<summary>{count} <code>use</code> lines</summary>\n\n\
             ```rust\n{code}```\n\n</details>\n"
        );
        (fold, String::new())
    }
}

/// Pieces of one file that follow each other have one caption.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match joined.last_mut().filter(|last| last.file == piece.file) {
            Some(last) => last.extend(piece),
            None => joined.push(piece),
        }
    }
    joined
}

impl Piece {
    fn of(include: &Captures<'_>, folder: &Path) -> Option<Self> {
        let file = folder.join(&include[1]).canonicalize().ok()?;
        let text = fs::read_to_string(&file).ok()?;
        let lines = include.get(2).and_then(|anchor| piece::span(&text, anchor.as_str()));
        Some(Self { file, text, lines })
    }

    fn extend(&mut self, other: Self) {
        let both = self.lines.take().zip(other.lines);
        self.lines =
            both.map(|(one, other)| one.start.min(other.start)..one.end.max(other.end));
    }

    /// The numbers of its lines, from 1.
    fn numbers(&self) -> Option<Range<usize>> {
        self.lines.as_ref().map(|lines| lines.start + 1..lines.end + 1)
    }

    fn uses(&self) -> Vec<String> {
        let is_rust = self.file.extension().is_some_and(|extension| extension == "rs");
        let lines = self.lines.as_ref().filter(|_| is_rust);
        lines.map(|lines| uses::needed(&self.text, lines)).unwrap_or_default()
    }
}
