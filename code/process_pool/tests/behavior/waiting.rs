//! Inputs that have to be waited for.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::iter;
use std::os::unix::net::UnixStream;
use std::panic::{self, AssertUnwindSafe};
use std::process::{exit, id};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use process::{NoFork, Process, spawn};
use process_pool::{Cause, Pool, PoolOptions};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_bytes::ByteBuf;

use crate::sys;
use crate::tools::{KILL, children_of, count_up, failures, shared, until_asleep, wait_until};

/// Tasks that are nothing, and inputs that take a while: most are answered before the next is asked
/// for. (A busy machine may be late now and then.)
pub fn most_results_are_given_before_another_input_is_waited_for() {
    const LINES: usize = 8;
    let mut pool = Pool::new(2, |n: usize| n).unwrap();
    let (given, in_time) = (Cell::new(0), Cell::new(0));
    let inputs = (0..LINES).inspect(|&n| {
        in_time.set(in_time.get() + usize::from(given.get() == n));
        if n > 0 {
            thread::sleep(Duration::from_millis(400));
        }
    });
    for (n, result) in pool.imap(inputs).enumerate() {
        assert_eq!(result, Ok(n));
        given.set(n + 1);
    }
    assert!(in_time.get() > LINES / 2, "{} of {LINES} answers were in time", in_time.get());
}

/// A client that sends lines of numbers, each after the answers to those before it.
fn client(batches: &'static [usize]) -> (UnixStream, Process) {
    let (mut client, server) = UnixStream::pair().unwrap();
    let ask = move || {
        let mut answers = BufReader::new(client.try_clone().unwrap()).lines();
        let mut numbers = 0..;
        for &batch in batches {
            let batch: Vec<u32> = numbers.by_ref().take(batch).collect();
            let lines: String = batch.iter().map(|n| format!("{n}\n")).collect();
            client.write_all(lines.as_bytes()).unwrap();
            for n in batch {
                assert_eq!(answers.next().unwrap().unwrap(), format!("{}", 2 * n));
            }
        }
    };
    (server, spawn(ask).unwrap())
}

fn requests(server: &UnixStream) -> impl Iterator<Item = String> + Send + use<> {
    BufReader::new(server.try_clone().unwrap()).lines().map_while(Result::ok)
}

pub fn a_client_that_asks_again_when_it_was_answered_is_served() {
    let mut pool = Pool::new(2, |line: String| 2 * line.parse::<u32>().unwrap()).unwrap();
    let (server, client) = client(&[1, 1, 20, 1, 300, 1, 1]);
    for answer in pool.imap_apart(requests(&server)).unwrap() {
        writeln!(&server, "{}", answer.unwrap()).unwrap();
    }
    assert!(client.join().unwrap().success());
    assert_eq!(pool.map(["4".into()]).unwrap(), [8]);
}

/// Batches of four. The first task of each ends when the other three were answered, and the next
/// batch comes when all four were.
pub fn answers_are_given_while_the_next_input_is_waited_for() {
    let answered = shared();
    let task = |n: u32| {
        if n.is_multiple_of(4) {
            wait_until(&answered, n + 3);
        }
        n
    };
    let mut pool = Pool::new(2, task).unwrap();
    let inputs = (0..12_u32).inspect(|n| wait_until(&answered, n / 4 * 4));
    for (index, result) in pool.imap_unordered_apart(inputs).unwrap() {
        assert_eq!(result.unwrap() as usize, index);
        count_up(&answered);
    }
    assert_eq!(answered.load(SeqCst), 12);
}

pub fn inputs_of_every_size_come_from_apart() {
    let bytes = |n: usize| ByteBuf::from(vec![n as u8; [0, 5, 100_000, 3 << 20][n % 4]]);
    for workers in [1, 3] {
        let mut pool = Pool::new(workers, |value: ByteBuf| value).unwrap();
        let results = pool.imap_apart((0..40).map(bytes)).unwrap();
        assert!(results.enumerate().all(|(n, result)| result.unwrap() == bytes(n)));
    }
    let mut pool = Pool::new(2, |n: u64| n).unwrap();
    assert!(pool.imap_apart(0..30_000).unwrap().map(Result::unwrap).eq(0..30_000));
    assert_eq!(pool.imap_apart(iter::empty()).unwrap().count(), 0);
    assert!(pool.imap_apart(0..).unwrap().take(100).map(Result::unwrap).eq(0..100));
    assert_eq!(pool.imap_unordered_apart(0..100).unwrap().count(), 100);
}

pub fn a_dropped_iterator_takes_the_process_that_asks_along() {
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    let never = shared();
    let inputs = (0..).inspect(|&n| {
        if n == 3 {
            wait_until(&never, 1)
        }
    });
    let mut results = pool.imap_apart(inputs).unwrap();
    for n in 0..3 {
        assert_eq!(results.next(), Some(Ok(n)));
    }
    assert_eq!(children_of(id()).unwrap().len(), 3);
    drop(results);
    assert_eq!(children_of(id()).unwrap().len(), 2);
    assert_eq!(pool.map(0..5).unwrap(), [0, 1, 2, 3, 4]);
}

pub fn workers_die_and_are_replaced_while_inputs_come_from_apart() {
    let task = |n: usize| if n % 40 == 7 { exit(3) } else { n };
    let mut pool = Pool::new(2, task).unwrap();
    let failed = failures(pool.imap_apart(0..200).unwrap(), |n| n);
    let exited = |n: usize| (n * 40 + 7, Cause::Exited { code: 3 });
    assert_eq!(failed, (0..5).map(exited).collect());
    assert_eq!(children_of(id()).unwrap().len(), 2);
    // And are not, where that is refused.
    let answered = shared();
    let inputs = (0..20).inspect(|&n| wait_until(&answered, n as u32));
    let mut guard = None;
    let mut causes = Vec::new();
    for result in pool.imap_apart(inputs).unwrap() {
        guard.get_or_insert_with(NoFork::new);
        causes.extend(result.err().map(|error| error.cause));
        count_up(&answered);
    }
    assert_eq!(causes, [Cause::Exited { code: 3 }]); // The other worker went on.
}

pub fn an_iterator_that_panics_apart_panics_here() {
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    let inputs = (0..).inspect(|&n| assert!(n < 50, "no more inputs"));
    let mut results = pool.imap_apart(inputs).unwrap();
    let exhaust = || while results.next().is_some() {};
    let text = panic::catch_unwind(AssertUnwindSafe(exhaust)).unwrap_err();
    let text = text.downcast::<String>().unwrap();
    assert!(text.contains("exit status: 101"), "{text}");
    assert!(results.next().is_none(), "a broken call is over");
    drop(results);
    let inputs = (0..).inspect(|&n| {
        if n == 50 {
            sys::raise(KILL)
        }
    });
    let mut results = pool.imap_apart(inputs).unwrap();
    let exhaust = || while results.next().is_some() {};
    panic::catch_unwind(AssertUnwindSafe(exhaust)).unwrap_err();
    drop(results);
    assert_eq!(pool.map(0..5).unwrap(), [0, 1, 2, 3, 4]);
}

/// What if the process ends before its inputs do, and its status says nothing of it?
pub fn inputs_are_at_their_end_only_where_they_say_so() {
    sys::ignore_sigchld();
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    let endings: [fn(); 2] = [|| panic!("no more inputs"), || exit(0)];
    for end in endings {
        let inputs = (0..).inspect(|&n| {
            if n == 50 {
                end();
            }
        });
        let count = || pool.imap_apart(inputs).unwrap().count();
        let panic = panic::catch_unwind(AssertUnwindSafe(count)).unwrap_err();
        let text = panic.downcast::<String>().unwrap();
        assert!(text.contains("ended before they did"), "{text}");
    }
    assert_eq!(pool.imap_apart(0..100).unwrap().count(), 100);
}

#[derive(Debug, Deserialize)]
struct Unlucky(usize);

impl Serialize for Unlucky {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0 == 13 { Err(S::Error::custom("13")) } else { self.0.serialize(to) }
    }
}

pub fn an_input_from_apart_that_does_not_serialize_is_the_error_of_its_task() {
    let mut pool = Pool::new(2, |Unlucky(n)| n).unwrap();
    let failed = failures(pool.imap_apart((0..30).map(Unlucky)).unwrap(), |n| n);
    assert_eq!(failed.len(), 1);
    let text = failed[&13].to_string();
    assert!(text.starts_with("its input does not serialize"), "{text}");
}

/// A child looks how many inputs were asked for, once all the others sleep.
pub fn no_more_inputs_are_asked_for_apart_than_the_buffersize_allows() {
    let (taken, begun, open, caller) = (shared(), shared(), shared(), id());
    let task = |n: u32| {
        count_up(&begun);
        wait_until(&open, 1);
        n
    };
    let mut pool = PoolOptions::new().workers(2).buffersize(3).build(task).unwrap();
    let watcher = spawn(|| {
        wait_until(&begun, 2);
        for child in children_of(caller).unwrap() {
            if child != id() {
                until_asleep(child);
            }
        }
        until_asleep(caller);
        let taken = taken.load(SeqCst);
        count_up(&open);
        assert!((2..=3).contains(&taken), "{taken}");
    });
    let inputs = (0..50).inspect(|_| _ = count_up(&taken));
    assert!(pool.imap_apart(inputs).unwrap().map(Result::unwrap).eq(0..50));
    assert!(watcher.unwrap().join().unwrap().success());
}

pub fn a_refused_fork_refuses_inputs_from_apart() {
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    let guard = NoFork::new();
    let refused = pool.imap_apart(0..5).map(drop).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ResourceBusy);
    drop(guard);
    assert_eq!(pool.imap_apart(0..5).unwrap().count(), 5);
}

pub fn what_the_inputs_own_is_let_go_here() {
    let mut pool = Pool::new(1, |n: usize| n).unwrap();
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let inputs = (0..3).inspect(move |n| (&theirs).write_all(&[*n as u8]).unwrap());
    assert_eq!(pool.imap_apart(inputs).unwrap().count(), 3);
    let mut sent = Vec::new();
    ours.read_to_end(&mut sent).unwrap(); // Ends, since no copy of `theirs` is left.
    assert_eq!(sent, [0, 1, 2]);
}
