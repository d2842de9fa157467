//! Hours of repetitions on a busy machine, for what holds most of the time. `tests/machines/soak` starts them; a plain
//! `cargo test` does not.

use crate::crates::{self, Crate};
use crate::demos::{PROGRAMS, captured, directives};
use crate::promise::{difference, promised};
use crate::rule::Rule;
use crate::tree;
use bookbinder::demo::Demo;
use bookbinder::directive::{Directive, Expectation};
use bookbinder::lanes;
use bookbinder::run::Capture;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::str::FromStr;
use std::sync::LazyLock;
use std::time::Instant;

/// How often a program runs that measures nothing.
const TIMES: u32 = 200;
/// How often one that measures.
const TIMES_MEASURED: u32 = 10;
/// How often the tests of a crate's behavior.
const TIMES_BEHAVIOR: u32 = 50;

/// How many programs that measure nothing are repeated beside each other: most of the time of most goes into waiting.
const LANES: usize = 8;

/// The processes that keep the machine busy meanwhile.
const BUSY: usize = 8;
/// The cores on which they, and all that is repeated, run.
const CORES: &str = "0,1";

/// Programs that measure nothing, though their pages give them numbers that vary and a long limit.
const MEASURES_NOTHING: [&str; 1] = ["-p debugging "];

#[test]
#[ignore = "it takes hours: see tests/machines/soak"]
fn every_demo_keeps_its_promise_each_time_on_a_busy_machine() {
    let mut rule = Rule::new(
        "a demo keeps its promise each time, on two cores with eight busy processes",
    );
    LazyLock::force(&PROGRAMS);
    let _busy = Busy::start();
    // What has a recording wants more than this machine may have.
    let mut directives = directives();
    directives.retain(|directive| directive.expectation.recorded.is_none());
    let lanes = setting("SOAK_LANES").unwrap_or(LANES);
    let chosen = chosen(directives, |directive| directive.command.clone());
    let soak = |directive| Ok::<_, Infallible>((soak_demo(&directive), directive));
    let Ok(tallies) = lanes::each_in(lanes, chosen, measures, soak);
    for (tally, directive) in tallies {
        rule.looks_at_one();
        for (fault, times) in tally.faults {
            let remedy =
                format!("`{}`, {times} of {} times: {fault}", directive.command, tally.runs);
            rule.broken(Path::new(&directive.page), directive.line, remedy);
        }
    }
    rule.holds();
}

#[test]
#[ignore = "it takes hours: see tests/machines/soak"]
fn the_tests_of_every_crates_behavior_pass_each_time_on_a_busy_machine() {
    let mut rule =
        Rule::new("a crate's tests pass each time, on two cores with eight busy processes");
    let members = crates::all().into_iter().filter(Crate::is_member);
    let crates = members.filter(has_behavior).collect();
    for member in chosen(crates, |member: &Crate| member.name.clone()) {
        rule.looks_at_one();
        let tally = soak_behavior(&member);
        for (fault, times) in tally.faults {
            rule.broken(
                &member.folder,
                1,
                format_args!("{times} of {} times: {fault}", tally.runs),
            );
        }
    }
    rule.holds();
}

/// What repetitions showed: how many there were, and how often each fault.
struct Tally {
    runs: u32,
    faults: BTreeMap<String, u32>,
}

/// Repeats something, and says how it went.
fn repeat(name: &str, times: u32, mut once: impl FnMut(u32) -> Result<(), String>) -> Tally {
    let begun = Instant::now();
    let runs = setting("SOAK_TIMES").unwrap_or(times);
    let mut faults = BTreeMap::new();
    for run in 1..=runs {
        if let Err(fault) = once(run) {
            say(format_args!("{name}: run {run}: {fault}"));
            *faults.entry(fault).or_insert(0) += 1;
        }
    }
    let good = runs - faults.values().sum::<u32>();
    say(format_args!("{good} of {runs} good in {:?}: {name}", begun.elapsed()));
    Tally { runs, faults }
}

fn soak_demo(directive: &Directive) -> Tally {
    let Directive { command, expectation, .. } = directive;
    let demo = Demo::new(directive, &PROGRAMS, tree::root())
        .unwrap_or_else(|error| panic!("{error}"));
    let demo = on_few_cores(demo);
    let mut first = None;
    repeat(command, times_of(directive), |run| {
        let capture = captured(&demo)?;
        ends_as_promised(&capture, expectation)?;
        let output = promised(expectation, &capture.output);
        let first = first.get_or_insert_with(|| output.clone());
        if *first == output {
            return Ok(());
        }
        keep(command, run, &capture.output);
        Err(format!("promised {}: {}", promise(expectation), difference(first, &output)))
    })
}

fn times_of(directive: &Directive) -> u32 {
    if measures(directive) { TIMES_MEASURED } else { TIMES }
}

/// Whether it prints what it has measured: it then runs with nothing beside it but what keeps the machine busy.
fn measures(directive: &Directive) -> bool {
    let Directive { command, expectation, .. } = directive;
    let patient = expectation.limit > Expectation::default().limit;
    let exempt = MEASURES_NOTHING.iter().any(|name| command.contains(name));
    expectation.stability.numbers_vary() && patient && !exempt
}

fn ends_as_promised(capture: &Capture, expectation: &Expectation) -> Result<(), String> {
    if capture.ending == expectation.ending {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&capture.stderr);
    Err(format!("promised {}, ended with {}\n{stderr}", expectation.ending, capture.ending))
}

/// The badge, in words.
fn promise(expectation: &Expectation) -> String {
    let picture = if expectation.picture.is_some() { " (a picture)" } else { "" };
    format!("{:?}{picture}", expectation.stability)
}

fn on_few_cores(mut demo: Demo) -> Demo {
    demo.argv.splice(..0, ["taskset", "--cpu-list", CORES].map(str::to_owned));
    demo
}

/// Keeps an output that was not as promised: its first difference may not tell enough.
fn keep(command: &str, run: u32, output: &[u8]) {
    let name: String =
        command.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let folder = tree::root().join("target/soak");
    let kept = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join(format!("{name}.{run}.txt")), output));
    kept.unwrap_or_else(|error| panic!("cannot write into {}: {error}", folder.display()));
}

fn has_behavior(member: &Crate) -> bool {
    tree::root().join(&member.folder).join("tests/behavior").is_dir()
}

fn soak_behavior(member: &Crate) -> Tally {
    let built = cargo_test(member, &["--no-run"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let _busy = Busy::start();
    repeat(&member.name, TIMES_BEHAVIOR, |run| {
        let output = cargo_test(member, &[]);
        if output.status.success() {
            return Ok(());
        }
        keep(&member.name, run, &output.stdout);
        Err(failures(&output))
    })
}

fn cargo_test(member: &Crate, arguments: &[&str]) -> Output {
    let mut cargo = Command::new("taskset");
    cargo.args(["--cpu-list", CORES, "cargo", "test", "--quiet", "--package", &member.name]);
    cargo.args(["--test", "behavior"]).args(arguments).current_dir(tree::root());
    cargo.output().expect("taskset and cargo are there")
}

/// The names of the tests that failed.
fn failures(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let failed = text.lines().filter(|line| line.ends_with("FAILED"));
    failed.collect::<Vec<_>>().join("; ")
}

/// What the settings choose: those whose names contain `SOAK_ONLY`, and of these the part `SOAK_PART`, say 2/8.
fn chosen<T>(mut all: Vec<T>, name: impl Fn(&T) -> String) -> Vec<T> {
    if let Some(only) = setting::<String>("SOAK_ONLY") {
        all.retain(|one| name(one).contains(&only));
    }
    let Some(part) = setting::<String>("SOAK_PART") else {
        return all;
    };
    let (part, parts) = part.split_once('/').expect("SOAK_PART is like 2/8");
    let [part, parts] =
        [part, parts].map(|number| number.parse::<usize>().expect("SOAK_PART is like 2/8"));
    all.into_iter().skip(part - 1).step_by(parts).collect()
}

fn setting<T: FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} cannot be `{text}`")))
}

fn say(text: impl Display) {
    writeln!(io::stderr(), "{text}").expect("stderr is there");
}

/// Processes that do nothing but run, until this is dropped or its process is gone.
struct Busy(Vec<Child>);

impl Busy {
    fn start() -> Self {
        const LOOP: &str =
            "while kill -0 $PPID; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";
        let start = || {
            let mut shell = Command::new("taskset");
            shell
                .args(["--cpu-list", CORES, "sh", "-c", LOOP])
                .stdin(Stdio::null())
                .stderr(Stdio::null());
            shell.spawn().expect("taskset and sh are there")
        };
        Self((0..BUSY).map(|_| start()).collect())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        for child in &mut self.0 {
            child.kill().and_then(|()| child.wait()).expect("a child can be killed");
        }
    }
}
