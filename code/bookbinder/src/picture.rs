//! Puts a picture that a program has drawn onto its page: an SVG inlined, a PNG as a data URI.
//!
//! Inlined, an SVG takes its colors from the book's CSS, and reads in the dark as well. Neither form needs a
//! file beside the page, so the picture cannot be lost, or be another one than the run beneath whose command it stands.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::markup::escape;

/// The picture, and the text that a program has written behind its SVG: the same in words.
pub fn and_words(output: &[u8]) -> (&[u8], &[u8]) {
    let end = output.windows(END.len()).rposition(|part| part == END);
    let is_png = output.starts_with(PNG);
    output.split_at(end.filter(|_| !is_png).map_or(output.len(), |at| at + END.len()))
}

const END: &[u8] = b"</svg>";

/// The `<figure>` that shows what a program wrote, with `alt` as the words for those who cannot see it.
///
/// It has no blank line, at which a block of HTML would end in Markdown, and no `{{`, which mdBook would take for its own.
///
/// # Errors
/// The bytes are neither one SVG document nor a PNG. The message continues "printed ...".
pub fn figure(bytes: &[u8], alt: &str) -> Result<String, String> {
    let alt = escape(alt);
    let image = if bytes.starts_with(PNG) {
        format!("<img alt=\"{alt}\" src=\"data:image/png;base64,{}\">", STANDARD.encode(bytes))
    } else {
        inlined(svg(bytes)?, &alt)
    };
    Ok(format!("<figure class=\"picture\">\n{image}\n</figure>\n"))
}

/// How every PNG begins (PNG specification, 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The `<svg>` element, without what an SVG file has before it.
fn svg(bytes: &[u8]) -> Result<&str, String> {
    let neither = || format!("{} bytes that are neither an SVG nor a PNG", bytes.len());
    let text = std::str::from_utf8(bytes).map_err(|_| neither())?.trim();
    let is_svg = text.starts_with("<svg") || text.starts_with("<?xml");
    let begin = text.find("<svg").filter(|_| is_svg && text.ends_with("</svg>"));
    begin.map(|begin| &text[begin..]).ok_or_else(neither)
}

fn inlined(svg: &str, alt: &str) -> String {
    let lines: Vec<&str> = svg.lines().filter(|line| !line.trim().is_empty()).collect();
    let svg = lines.join("\n").replace('{', "&#123;");
    svg.replacen("<svg", &format!("<svg role=\"img\" aria-label=\"{alt}\""), 1)
}
