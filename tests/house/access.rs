//! The book for a reader who does not see it, or has no mouse.

use crate::browser::{self, judge};
use crate::missing::find_or_skip;
use crate::quiet;
use serde_json::json;
use std::path::Path;
use std::thread;

/// The script that lets axe-core look at pages.
const LOOK: &str = include_str!("access.js");

/// So many browsers share the pages.
const BROWSERS: usize = 2;

#[test]
fn axe_finds_no_fault_on_any_page() {
    const WHAT_FOR: &str = "looking at every page with axe-core";
    let Some(browser) = find_or_skip(&browser::BROWSERS, WHAT_FOR) else { return };
    let Some(axe) = browser::installed_or_skip("axe-core", WHAT_FOR) else { return };
    let pages: Vec<(String, usize)> = browser::pages().into_iter().zip(0..).collect();
    let _quiet = quiet::machine();
    let reports = thread::scope(|scope| {
        let start = |share: usize| {
            let own = pages.iter().skip(share).step_by(BROWSERS).collect();
            let (browser, axe) = (&browser, axe.join("axe.min.js"));
            scope.spawn(move || look(browser, &axe, own))
        };
        let started: Vec<_> = (0..BROWSERS).map(start).collect();
        let reports = started.into_iter().map(|report| report.join().expect("a report"));
        reports.collect::<String>()
    });
    judge("axe-core finds nothing in a page that bars a reader", &reports);
}

fn look(browser: &Path, axe: &Path, pages: Vec<&(String, usize)>) -> String {
    let axe = format!("file://{}", axe.display());
    let given = format!("const AXE = {};\nconst PAGES = {};", json!(axe), json!(pages));
    browser::report_beside_others(browser, &format!("{}\n{given}\n{LOOK}", browser::FRAME))
}
