//! Writes the piece of a page that shows a command and its output.
//!
//! It is HTML, not a Markdown fence, for a fence keeps the text from Markdown but not from mdBook,
//! which expands `{{#include ...}}` inside fences too. Each part is a block of its own: `<pre` at the
//! beginning of a line lasts until `</pre>`, blank lines or not (CommonMark, HTML blocks).

use crate::directive::{Directive, Ending, Stability};
use crate::error::Error;
use crate::machine::Machine;
use crate::markup::{escape, visible};
use crate::picture;
use crate::recording::Recording;

/// What is shown below a command.
#[derive(Debug)]
pub enum Shown {
    /// What it printed here.
    Captured(Vec<u8>),
    /// What it printed elsewhere.
    Recorded(Recording),
}

/// The piece of the page: the command without a prompt, what to expect of it, and its output.
///
/// # Errors
/// The directive promises a picture, and the output is none.
pub fn html(directive: &Directive, shown: &Shown, machine: &Machine) -> Result<String, Error> {
    let command = escape(&directive.command);
    let mut html = String::from("\n<div class=\"run\">\n\n");
    html += &format!(
        "<pre class=\"command\"><code class=\"language-sh\">{command}</code></pre>\n\n"
    );
    let (output, origin) = match shown {
        Shown::Captured(output) => (output, None),
        Shown::Recorded(recording) => (&recording.output, Some(origin(recording))),
    };
    let notes: Vec<String> = notes(directive, machine).into_iter().chain(origin).collect();
    if !notes.is_empty() {
        html += &format!("<p class=\"badge\">{}</p>\n\n", notes.join("; "));
    }
    html += &match &directive.expectation.picture {
        Some(alt) => picture(output, alt)
            .map_err(|printed| directive.fault(format!("printed {printed}"), ""))?,
        None => text(output),
    };
    Ok(html + "\n</div>\n")
}

/// A picture, and in a fold what it shows, for those who would rather read or cannot see it.
fn picture(output: &[u8], alt: &str) -> Result<String, String> {
    let (drawn, words) = picture::and_words(output);
    let figure = picture::figure(drawn, alt)?;
    let words = words.strip_prefix(b"\n").unwrap_or(words);
    if words.is_empty() {
        return Ok(figure);
    }
    let words = text(words);
    Ok(format!(
        "{figure}\n<details>\n<summary>The same in words</summary>\n\n{words}\n</details>\n"
    ))
}

fn text(output: &[u8]) -> String {
    if output.is_empty() {
        return "<p class=\"silent\">(prints nothing)</p>\n".to_owned();
    }
    let output = typed_set_off(&escape(&visible(output)));
    format!("<pre class=\"output\"><code class=\"language-text\">{output}</code></pre>\n")
}

/// A session shows what was typed, on lines that begin with `$`, among what was answered.
fn typed_set_off(output: &str) -> String {
    let lines = output.split_inclusive('\n').map(|line| match line.trim_end_matches('\n') {
        typed if typed.starts_with("$ ") => line.replace(typed, &format!("<b>{typed}</b>")),
        _ => line.to_owned(),
    });
    lines.collect()
}

/// What a reader should expect of his own run, where it is not the same output and exit code 0.
fn notes(directive: &Directive, machine: &Machine) -> Vec<String> {
    let expectation = &directive.expectation;
    let cores = match machine.cores {
        1 => "1 core here".to_owned(),
        cores => format!("{cores} cores here"),
    };
    let cores = format!("depends on the number of cores: {cores}");
    let notes = [
        stability(expectation.stability).map(str::to_owned),
        expectation.cores.then_some(cores),
        ending(expectation.ending),
        expectation.stderr.then(|| "standard error is shown too".to_owned()),
    ];
    notes.into_iter().flatten().collect()
}

/// Where a recording is from, and what to do to have one's own run here.
fn origin(recording: &Recording) -> String {
    let Recording { made, lacks, .. } = recording;
    escape(&format!("not run here, but recorded on {made}. {lacks}"))
}

fn stability(stability: Stability) -> Option<&'static str> {
    match stability {
        Stability::Same => None,
        Stability::OrderVaries => Some("the order of the lines varies"),
        Stability::NumbersVary => Some("the numbers vary"),
        Stability::OrderAndNumbersVary => Some("the order of the lines and the numbers vary"),
    }
}

fn ending(ending: Ending) -> Option<String> {
    match ending {
        Ending::Exit(0) => None,
        Ending::Exit(_) => Some(format!("ends with {ending}")),
        Ending::Signal(_) => Some(format!("killed by {ending}")),
    }
}
