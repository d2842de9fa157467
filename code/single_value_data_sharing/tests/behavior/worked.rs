//! The worked program, as the page runs it.

use std::path::PathBuf;
use std::process::{Command, Output};

fn run(policy: Option<&str>) -> (Option<i32>, Vec<String>) {
    let Output { status, stdout, .. } = Command::new(program()).args(policy).output().unwrap();
    let text = String::from_utf8(stdout).unwrap();
    (status.code(), text.lines().map(str::to_owned).collect())
}

/// Cargo builds the examples before it runs tests, beside them.
fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    here.ancestors().nth(2).unwrap().join("examples/worked_job_statistics")
}

/// The numbers of a line such as "the job: 400 items, 344 good and 56 bad, 80200 bytes".
fn numbers(line: &str) -> Vec<u64> {
    line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect()
}

pub fn without_a_kill_the_monitor_sees_whole_statistics_each_time() {
    let (code, lines) = run(None);
    assert_eq!(code, Some(0), "{lines:?}");
    let looks = lines.iter().filter(|line| line.contains(" items, "));
    let looks: Vec<Vec<u64>> = looks.map(|line| numbers(line)).collect();
    assert_eq!(looks.len(), 5, "{lines:?}");
    for look in &looks {
        assert_eq!(look[0], look[1] + look[2], "{lines:?}");
    }
    let bytes = 2 * (1..=200_u64).map(|number| 100 + number).sum::<u64>();
    assert_eq!(looks[4], [400, 344, 56, bytes]);
}

pub fn after_a_kill_each_policy_does_what_it_says() {
    let ended = |lines: &[String]| lines[lines.len() - 4..].to_vec();
    let (code, lines) = run(Some("pass-on"));
    let [first, second, watcher, job] = ended(&lines).try_into().unwrap();
    assert!(first.contains("SIGABRT"), "{lines:?}");
    assert_eq!([&*second, &*watcher], ["worker 2: exit status: 1", "monitor: exit status: 1"]);
    assert_eq!((&*job, code), ("the job: torn", Some(1)));

    for (policy, ahead) in [("repair", 0), ("ignore", 1), ("update", 0)] {
        let (code, lines) = run(Some(policy));
        let [first, second, watcher, job] = ended(&lines).try_into().unwrap();
        assert!(first.contains("SIGABRT"), "{lines:?}");
        assert_eq!(
            [&*second, &*watcher],
            ["worker 2: exit status: 0", "monitor: exit status: 0"]
        );
        let [items, good, bad, _] = numbers(&job).try_into().unwrap();
        assert_eq!((items, items - good - bad, code), (204 + ahead, ahead, Some(0)));
    }
}
