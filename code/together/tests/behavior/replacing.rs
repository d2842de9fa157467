//! What becomes of a file that a picture takes the place of, and of its name.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

use rustix::process::Signal;

use crate::common::*;

const SMALL: &str = "--size 31x23 --iterations 50 --workers 2";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn paint_to(path: &Path) -> Output {
    program().args(SMALL.split_whitespace()).arg("--output").arg(path).output().unwrap()
}

pub fn a_replaced_file_keeps_its_permissions() {
    let folder = folder();
    let path = folder.path().join("a.png");
    let wanted = run(SMALL).stdout;
    for (before, after) in
        [(0o600, 0o600), (0o640, 0o640), (0o666, 0o666), (0o444, 0o444), (0o4750, 0o750)]
    {
        let _ = fs::remove_file(&path);
        fs::write(&path, "an old picture").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(before)).unwrap();
        let output = paint_to(&path);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(fs::read(&path).unwrap() == wanted);
        assert_eq!(format!("{:o}", mode(&path)), format!("{after:o}"));
    }
    assert_eq!(names(folder.path()), ["a.png"]);
}

pub fn a_new_file_is_as_open_as_the_umask_lets_it() {
    for (umask, wanted) in [("022", 0o644), ("002", 0o664), ("077", 0o600)] {
        let folder = folder();
        let path = folder.path().join("a.png");
        let script = format!("umask {umask}; exec \"$0\" {SMALL} -o \"$1\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_together")]).arg(&path);
        assert!(command.output().unwrap().status.success());
        assert_eq!(format!("{:o}", mode(&path)), format!("{wanted:o}"));
    }
}

/// The kernel kills the program while it writes, at the 512th byte. So what others could have
/// opened at that moment is still there to be looked at.
pub fn no_other_user_can_open_the_picture_before_it_is_in_place() {
    let folder = folder();
    let path = folder.path().join("a.png");
    fs::write(&path, "an old picture").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let script = format!("umask 0; ulimit -c 0; ulimit -f 1; exec \"$0\" {SMALL} -o \"$1\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_together")]).arg(&path);
    let status = command.output().unwrap().status;
    assert_eq!(status.signal(), Some(Signal::XFSZ.as_raw()));
    let left = names(folder.path());
    assert!(left.len() == 2 && left[0].starts_with(".fractal-"), "{left:?}");
    assert_eq!(format!("{:o}", mode(&folder.path().join(&left[0]))), "600");
    assert_eq!(fs::read_to_string(&path).unwrap(), "an old picture");
}

pub fn a_link_to_a_file_that_is_not_there_yet_is_followed() {
    let folder = folder();
    let path = |name| folder.path().join(name);
    fs::create_dir(path("other")).unwrap();
    symlink("other/link", path("link")).unwrap();
    symlink("../file", path("other/link")).unwrap();
    let output = paint_to(&path("link"));
    assert!(output.status.success(), "{}", text(&output.stderr));
    for link in ["link", "other/link"] {
        assert!(fs::symlink_metadata(path(link)).unwrap().is_symlink(), "{link}");
    }
    assert!(fs::symlink_metadata(path("file")).unwrap().is_file());
    assert!(fs::read(path("file")).unwrap() == run(SMALL).stdout);
    assert_eq!(names(folder.path()), ["file", "link", "other"]);
}

pub fn as_many_links_are_followed_as_the_kernel_follows() {
    let folder = folder();
    let path = |number: u32| folder.path().join(number.to_string());
    for number in 0..40 {
        symlink((number + 1).to_string(), path(number)).unwrap();
    }
    for _ in 0..2 {
        let output = paint_to(&path(0)); // The second time, the file is there.
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(fs::symlink_metadata(path(40)).unwrap().is_file());
    }
}
