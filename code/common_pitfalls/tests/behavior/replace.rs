//! Files that change as a whole.

use std::env;
use std::fs::{self, Permissions};
use std::hint::black_box;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use common_pitfalls::replace;
use process::spawn;
use rustix::fs::{CWD, Mode, mkfifoat};

use crate::common::{file_with, names_in};
use crate::sys;

fn write(path: &Path, text: &str) -> io::Result<()> {
    replace(path, |file| file.write_all(text.as_bytes()))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

pub fn the_new_contents_are_there_and_nothing_else() {
    let (folder, path) = file_with("a long old text");
    write(&path, "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert_eq!(names_in(folder.path()), ["file.txt"]);
}

pub fn a_new_file_is_made() {
    let (folder, _) = file_with("");
    let path = folder.path().join("new.txt");
    write(&path, "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
}

pub fn a_name_without_a_folder_is_in_this_one() {
    let (folder, path) = file_with("old");
    env::set_current_dir(&folder).unwrap();
    write(Path::new("file.txt"), "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
}

pub fn permissions_stay() {
    for permissions in [0o600, 0o644, 0o755, 0o666] {
        let (_folder, path) = file_with("old");
        fs::set_permissions(&path, Permissions::from_mode(permissions)).unwrap();
        write(&path, "new").unwrap();
        assert_eq!(mode(&path), permissions, "{permissions:o}");
    }
}

pub fn no_other_user_can_open_what_will_be_secret() {
    let (_folder, path) = file_with("old");
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    sys::withhold(0);
    write(&path, "new").unwrap();
    assert_eq!(sys::mode_before_last_change(), Some(0o600));
    assert_eq!(mode(&path), 0o640);
}

pub fn a_right_to_run_as_the_owner_does_not_pass_to_the_new_owner() {
    for permissions in [0o4755, 0o2755, 0o1755] {
        let (_folder, path) = file_with("old");
        fs::set_permissions(&path, Permissions::from_mode(permissions)).unwrap();
        assert_eq!(mode(&path), permissions, "the file system takes {permissions:o}");
        replace(&path, |_| Ok(())).unwrap(); // A write would take the right away, too.
        assert_eq!(mode(&path), 0o755, "{permissions:o}");
    }
}

pub fn a_name_may_be_as_long_as_the_file_system_allows() {
    let (folder, _) = file_with("");
    let letters = [199, 200, 201, 236, 237, 255].map(|length| "n".repeat(length));
    let cut_in_a_letter = "n".repeat(199) + &"\u{e4}".repeat(28);
    for name in letters.iter().chain([&cut_in_a_letter]) {
        for text in ["new", "newer"] {
            let path = folder.path().join(name);
            write(&path, text).unwrap_or_else(|error| panic!("{} bytes: {error}", name.len()));
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}

pub fn what_is_no_regular_file_is_refused_and_stays() {
    let (folder, _) = file_with("");
    let [fifo, socket, device] =
        ["fifo", "socket", "device"].map(|name| folder.path().join(name));
    mkfifoat(CWD, &fifo, Mode::RWXU).unwrap();
    let _listener = UnixListener::bind(&socket).unwrap();
    symlink("/dev/null", &device).unwrap(); // Not the device itself, of which there is one.
    let inner = folder.path().join("folder");
    fs::create_dir(&inner).unwrap();
    let names = names_in(folder.path());
    for (path, what) in
        [(&fifo, "a FIFO"), (&socket, "a socket"), (&device, "a device"), (&inner, "a folder")]
    {
        let before = fs::symlink_metadata(path).unwrap();
        let refused = replace(path, |_| panic!("nothing is to be written")).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidInput);
        let start = format!("{} is {what}, not a regular file: ", path.display());
        assert!(refused.to_string().starts_with(&start), "{refused}");
        assert_eq!(fs::symlink_metadata(path).unwrap().ino(), before.ino());
    }
    assert_eq!(names_in(folder.path()), names);
}

pub fn a_new_file_has_what_the_umask_leaves() {
    let (folder, _) = file_with("");
    for (mask, left) in [(0o022, 0o644), (0o077, 0o600), (0, 0o666)] {
        sys::withhold(mask);
        let path = folder.path().join(format!("{mask:o}"));
        write(&path, "new").unwrap();
        assert_eq!(mode(&path), left, "{mask:o}");
    }
}

pub fn a_write_that_fails_leaves_the_old_file_and_nothing_beside() {
    let (folder, path) = file_with("old");
    let failed = replace(&path, |file| {
        file.write_all(b"half of the n")?;
        Err(ErrorKind::StorageFull.into())
    });
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::StorageFull);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(names_in(folder.path()), ["file.txt"]);
}

pub fn no_name_and_no_folder_are_errors() {
    let (folder, path) = file_with("old");
    assert_eq!(write(Path::new("/"), "new").unwrap_err().kind(), ErrorKind::InvalidFilename);
    let nowhere = folder.path().join("nowhere/file.txt");
    assert_eq!(write(&nowhere, "new").unwrap_err().kind(), ErrorKind::NotFound);
    let inside_a_file = path.join("file.txt");
    assert_eq!(write(&inside_a_file, "new").unwrap_err().kind(), ErrorKind::NotADirectory);
    assert!(write(folder.path(), "new").is_err(), "a folder is not replaced by a file");
    assert_eq!(names_in(folder.path()), ["file.txt"]);
}

pub fn a_symbolic_link_is_replaced_itself() {
    let (folder, path) = file_with("old");
    let link = folder.path().join("link.txt");
    symlink(&path, &link).unwrap();
    write(&link, "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert!(fs::symlink_metadata(&link).unwrap().is_file());
}

const LENGTH: usize = 10_000;

/// A text of one letter: mixed or short, it would be two halves.
fn text(round: u32) -> String {
    let letter = char::from(b'a' + u8::try_from(round % 26).unwrap());
    letter.to_string().repeat(LENGTH)
}

fn assert_whole(found: &str) {
    assert_eq!(found.len(), LENGTH);
    assert!(found.bytes().all(|byte| byte == found.as_bytes()[0]), "mixed: {found}");
}

/// Replaces the file without end, in many small writes.
fn replace_forever(path: &Path) -> ! {
    for round in 0.. {
        let text = text(round);
        let in_pieces = text.as_bytes().chunks(100);
        replace(path, |file| {
            in_pieces.into_iter().try_for_each(|piece| file.write_all(piece))
        })
        .unwrap();
    }
    unreachable!("the rounds do not end")
}

pub fn a_reader_never_sees_half_a_file() {
    let (_folder, path) = file_with(&text(0));
    let writers = [0, 1].map(|_| spawn(|| replace_forever(&path)).unwrap());
    let first = fs::metadata(&path).unwrap().ino();
    let mut changes = 0;
    let mut last = first;
    while changes < 200 {
        assert_whole(&fs::read_to_string(&path).unwrap());
        let now = fs::metadata(&path).unwrap().ino();
        changes += usize::from(now != std::mem::replace(&mut last, now));
    }
    for writer in writers {
        writer.kill().unwrap();
        writer.join().unwrap();
    }
}

pub fn killed_at_any_moment_the_file_is_whole() {
    let (folder, path) = file_with(&text(0));
    let mut unfinished = 0;
    for round in 0..200_u32 {
        let writer = spawn(|| replace_forever(&path)).unwrap();
        // On a slow machine it does not come so far by itself within the moments that follow.
        while round % 2 == 1 && names_in(folder.path()).len() < 2 {
            thread::yield_now();
        }
        let moment = Instant::now() + Duration::from_micros((round * 37 % 200 * 20).into());
        while Instant::now() < moment {
            black_box(round);
        }
        writer.kill().unwrap();
        writer.join().unwrap();
        assert_whole(&fs::read_to_string(&path).unwrap());
        for name in names_in(folder.path()).iter().filter(|name| *name != "file.txt") {
            assert!(name.starts_with(".file.txt.") && name.ends_with(".unfinished"), "{name}");
            fs::remove_file(folder.path().join(name)).unwrap();
            unfinished += 1;
        }
    }
    assert!(unfinished > 0, "no kill came in the middle of a replacement");
}
