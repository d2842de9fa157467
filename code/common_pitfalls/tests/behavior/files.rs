//! Where the next read or write of a file takes place.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use rustix::fs::{MemfdFlags, OFlags, fcntl_setfl, memfd_create};
use test_harness::{patient, skip};

use crate::common::{ended, file_with, tell, wait_for_byte};

fn two_bytes(mut file: &File) -> String {
    let mut bytes = [0; 2];
    file.read_exact(&mut bytes).unwrap();
    String::from_utf8(bytes.into()).unwrap()
}

pub fn a_position_is_shared_across_the_fork() {
    let (_folder, path) = file_with("abcdef");
    let file = File::open(path).unwrap();
    assert!(ended(|| assert_eq!(two_bytes(&file), "ab")).success());
    assert_eq!(two_bytes(&file), "cd");
    assert!(ended(|| _ = (&file).seek(SeekFrom::Start(1)).unwrap()).success());
    assert_eq!(two_bytes(&file), "bc");
}

pub fn a_buffered_reader_takes_more_than_it_gives() {
    let (_folder, path) = file_with("one\ntwo\nthree\n");
    let file = File::open(&path).unwrap();
    let status = ended(|| {
        let first = BufReader::new(&file).lines().next().unwrap().unwrap();
        assert_eq!(first, "one");
    });
    assert!(status.success());
    assert_eq!(io::read_to_string(&file).unwrap(), "");

    (&file).rewind().unwrap();
    fs::write(&path, "line\n".repeat(10_000)).unwrap();
    assert!(ended(|| _ = BufReader::new(&file).lines().next()).success());
    assert_eq!((&file).stream_position().unwrap(), 8 << 10);
}

pub fn a_file_opened_by_each_has_a_position_for_each() {
    let (_folder, path) = file_with("abcdef");
    let ours = File::open(&path).unwrap();
    assert!(ended(|| assert_eq!(two_bytes(&File::open(&path).unwrap()), "ab")).success());
    assert_eq!(two_bytes(&ours), "ab");
}

pub fn a_clone_of_a_file_shares_its_position_too() {
    let (_folder, path) = file_with("abcdef");
    let file = File::open(path).unwrap();
    let clone = file.try_clone().unwrap();
    assert_eq!(two_bytes(&clone), "ab");
    assert_eq!(two_bytes(&file), "cd");
}

pub fn read_at_neither_looks_at_the_position_nor_moves_it() {
    let (_folder, path) = file_with("abcdef");
    let file = File::open(path).unwrap();
    let status = ended(|| {
        let mut bytes = [0; 2];
        file.read_exact_at(&mut bytes, 4).unwrap();
        assert_eq!(&bytes, b"ef");
    });
    assert!(status.success());
    assert_eq!(two_bytes(&file), "ab");
}

const LINES: usize = 200;

/// Two children write at the same time, each its letter; how often each letter has arrived.
fn written_by_two(path: &Path, open: impl Fn() -> File + Send + Sync) -> [usize; 2] {
    write_by_two(LINES, &open);
    let text = fs::read_to_string(path).unwrap();
    ["a", "b"].map(|letter| text.matches(letter).count())
}

fn write_by_two(lines: usize, open: &(impl Fn() -> File + Send + Sync)) {
    let (gate, opener) = io::pipe().unwrap();
    let gate = &gate;
    let write = |letter: &'static str| {
        let work = move || {
            let mut file = open();
            wait_for_byte(gate);
            (0..lines).for_each(|_| file.write_all(letter.as_bytes()).unwrap());
        };
        spawn(work).unwrap()
    };
    let children: [Process; 2] = [write("a"), write("b")];
    tell(&opener);
    tell(&opener);
    children.into_iter().for_each(|child| assert!(child.join().unwrap().success()));
}

pub fn writers_through_one_open_file_do_not_overwrite_each_other() {
    let (_folder, path) = file_with("");
    let file = File::create(&path).unwrap();
    let both = written_by_two(&path, || file.try_clone().unwrap());
    assert_eq!(both, [LINES, LINES]);
}

pub fn writers_that_open_for_themselves_overwrite_each_other() {
    let (_folder, path) = file_with("");
    let open = || OpenOptions::new().write(true).open(&path).unwrap();
    let [first, second] = written_by_two(&path, open);
    assert_eq!(first + second, LINES, "each has its own position, from 0");
}

pub fn writers_that_append_lose_nothing() {
    let (_folder, path) = file_with("");
    let open = || OpenOptions::new().append(true).open(&path).unwrap();
    assert_eq!(written_by_two(&path, open), [LINES, LINES]);
}

/// How many bytes it has once two children have each written so many letters.
fn in_memory(lines: usize, flags: OFlags) -> u64 {
    let file = File::from(memfd_create("test", MemfdFlags::CLOEXEC).unwrap());
    fcntl_setfl(&file, flags).unwrap();
    write_by_two(lines, &|| file.try_clone().unwrap());
    file.metadata().unwrap().len()
}

pub fn writers_through_one_file_without_a_name_can_overwrite_each_other() {
    let patience = Instant::now() + patient(Duration::from_secs(20));
    while in_memory(5_000, OFlags::empty()) == 10_000 {
        if Instant::now() > patience {
            skip("here, two writes into such a file never met");
        }
    }
}

pub fn in_a_file_without_a_name_writers_that_append_lose_nothing() {
    assert_eq!(in_memory(5_000, OFlags::APPEND), 10_000);
}
