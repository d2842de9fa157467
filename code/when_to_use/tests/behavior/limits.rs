//! So much, and no more.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, PipeReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use process::spawn;
use process_pool::{Cause, Pool, TaskError};
use when_to_use::Limits;

use crate::common::{MIB, NO_LIMITS, ended, line_of, use_memory};
use crate::sys;

pub fn too_much_memory_ends_the_child_and_no_other() {
    let limits = Limits { memory: Some(64 * MIB), ..NO_LIMITS };
    assert_eq!(ended(limits, || use_memory(128 * MIB)).signal(), Some(libc::SIGABRT));
    use_memory(128 * MIB);
}

pub fn memory_within_the_limit_is_granted() {
    let limits = Limits { memory: Some(64 * MIB), ..NO_LIMITS };
    assert!(ended(limits, || use_memory(32 * MIB)).success());
}

pub fn memory_is_counted_from_what_the_child_begins_with() {
    let ballast = black_box(vec![1_u8; 256 << 20]);
    memory_within_the_limit_is_granted();
    too_much_memory_ends_the_child_and_no_other();
    drop(ballast);
}

pub fn a_pool_loses_the_task_that_wants_too_much_and_no_other() {
    let limits = Limits { memory: Some(64 * MIB), ..NO_LIMITS };
    let task = |bytes: u64| {
        limits.apply().unwrap();
        use_memory(bytes);
    };
    let mut pool = Pool::new(2, task).unwrap();
    let outcomes: Vec<_> = pool.imap([1, 128, 2, 3].map(|mib| mib * MIB)).collect();
    assert!(matches!(
        &outcomes[..],
        [
            Ok(()),
            Err(TaskError { cause: Cause::Killed { signal: libc::SIGABRT }, .. }),
            Ok(()),
            Ok(())
        ]
    ));
    pool.close().unwrap();
}

pub fn a_child_that_computes_forever_is_cut_off() {
    let limits = Limits { cpu_seconds: Some(1), ..NO_LIMITS };
    assert_eq!(ended(limits, spin).signal(), Some(libc::SIGXCPU));
}

pub fn a_child_that_ignores_the_end_of_its_time_is_killed() {
    let limits = Limits { cpu_seconds: Some(1), ..NO_LIMITS };
    let stubborn = || {
        sys::ignore(libc::SIGXCPU);
        spin();
    };
    assert_eq!(ended(limits, stubborn).signal(), Some(libc::SIGKILL));
}

pub fn more_seconds_than_the_kernel_can_count_are_as_good_as_no_limit() {
    for seconds in [1 << 62, u64::MAX / 1_000_000_000 + 1, u64::MAX - 1, u64::MAX] {
        let limits = Limits { cpu_seconds: Some(seconds), ..NO_LIMITS };
        let ending = ended(limits, || {
            let a_century = "3155760000 3155760001 seconds";
            assert_eq!(line_of("/proc/self/limits", "Max cpu time"), a_century);
            spin_for(Duration::from_millis(500));
        });
        assert!(ending.success(), "{seconds} seconds: {ending}");
    }
}

pub fn a_child_that_waits_uses_no_time() {
    let (reader, _writer) = io::pipe().unwrap();
    let limits = Limits { cpu_seconds: Some(1), ..NO_LIMITS };
    let mut child = limits.spawn(move || wait_forever(reader)).unwrap();
    assert_eq!(child.join_timeout(Duration::from_millis(1200)).unwrap(), None);
    child.kill().unwrap();
    assert_eq!(child.join().unwrap().signal(), Some(libc::SIGKILL));
}

pub fn a_file_ends_at_its_limit() {
    let file = sys::file_without_a_name();
    let limits = Limits { file_size: Some(100), ..NO_LIMITS };
    let ending = ended(limits, || (&file).write_all(&[1; 1000]).unwrap());
    assert_eq!(ending.signal(), Some(libc::SIGXFSZ));
    assert_eq!(file.metadata().unwrap().len(), 100);
    (&file).write_all(&[1; 1000]).unwrap();
}

pub fn a_limit_beyond_the_longest_file_is_as_good_as_none() {
    for bytes in [1 << 63, u64::MAX - 1, u64::MAX] {
        let file = sys::file_without_a_name();
        let limits = Limits { file_size: Some(bytes), ..NO_LIMITS };
        let ending = ended(limits, || (&file).write_all(&[1; 1000]).unwrap());
        assert!(ending.success(), "{bytes} bytes: {ending}");
    }
}

pub fn with_no_open_files_nothing_is_opened_and_what_is_open_stays() {
    let (mut reader, mut writer) = io::pipe().unwrap();
    let limits = Limits { open_files: Some(0), ..NO_LIMITS };
    let ending = ended(limits, move || {
        let refused = File::open("/dev/null").unwrap_err();
        assert_eq!(refused.raw_os_error(), Some(libc::EMFILE));
        writer.write_all(b"open").unwrap();
    });
    assert!(ending.success());
    let mut heard = String::new();
    reader.read_to_string(&mut heard).unwrap();
    assert_eq!(heard, "open");
}

pub fn a_limit_is_never_raised() {
    let low = Limits { cpu_seconds: Some(10), file_size: Some(10), ..NO_LIMITS };
    let high = Limits { cpu_seconds: Some(20), file_size: Some(20), ..NO_LIMITS };
    let ending = ended(low, || {
        high.apply().unwrap();
        assert_eq!(line_of("/proc/self/limits", "Max cpu time"), "10 11 seconds");
        assert_eq!(line_of("/proc/self/limits", "Max file size"), "10 10 bytes");
    });
    assert!(ending.success());
}

pub fn without_limits_nothing_changes() {
    let all = || std::fs::read_to_string("/proc/self/limits").unwrap();
    let before = all();
    assert!(ended(Limits::default(), || assert_eq!(all(), before)).success());
}

pub fn a_grandchild_inherits_the_limits() {
    let limits = Limits { memory: Some(64 * MIB), ..NO_LIMITS };
    let ending = ended(limits, || {
        let grandchild = spawn(|| use_memory(128 * MIB)).unwrap().join().unwrap();
        assert_eq!(grandchild.signal(), Some(libc::SIGABRT));
    });
    assert!(ending.success());
}

pub fn a_child_that_cannot_be_limited_does_not_begin() {
    let (mut reader, mut writer) = io::pipe().unwrap();
    sys::forbid(libc::SYS_prlimit64);
    let limits = Limits { file_size: Some(100), ..NO_LIMITS };
    let ending = ended(limits, move || writer.write_all(b"begun").unwrap());
    assert_eq!(ending.code(), Some(102));
    assert_eq!(reader.read(&mut [0]).unwrap(), 0);
}

/// Until the process has used the CPU for so long.
fn spin_for(time: Duration) {
    while sys::time_on_the_cpu() < time {
        black_box(0);
    }
}

fn spin() {
    loop {
        black_box(0);
    }
}

fn wait_forever(mut reader: PipeReader) {
    let _ = reader.read(&mut [0]);
}
