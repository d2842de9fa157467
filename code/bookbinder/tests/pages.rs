//! What the reader sees: outputs as the text that they are, with their command and what to expect.

use common::Project;

mod common;

/// The text of the only output on a page, as a browser would show it.
fn shown(command: &str) -> String {
    let project = Project::new(&format!("# Page\n\n<!-- cmdrun {command} -->\n"));
    project.bind();
    output(&project.html())
}

fn output(html: &str) -> String {
    let (_, rest) =
        html.split_once("<pre class=\"output\"><code class=\"language-text\">").unwrap();
    let (output, _) = rest.split_once("</code></pre>").unwrap();
    assert!(!output.contains('<'), "markup in an output: {output}");
    output
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[test]
fn markup_comes_out_as_text() {
    let text =
        "<b>bold</b> &amp; </code></pre></div> <script>x</script> `code` *stars* [a](b)\n";
    assert_eq!(shown(&format!("printf '%s\\n' '{}'", text.trim_end())), text);
}

#[test]
fn fences_blank_lines_and_indentation_come_out_as_text() {
    let text = "\n\n```\n````rust\n    four\n\n\n~~~\n```\n# no title\n- no list\n\nlast";
    assert_eq!(shown(&format!("printf '{}'", text.replace('\n', "\\n"))), text);
}

#[test]
fn what_mdbook_would_expand_comes_out_as_text() {
    let text =
        "{{#include page.md}}\n\\{{#include x}}\n{{ #title x}}{{#playground y}}\n{{#a\n";
    let script = text.replace('\\', "\\\\").replace('\n', "\\n");
    assert_eq!(shown(&format!("printf '{script}'")), text);
}

#[test]
fn a_printed_directive_is_not_run() {
    // The page must not have it as one piece, for there it would be the end of the directive's line.
    let text = "<!-- cmdrun touch was-run -->\n";
    let command = "printf '%s touch was-run --%s\\n' '<!-- cmdrun' '>'";
    let project = Project::new(&format!("<!-- cmdrun {command} -->\n"));
    project.bind();
    assert_eq!(output(&project.html()), text);
    assert!(!project.path("was-run").exists());
}

#[test]
fn colors_and_control_bytes_and_broken_utf8_are_made_visible() {
    let printed =
        shown(r"printf 'a\tb\033[31mred\033[0m\r\n\000\177\302\205\342\200\256\377\n'");
    assert_eq!(printed, "a\tb␛[31mred␛[0m␍\n␀␡\\u{85}\\u{202e}\u{fffd}\n");
}

#[test]
fn a_block_carries_its_command_without_a_prompt() {
    let project = Project::new("<!-- cmdrun echo '<x>' # exit 0 -->\n");
    project.bind();
    let command =
        "<pre class=\"command\"><code class=\"language-sh\">echo '&lt;x&gt;'</code></pre>";
    let html = project.html().replace("&#39;", "'");
    assert!(html.contains(command), "{html}");
    assert!(!html.contains("badge"), "the same in every run, and yet a badge: {html}");
}

#[test]
fn a_block_says_what_to_expect() {
    for (words, badge) in [
        ("order varies", "the order of the lines varies"),
        ("numbers vary", "the numbers vary"),
        ("numbers vary; order varies", "the order of the lines and the numbers vary"),
        ("stderr; limit 20s", "standard error is shown too"),
    ] {
        let project = Project::new(&format!("<!-- cmdrun echo 1 # {words} -->\n"));
        project.bind();
        let badge = format!("<p class=\"badge\">{badge}</p>");
        assert!(project.html().contains(&badge), "{badge}: {}", project.html());
    }
}

#[test]
fn a_block_says_how_its_command_ended_and_if_it_printed_nothing() {
    let project = Project::new(
        "<!-- cmdrun exit 3 # exit 3 -->\n\n<!-- cmdrun kill -9 $$ # signal 9; cores -->\n",
    );
    project.bind();
    let html = project.html();
    assert!(html.contains("<p class=\"badge\">ends with exit code 3</p>"), "{html}");
    assert!(html.contains("killed by signal 9 (SIGKILL)</p>"), "{html}");
    assert!(html.contains("<p class=\"badge\">depends on the number of cores: "), "{html}");
    assert_eq!(html.matches("(prints nothing)").count(), 2, "{html}");
}

#[test]
fn the_text_around_a_block_keeps_its_meaning() {
    let project = Project::new(
        "before\n<!-- cmdrun echo 1 -->\n*after*\n\n- a\n- b\n<!-- cmdrun echo 2 -->\n",
    );
    project.bind();
    let html = project.html();
    assert!(html.contains("<p>before</p>"), "{html}");
    assert!(html.contains("<p><em>after</em></p>"), "{html}");
    assert_eq!(
        html.matches("<div class=\"run\">").count(),
        html.matches("</div>").count(),
        "{html}"
    );
}

#[test]
fn an_included_source_is_text() {
    let project = Project::new("```rust\n{{#include ../code/x/src/lib.rs:role}}\n```\n");
    let source = "// ANCHOR: role\n// <!-- cmdrun touch was-run -->\n<!-- cmdrun touch was-run -->\n// ANCHOR_END: role\n";
    project.write("code/x/src/lib.rs", source);
    project.bind();
    assert_eq!(project.html().matches("&lt;!-- cmdrun touch was-run --&gt;").count(), 2);
    assert!(!project.path("was-run").exists());
}

#[test]
fn a_page_can_show_a_directive_as_code() {
    let shown = "<!-- cmdrun touch was-run -->";
    let project = Project::new(&format!("Write `{shown}`.\n\n```\n{shown}\n```\n"));
    project.bind();
    assert_eq!(project.html().matches("&lt;!-- cmdrun touch was-run --&gt;").count(), 2);
    assert!(!project.path("was-run").exists());
}

#[test]
fn commands_run_in_the_root_of_the_project() {
    let project = Project::new("<!-- cmdrun head -n 1 book/page.md -->\n");
    project.bind();
    assert_eq!(output(&project.html()), "<!-- cmdrun head -n 1 book/page.md -->\n");
}

#[test]
fn what_a_session_shows_as_typed_is_set_off_and_its_text_is_the_same() {
    let project = Project::new("<!-- cmdrun printf '$ a <b>\\nb\\n$5\\n$ c' -->\n");
    project.bind();
    let html = project.html();
    assert!(html.contains(">\u{3c}b>$ a &lt;b&gt;</b>\nb\n$5\n<b>$ c</b></code>"), "{html}");
}
