//! Whatever Python a reader has, its row says so and the run ends.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use test_harness::{Failure, Python, patient};

const PATIENCE: Duration = Duration::from_secs(50);

/// A folder with a program `python3` that is this shell script, and a program for it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn with(script: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let python = folder.path().join("python3");
        fs::write(&python, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&python, PermissionsExt::from_mode(0o755)).unwrap();
        fs::write(folder.path().join("program.py"), "print(6, 7)").unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn python(&self, limit: Duration) -> Python {
        Python::by(self.path("python3"), self.path("program.py"), limit)
    }

    /// What its row says, once it has been asked for two numbers.
    fn row(&self, limit: Duration) -> String {
        let mut python = self.python(limit);
        match python.numbers::<2>(&[]) {
            Some(numbers) => format!("{} {numbers:?}", python.name()),
            None => format!("{}: {}", python.name(), python.failure().unwrap()),
        }
    }
}

/// Says that it is a Python, and does this with a program.
fn some_python(and_then: &str) -> Desk {
    Desk::with(&format!("case \"$1\" in -c) echo 'CPython 3.99.1'; exit;; esac\n{and_then}"))
}

/// Whether a process has this word among its arguments.
fn runs(word: &Path) -> bool {
    let word = word.display().to_string();
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok())
        .any(|line| String::from_utf8_lossy(&line).split('\0').any(|own| own == word))
}

fn numbers_come_with_the_name_of_who_counted() {
    assert_eq!(some_python("echo 6 7").row(PATIENCE), "CPython 3.99.1 [6.0, 7.0]");
}

fn without_a_python_the_row_says_that_there_is_none() {
    let mut python = Python::by("no-such-python", "program.py", PATIENCE);
    assert_eq!(python.numbers::<1>(&[]), None);
    assert_eq!(python.failure().unwrap().to_string(), "no no-such-python here");
    assert_eq!(python.name(), "Python");
}

fn a_python_that_may_not_be_run_says_so() {
    let desk = some_python("");
    fs::set_permissions(desk.path("python3"), PermissionsExt::from_mode(0o644)).unwrap();
    assert_eq!(
        desk.row(PATIENCE),
        "Python: it cannot be run: Permission denied (os error 13)"
    );
}

fn a_python_without_the_module_is_not_usable() {
    let desk = Desk::with("echo 'ImportError: no module' >&2; exit 1");
    assert_eq!(desk.row(PATIENCE), "Python: exit status: 1, ImportError: no module");
    let mut python = desk.python(PATIENCE);
    assert_eq!((python.run(&[]), python.is_usable()), (None, false));
}

fn of_a_program_that_fails_the_last_line_is_shown() {
    let desk = some_python("echo Traceback >&2; echo 'OSError: no' >&2; exit 1");
    assert_eq!(desk.row(PATIENCE), "CPython 3.99.1: exit status: 1, OSError: no");
    let desk = some_python("kill -9 $$");
    assert_eq!(desk.row(PATIENCE), "CPython 3.99.1: signal: 9 (SIGKILL)");
}

fn what_is_not_the_numbers_that_were_asked_for_is_shown() {
    for other in ["6", "six 7", "6 7 8", ""] {
        let row = some_python(&format!("echo {other}")).row(PATIENCE);
        assert_eq!(row, format!("CPython 3.99.1: it printed \"{other}\\n\""));
    }
}

fn an_output_larger_than_a_pipe_stops_no_process() {
    let desk = some_python("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2");
    assert_eq!(desk.python(PATIENCE).run(&[]).unwrap().len(), 1_000_000);
}

fn what_two_children_print_at_once_is_all_there() {
    let lines = "i=0; while [ $i -lt 5000 ]; do echo line; i=$((i + 1)); done";
    let printed =
        some_python(&format!("({lines}) & ({lines}) & wait")).python(PATIENCE).run(&[]);
    let printed = printed.unwrap();
    let whole = printed.lines().filter(|line| *line == "line").count();
    assert_eq!((whole, printed.len()), (10_000, 50_000));
}

fn one_that_hangs_is_killed_with_its_children_and_not_run_again() {
    let desk = some_python("echo run >> \"$0.runs\"; \"$0.child\" & \"$0.child\"; echo never");
    let child = desk.path("python3.child");
    fs::write(&child, "#!/bin/sh\nsleep 1000 & sleep 1000").unwrap();
    fs::set_permissions(&child, PermissionsExt::from_mode(0o755)).unwrap();
    let second = Duration::from_secs(1);
    let mut python = desk.python(second);
    for _ in 0..2 {
        assert_eq!(python.run(&[]), None);
    }
    assert!(
        matches!(python.failure(), Some(Failure::Limit(limit)) if *limit == patient(second))
    );
    assert_eq!(fs::read_to_string(desk.path("python3.runs")).unwrap(), "run\n");
    let patience = std::time::Instant::now() + PATIENCE;
    while runs(&child) {
        assert!(std::time::Instant::now() < patience, "a child still runs");
        std::thread::yield_now();
    }
}

fn one_that_does_not_even_say_who_it_is_is_killed_too() {
    let desk = Desk::with("sleep 1000");
    let limit = Duration::from_millis(100);
    assert_eq!(desk.row(limit), format!("Python: killed after {:?}", patient(limit)));
}

fn the_limit_is_for_all_runs_together() {
    let each = patient(Duration::from_millis(200)).as_secs_f64();
    let desk = some_python(&format!("sleep {each}; echo 6 7"));
    let mut python = desk.python(Duration::from_millis(700));
    let answered = (0..10).filter(|_| python.run(&[]).is_some()).count();
    assert!(answered < 4, "{answered} runs of 0.2 s in 0.7 s");
    let failure = python.failure();
    assert!(matches!(failure, Some(Failure::Limit(_))), "{failure:?}");
}

test_harness::main!(
    numbers_come_with_the_name_of_who_counted,
    without_a_python_the_row_says_that_there_is_none,
    a_python_that_may_not_be_run_says_so,
    a_python_without_the_module_is_not_usable,
    of_a_program_that_fails_the_last_line_is_shown,
    what_is_not_the_numbers_that_were_asked_for_is_shown,
    an_output_larger_than_a_pipe_stops_no_process,
    what_two_children_print_at_once_is_all_there,
    one_that_hangs_is_killed_with_its_children_and_not_run_again,
    one_that_does_not_even_say_who_it_is_is_killed_too,
    the_limit_is_for_all_runs_together,
);
