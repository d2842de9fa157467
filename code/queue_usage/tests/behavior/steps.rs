//! SIGKILL at one instruction after another, and not only where chance strikes: a parent may run
//! its child step by step (`ptrace(2)`), and end it wherever it likes.

use std::iter;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use process::{Process, spawn};
use queue_usage::{Receiver, Sender, bounded};
use shared_memory::Shared;

use crate::common::{die, succeeds, until_asleep};
use crate::sys;

/// When a child is killed: after so many instructions of its work, or so many behind the one that
/// makes its work visible.
#[derive(Clone, Copy, Debug)]
enum Moment {
    After(usize),
    Behind(usize),
}

/// A child that has stopped where `work` wanted it to, and stops again when that returns.
fn stopped(work: impl FnOnce(fn()) + Send) -> Process {
    let child = spawn(move || {
        sys::be_traced();
        work(sys::stop);
        sys::stop();
    });
    let child = child.unwrap();
    assert_eq!(sys::wait_for_stop(child.id()), libc::SIGSTOP);
    child
}

/// Lets a stopped child run one instruction. False: its work is done.
fn step(child: &Process) -> bool {
    sys::step(child.id());
    sys::wait_for_stop(child.id()) == libc::SIGTRAP
}

/// What became of a child: whether it had something left to do, and whether its message had moved.
struct Killed {
    at_work: bool,
    moved: bool,
}

/// Kills the child. `None`: all its work was done, and no trace of it was seen, since a sleeper
/// got up just then and was quicker.
fn kill_at(moment: Moment, child: Process, visible: impl Fn() -> bool) -> Option<bool> {
    let (steps, seen) = match moment {
        Moment::After(steps) => (steps, true),
        Moment::Behind(steps) => (steps, step_until(&child, visible)),
    };
    let at_work = seen && (0..steps).all(|_| step(&child));
    die(child);
    seen.then_some(at_work)
}

fn step_until(child: &Process, visible: impl Fn() -> bool) -> bool {
    loop {
        if visible() {
            return true;
        }
        if !step(child) {
            return false;
        }
    }
}

fn skip_where_stepping_is_forbidden() {
    // Elsewhere an atomic change is a loop, which never ends if it is interrupted at each step.
    if !cfg!(target_arch = "x86_64") {
        test_harness::skip("atomics cannot be run step by step on this processor");
    }
    let child = spawn(sys::be_traced).unwrap();
    if !child.join().unwrap().success() {
        test_harness::skip("ptrace is not allowed here");
    }
}

/// Has one child after another killed, each a little later, until nothing is left to disturb.
fn assert_moves_once(kill: impl Fn(Moment) -> Option<Killed>) {
    skip_where_stepping_is_forbidden();
    let kill = |moment| iter::repeat_with(|| kill(moment)).flatten().next().unwrap();
    let series = |moments: &mut dyn Iterator<Item = Moment>| -> Vec<bool> {
        moments
            .map(&kill)
            .take_while(|killed| killed.at_work)
            .map(|killed| killed.moved)
            .collect()
    };
    let early = series(&mut (0..).step_by(53).map(Moment::After));
    assert!(!early[0] && early[early.len() - 1], "{early:?}");
    let late = series(&mut (0..).step_by(17).map(Moment::Behind));
    assert!(late.len() > 3 && late.iter().all(|moved| *moved), "{late:?}");
}

const FIRST: u64 = 1;
const SECOND: u64 = 2;

/// A child that is about to send. It owns a receiver too, so that it finds out in a few
/// instructions that an owner lives.
fn sending() -> (Process, Sender<u64>, Receiver<u64>) {
    let (sender, receiver) = bounded(4).unwrap();
    let (mine, its) = (receiver.clone(), sender.clone());
    let child = stopped(move |stop| {
        its.send(0).unwrap(); // What is done once in each process is done now.
        receiver.recv().unwrap();
        stop();
        its.send(FIRST).unwrap();
    });
    (child, sender, mine)
}

pub fn a_sender_that_is_killed_at_any_instruction_has_sent_its_message_or_not() {
    let got = Shared::new(AtomicU64::new(0)).unwrap();
    assert_moves_once(|moment| {
        let (child, sender, receiver) = sending();
        let sleeper = receiver.clone();
        let sleeper = spawn(|| got.store({ sleeper }.recv().unwrap(), SeqCst)).unwrap();
        until_asleep(&sleeper);
        let at_work = kill_at(moment, child, || !receiver.is_empty());
        if receiver.is_empty() {
            sender.send(SECOND).unwrap();
        }
        succeeds(sleeper); // Also where the message is there and no process has rung.
        let received = [&[got.load(SeqCst)], &receiver.try_iter().collect::<Vec<_>>()[..]];
        let legal: [&[u64]; 3] = [&[FIRST], &[SECOND], &[FIRST, SECOND]];
        let received = received.concat();
        assert!(legal.contains(&&received[..]), "{moment:?}: {received:?}");
        Some(Killed { at_work: at_work?, moved: received[0] == FIRST })
    });
}

/// A child that is about to receive, from a queue that is full. It owns a sender too.
fn receiving() -> (Process, Sender<u64>, Receiver<u64>) {
    let (sender, receiver) = bounded(1).unwrap();
    let (mine, its) = (sender.clone(), receiver.clone());
    let child = stopped(move |stop| {
        sender.send(0).unwrap();
        its.recv().unwrap();
        sender.send(FIRST).unwrap();
        stop();
        its.recv().unwrap();
    });
    (child, mine, receiver)
}

pub fn a_receiver_that_is_killed_at_any_instruction_has_taken_its_message_or_not() {
    assert_moves_once(|moment| {
        let (child, sender, receiver) = receiving();
        let sleeper = spawn(move || sender.send(SECOND).unwrap()).unwrap();
        until_asleep(&sleeper);
        let at_work = kill_at(moment, child, || receiver.is_empty());
        let received: Vec<_> = receiver.iter().collect(); // And the sleeper wakes, or gets up.
        succeeds(sleeper);
        let legal: [&[u64]; 2] = [&[SECOND], &[FIRST, SECOND]];
        assert!(legal.contains(&&received[..]), "{moment:?}: {received:?}");
        Some(Killed { at_work: at_work?, moved: received[0] == SECOND })
    });
}
