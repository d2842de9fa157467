//! What a change costs: prose runs nothing, a changed program or file is run anew, no change does nothing.

use std::fs;

use common::Project;

mod common;

/// A page whose command leaves a line in `target/runs` each time that it is run.
const COUNTED: &str = "<!-- cmdrun sh show.sh data -->\n";

fn runs(project: &Project) -> usize {
    project.read("target/runs").lines().count()
}

fn counted() -> Project {
    let project = Project::new(COUNTED);
    project.write("show.sh", "echo run >> target/runs; cat $1\n");
    project.write("data", "first");
    project
}

#[test]
fn a_change_of_prose_runs_nothing() {
    let project = counted();
    project.bind();
    project.write("book/page.md", &format!("# New words\n\n{COUNTED}"));
    project.bind();
    assert!(project.html().contains("New words") && project.html().contains("first"));
    assert_eq!(runs(&project), 1);
}

#[test]
fn a_file_that_the_command_names_counts_by_its_bytes() {
    let project = counted();
    project.bind();
    project.write("data", "second");
    project.bind();
    assert!(project.html().contains("second"));
    assert_eq!(runs(&project), 2);
    project.write("data", "second");
    project.bind();
    assert_eq!(runs(&project), 2, "the bytes are the same");
}

#[test]
fn without_any_change_nothing_is_rendered() {
    let project = counted();
    project.bind();
    let before =
        fs::metadata(project.path("target/book/page.html")).unwrap().modified().unwrap();
    let second = project.bind();
    assert!(second.stdout.contains("Nothing has changed"), "{}", second.stdout);
    let after =
        fs::metadata(project.path("target/book/page.html")).unwrap().modified().unwrap();
    assert_eq!(before, after);
    fs::remove_dir_all(project.path("target/book")).unwrap();
    project.bind();
    assert!(project.html().contains("first"), "a book that is gone was not bound again");
    assert_eq!(runs(&project), 1);
}

#[test]
fn another_expectation_takes_a_kept_output_to_task() {
    let project = counted();
    project.bind();
    project.write("book/page.md", "<!-- cmdrun sh show.sh data # exit 1 -->\n");
    assert!(
        project
            .fail()
            .contains("book/page.md:1: ended with exit code 0, not with exit code 1")
    );
}

#[test]
fn a_failure_is_not_kept() {
    let project = Project::new("<!-- cmdrun test -e target/marker -->\n");
    project.fail();
    project.write("target/marker", "");
    project.bind();
}

#[test]
fn a_damaged_kept_output_is_run_anew() {
    let project = counted();
    project.bind();
    for file in fs::read_dir(project.path("target/bookbinder/outputs")).unwrap() {
        fs::write(file.unwrap().path(), "{").unwrap();
    }
    project.write("book/page.md", &format!("# New words\n\n{COUNTED}"));
    project.bind();
    assert_eq!(runs(&project), 2);
}

fn workspace(page: &str) -> Project {
    let project = Project::new(page);
    project.write("Cargo.toml", "[workspace]\nmembers = [\"code/*\"]\nresolver = \"3\"\n");
    for name in ["hello", "other"] {
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        project.write(&format!("code/{name}/Cargo.toml"), &manifest);
        project.write(&format!("code/{name}/src/main.rs"), &program("first"));
    }
    project.write("code/hello/examples/step.rs", &program("step"));
    project
}

fn program(word: &str) -> String {
    format!(
        "fn main() {{ println!(\"{word} {{:?}}\", std::env::args().skip(1).collect::<Vec<_>>()); }}\n"
    )
}

#[test]
fn a_changed_program_is_built_and_run_anew_and_no_other() {
    let project = workspace(
        "<!-- cmdrun cargo run -p hello -- 'a  b' c -->\n<!-- cmdrun cargo run -p other -->\n\
         <!-- cmdrun cargo run -p hello --example step -->\n<!-- cmdrun cargo run -p hello --bin hello -->\n",
    );
    let first = project.bind();
    assert!(first.stdout.starts_with("4 commands run"), "{}", first.stdout);
    let html = project.html().replace("&quot;", "\"");
    assert!(html.contains("first [\"a  b\", \"c\"]") && html.contains("step []"), "{html}");
    project.write("code/hello/src/main.rs", &program("second"));
    let second = project.bind();
    assert!(second.stdout.starts_with("2 commands run"), "{}{}", second.stdout, second.stderr);
    assert_eq!(project.html().matches("second").count(), 2);
    project.write("code/hello/src/main.rs", &format!("{}// A comment.\n", program("second")));
    let third = project.bind();
    assert!(third.stdout.starts_with("0 commands run"), "{}", third.stdout);
}

#[test]
fn cargos_own_messages_are_not_on_the_page() {
    let project = workspace("<!-- cmdrun cargo run -p hello # stderr -->\n");
    project.bind();
    let html = project.html();
    for word in ["Compiling", "Finished", "Running"] {
        assert!(!html.contains(word), "{html}");
    }
}

#[test]
fn what_rustup_sets_under_cargo_runs_nothing_anew() {
    let project = counted();
    project.bind();
    project.write("book/page.md", &format!("# New words\n\n{COUNTED}"));
    let mut other = project.command(&[]);
    let path = format!("/nowhere:{}", std::env::var("PATH").unwrap());
    other.env("PATH", path).env_remove("RUSTUP_TOOLCHAIN");
    let run = common::finish(other.spawn().unwrap());
    assert!(run.stdout.starts_with("0 commands run"), "{}{}", run.stdout, run.stderr);
}
