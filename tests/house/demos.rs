//! Every program that a page runs ends as the page says and prints what it promises: here, again, and on one core.

use crate::promise::{difference, promised};
use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use crate::{crates, missing, pages, quiet};
use bookbinder::demo::Demo;
use bookbinder::directive::{Directive, parse_page};
use bookbinder::program::Programs;
use bookbinder::recording::UNAVAILABLE;
use bookbinder::run::{Capture, capture};
use std::collections::BTreeSet;
use std::iter;
use std::panic;
use std::path::Path;
use std::sync::{LazyLock, Mutex};
use std::thread;

/// Programs that no page runs, as `crate/name`.
const NOT_ON_A_PAGE: &[Exception] = &[];

/// A part of the command that lacks something on other machines than x86-64, in CI too: HyperQueue has no package there.
const NOT_FOR_EVERY_PROCESSOR: &str = "hyperqueue_tasks.py";

/// How many times its limit a program may run here.
const PATIENCE: u32 = 3;

/// How many programs run beside each other.
const LANES: usize = 3;

/// The programs of the workspace, built once for all tests.
pub static PROGRAMS: LazyLock<Programs> =
    LazyLock::new(|| Programs::build(tree::root()).unwrap_or_else(|error| panic!("{error}")));

/// A directive, and what its command printed in this run of the tests.
pub struct Run {
    pub directive: Directive,
    pub first: Result<Capture, String>,
    /// The second one runs on a single core, unless the output depends on how many there are.
    pub second: Result<Capture, String>,
}

/// Every directive of the book, run twice. What prints numbers that vary has measured something, and runs alone; the
/// others spend most of their time on waiting, and run beside each other.
pub static RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| {
    let _quiet = quiet::machine();
    let all = directives().into_iter();
    let (alone, beside): (Vec<_>, Vec<_>) =
        all.partition(|directive| directive.expectation.stability.numbers_vary());
    let mut runs: Vec<Run> = alone.into_iter().map(run).collect();
    let left = Mutex::new(beside.into_iter());
    let next = || left.lock().expect("no one panics while taking the next").next();
    let lane = || iter::from_fn(next).map(run).collect::<Vec<_>>();
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        for lane in lanes {
            runs.extend(lane.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        }
    });
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
        for capture in [&run.first, &run.second] {
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
        let (Ok(first), Ok(second)) = (&run.first, &run.second) else {
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

/// Whether a command could not be run for what it lacks here, so that its page shows a recording.
pub fn lacks_something(directive: &Directive, capture: &Capture) -> bool {
    directive.expectation.recorded.is_some() && capture.ending == UNAVAILABLE
}

fn run(directive: Directive) -> Run {
    let demo = Demo::new(&directive, &PROGRAMS, tree::root())
        .unwrap_or_else(|error| panic!("{error}"));
    let first = captured(&demo);
    // Ranks wait by asking again and again, so on one core each of them would wait for the others' shares of it.
    let expectation = &directive.expectation;
    let as_it_is = expectation.cores || expectation.recorded.is_some();
    let second = captured(&if as_it_is { demo } else { on_one_core(demo) });
    Run { directive, first, second }
}

/// Runs a demo beside whatever other tests do meanwhile: a page's limit is meant for a machine at rest.
pub fn captured(demo: &Demo) -> Result<Capture, String> {
    let limit = test_harness::patient(demo.limit * PATIENCE);
    let demo = Demo { limit, ..demo.clone() };
    capture(&demo, None).map_err(|failure| failure.to_string())
}

fn on_one_core(mut demo: Demo) -> Demo {
    let pin = ["taskset", "--cpu-list", &first_core_allowed()].map(str::to_owned);
    demo.argv.splice(..0, pin);
    demo
}

/// The first core that this process may run on: in a container that need not be core 0.
fn first_core_allowed() -> String {
    let status = std::fs::read_to_string("/proc/self/status")
        .expect("Linux says what a process may use");
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let first = allowed.and_then(|list| list.trim().split([',', '-']).next());
    first.expect("a process may run on some core").to_owned()
}
