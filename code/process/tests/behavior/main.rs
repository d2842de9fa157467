//! What a process does, and what it never does, over real processes.

mod sys;

use std::env;
use std::fs;
use std::hint::black_box;
use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read, Write};
use std::mem;
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::panic;
use std::process::{Command, ExitStatus, abort, exit, id};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use process::{NoFork, Process, heir, spawn};
use test_harness::{children, open_descriptors};

test_harness::main!(
    // How it ends.
    a_child_that_returns_ends_with_code_0,
    a_child_that_exits_ends_with_its_code,
    a_panic_ends_the_child_with_101_and_leaves_the_parent_alone,
    a_panic_whose_payload_panics_when_dropped_still_ends_with_101,
    an_abort_and_a_stack_overflow_arrive_as_sigabrt,
    kill_and_terminate_arrive_as_their_signals,
    the_child_never_runs_the_frames_of_its_parent,
    // What it shares.
    the_child_works_on_a_copy,
    captured_by_move_is_dropped_in_the_parent_before_the_child_begins,
    heir_is_the_child_while_the_parent_drops_and_nobody_otherwise,
    buffered_text_is_printed_once,
    // Waiting.
    try_join_says_none_then_the_status_again_and_again,
    join_timeout_of_a_running_child_is_none_and_not_early,
    join_timeout_of_an_ended_child_does_not_wait,
    join_timeout_without_end_waits,
    signals_do_not_disturb_join,
    signals_do_not_stretch_join_timeout,
    the_descriptor_polls_as_readable_once_the_child_has_ended,
    ending_a_child_that_has_ended_is_fine,
    dropping_waits,
    dropping_while_panicking_kills_first,
    // What it refuses.
    a_second_thread_is_refused_until_it_is_joined,
    a_joined_thread_does_not_get_in_the_way,
    a_living_no_fork_is_refused,
    a_leaked_no_fork_is_refused,
    a_refusal_runs_nothing_and_drops_the_work,
    // What the kernel refuses.
    no_more_processes_is_an_error_that_says_so,
    no_more_descriptors_is_an_error_and_leaves_no_child,
    without_pidfds_spawn_is_an_error_and_leaves_no_child,
    // What others do to it.
    with_sigchld_ignored_spawn_works_and_join_is_an_error,
    after_a_foreign_wait_join_is_an_error,
    an_inherited_copy_neither_waits_nor_kills,
    // Many, and nobody left.
    a_thousand_in_a_row_leave_nothing,
    a_hundred_run_at_once,
    children_have_children,
    killing_the_parent_at_any_moment_leaves_no_orphan,
);

// How it ends.

fn a_child_that_returns_ends_with_code_0() {
    assert_eq!(ended(|| ()).code(), Some(0));
}

fn a_child_that_exits_ends_with_its_code() {
    for code in [0, 3, 255] {
        assert_eq!(ended(move || exit(code)).code(), Some(code));
    }
}

fn a_panic_ends_the_child_with_101_and_leaves_the_parent_alone() {
    assert_eq!(
        ended(|| panic!("this message is part of the test")).code(),
        Some(101)
    );
    assert!(!thread::panicking());
}

fn a_panic_whose_payload_panics_when_dropped_still_ends_with_101() {
    struct Mine;
    impl Drop for Mine {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    assert_eq!(ended(|| panic::panic_any(Mine)).code(), Some(101));
}

fn an_abort_and_a_stack_overflow_arrive_as_sigabrt() {
    #[expect(unconditional_recursion, reason = "to run out of stack is the point")]
    fn overflow(depth: u64) {
        overflow(black_box(depth + 1));
        black_box(depth);
    }
    assert_eq!(ended(|| abort()).signal(), Some(libc::SIGABRT));
    assert_eq!(ended(|| overflow(0)).signal(), Some(libc::SIGABRT));
}

fn kill_and_terminate_arrive_as_their_signals() {
    let killed = spawn(for_ever).unwrap();
    killed.kill().unwrap();
    assert_eq!(killed.join().unwrap().signal(), Some(libc::SIGKILL));

    let terminated = spawn(for_ever).unwrap();
    terminated.terminate().unwrap();
    assert_eq!(terminated.join().unwrap().signal(), Some(libc::SIGTERM));
}

fn the_child_never_runs_the_frames_of_its_parent() {
    struct Tell(PipeWriter);
    impl Drop for Tell {
        fn drop(&mut self) {
            self.0.write_all(b"x").unwrap();
        }
    }
    let (mut reader, writer) = io::pipe().unwrap();
    {
        let _frame = Tell(writer);
        assert_eq!(
            ended(|| panic!("this message is part of the test")).code(),
            Some(101)
        );
        assert_eq!(ended(|| ()).code(), Some(0));
    }
    assert_eq!(
        rest(&mut reader),
        b"x",
        "the frame was left once, by the parent"
    );
}

// What it shares.

fn the_child_works_on_a_copy() {
    let mut number = 1;
    let status = ended(|| {
        number += 41;
        exit(number);
    });
    assert_eq!(status.code(), Some(42));
    assert_eq!(number, 1);
}

fn captured_by_move_is_dropped_in_the_parent_before_the_child_begins() {
    struct Folder(std::path::PathBuf);
    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir(&self.0);
        }
    }
    for round in 0..100 {
        let path = env::temp_dir().join(format!("process-moved-{}-{round}", id()));
        fs::create_dir(&path).unwrap();
        let folder = Folder(path);
        assert_eq!(
            ended(move || exit(folder.0.exists().into())).code(),
            Some(0)
        );
    }
}

fn heir_is_the_child_while_the_parent_drops_and_nobody_otherwise() {
    static TOLD: AtomicU32 = AtomicU32::new(0);
    struct Ask;
    impl Drop for Ask {
        fn drop(&mut self) {
            TOLD.store(heir().expect("the drop is a handover"), Relaxed);
            assert!(ended(|| assert_eq!(heir(), None)).success());
            assert_eq!(
                heir(),
                Some(TOLD.load(Relaxed)),
                "the inner spawn put it back"
            );
        }
    }
    assert_eq!(heir(), None);
    let ask = Ask;
    let child = spawn(move || {
        assert_eq!(heir(), None);
        mem::forget(ask);
    })
    .unwrap();
    assert_eq!(TOLD.load(Relaxed), child.id());
    assert_eq!(heir(), None);
    assert!(child.join().unwrap().success());
}

fn buffered_text_is_printed_once() {
    // The step prints one half before the fork and the other in the child and the parent.
    let step = env::current_exe().unwrap();
    let step = step
        .ancestors()
        .nth(2)
        .unwrap()
        .join("examples/s3_printed_once");
    let printed = Command::new(step).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&printed.stdout),
        "printed once: child, parent\n"
    );
}

// Waiting.

fn try_join_says_none_then_the_status_again_and_again() {
    let (mut child, leash) = waiting_child();
    assert_eq!(child.try_join().unwrap(), None);
    leash.let_go();
    sys::wait_until_readable(child.as_fd());
    for _ in 0..3 {
        assert_eq!(child.try_join().unwrap().unwrap().code(), Some(7));
    }
    assert_eq!(
        child.join_timeout(Duration::ZERO).unwrap().unwrap().code(),
        Some(7)
    );
    assert_eq!(child.join().unwrap().code(), Some(7));
}

fn join_timeout_of_a_running_child_is_none_and_not_early() {
    let (mut child, leash) = waiting_child();
    for timeout in [0, 1, 50].map(Duration::from_millis) {
        let start = Instant::now();
        assert_eq!(child.join_timeout(timeout).unwrap(), None);
        assert!(start.elapsed() >= timeout);
    }
    leash.let_go();
    assert_eq!(child.join().unwrap().code(), Some(7));
}

fn join_timeout_of_an_ended_child_does_not_wait() {
    let (mut child, leash) = waiting_child();
    leash.let_go();
    sys::wait_until_readable(child.as_fd());
    // A wait would run into the limit of the test.
    let status = child.join_timeout(Duration::from_secs(1000)).unwrap();
    assert_eq!(status.unwrap().code(), Some(7));
}

fn join_timeout_without_end_waits() {
    let (mut child, leash) = waiting_child();
    leash.let_go();
    assert_eq!(
        child.join_timeout(Duration::MAX).unwrap().unwrap().code(),
        Some(7)
    );
}

fn signals_do_not_disturb_join() {
    sys::be_interrupted_every_millisecond();
    for _ in 0..20 {
        let child = spawn(|| burn(Duration::from_millis(20))).unwrap();
        assert!(child.join().unwrap().success());
    }
}

fn signals_do_not_stretch_join_timeout() {
    let (mut child, leash) = waiting_child();
    sys::be_interrupted_every_millisecond();
    let (timeout, start) = (Duration::from_millis(200), Instant::now());
    // A wait that began anew at every signal would never end, and run into the test's limit.
    assert_eq!(child.join_timeout(timeout).unwrap(), None);
    assert!(start.elapsed() >= timeout);
    leash.let_go();
    assert_eq!(child.join().unwrap().code(), Some(7));
}

fn the_descriptor_polls_as_readable_once_the_child_has_ended() {
    let (child, leash) = waiting_child();
    assert!(!sys::is_readable(child.as_fd()));
    leash.let_go();
    sys::wait_until_readable(child.as_fd());
    assert_eq!(child.join().unwrap().code(), Some(7));
}

fn ending_a_child_that_has_ended_is_fine() {
    let (mut child, leash) = waiting_child();
    leash.let_go();
    sys::wait_until_readable(child.as_fd());
    child.kill().unwrap(); // A zombie.
    assert_eq!(child.try_join().unwrap().unwrap().code(), Some(7));
    child.kill().unwrap(); // Not even that.
    child.terminate().unwrap();
}

fn dropping_waits() {
    let (mut reader, writer) = io::pipe().unwrap();
    drop(spawn(move || tell(&writer)).unwrap());
    assert_eq!(children(), "");
    assert_eq!(rest(&mut reader), b"!");
}

fn dropping_while_panicking_kills_first() {
    let caught = panic::catch_unwind(|| {
        let _for_ever = spawn(for_ever).unwrap();
        panic!("this message is part of the test");
    });
    assert!(caught.is_err());
    assert_eq!(children(), "");
}

// What it refuses.

fn a_second_thread_is_refused_until_it_is_joined() {
    thread::scope(|scope| {
        let (reader, writer) = io::pipe().unwrap();
        scope.spawn(move || rest(&mut { reader }));
        let refused = spawn(|| ()).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
        assert!(
            refused.to_string().contains("more than one thread"),
            "{refused}"
        );
        drop(writer);
    });
    assert!(ended(|| ()).success());
}

fn a_joined_thread_does_not_get_in_the_way() {
    for _ in 0..2000 {
        thread::spawn(|| ()).join().unwrap();
        assert!(ended(|| ()).success());
    }
}

fn a_living_no_fork_is_refused() {
    let (first, second) = (NoFork::new(), NoFork::new());
    drop(first);
    let refused = spawn(|| ()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
    assert!(refused.to_string().contains("guard"), "{refused}");
    drop(second);
    assert!(ended(|| ()).success());
}

fn a_leaked_no_fork_is_refused() {
    mem::forget(NoFork::new());
    assert_eq!(spawn(|| ()).unwrap_err().kind(), ErrorKind::ResourceBusy);
}

fn a_refusal_runs_nothing_and_drops_the_work() {
    let (mut reader, writer) = io::pipe().unwrap();
    let _guard = NoFork::new();
    assert!(spawn(move || tell(&writer)).is_err());
    assert_eq!(
        rest(&mut reader),
        b"",
        "the writer is dropped, and wrote nothing"
    );
}

// What the kernel refuses.

fn no_more_processes_is_an_error_that_says_so() {
    // In a child of its own: whoever gives up root does not get it back.
    let status = ended(|| {
        sys::give_up_root();
        sys::allow_processes(1);
        let (mut reader, writer) = io::pipe().unwrap();
        // One that changed its user may not count for the limit at once: a few may be granted.
        let granted: Vec<Process> = (0..10).map_while(|_| spawn(for_ever).ok()).collect();
        let refused = spawn(move || tell(&writer)).unwrap_err();
        granted.iter().for_each(|child| child.kill().unwrap());
        assert_eq!(refused.kind(), ErrorKind::WouldBlock, "{refused}");
        assert!(
            refused.to_string().contains("no more processes"),
            "{refused}"
        );
        assert_eq!(rest(&mut reader), b"");
    });
    assert!(status.success(), "{status}");
}

fn no_more_descriptors_is_an_error_and_leaves_no_child() {
    let (mut reader, writer) = io::pipe().unwrap();
    let in_use = open_descriptors().len() as u64;
    let mut outcomes = Vec::new();
    let mut room = 0; // From 2 too few to just enough.
    while outcomes.last() != Some(&true) {
        let writer = writer.try_clone().unwrap();
        let status = ended(|| {
            let usual = sys::allow_descriptors(in_use + room - 2);
            let outcome = spawn(move || tell(&writer)).and_then(Process::join);
            sys::allow_descriptors(usual);
            assert_eq!(children(), "");
            if let Err(refused) = outcome {
                assert!(
                    refused.to_string().contains("Too many open files"),
                    "{refused}"
                );
                exit(1);
            }
        });
        assert!(matches!(status.code(), Some(0 | 1)), "{status}");
        outcomes.push(status.success());
        room += 1;
        assert!(room < 20, "with room for 20 descriptors, spawn must work");
    }
    drop(writer);
    assert!(outcomes.len() > 2, "the limit was felt: {outcomes:?}");
    assert_eq!(
        rest(&mut reader),
        b"!",
        "only the spawn that succeeded ran its work"
    );
}

fn without_pidfds_spawn_is_an_error_and_leaves_no_child() {
    let (mut reader, writer) = io::pipe().unwrap();
    sys::forbid_pidfd_open();
    let refused = spawn(move || tell(&writer)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unsupported);
    assert!(refused.to_string().contains("pidfd_open"), "{refused}");
    assert_eq!(children(), "");
    assert_eq!(
        rest(&mut reader),
        b"",
        "the child was there, and did nothing"
    );
}

// What others do to it.

fn with_sigchld_ignored_spawn_works_and_join_is_an_error() {
    sys::ignore_sigchld();
    for _ in 0..500 {
        let mut child = spawn(|| ()).unwrap();
        sys::wait_until_readable(child.as_fd());
        child.kill().unwrap();
        assert_eq!(
            child.try_join().unwrap_err().raw_os_error(),
            Some(libc::ECHILD)
        );
        assert_eq!(child.join().unwrap_err().raw_os_error(), Some(libc::ECHILD));
    }
    drop(spawn(|| ()).unwrap());
    assert_eq!(children(), "");
}

fn after_a_foreign_wait_join_is_an_error() {
    let mut child = spawn(|| ()).unwrap();
    assert_eq!(sys::wait_for_anybody(), child.id());
    let timeout = Duration::from_secs(1000);
    assert_eq!(
        child.join_timeout(timeout).unwrap_err().raw_os_error(),
        Some(libc::ECHILD)
    );
    assert_eq!(child.join().unwrap_err().raw_os_error(), Some(libc::ECHILD));
}

fn an_inherited_copy_neither_waits_nor_kills() {
    let (mut sibling, leash) = waiting_child();
    let status = ended(|| {
        // What a child borrows is its own copy, which it may take and drop, here while panicking.
        let _inherited = mem::replace(&mut sibling, spawn(|| ()).unwrap());
        panic!("this message is part of the test");
    });
    assert_eq!(status.code(), Some(101));
    assert_eq!(sibling.try_join().unwrap(), None, "it still runs");
    leash.let_go();
    assert_eq!(sibling.join().unwrap().code(), Some(7));
}

// Many, and nobody left.

fn a_thousand_in_a_row_leave_nothing() {
    let before = open_descriptors();
    for number in 0..1000 {
        assert_eq!(ended(move || exit(number % 256)).code(), Some(number % 256));
    }
    assert_eq!(open_descriptors(), before);
    assert_eq!(children(), "");
}

fn a_hundred_run_at_once() {
    let (mut started, tell_started) = io::pipe().unwrap();
    let (go, mut say_go) = io::pipe().unwrap();
    let work = || {
        tell(&tell_started);
        wait_for_byte(&go);
    };
    let children: Vec<Process> = (0..100).map(|_| spawn(work).unwrap()).collect();
    // None of them ends before all of them have begun.
    started.read_exact(&mut [0; 100]).unwrap();
    say_go.write_all(&[0; 100]).unwrap();
    assert!(
        children
            .into_iter()
            .all(|child| child.join().unwrap().success())
    );
}

fn children_have_children() {
    fn descend(depth: u32) {
        if depth > 0 {
            assert!(ended(|| descend(depth - 1)).success());
        }
    }
    descend(20);
}

// ANCHOR: orphans
fn killing_the_parent_at_any_moment_leaves_no_orphan() {
    for round in 0..300_u32 {
        let (mut lifeline, held) = io::pipe().unwrap();
        let parent = spawn(move || {
            tell(&held);
            let _children: Vec<Process> = (0..3).map(|_| spawn(for_ever).unwrap()).collect();
            for_ever();
        })
        .unwrap();
        lifeline.read_exact(&mut [0]).unwrap();
        // A moment that differs from round to round: before, between and after the three forks.
        burn(Duration::from_micros((round * 7 % 300 * 10).into()));
        parent.kill().unwrap();
        assert_eq!(parent.join().unwrap().signal(), Some(libc::SIGKILL));
        // An orphan would hold the pipe open, and this read would run into the test's limit.
        assert_eq!(rest(&mut lifeline), b"");
    }
}
// ANCHOR_END: orphans

// What the tests share.

fn ended(work: impl FnOnce() + Send) -> ExitStatus {
    spawn(work).unwrap().join().unwrap()
}

/// A child that ends, with code 7, when it is let go.
fn waiting_child() -> (Process, Leash) {
    let (reader, writer) = io::pipe().unwrap();
    let child = spawn(move || {
        wait_for_byte(&reader);
        exit(7);
    });
    (child.unwrap(), Leash(writer))
}

struct Leash(PipeWriter);

impl Leash {
    fn let_go(self) {
        tell(&self.0);
    }
}

fn tell(mut writer: &PipeWriter) {
    writer.write_all(b"!").unwrap();
}

fn wait_for_byte(mut reader: &PipeReader) {
    reader.read_exact(&mut [0]).unwrap();
}

fn rest(reader: &mut PipeReader) -> Vec<u8> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    bytes
}

fn for_ever() {
    loop {
        thread::park();
    }
}

fn burn(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        black_box(0);
    }
}
