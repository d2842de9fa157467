//! A piece of a source stands on its page where a reader expects it: at the left.

use common::Project;

mod common;

const SOURCE: &str = "impl A {
    // ANCHOR: method
    fn a() {
        // ANCHOR: inner
        b();

        // ANCHOR_END: inner
    }
    // ANCHOR_END: method
}
// ANCHOR: function
fn b() {}
    // ANCHOR_END: function
";

#[track_caller]
fn shown(piece: &str) -> String {
    let all = [":method", ":inner", ":function"];
    let others = all.iter().filter(|other| **other != piece);
    let others = others.map(|other| format!("{{{{#include a.rs{other}}}}}\n"));
    let page = format!(
        "```text\n{{{{#include a.rs{piece}}}}}\n```\n\n```\n{}```\n",
        others.collect::<String>()
    );
    let project = Project::new(&page);
    project.write("book/a.rs", SOURCE);
    project.bind();
    let html = project.html();
    let (_, code) = html.split_once("<code class=\"language-text\">").unwrap();
    code.split_once("</code>").unwrap().0.to_owned()
}

#[test]
fn the_indentation_that_all_lines_share_is_taken_off() {
    assert_eq!(shown(":method"), "fn a() {\n    b();\n\n}\n");
    assert_eq!(shown(":inner"), "b();\n\n");
}

#[test]
fn a_piece_without_indentation_stays_as_it_is() {
    assert_eq!(shown(":function"), "fn b() {}\n");
}

#[test]
fn a_whole_file_stands_there_without_the_marks_of_its_anchors() {
    let whole = "impl A {\n    fn a() {\n        b();\n\n    }\n}\nfn b() {}\n";
    assert_eq!(shown(""), whole);
}
