//! Every program that a page runs ends as the page says and prints what it promises: here, again, and on one core.

use crate::promise::{difference, promised};
use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use crate::{bound, crates, missing, pages, quiet};
use bookbinder::demo::Demo;
use bookbinder::directive::{Directive, parse_page};
use bookbinder::machine::Machine;
use bookbinder::program::Programs;
use bookbinder::recording::lacks_something;
use bookbinder::run::{Capture, capture};
use bookbinder::{cache, lanes};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Programs that no page runs, as `crate/name`.
const NOT_ON_A_PAGE: &[Exception] = &[];

/// A part of the command that lacks something on other machines than x86-64, in CI too: HyperQueue has no package there.
const NOT_FOR_EVERY_PROCESSOR: &str = "hyperqueue_tasks.py";

/// How many times its limit a program may run here.
const PATIENCE: u32 = 3;

/// The programs of the workspace, built once for all tests.
pub static PROGRAMS: LazyLock<Programs> =
    LazyLock::new(|| Programs::build(tree::root()).unwrap_or_else(|error| panic!("{error}")));

/// A directive, and what its command printed twice.
pub struct Run {
    pub directive: Directive,
    /// When the book was bound: by these tests, or before, if nothing has changed.
    pub bound: Result<Capture, String>,
    /// In this run of the tests: on a single core, unless the output depends on how many there are.
    pub now: Result<Capture, String>,
}

/// Every directive of the book. Two that measure may run beside each other: what numbers they print does not count.
pub static RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| {
    bound::book();
    let _quiet = quiet::running();
    let machine = Machine::here().unwrap_or_else(|error| panic!("{error}"));
    let run = |directive| Ok::<_, Infallible>(run(directive, &machine));
    let keeps_all_busy = |directive: &Directive| directive.expectation.recorded.is_some();
    let Ok(runs) = lanes::each(directives(), keeps_all_busy, run);
    runs
});

/// Every directive of every page.
pub fn directives() -> Vec<Directive> {
    pages::files().iter().flat_map(directives_of).collect()
}

fn directives_of(page: &File) -> Vec<Directive> {
    parse_page(&page.path, &page.text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_program_on_a_page_ends_as_the_page_says() {
    let mut rule = Rule::new("a program ends as its page says");
    for run in RUNS.iter() {
        let Directive { page, line, command, expectation, .. } = &run.directive;
        for capture in [&run.bound, &run.now] {
            rule.looks_at_one();
            match capture {
                Ok(capture) if capture.ending == expectation.ending => {}
                Ok(capture) if lacks_something(&run.directive, capture) => {
                    let said = [&capture.stderr[..], &capture.output].concat();
                    let said = String::from_utf8_lossy(&said);
                    if !command.contains(NOT_FOR_EVERY_PROCESSOR)
                        || cfg!(target_arch = "x86_64")
                    {
                        missing::skip(&format!("running `{command}`"), said.trim());
                    }
                }
                Ok(capture) => {
                    let stderr = String::from_utf8_lossy(&capture.stderr);
                    let remedy = format!(
                        "`{command}` ended with {}, not {}\n{stderr}",
                        capture.ending, expectation.ending
                    );
                    rule.broken(Path::new(page), *line, remedy);
                }
                Err(failure) => {
                    rule.broken(Path::new(page), *line, format_args!("`{command}` {failure}"))
                }
            }
        }
    }
    rule.holds();
}

#[test]
fn every_output_on_a_page_keeps_the_promise_of_its_badge() {
    let mut rule =
        Rule::new("two runs agree as far as the badge promises, one of them on a single core");
    for run in RUNS.iter() {
        rule.looks_at_one();
        let Directive { page, line, command, expectation, .. } = &run.directive;
        let (Ok(first), Ok(second)) = (&run.bound, &run.now) else {
            continue;
        };
        let [first, second] =
            [first, second].map(|capture| promised(expectation, &capture.output));
        if first != second {
            let remedy = format!(
                "`{command}`: {}: make the program steadier, or promise less",
                difference(&first, &second)
            );
            rule.broken(Path::new(page), *line, remedy);
        }
    }
    rule.holds();
}

#[test]
fn every_program_of_a_chapter_runs_on_a_page() {
    let mut rule =
        Rule::with_exceptions("the page runs every program of its chapter", NOT_ON_A_PAGE);
    let shown: BTreeSet<String> =
        directives().into_iter().map(|directive| program_of(&directive.command)).collect();
    for chapter in crates::chapters() {
        if !chapter.is_member() {
            let commands: Vec<&String> =
                shown.iter().filter(|line| line.starts_with(&chapter.command())).collect();
            for program in chapter.examples().into_iter().chain([chapter.name.clone()]) {
                rule.looks_at_one();
                let runs = |line: &&&String| line.split(' ').any(|word| word == program);
                if !commands.iter().any(|line| runs(&line)) {
                    let page = Path::new("book").join(&chapter.name).with_extension("md");
                    let remedy =
                        format!("write <!-- cmdrun {} ... {program} -->", chapter.command());
                    rule.broken(&page, 1, remedy);
                }
            }
            continue;
        }
        let main = chapter.has_main().then(|| format!("cargo run -p {}", chapter.name));
        let examples = chapter
            .examples()
            .into_iter()
            .map(|example| format!("cargo run -p {} --example {example}", chapter.name));
        for command in examples.chain(main) {
            rule.looks_at_one();
            if !shown.contains(&command) {
                let page = Path::new("book").join(&chapter.name).with_extension("md");
                rule.broken_unless_excepted(
                    &command,
                    &page,
                    1,
                    format_args!("write <!-- cmdrun {command} --> on it"),
                );
            }
        }
    }
    rule.holds();
}

/// The command without the program's own arguments.
fn program_of(command: &str) -> String {
    let cargos = command.split(" -- ").next().unwrap_or(command);
    cargos.trim().to_owned()
}

fn run(directive: Directive, machine: &Machine) -> Run {
    let demo = Demo::new(&directive, &PROGRAMS, tree::root())
        .unwrap_or_else(|error| panic!("{error}"));
    let key = cache::key(&directive, &demo, &PROGRAMS, machine);
    // What could not be run for what it lacks is not kept.
    let bound = cache::get(tree::root(), &key).map_or_else(|| captured(&demo), Ok);
    // Ranks wait by asking again and again, so on one core each of them would wait for the others' shares of it.
    let expectation = &directive.expectation;
    let as_it_is = expectation.cores || expectation.recorded.is_some();
    let now = captured(&if as_it_is { demo } else { on_one_core(demo) });
    Run { directive, bound, now }
}

/// Runs a demo beside whatever other tests do meanwhile: a page's limit is meant for a machine at rest.
pub fn captured(demo: &Demo) -> Result<Capture, String> {
    let limit = test_harness::patient(demo.limit * PATIENCE);
    let demo = Demo { limit, ..demo.clone() };
    capture(&demo, None).map_err(|failure| failure.to_string())
}

/// On each core in turn, since several demos run at once.
fn on_one_core(mut demo: Demo) -> Demo {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    let cores = cores_allowed();
    let core = &cores[TURN.fetch_add(1, Ordering::Relaxed) % cores.len()];
    demo.argv.splice(..0, ["taskset", "--cpu-list", core].map(str::to_owned));
    demo
}

/// The first cores that this process may run on, at most two: in a container that need not be core 0.
fn cores_allowed() -> Vec<String> {
    let status = std::fs::read_to_string("/proc/self/status")
        .expect("Linux says what a process may use");
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let list = allowed.expect("a process may run on some core").trim();
    list.split([',', '-']).take(2).map(str::to_owned).collect()
}
