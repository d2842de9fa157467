//! What must not compile does not, on any compiler, for the reason that its file names; and what a page shows of it are the
//! words of the compiler that the page names.

use crate::crates::{self, Crate};
use crate::pages;
use crate::quiet;
use crate::rule::Rule;
use crate::tree::{self, File};
use serde_json::Value;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

/// The folder of a crate's cases, each a file; their errors are those of one test that is never run.
const FOLDER: &str = "tests/compile_fail";

/// The compiler whose words the pages show. Others have others for the same; what they must have in common stands in the
/// first line of a case: the error's code, and words of its message.
const BY: &str = "rustc 1.95";

/// With this variable set, and by that compiler, the texts are written anew, to be read before they are committed.
const OVERWRITE: &str = "OVERWRITE";

/// An error of the compiler's.
struct Fault {
    /// The file in which it is found: `code/common_pitfalls/tests/compile_fail/rc_into_fork.rs`.
    file: String,
    code: String,
    message: String,
    rendered: String,
}

/// Every case, and the errors of all of them.
static CASES: LazyLock<(Vec<File>, Vec<Fault>)> = LazyLock::new(|| {
    let _quiet = quiet::compiling();
    let with_cases = crates::all();
    let with_cases: Vec<&Crate> =
        with_cases.iter().filter(|member| !cases_of(member).is_empty()).collect();
    let cases = with_cases.iter().flat_map(|member| cases_of(member)).collect();
    (cases, with_cases.iter().flat_map(|member| faults_of(&member.name)).collect())
});

fn cases_of(member: &Crate) -> Vec<File> {
    let mut files = tree::files_below(member.folder.join(FOLDER));
    files.retain(|file| file.has_extension("rs") && !file.path.ends_with("main.rs"));
    files
}

#[test]
fn what_must_not_compile_fails_for_the_reason_that_its_file_names() {
    let mut rule = Rule::new("a case has one error, the one that its first line names");
    let (cases, faults) = &*CASES;
    for case in cases {
        rule.looks_at_one();
        let found: Vec<&Fault> =
            faults.iter().filter(|fault| Path::new(&fault.file) == case.path).collect();
        let (code, words) = reason(case).unwrap_or_default();
        let is_right = |fault: &&Fault| fault.code == code && fault.message.contains(words);
        if code.is_empty() || found.len() != 1 || !found.iter().all(is_right) {
            let found: String = found.iter().map(|fault| fault.rendered.as_str()).collect();
            rule.broken(&case.path, 1, format_args!("it gets {found:?}"));
        }
    }
    let elsewhere = faults
        .iter()
        .filter(|fault| !cases.iter().any(|case| case.path == Path::new(&fault.file)));
    for fault in elsewhere {
        rule.broken(Path::new(&fault.file), 1, &fault.rendered);
    }
    rule.holds();
}

#[test]
fn what_a_page_shows_of_an_error_are_the_words_of_the_compiler_that_it_names() {
    let is_by_the_compiler_at_hand = said_by_rustc().starts_with(BY);
    let mut rule =
        Rule::new("a text beside a case is the error that the page's compiler gives");
    let (cases, faults) = &*CASES;
    for case in cases {
        let path = case.path.with_extension("stderr");
        let shown = fs::read_to_string(tree::root().join(&path));
        let fault = faults.iter().find(|fault| Path::new(&fault.file) == case.path);
        let (Ok(shown), Some(fault)) = (shown, fault) else { continue };
        rule.looks_at_one();
        let said = head(&fault.rendered, &case.path);
        if is_by_the_compiler_at_hand && env::var_os(OVERWRITE).is_some() {
            fs::write(tree::root().join(&path), &said).expect("a text can be written");
        } else if is_by_the_compiler_at_hand && shown != said {
            let remedy = format!("set {OVERWRITE} to write what {BY} says:\n{said}");
            rule.broken(&path, 1, remedy);
        }
        let (code, words) = reason(case).unwrap_or_default();
        if !shown.contains(code) || !shown.contains(words) || !quotes(&shown, &case.text) {
            rule.broken(&path, 1, "it is not about this case any more");
        }
    }
    rule.holds();
}

#[test]
fn a_page_that_shows_an_error_names_the_compiler() {
    let mut rule = Rule::new("the page says whose words it shows");
    for page in pages::files() {
        if let Some((before, _)) = page.text.split_once(".stderr}}") {
            rule.looks_at_one();
            if !page.text.contains(BY) {
                let line = before.matches('\n').count() + 1;
                rule.broken(&page.path, line, format_args!("say that it is {BY} who says it"));
            }
        }
    }
    rule.holds();
}

/// `E0277` and the words behind it, from the first line.
fn reason(case: &File) -> Option<(&str, &str)> {
    case.text.lines().next()?.strip_prefix("//! ")?.split_once(": ")
}

/// Whether every line of source that a text quotes stands in the source.
fn quotes(text: &str, source: &str) -> bool {
    let quoted = text.lines().filter_map(|line| line.split_once(" | "));
    let mut quoted = quoted.filter(|(number, _)| number.parse::<usize>().is_ok());
    quoted.all(|(_, line)| source.lines().any(|known| known == line))
}

/// An error up to where the compiler leaves the case for other files and for lists of types; those are others with each
/// change of theirs. The margin is as wide as the case's own line numbers.
fn head(rendered: &str, case: &Path) -> String {
    let (folder, file) = (format!("{}/", crate_of(case)), rendered.replace("\r\n", "\n"));
    let is_more =
        |line: &&str| line.starts_with("note:") || line.contains("other types implement");
    let kept: Vec<&str> = file.lines().take_while(|line| !is_more(line)).collect();
    let margin = kept.iter().find_map(|line| line.find("--> ")).unwrap_or_default();
    let own =
        kept.iter().filter_map(|line| line.split_once(" |")?.0.trim().parse::<u32>().ok());
    let width = own.max().map_or(0, |number| number.to_string().len());
    let narrow = |line: &&str| match line.starts_with(' ') {
        true => line[margin.saturating_sub(width).min(line.len())..].to_owned(),
        false => (*line).to_owned(),
    };
    let mut text: String = kept.iter().map(|line| narrow(line) + "\n").collect();
    if kept.len() < file.trim_end().lines().count() {
        text += "…\n";
    }
    text.replace(&folder, "")
}

/// `code/common_pitfalls` of a file below it.
fn crate_of(case: &Path) -> String {
    case.iter().take(2).collect::<std::path::PathBuf>().display().to_string()
}

fn said_by_rustc() -> String {
    let output = Command::new("rustc").arg("--version").output().expect("rustc starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The errors that the compiler finds in the cases of one crate.
fn faults_of(name: &str) -> Vec<Fault> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "-p", name, "--test", "compile_fail", "--message-format=json"]);
    let output = cargo.current_dir(tree::root()).output().expect("cargo starts");
    assert!(!output.status.success(), "the cases of {name} compile");
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages.filter_map(|message| fault(&message)).collect()
}

fn fault(message: &Value) -> Option<Fault> {
    let error = &message["message"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let spans = error["spans"].as_array()?;
    let place = spans.iter().find(|span| span["is_primary"] == true)?;
    (error["level"] == "error").then_some(Fault {
        file: text(&place["file_name"])?,
        code: text(&error["code"]["code"])?,
        message: text(&error["message"])?,
        rendered: text(&error["rendered"])?,
    })
}

#[test]
fn the_head_of_an_error_is_as_narrow_as_the_case_and_ends_where_others_begin() {
    let rendered = "error[E1]: no\n   --> code/a/tests/compile_fail/b.rs:7:3\n    |\n  7 | f(x)\n    |   ^\n    |\n    = help: h\n    = help: the following other types implement `T`:\n              ()\nnote: required\n   --> code/c/src/d.rs:148:9\n";
    let head = head(rendered, Path::new("code/a/tests/compile_fail/b.rs"));
    let wanted = "error[E1]: no\n --> tests/compile_fail/b.rs:7:3\n  |\n7 | f(x)\n  |   ^\n  |\n  = help: h\n…\n";
    assert_eq!(head, wanted);
    assert!(quotes(&head, "f(x)\n"));
    assert!(!quotes(&head, "f(y)\n"));
}
