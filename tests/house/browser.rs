//! The book in a real browser: on a phone and on a wide screen, in every theme.

use crate::bound::book;
use crate::html::Html;
use crate::missing::find_or_skip;
use crate::pages;
use crate::quiet;
use crate::rule::Rule;
use crate::{missing, tree};
use serde_json::json;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Long enough for a slow machine; the browser is killed then.
const SECONDS: &str = "300";

/// What a script uses that looks into pages, and writes down what it finds.
pub const FRAME: &str = include_str!("frame.js");

/// The script that looks at each page, in each width and theme, and writes down what it finds.
const MEASURE: &str = include_str!("browser.js");

#[test]
fn every_page_reads_well_on_a_phone_and_on_a_wide_screen_in_every_theme() {
    let Some(browser) = find_or_skip(&BROWSERS, "looking at the pages in a browser") else {
        return;
    };
    judge(
        "nothing overflows or fades, code is highlighted and copied, arrow keys stay with the reader",
        &report(&browser, &format!("{FRAME}\nconst PAGES = {};\n{MEASURE}", json!(pages()))),
    );
}

#[test]
#[ignore = "takes minutes: tests/machines/browser starts it"]
fn every_page_works_by_keyboard_for_a_screen_reader_and_on_paper() {
    const WHAT_FOR: &str = "driving a browser through the pages";
    let tools = [&BROWSERS[..], &["node"], &["pdftotext"]];
    let tools: Vec<_> = tools.map(|names| find_or_skip(names, WHAT_FOR)).into_iter().collect();
    let [Some(browser), Some(node), Some(_)] = &tools[..] else {
        return;
    };
    let modules = modules();
    if installed_or_skip("playwright-core", WHAT_FOR).is_none() {
        return;
    }
    let report = driven(node, &modules, browser);
    judge("a page works by mouse and keyboard, for a screen reader and on paper", &report);
}

/// Where `tests/browser/install` puts what it installs.
fn modules() -> PathBuf {
    bookbinder::tree::target(tree::root()).join("browser")
}

/// Where one of the packages lies that `tests/browser/install` installs. If nowhere, the test is skipped, or fails in CI.
pub fn installed_or_skip(package: &str, what_for: &str) -> Option<PathBuf> {
    let folder = modules().join("node_modules").join(package);
    if !folder.is_dir() {
        missing::skip(what_for, "start tests/browser/install first");
        return None;
    }
    Some(folder)
}

/// Holds what a script reported against a rule: `seen` counts as a look, `fault` breaks it.
pub fn judge(says: &'static str, report: &str) {
    let mut rule = Rule::new(says);
    for line in report.lines() {
        match line.split_once(": ") {
            Some(("seen", _)) => rule.looks_at_one(),
            Some(("fault", fault)) => rule.broken(Path::new("book"), 1, fault),
            _ => panic!("the browser reported `{line}`"),
        }
    }
    rule.holds();
}

/// What `tests/browser/look.mjs` reports. With EVERY_THEME set it looks at each page in all of them and keeps screenshots.
fn driven(node: &Path, modules: &Path, browser: &Path) -> String {
    let every_theme = env::var_os("EVERY_THEME").is_some();
    let shots = every_theme.then(|| modules.join("screenshots"));
    shots.iter().for_each(|shots| fs::create_dir_all(shots).expect("a folder can be made"));
    let desk = TempDir::with_prefix("browser-").expect("there is room for a temporary folder");
    let book = &book().folder;
    let pages: Vec<PathBuf> =
        pages::in_summary().iter().map(|page| bound(&page.path)).collect();
    let plan = json!({
        "book": book, "modules": modules, "browser": browser, "pages": pages, "names": names(), "shots": shots,
        "themes": if every_theme { "all" } else { "one" }, "pdf": desk.path().join("book.pdf"),
    });
    let _quiet = quiet::machine();
    let mut node = Command::new(node);
    node.arg(tree::root().join("tests/browser/look.mjs"));
    let mut node =
        node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node starts");
    let mut stdin = node.stdin.take().expect("it is piped");
    stdin.write_all(plan.to_string().as_bytes()).expect("node reads the plan");
    drop(stdin);
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "look.mjs: {}", output.status);
    String::from_utf8(output.stdout).expect("the report is UTF-8")
}

/// Names of the crates, and the pages on which the search must find them: those that the table of Python's names leads to.
fn names() -> BTreeSet<(String, PathBuf)> {
    let table = tree::read("book/from_python.md").text;
    let links = table.split("[`").skip(1).filter_map(|rest| rest.split_once("`]("));
    let pairs = links.filter_map(|(code, rest)| {
        let page = rest.split(['#', ')']).next()?;
        let name = code.split("::").last()?;
        let is_name = name.contains('_')
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let page = Path::new("book").join(page);
        (is_name && tree::root().join(&page).is_file()).then(|| (name.to_owned(), page))
    });
    let stands =
        |(name, page): &(String, PathBuf)| book().page(page).text.contains(name.as_str());
    pairs.filter(stands).map(|(name, page)| (name, bound(&page))).collect()
}

/// Where a page lies in the bound book.
fn bound(page: &Path) -> PathBuf {
    page.strip_prefix("book").expect("pages lie in book/").with_extension("html")
}

/// The address of every page of the bound book.
pub fn pages() -> Vec<String> {
    let address = |page: pages::Page| {
        format!("file://{}", book().folder.join(bound(&page.path)).display())
    };
    pages::in_summary().into_iter().map(address).collect()
}

/// What a script wrote down in a browser, in which it may look into the pages of the book: one line for each thing.
pub fn report(browser: &Path, script: &str) -> String {
    let _quiet = quiet::machine();
    report_beside_others(browser, script)
}

/// The same for a test that has seen to it that nothing else goes on, or only what belongs to it.
pub fn report_beside_others(browser: &Path, script: &str) -> String {
    let desk = TempDir::with_prefix("browser-").expect("there is room for a temporary folder");
    let page = desk.path().join("script.html");
    let html = format!(
        "<!doctype html><meta charset=utf-8><pre id=report></pre><script>{script}</script>"
    );
    fs::write(&page, html).expect("the page with the script can be written");
    let output = command(browser, &desk.path().join("profile"), &page).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", browser.display()));
    let dom = Html::read(&String::from_utf8_lossy(&output.stdout));
    let (_, report) = dom
        .text
        .split_once("begin report\n")
        .unwrap_or_else(|| panic!("no report: {output:?}"));
    let (report, _) =
        report.split_once("end report").unwrap_or_else(|| panic!("half a report: {report}"));
    report.to_owned()
}

/// A browser without a window, a profile, a network or a memory of earlier runs.
fn command(browser: &Path, profile: &Path, page: &Path) -> Command {
    let mut command = Command::new("timeout");
    command.arg(SECONDS).arg(browser);
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
    ]);
    command.args([
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]);
    // One file may look into another: the measuring page into the pages of the book.
    command.args([
        "--allow-file-access-from-files",
        "--window-size=1600,1000",
        "--virtual-time-budget=100000",
    ]);
    command.arg(format!("--user-data-dir={}", profile.display()));
    command.arg("--dump-dom").arg(format!("file://{}", page.display()));
    command
}
