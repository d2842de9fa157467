//! Which commands run beside each other, and which alone.

use common::Project;
use rustix::fs::{CWD, Mode, mkfifoat};

mod common;

#[test]
fn commands_that_measure_nothing_run_beside_each_other() {
    let page = "<!-- cmdrun echo hello > meeting -->\n\n<!-- cmdrun cat meeting -->\n";
    let project = Project::new(page);
    // To open it for writing is to wait for a reader, see fifo(7).
    mkfifoat(CWD, project.path("meeting"), Mode::RWXU).unwrap();
    project.bind();
    assert!(project.html().contains("hello"));
}

#[test]
fn one_that_measures_has_the_machine_to_itself() {
    let count = "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done";
    let measures = |name: &str| {
        format!(
            "<!-- cmdrun mkdir alone; s=$?; {count}; rmdir alone; echo {name}; exit $s # numbers vary -->\n\n"
        )
    };
    let waits =
        |name: &str| format!("<!-- cmdrun echo {name}; {count}; test ! -d alone -->\n\n");
    let page = [waits("a"), measures("b"), waits("c"), measures("d"), measures("e")];
    Project::new(&page.concat()).bind();
}

#[test]
fn after_a_command_that_failed_none_is_begun() {
    let project = Project::new(
        "<!-- cmdrun touch begun -->\n\n<!-- cmdrun exit 3 # numbers vary -->\n\n<!-- cmdrun touch begun # numbers vary -->\n",
    );
    let run = common::finish(project.start(&[]));
    assert!(run.stderr.contains("ended with"), "{}", run.stderr);
    assert!(!project.path("begun").exists());
}
