//! The program as it is called.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::process::Command;

use process::spawn;
use together::{Complex, Scene, Size};

use crate::common::*;

const SMALL: &str = "--size 31x23 --iterations 50 --workers 2";

pub fn arguments_choose_the_picture() {
    let size = Size { width: 31, height: 23 };
    let zoomed = Scene {
        size,
        center: Complex { re: -1.25, im: 0.02 },
        zoom: 40.0,
        iterations: 50,
        ..Scene::default()
    };
    let julia =
        Scene { size, iterations: 50, ..Scene::julia(Complex { re: -0.8, im: 0.156 }) };
    let scenes = [
        ("-c -1.25,0.02 -z 4e1 -s 31x23 -i 50", &zoomed),
        ("--center=-1.25,0.02 --zoom=40 --size=31x23 --iterations=50 --workers=3", &zoomed),
        ("-j -0.8,0.156 -s 31x23 -i 50 -w1", &julia),
        ("-s 9x9 -s 31x23 -i 50 --center 0,0 --zoom 1 --julia -0.8,0.156", &julia),
    ];
    for (arguments, scene) in scenes {
        let output = run(arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(decoded(&output.stdout) == (size, serially(scene)), "{arguments}");
    }
}

pub fn a_wrong_argument_is_named_with_what_was_expected() {
    let size = "expected WIDTHxHEIGHT, each from 1 to 16384, such as 640x400";
    let point = "expected X,Y, each from -4 to 4, such as -0.75,0.1";
    let zoom = "expected a number from 0.01 to 1e12";
    let cases = [
        ("--size 640", format!("--size 640: {size}")),
        ("-s 0x5", format!("--size 0x5: {size}")),
        ("-s 16385x1", format!("--size 16385x1: {size}")),
        ("-s 5x-5", format!("--size 5x-5: {size}")),
        ("-s 5x5x5", format!("--size 5x5x5: {size}")),
        ("--center 0", format!("--center 0: {point}")),
        ("--center 0,NaN", format!("--center 0,NaN: {point}")),
        ("--julia 5,0", format!("--julia 5,0: {point}")),
        ("--zoom 0", format!("--zoom 0: {zoom}")),
        ("--zoom inf", format!("--zoom inf: {zoom}")),
        ("--zoom many", format!("--zoom many: {zoom}")),
        (
            "--iterations 0",
            "--iterations 0: expected a whole number from 1 to 100000000".into(),
        ),
        ("--workers 0", "--workers 0: expected a whole number from 1 to 512".into()),
        ("--workers 1.5", "--workers 1.5: expected a whole number from 1 to 512".into()),
        ("picture.png", "picture.png: expected an option before it, such as --output".into()),
        ("--speed 5", "invalid option '--speed'".into()),
        ("--zoom", "missing argument for option '--zoom'".into()),
    ];
    for (arguments, expected) in cases {
        let output = run(arguments);
        let wanted = format!("together: {expected}; `together --help` lists all options\n");
        assert_eq!(text(&output.stderr), wanted);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments}");
    }
}

pub fn help_is_no_error() {
    for arguments in ["--help", "-h", "--size 5x5 --help"] {
        let output = run(arguments);
        assert!(output.status.success() && output.stderr.is_empty());
        assert_eq!(text(&output.stdout), format!("{}\n", together::USAGE));
    }
}

pub fn a_place_that_cannot_be_written_is_found_before_the_work() {
    let folder = folder();
    let here = folder.path().to_str().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    symlink("none/a.png", folder.path().join("astray")).unwrap();
    symlink("round", folder.path().join("round")).unwrap();
    symlink("none/", folder.path().join("slash")).unwrap();
    let nameless = "no file can have this name";
    let cases = [
        (format!("{here}/none/a.png"), "No such file or directory (os error 2)"),
        (format!("{here}/file/a.png"), "Not a directory (os error 20)"),
        (format!("{here}/astray"), "No such file or directory (os error 2)"),
        (format!("{here}/round"), "Too many levels of symbolic links (os error 40)"),
        (here.to_owned(), "is a directory"),
        (format!("{here}/none/"), nameless),
        (format!("{here}/none/."), nameless),
        (format!("{here}/none/.."), nameless),
        (format!("{here}/slash"), nameless),
        (String::new(), nameless),
    ];
    for (path, why) in cases {
        // It would take days.
        let arguments = "-c 0,0 -z 100 -i 100000000 -o";
        let output = program().args(arguments.split_whitespace()).arg(&path).output().unwrap();
        assert_eq!(text(&output.stderr), format!("together: cannot write {path}: {why}\n"));
        assert_eq!(output.status.code(), Some(1));
    }
    assert_eq!(names(folder.path()), ["astray", "file", "round", "slash"]);
}

/// No file may grow beyond 512 bytes here, which ends a write as a full disk does.
pub fn a_full_disk_leaves_the_old_file_and_nothing_else() {
    let folder = folder();
    let path = folder.path().join("a.png");
    fs::write(&path, "an old picture").unwrap();
    let script = format!("trap '' XFSZ; ulimit -f 1; exec \"$0\" {SMALL} -o \"$1\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_together")]).arg(&path);
    let output = command.output().unwrap();
    let why = "File too large (os error 27)";
    let wanted = format!("together: cannot write {}: {why}\n", path.display());
    assert_eq!((text(&output.stderr), output.status.code()), (wanted, Some(1)));
    assert_eq!(fs::read_to_string(&path).unwrap(), "an old picture");
    assert_eq!(names(folder.path()), ["a.png"]);
}

pub fn a_device_is_written_to_and_stays_one() {
    let folder = folder();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = spawn(|| assert!(fs::read(&pipe).unwrap() == run(SMALL).stdout)).unwrap();
    assert!(run(&format!("{SMALL} --output {}", pipe.display())).status.success());
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(reader.join().unwrap().success());

    // Only now, since root who replaces a device has a broken machine.
    let full = run(&format!("{SMALL} --output /dev/full"));
    let why = "No space left on device (os error 28)";
    assert_eq!(text(&full.stderr), format!("together: cannot write /dev/full: {why}\n"));
    assert_eq!(full.status.code(), Some(1));
    assert!(run(&format!("{SMALL} --output /dev/null")).status.success());
    for device in ["/dev/full", "/dev/null"] {
        assert!(fs::metadata(device).unwrap().file_type().is_char_device(), "{device}");
    }
    let stdout = run(&format!("{SMALL} --output /dev/stdout")).stdout;
    assert!(stdout == run(SMALL).stdout && !stdout.is_empty());
}

pub fn a_link_leads_to_the_file_that_is_replaced() {
    let folder = folder();
    let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
    fs::write(&file, "an old picture").unwrap();
    symlink("file", &link).unwrap();
    let output = run(&format!("{SMALL} -o {}", link.display()));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read(&file).unwrap() == run(SMALL).stdout);
    let other = folder.path().join("other"); // As others may read it as any new file.
    fs::write(&other, "").unwrap();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&file), mode(&other));
}

pub fn without_a_name_the_picture_goes_to_stdout() {
    let wanted = run(&format!("{SMALL} --output -")).stdout;
    assert!(wanted.starts_with(b"\x89PNG") && run(SMALL).stdout == wanted);
}

pub fn where_stderr_is_no_terminal_there_is_no_bar() {
    let said = text(&run(SMALL).stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("31x23 pixels in 0.") && said.ends_with(", workers: 2\n"));
}
