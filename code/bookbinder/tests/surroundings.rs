//! The book is bound wherever the reader is: odd variables, ignored signals, layered file systems, a target folder of one's own.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use common::{BOOKBINDER, Project, finish};
use tempfile::TempDir;

mod common;

fn not_utf8() -> OsString {
    OsString::from_vec(vec![b'a', 0xe9])
}

#[test]
fn a_variable_that_is_not_utf8_does_no_harm() {
    let project = Project::new("# Page\n");
    let run = finish(project.command(&[]).env("X", not_utf8()).spawn().unwrap());
    assert!(run.status.success(), "{}", run.stderr);
}

#[test]
fn a_setting_that_is_not_utf8_is_named() {
    let project = Project::new("# Page\n");
    let mut command = project.command(&[]);
    command.env("MDBOOK_BOOK__TITLE", not_utf8());
    let run = finish(command.spawn().unwrap());
    assert_eq!(run.status.code(), Some(1), "{}", run.stderr);
    assert_eq!(
        run.stderr.trim(),
        "error: the variable MDBOOK_BOOK__TITLE is not UTF-8: correct or unset it"
    );
}

#[test]
fn a_setting_of_mdbooks_in_the_environment_counts() {
    let project = Project::new("# Page\n");
    for title in ["One", "Two"] {
        let mut command = project.command(&[]);
        command.env("MDBOOK_BOOK__TITLE", title).env("MDBOOK_VERSION", "of mdBook's own");
        assert!(finish(command.spawn().unwrap()).status.success());
        assert!(
            project
                .read("target/book/page.html")
                .contains(&format!("<title>Page - {title}</title>"))
        );
    }
}

#[test]
fn a_demo_begins_with_the_default_for_every_signal() {
    let project = Project::new("<!-- cmdrun grep -E '^Sig(Blk|Ign)' /proc/self/status -->\n");
    let mut command = Command::new("env");
    command.args(["--ignore-signal=INT,QUIT,USR1", "--block-signal=TERM,USR2", BOOKBINDER]);
    command.current_dir(project.root()).env_remove("CARGO_TARGET_DIR");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.process_group(0);
    let run = finish(command.spawn().unwrap());
    assert!(run.status.success(), "{}", run.stderr);
    let html = project.html();
    let set = |name: &str| {
        let (_, bits) = html.split_once(&format!("{name}:\t")).unwrap();
        u64::from_str_radix(&bits[..16], 16).unwrap()
    };
    // The C library keeps 32 and 33 to itself, and no program changes them.
    let ours = (1 << 31) - 1;
    assert_eq!((set("SigBlk") & ours, set("SigIgn") & ours), (0, 0), "{html}");
}

#[test]
fn nothing_has_changed_where_the_target_folder_lies_in_the_project() {
    let project = Project::new("# Page\n");
    let bind = || {
        let run =
            finish(project.command(&[]).env("CARGO_TARGET_DIR", "built").spawn().unwrap());
        assert!(run.status.success(), "{}", run.stderr);
        run.stdout
    };
    bind();
    assert!(
        project.path("built/book/page.html").exists(),
        "`cargo clean` would leave the book"
    );
    assert!(!project.path("target").exists());
    assert!(bind().starts_with("Nothing has changed"));
}

#[test]
fn a_project_that_cannot_be_written_to_is_bound_elsewhere() {
    let project = Project::new("# Page\n\n<!-- cmdrun echo 1 -->\n");
    let elsewhere = TempDir::new().unwrap();
    let before = listed(&project);
    let mut command = project.command(&[]);
    command.env("CARGO_TARGET_DIR", elsewhere.path());
    let run = finish(command.spawn().unwrap());
    assert!(run.status.success(), "{}", run.stderr);
    assert!(elsewhere.path().join("book/page.html").exists());
    assert_eq!(listed(&project), before, "something was written into the project");
}

fn listed(project: &Project) -> Vec<OsString> {
    let entries = project.root().read_dir().unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

/// A project on a file system of two layers, with its first book in the lower one, as in an image of a container.
#[test]
fn a_book_in_the_lower_layer_of_a_file_system_is_replaced() {
    let project = Project::new("# The first book\n");
    project.bind();
    let layers = TempDir::new().unwrap();
    for folder in ["upper", "work", "merged"] {
        std::fs::create_dir(layers.path().join(folder)).unwrap();
    }
    let lower = project.root().display();
    let mount = format!(
        "mount -t overlay overlay -o lowerdir={lower},upperdir=upper,workdir=work,userxattr merged"
    );
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]);
        command.current_dir(layers.path()).stdin(Stdio::null()).output()
    };
    if !unshare(&mount).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system mounts no overlay for an ordinary user");
        return;
    }
    let again = format!(
        "{mount} && cd merged && echo '# The next book' > book/page.md && {BOOKBINDER} --no-open \
        && grep -c 'The next book' target/book/page.html && echo again >> book/page.md && {BOOKBINDER} --no-open && ls target"
    );
    let output = unshare(&again).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let left = String::from_utf8_lossy(&output.stdout);
    assert!(!left.contains("book.new"), "{left}");
}
