use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use tempfile::tempdir;
use together::Size;

use crate::common::{
    FOLDER, TILES, job, number, painted, picture, run, togethers_file, togethers_file_of,
};

pub fn any_number_of_ranks_paints_what_together_paints() {
    let expected = togethers_file();
    for ranks in 1..=4 {
        let folder = tempdir().unwrap();
        let output = run(folder.path(), ranks, &[]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(picture(folder.path()), Some(expected.clone()), "{ranks} ranks");
    }
}

pub fn a_killed_rank_ends_the_job_and_leaves_no_file() {
    let folder = tempdir().unwrap();
    let output = run(folder.path(), 3, &["--deadly", "5"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("BAD TERMINATION"), "{output:?}");
    assert_eq!(picture(folder.path()), None);
}

pub fn the_next_job_paints_what_is_missing_and_nothing_else() {
    let folder = tempdir().unwrap();
    let arguments = ["--checkpoint", "tiles"];
    run(folder.path(), 3, &[&arguments[..], &["--deadly", "9"]].concat());
    let second = run(folder.path(), 3, &arguments);
    assert!(second.status.success(), "{second:?}");
    let (kept, missing) =
        (number(&second, "in the checkpoint: "), number(&second, "to be painted: "));
    // When tile 9 was handed out, one of those before it was with the other rank, at most.
    assert!((8..TILES).contains(&kept) && kept + missing == TILES, "{second:?}");
    assert_eq!(painted(&second), missing, "{second:?}");
    assert_eq!(picture(folder.path()), Some(togethers_file()));
    assert!(!folder.path().join("tiles").exists(), "the picture is whole");
}

/// SIGTERM to mpiexec, as a scheduler sends it when the time is over: it ends the ranks wherever they are.
pub fn a_job_that_is_killed_midway_is_resumed_and_repaints_nothing() {
    let large = Size { width: 640, height: 400 };
    let expected = togethers_file_of(large);
    let midway = (1..=10).filter(|moment| {
        let folder = tempdir().unwrap();
        let arguments = ["--size", "640x400", "--checkpoint", "tiles"];
        kill_when_it_has(3 * moment, &mut job(folder.path(), 3, &arguments), folder.path());
        let was_midway = picture(folder.path()).is_none();
        let second = run(folder.path(), 2, &arguments);
        assert!(second.status.success(), "{second:?}");
        if was_midway {
            let kept = number(&second, "in the checkpoint: ");
            assert!(kept + 1 >= 3 * moment, "{kept} of {} tiles are left", 3 * moment);
            assert_eq!(painted(&second), 50 - kept);
        }
        assert_eq!(picture(folder.path()).as_ref(), Some(&expected));
        was_midway
    });
    assert!(midway.count() > 5, "nearly all jobs were at their end");
}

/// Ends a job once so many tiles are in its checkpoint, or once it has ended.
fn kill_when_it_has(tiles: usize, job: &mut Command, folder: &Path) {
    const TILE: usize = 640 * 8 * 3;
    let mut job = job.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let kept = || fs::metadata(folder.join("tiles")).map_or(0, |file| file.len() as usize);
    while kept() <= tiles * TILE && job.try_wait().unwrap().is_none() {
        thread::yield_now();
    }
    if job.try_wait().unwrap().is_none() {
        Command::new("kill").arg(job.id().to_string()).status().unwrap();
    }
    job.wait().unwrap();
}

pub fn the_checkpoint_of_another_picture_ends_the_job() {
    let folder = tempdir().unwrap();
    let arguments = ["--checkpoint", "tiles", "--zoom", "3"];
    run(folder.path(), 3, &[&arguments[..], &["--deadly", "9"]].concat());
    let kept = fs::read(folder.path().join("tiles")).unwrap();
    let other = run(folder.path(), 3, &arguments[..2]);
    assert!(!other.status.success());
    assert!(String::from_utf8_lossy(&other.stderr).contains("another picture"), "{other:?}");
    assert_eq!(fs::read(folder.path().join("tiles")).unwrap(), kept);
}

pub fn a_wrong_argument_is_named() {
    let folder = tempdir().unwrap();
    for (wrong, named) in
        [("--deadly=7", "deadly"), ("--size", "size"), ("--checkpoint", "wants a value")]
    {
        let output =
            Command::new(crate::common::PROGRAM).arg(wrong).current_dir(&folder).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(named), "{output:?}");
    }
}

pub fn ranks_of_one_host_share_memory_and_those_of_another_do_not() {
    let where_they_are = |options: &[&str]| {
        let mut job = Command::new("mpiexec");
        let output = job.args(options).args(["-n", "4", "s1_where"]).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let lines = printed.lines().filter(|line| line.starts_with("rank "));
        let last = lines.map(|line| line.rsplit(' ').nth(1).unwrap().to_owned());
        last.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(where_they_are(&[]), "0 0 0 0");
    let (hosts, not_ssh) = (format!("{FOLDER}/hosts"), format!("{FOLDER}/not_ssh"));
    let two = where_they_are(&["-f", &hosts, "-launcher-exec", &not_ssh]);
    assert_eq!(two, "0 0 2 2");
}
