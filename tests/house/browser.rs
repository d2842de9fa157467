//! The book in a real browser: on a phone and on a wide screen, in every theme.

use crate::bound::book;
use crate::html::Html;
use crate::missing::find_or_skip;
use crate::pages;
use crate::quiet;
use crate::rule::Rule;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Long enough for a slow machine; the browser is killed then.
const SECONDS: &str = "120";

/// The script that looks at each page, in each width and theme, and writes down what it finds.
const MEASURE: &str = include_str!("browser.js");

#[test]
fn every_page_reads_well_on_a_phone_and_on_a_wide_screen_in_every_theme() {
    let Some(browser) = find_or_skip(&BROWSERS, "looking at the pages in a browser") else {
        return;
    };
    let mut rule = Rule::new(
        "nothing overflows or fades, code is highlighted and copied, arrow keys stay with the reader",
    );
    for line in report(&browser).lines() {
        match line.split_once(": ") {
            Some(("seen", _)) => rule.looks_at_one(),
            Some(("fault", fault)) => rule.broken(Path::new("book"), 1, fault),
            _ => panic!("the browser reported `{line}`"),
        }
    }
    rule.holds();
}

/// What the script wrote down: one line for each look at a page, and for each fault.
fn report(browser: &Path) -> String {
    let desk = TempDir::with_prefix("browser-").expect("there is room for a temporary folder");
    let page = desk.path().join("measure.html");
    fs::write(&page, measuring_page()).expect("the measuring page can be written");
    let _quiet = quiet::machine();
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

fn measuring_page() -> String {
    let pages = pages::in_summary().into_iter().map(|page| {
        let inside =
            page.path.strip_prefix("book").expect("pages lie in book/").with_extension("html");
        format!("\"file://{}\"", book().folder.join(inside).display())
    });
    let pages: Vec<String> = pages.collect();
    format!(
        "<!doctype html><meta charset=utf-8><pre id=report></pre><script>const PAGES = [{}];\n{MEASURE}</script>",
        pages.join(", ")
    )
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
