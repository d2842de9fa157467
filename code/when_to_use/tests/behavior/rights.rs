//! What a child can do that has given up its rights, and what not.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, PipeWriter, Read, Write};
use std::mem;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, abort, exit};
use std::thread;
use std::time::Duration;

use multi_value_data_sharing::Array;
use process::spawn;
use process_pool::Pool;
use queue_usage::{RecvTimeoutError, bounded};
use when_to_use::{Limits, give_up_rights};

use crate::common::{NO_LIMITS, ended, ended_without_rights, is_refused, line_of};
use crate::sys;

pub fn without_rights_nothing_new_can_be_had() {
    let ending = ended_without_rights(|| {
        is_refused(File::open("/dev/null"));
        is_refused(UnixDatagram::unbound());
        is_refused(Command::new("true").status());
        is_refused(thread::Builder::new().spawn(|| ()));
        is_refused(sys::fork_and_leave());
    });
    assert!(ending.success(), "{ending}");
}

pub fn without_rights_no_process_can_be_signaled() {
    among_equals(|| {
        let parent = std::process::id();
        let ending = ended_without_rights(|| {
            is_refused(sys::signal_nothing_to(parent));
            is_refused(sys::tgkill_nothing_to(parent));
            sys::tgkill_nothing_to(std::process::id()).unwrap();
        });
        assert!(ending.success(), "{ending}");
        let with_rights = || sys::tgkill_nothing_to(parent).unwrap();
        assert!(ended(NO_LIMITS, with_rights).success(), "or it would prove nothing");
    });
}

pub fn without_rights_a_socket_answers_its_other_end_and_no_other_process() {
    among_equals(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stranger");
        let stranger = UnixDatagram::bind(&path).unwrap();
        stranger.set_nonblocking(true).unwrap();
        let mine = UnixDatagram::unbound().unwrap();
        let (line, mut far_end) = UnixStream::pair().unwrap();
        let ending = ended_without_rights(|| {
            is_refused(mine.send_to(b"psst", &path));
            (&line).write_all(b"hello").unwrap();
        });
        assert!(ending.success(), "{ending}");
        let mut heard = [0; 5];
        far_end.read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"hello");
        assert_eq!(stranger.recv(&mut heard).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        mine.send_to(b"psst", &path).unwrap();
    });
}

/// A test in which parent and child are of one user, who is not root: so that what is refused is
/// refused by the filter.
fn among_equals(test: impl FnOnce() + Send) {
    let ending = ended(NO_LIMITS, || {
        sys::stop_being_root();
        test();
    });
    assert!(ending.success(), "{ending}");
}

pub fn without_rights_a_child_computes_and_answers() {
    let (mut reader, mut writer) = io::pipe().unwrap();
    let ending = ended_without_rights(move || {
        let numbers: Vec<u64> = (0..1_000_000).collect();
        write!(writer, "{}", numbers.iter().sum::<u64>()).unwrap();
    });
    assert!(ending.success(), "{ending}");
    let mut answer = String::new();
    reader.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "499999500000");
}

pub fn without_rights_a_child_ends_in_every_way() {
    #[expect(unconditional_recursion, reason = "to run out of stack is the point")]
    fn overflow(depth: u64) {
        overflow(black_box(depth + 1));
        black_box(depth);
    }
    assert_eq!(ended_without_rights(|| exit(7)).code(), Some(7));
    assert_eq!(ended_without_rights(|| panic!("part of the test")).code(), Some(101));
    assert_eq!(ended_without_rights(|| abort()).signal(), Some(libc::SIGABRT));
    assert_eq!(ended_without_rights(|| overflow(0)).signal(), Some(libc::SIGABRT));
}

pub fn without_rights_a_stop_does_not_end_the_wait_for_a_message() {
    let (sender, receiver) = bounded(1).unwrap();
    let wait = move || assert_eq!(receiver.recv_timeout(PATIENCE), Ok(7));
    stopped_and_continued(wait, || (), |()| sender.send(7).unwrap());
}

pub fn without_rights_a_receiver_learns_that_the_last_sender_was_killed() {
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    let owner = spawn(move || {
        let _ = &sender;
        thread::park();
    });
    let (mut has_none, mut tell) = io::pipe().unwrap();
    let waiter = spawn(move || {
        give_up_rights().unwrap();
        tell.write_all(b"!").unwrap();
        let answer = receiver.recv_timeout(PATIENCE);
        assert_eq!(answer, Err(RecvTimeoutError::Disconnected));
    });
    has_none.read_exact(&mut [0]).unwrap();
    let owner = owner.unwrap();
    owner.kill().unwrap();
    owner.join().unwrap();
    let ending = waiter.unwrap().join().unwrap();
    assert!(ending.success(), "{ending}");
}

pub fn without_rights_a_stop_does_not_end_the_wait_for_a_lock() {
    let numbers = Array::new(&[7]).unwrap();
    let wait = || assert_eq!(numbers.lock_timeout(PATIENCE).unwrap()[0], 7);
    stopped_and_continued(wait, || numbers.lock().unwrap(), drop);
}

/// More than a wait takes that goes well.
const PATIENCE: Duration = Duration::from_secs(60);

/// A child without rights waits for what this process holds. It is stopped meanwhile, as by
/// Ctrl-Z, and continued, as by `fg`; then it gets what it waits for.
fn stopped_and_continued<H>(
    wait: impl FnOnce() + Send,
    hold: impl FnOnce() -> H,
    release: impl FnOnce(H),
) {
    let (mut may_wait, mut begin) = io::pipe().unwrap();
    let (mut about_to_wait, mut tell) = io::pipe().unwrap();
    let child = spawn(move || {
        give_up_rights().unwrap();
        may_wait.read_exact(&mut [0]).unwrap();
        tell.write_all(b"!").unwrap();
        wait();
    });
    let child = child.unwrap();
    let held = hold();
    begin.write_all(b"!").unwrap();
    about_to_wait.read_exact(&mut [0]).unwrap();
    until_it_is("S (sleeping)", child.id());
    sys::signal(child.id(), libc::SIGSTOP);
    until_it_is("T (stopped)", child.id());
    sys::signal(child.id(), libc::SIGCONT);
    release(held);
    let ending = child.join().unwrap();
    assert!(ending.success(), "{ending}");
}

fn until_it_is(state: &str, pid: u32) {
    loop {
        match line_of(&format!("/proc/{pid}/status"), "State:") {
            now if now == state => return,
            now => assert!(!now.starts_with('Z'), "it ended before it was {state}"),
        }
        thread::yield_now();
    }
}

pub fn beside_another_thread_no_right_is_given_up() {
    let ending = ended(NO_LIMITS, || {
        let rights = || ["Uid:", "Seccomp:"].map(|name| line_of("/proc/self/status", name));
        let before = rights();
        let (mut reader, writer) = io::pipe().unwrap();
        thread::scope(|scope| {
            let writer = writer; // Dropped in any case, so that the other thread ends.
            scope.spawn(move || reader.read(&mut [0]));
            is_refused_for_the_other_thread(give_up_rights());
            let from_the_second = scope.spawn(give_up_rights).join().unwrap();
            is_refused_for_the_other_thread(from_the_second);
            drop(writer);
        });
        assert_eq!(rights(), before);
        File::open("/dev/null").unwrap();
    });
    assert!(ending.success(), "{ending}");
}

fn is_refused_for_the_other_thread(outcome: io::Result<()>) {
    let refusal = outcome.unwrap_err();
    assert_eq!(refusal.kind(), io::ErrorKind::ResourceBusy);
    assert!(refusal.to_string().contains("more than one thread"), "{refusal}");
}

pub fn a_thread_that_was_joined_does_not_hinder() {
    // The kernel counts a thread until its descriptors are closed, and `join` returns before.
    let slow_to_go = || {
        sys::take_descriptors_of_my_own();
        let many: Vec<_> = (0..400).map_while(|_| io::pipe().ok()).collect();
        mem::forget(many);
    };
    for _ in 0..20 {
        let ending = ended(NO_LIMITS, || {
            thread::spawn(slow_to_go).join().unwrap();
            give_up_rights().unwrap();
            give_up_rights().unwrap();
            is_refused(File::open("/dev/null"));
        });
        assert!(ending.success(), "{ending}");
    }
}

pub fn rights_can_be_given_up_where_nothing_can_be_opened() {
    let limits = Limits { open_files: Some(0), ..NO_LIMITS };
    let ending = ended(limits, || {
        give_up_rights().unwrap();
        is_refused(File::open("/dev/null"));
    });
    assert!(ending.success(), "{ending}");
}

pub fn the_kernel_confirms_what_is_gone() {
    let (_keep, child) = idle_child_without_rights(|| ());
    let status = format!("/proc/{}/status", child.id());
    assert_eq!(line_of(&status, "NoNewPrivs:"), "1");
    assert_eq!(line_of(&status, "Seccomp:"), "2");
    if sys::is_root() {
        assert_eq!(line_of(&status, "Uid:"), "65534 65534 65534 65534");
        assert_eq!(line_of(&status, "Gid:"), "65534 65534 65534 65534");
        assert_eq!(line_of(&status, "Groups:"), "");
        assert_eq!(line_of(&status, "CapEff:"), "0000000000000000");
        assert_eq!(line_of(&status, "CapPrm:"), "0000000000000000");
    }
    child.kill().unwrap();
}

pub fn without_rights_a_child_still_dies_with_its_parent() {
    let (mut reader, writer) = io::pipe().unwrap();
    let middle = spawn(move || {
        let (_keep, _child) = idle_child_without_rights(move || drop_at_death(&writer));
        abort();
    });
    assert_eq!(middle.unwrap().join().unwrap().signal(), Some(libc::SIGABRT));
    let mut said = String::new();
    reader.read_to_string(&mut said).unwrap();
    assert_eq!(said, "idle", "it lived, and the pipe's last end went with it");
}

pub fn a_pool_whose_workers_have_no_rights_works_on() {
    let task = |number: u64| {
        give_up_rights().unwrap();
        if number == 30 {
            abort();
        }
        number * number
    };
    let mut pool = Pool::new(2, task).unwrap();
    let squares: Vec<Option<u64>> = pool.imap(0..100).map(Result::ok).collect();
    let expected = (0..100).map(|number| (number != 30).then_some(number * number));
    assert!(squares.into_iter().eq(expected));
    pool.close().unwrap();
}

/// A child that has given up its rights, has done this, and waits until it is killed. Keep the
/// first of the two for as long.
fn idle_child_without_rights(work: impl FnOnce() + Send) -> (impl Sized, process::Process) {
    let (mut ready, mut tell) = io::pipe().unwrap();
    let (mut never, keep) = io::pipe().unwrap();
    let child = spawn(move || {
        give_up_rights().unwrap();
        work();
        tell.write_all(b"!").unwrap();
        let _ = never.read(&mut [0]);
    });
    ready.read_exact(&mut [0]).unwrap();
    (keep, child.unwrap())
}

fn drop_at_death(mut writer: &PipeWriter) {
    writer.write_all(b"idle").unwrap();
}

/// What if the process that may not look is the first to hear of a death?
pub fn without_rights_a_dead_owner_poisons_and_loses_nothing() {
    let numbers = Array::new(&[0]).unwrap();
    let victim = spawn(|| {
        let _guard = numbers.lock();
        abort()
    });
    victim.unwrap().join().unwrap();
    let ending = ended_without_rights(|| assert!(numbers.lock().is_err(), "poisoned"));
    assert!(ending.success(), "{ending}");
    assert!(numbers.lock().is_err(), "still poisoned, and not lost");
}

pub fn without_rights_a_receiver_learns_of_a_dead_sender() {
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    let doomed = spawn(move || {
        let _ = &sender;
        thread::park();
    });
    let doomed = doomed.unwrap();
    let waits = spawn(move || {
        give_up_rights().unwrap();
        assert!(receiver.recv().is_err());
    });
    doomed.kill().unwrap(); // And stays a zombie until the receiver has heard of it.
    assert!(waits.unwrap().join().unwrap().success());
    doomed.join().unwrap();
}
