//! What a page shows where its command lacks something: what was recorded elsewhere, and labelled so.

use std::process::Command;

use common::Project;

mod common;

/// A command that lacks something until `target/engine` is there.
const COMMAND: &str = "sh tool/run";
const RUN: &str = "test -e target/engine && exec echo live 7
echo 'No engine here: get one & come back.' >&2
exit 69
";

fn project(words: &str) -> Project {
    let project = Project::new(&format!("<!-- cmdrun {COMMAND} # {words} -->\n"));
    project.write("tool/run", RUN);
    project.write("tool/recorded/it", "recorded on a machine, 1 core, 2026-01-02\nonce 5\n");
    project
}

#[test]
fn where_a_command_lacks_something_the_page_shows_what_was_recorded_and_says_so() {
    let project = project("recorded tool/recorded/it; numbers vary");
    project.bind();
    let html = project.html();
    assert!(html.contains("once 5"), "{html}");
    let badge = "the numbers vary; not run here, but recorded on a machine, 1 core, 2026-01-02. No engine here: get one &amp; come back.";
    assert!(html.contains(badge) || html.contains(&badge.replace("&amp;", "&#38;")), "{html}");
}

#[test]
fn where_it_lacks_nothing_the_page_shows_what_it_prints() {
    let project = project("recorded tool/recorded/it");
    project.write("target/engine", "");
    project.bind();
    let html = project.html();
    assert!(html.contains("live 7") && !html.contains("recorded on"), "{html}");
}

#[test]
fn a_recording_is_not_kept_once_the_command_can_be_run() {
    let project = project("recorded tool/recorded/it");
    project.bind();
    project.write("target/engine", "");
    project.write("book/page.md", &format!("# New\n\n{}", project.read("book/page.md")));
    project.bind();
    assert!(project.html().contains("live 7"));
}

#[test]
fn a_change_in_the_folder_of_the_recordings_runs_the_command_anew() {
    let project = project("recorded tool/recorded/it");
    project.write("target/engine", "");
    project.write("tool/src/source", "old");
    project.bind();
    project.write("tool/src/source", "new");
    assert!(project.bind().stdout.contains("1 command run"));
    project.write("book/page.md", &format!("# New\n\n{}", project.read("book/page.md")));
    assert!(project.bind().stdout.contains("0 commands run"));
}

#[test]
fn any_other_failure_is_one() {
    let project = project("recorded tool/recorded/it");
    project.write("tool/run", "exit 70\n");
    assert!(project.fail().contains("ended with exit code 70, not with exit code 0"));
}

#[test]
fn without_a_recording_the_book_is_not_bound() {
    assert!(project("limit 5s").fail().contains("ended with exit code 69"));
    let lost = project("recorded tool/recorded/lost");
    assert!(lost.fail().contains("book/page.md:1: tool/recorded/lost: No such file"));
    let anonymous = project("recorded tool/recorded/it");
    anonymous.write("tool/recorded/it", "once 5\n");
    assert!(anonymous.fail().contains("tool/recorded/it: begins without `recorded on `"));
}

#[test]
fn record_writes_them_anew_with_machine_and_day_and_without_the_name_of_the_machine() {
    let project = project("recorded tool/recorded/it");
    project.write("tool/run", "echo run at $(uname -n), not at $(uname -n)s\n");
    let run = project.run(&["record"]);
    assert!(run.status.success(), "{}", run.stderr);
    assert_eq!(run.stdout, "outputs recorded: 1\n");
    let recorded = project.read("tool/recorded/it");
    let (head, output) = recorded.split_once('\n').unwrap();
    let day = Command::new("date").args(["-u", "+%F"]).output().unwrap().stdout;
    let day = String::from_utf8(day).unwrap();
    assert!(head.starts_with("recorded on Linux, ") && head.ends_with(day.trim()), "{head}");
    let name = Command::new("uname").arg("-n").output().unwrap().stdout;
    let name = String::from_utf8(name).unwrap();
    assert_eq!(output, format!("run at localhost, not at {}s\n", name.trim()));
}

#[test]
fn a_command_that_lacks_something_cannot_be_recorded() {
    let project = project("recorded tool/recorded/it");
    let before = project.read("tool/recorded/it");
    let run = project.run(&["record"]);
    assert!(
        run.stderr.contains("ended with exit code 69, not with exit code 0"),
        "{}",
        run.stderr
    );
    assert_eq!(project.read("tool/recorded/it"), before);
}
