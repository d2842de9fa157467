//! What a program has drawn comes onto its page as a picture.

use common::Project;

mod common;

/// The smallest PNG: one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\
    \0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82";

fn project(picture: &[u8]) -> Project {
    let project =
        Project::new("# Page\n\n<!-- cmdrun cat drawn # picture: a \"dot\" -->\n\nlast\n");
    std::fs::write(project.path("drawn"), picture).unwrap();
    project
}

#[track_caller]
fn bound(picture: &[u8]) -> String {
    let project = project(picture);
    project.bind();
    project.html()
}

#[test]
fn an_svg_is_inlined_whole_with_its_words() {
    let drawn = "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 9 9\">\n\n\n<text>a &lt; b *c*</text>\n\n<g/></svg>\n";
    let html = bound(drawn.as_bytes());
    let (_, figure) = html.split_once("<figure class=\"picture\">").unwrap();
    let (figure, rest) = figure.split_once("</figure>").unwrap();
    assert!(figure.contains("role=\"img\""), "{figure}");
    assert!(figure.contains("aria-label=\"a &quot;dot&quot;\""), "{figure}");
    assert!(figure.contains("<text>a &lt; b *c*</text>"), "{figure}");
    assert!(figure.trim_end().ends_with("</svg>") && !figure.contains("xml"), "{figure}");
    assert!(rest.contains("<p>last</p>"), "what follows is Markdown again: {rest}");
}

#[test]
fn text_behind_an_svg_is_the_same_in_words_in_a_fold() {
    let html =
        bound(b"<svg><text>9</text></svg>\n  0 ms  <a> *b*\n\n  9 ms  {{#include x}}\n");
    let (_, fold) = html.split_once("</figure>").unwrap();
    let (fold, rest) = fold.split_once("</details>").unwrap();
    assert!(fold.contains("<summary>The same in words</summary>"), "{fold}");
    assert!(
        fold.contains("  0 ms  &lt;a&gt; *b*\n\n  9 ms  {{#include x}}\n</code>"),
        "{fold}"
    );
    assert!(rest.contains("<p>last</p>"), "what follows is Markdown again: {rest}");
    assert!(!bound(b"<svg></svg>\n").contains("<details>"), "no words, no fold");
}

#[test]
fn what_mdbook_would_expand_is_text_in_a_picture_too() {
    let html = bound(b"<svg><text>{{#include page.md}}</text></svg>");
    assert!(html.contains("<text>{{#include page.md}}</text>"), "{html}");
}

#[test]
fn a_png_lies_in_the_page_byte_for_byte() {
    use base64::Engine;
    let html = bound(PNG);
    let (_, rest) = html.split_once("src=\"data:image/png;base64,").unwrap();
    let (data, _) = rest.split_once('"').unwrap();
    assert_eq!(base64::engine::general_purpose::STANDARD.decode(data).unwrap(), PNG);
    assert!(html.contains("alt=\"a &quot;dot&quot;\""), "{html}");
}

#[test]
fn what_is_no_picture_fails_the_build_with_page_and_line() {
    for drawn in [&b""[..], b"text", b"<p><svg></svg>", b"<svg>cut off", b"\x89PN\xff"] {
        let message = project(drawn).fail();
        let expected = "page.md:3: ";
        assert!(message.contains(expected), "{message}");
        assert!(message.contains("neither an SVG nor a PNG"), "{message}");
    }
}
