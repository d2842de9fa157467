use std::fs::File;
use std::io::ErrorKind;
use std::mem::forget;
use std::os::fd::AsRawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, abort, exit};
use std::sync::TryLockError;
use std::thread;

use multi_value_data_sharing::{Array, MAX_PARTS, Part};
use process::{Process, spawn};
use test_harness::limits::{Resource, limit};
use test_harness::rounds;

use crate::children::{child_that_keeps, kill, succeeded};

/// The only part of an array that is not divided further.
fn the_part<T: bytemuck::Pod>(array: &Array<T>) -> Part<'_, T> {
    array.parts(1).unwrap().pop().unwrap()
}

fn is_out(numbers: &Array<i32>) -> bool {
    matches!(numbers.try_lock(), Err(TryLockError::WouldBlock))
}

pub fn parts_cover_every_element_once() {
    for len in [0, 1, 2, 9, 10, 1000] {
        for count in [1, 2, 3, 10, MAX_PARTS] {
            let array: Array<u8> = Array::zeroed(len).unwrap();
            let ranges = array.parts(count).unwrap().into_iter().map(|part| part.range());
            let mut next = 0;
            for range in ranges {
                assert_eq!(range.start, next);
                assert!(range.len() == len / count || range.len() == len.div_ceil(count));
                next = range.end;
            }
            assert_eq!(next, len);
        }
    }
}

pub fn children_write_their_parts_without_a_lock() {
    let squares = Array::zeroed(100_000).unwrap();
    for _ in 0..rounds(20) {
        squares.lock().unwrap().fill(0);
        let children: Vec<Process> =
            squares.parts(4).unwrap().into_iter().map(write_squares).collect();
        for child in children {
            assert!(child.join().unwrap().success());
        }
        for (index, square) in squares.lock().unwrap().iter().enumerate() {
            assert_eq!(*square, index * index);
        }
    }
}

fn write_squares(part: Part<'_, usize>) -> Process {
    let write = move || {
        let first = part.range().start;
        for (index, square) in part.claim().unwrap().iter_mut().enumerate() {
            *square = (first + index).pow(2);
        }
    };
    spawn(write).unwrap()
}

/// A token inside an `Option` that a closure borrows is copied by the fork, and taken twice.
pub fn a_part_is_claimed_once_whichever_copy_comes_first() {
    let numbers = Array::new(&[0; 4]).unwrap();
    for child_first in [true, false] {
        let mut part = Some(the_part(&numbers));
        let mut mine = None;
        if child_first {
            let child = child_that_keeps(|| part.take().unwrap().claim().unwrap());
            let refused = part.take().unwrap().claim().unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
            assert!(refused.to_string().contains("part 1 of 1"), "{refused}");
            kill(child);
            assert!(numbers.lock().is_err());
            numbers.clear_poison();
        } else {
            let mut copy = || part.take().unwrap().claim().is_err();
            let waits = spawn_after_claim(&mut copy);
            mine = Some(part.take().unwrap().claim().unwrap());
            waits.1.send();
            succeeded(Ok(waits.0));
        }
        drop(mine);
        assert!(numbers.lock().is_ok());
    }
}

struct Starter(std::io::PipeWriter);

impl Starter {
    fn send(mut self) {
        std::io::Write::write_all(&mut self.0, b"!").unwrap();
    }
}

/// A child that begins `check`, which must hold, once it is told to.
fn spawn_after_claim(check: &mut (dyn FnMut() -> bool + Send)) -> (Process, Starter) {
    let (mut hears, says) = std::io::pipe().unwrap();
    let child = spawn(|| {
        std::io::Read::read_exact(&mut hears, &mut [0]).unwrap();
        assert!(check());
    });
    (child.unwrap(), Starter(says))
}

pub fn while_parts_are_out_the_array_is_refused() {
    let numbers = Array::new(&[1, 2]).unwrap();
    let mut parts = numbers.parts(2).unwrap();
    let claimed = parts.pop().unwrap().claim().unwrap();
    for out in ["2 of the array's parts are out", "1 of the array's parts is out"] {
        let payload = catch_unwind(AssertUnwindSafe(|| _ = numbers.lock())).unwrap_err();
        assert!(payload.downcast::<String>().unwrap().contains(out));
        assert!(is_out(&numbers));
        assert!(matches!(
            numbers.lock_timeout(std::time::Duration::MAX),
            Err(TryLockError::WouldBlock)
        ));
        let refused = numbers.parts(2).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
        assert!(refused.to_string().contains(out), "{refused}");
        parts.pop();
    }
    drop(claimed);
    assert_eq!(*numbers.lock().unwrap(), [1, 2]);
}

pub fn a_dropped_token_is_back() {
    let numbers = Array::new(&[1, 2]).unwrap();
    drop(numbers.parts(2).unwrap());
    assert!(!is_out(&numbers));
    let parts = numbers.parts(2).unwrap();
    succeeded(spawn(move || drop(parts)));
    assert!(!is_out(&numbers), "by the child that it was moved into");
    let mut parts = numbers.parts(2).unwrap();
    succeeded(spawn(|| parts.clear()));
    assert!(is_out(&numbers), "a copy that a child drops gives nothing back");
    parts.clear();
    assert!(!is_out(&numbers));
}

pub fn a_token_of_an_earlier_division_claims_nothing() {
    let numbers = Array::new(&[1, 2]).unwrap();
    let mut old = Some(the_part(&numbers));
    let mut copy = || old.take().unwrap().claim().is_err();
    let (child, start) = spawn_after_claim(&mut copy);
    drop(old);
    let new = numbers.parts(2).unwrap();
    start.send();
    succeeded(Ok(child));
    for part in new {
        assert!(part.claim().is_ok());
    }
}

pub fn a_claim_keeps_spawn_away_even_when_leaked() {
    let numbers = Array::new(&[1, 2]).unwrap();
    let claim = the_part(&numbers).claim().unwrap();
    assert!(spawn(|| ()).is_err());
    drop(claim);
    succeeded(spawn(|| ()));
    forget(the_part(&numbers).claim().unwrap());
    assert!(spawn(|| ()).is_err());
    assert!(is_out(&numbers), "a claim may have its elements for ever");
}

pub fn a_child_that_dies_with_a_claim_poisons() {
    let numbers = Array::new(&[1, 2, 3, 4]).unwrap();
    let mut parts = numbers.parts(2).unwrap();
    let (second, first) = (parts.pop().unwrap(), parts.pop().unwrap());
    let killed = child_that_keeps(move || {
        let mut claim = second.claim().unwrap();
        claim[0] = 7;
        claim
    });
    assert!(is_out(&numbers));
    let mut mine = first.claim().unwrap();
    kill(killed);
    mine[0] = 9;
    drop(mine);
    let guard = numbers.lock().unwrap_err().into_inner();
    assert_eq!(*guard, [9, 2, 7, 4]);
    drop(guard);
    numbers.clear_poison();
    assert!(numbers.lock().is_ok());
}

/// What if it dies when all is computed and nothing is written yet? The zeros are no result.
pub fn a_child_that_dies_before_it_claims_poisons() {
    let deaths: [fn(); 3] = [|| abort(), || exit(0), kill_me];
    for die in deaths {
        let numbers = Array::new(&[1, 2]).unwrap();
        let part = the_part(&numbers);
        let child = spawn(move || {
            let _unused = part;
            die();
        });
        child.unwrap().join().unwrap();
        assert!(!numbers.is_poisoned(), "no process has asked yet");
        assert_eq!(*numbers.lock().unwrap_err().into_inner(), [1, 2]);
        assert!(numbers.is_poisoned());
        numbers.clear_poison();
        assert!(numbers.lock().is_ok(), "the news comes once");
    }
}

fn kill_me() {
    let me = std::process::id().to_string();
    Command::new("kill").args(["-KILL", &me]).status().unwrap();
    unreachable!("killed");
}

pub fn a_panic_before_the_claim_poisons() {
    let numbers = Array::new(&[1, 2]).unwrap();
    let part = the_part(&numbers);
    let child = spawn(move || {
        let _unused = part;
        panic!("part of the test");
    });
    assert_eq!(child.unwrap().join().unwrap().code(), Some(101));
    assert!(numbers.lock().is_err());
}

/// A token that is made and dropped while its thread panics has not met that panic.
pub fn a_panic_from_before_the_token_is_old_news() {
    struct DividesInDrop<'a>(&'a Array<i32>);
    impl Drop for DividesInDrop<'_> {
        fn drop(&mut self) {
            let mut parts = self.0.parts(2).unwrap();
            drop(parts.pop());
            parts.pop().unwrap().claim().unwrap()[0] = 7;
        }
    }
    let numbers = Array::new(&[1, 2]).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _divides = DividesInDrop(&numbers);
        panic!("part of the test");
    }));
    assert!(panicked.is_err());
    assert_eq!(*numbers.lock().unwrap(), [7, 2]);
}

/// A token that is claimed in the middle of a panic is used, and not given up.
pub fn a_claim_made_while_panicking_poisons_nothing() {
    struct ClaimsInDrop<'a>(Option<Part<'a, i32>>);
    impl Drop for ClaimsInDrop<'_> {
        fn drop(&mut self) {
            self.0.take().unwrap().claim().unwrap()[0] = 7;
        }
    }
    let numbers = Array::new(&[1, 2]).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _claims = ClaimsInDrop(Some(the_part(&numbers)));
        panic!("part of the test");
    }));
    assert!(panicked.is_err());
    assert_eq!(*numbers.lock().unwrap(), [7, 2]);
}

pub fn what_a_child_drops_or_gives_back_poisons_nothing() {
    let numbers = Array::new(&[1, 2, 3]).unwrap();
    let uses: [fn(Part<'_, i32>); 3] =
        [|part| drop(part), |part| drop(part.claim()), |part| part.claim().unwrap().fill(7)];
    for (part, use_it) in numbers.parts(3).unwrap().into_iter().zip(uses) {
        succeeded(spawn(move || use_it(part)));
    }
    assert_eq!(*numbers.lock().unwrap(), [1, 2, 7]);
}

/// It has copies of tokens that it did not capture. They are the parent's.
pub fn a_child_that_dies_beside_tokens_of_its_parent_poisons_nothing() {
    let numbers = Array::new(&[1, 2]).unwrap();
    let parts = numbers.parts(2).unwrap();
    spawn(|| abort()).unwrap().join().unwrap();
    assert!(is_out(&numbers));
    drop(parts);
    assert!(numbers.lock().is_ok());
}

/// `spawn` needs three descriptors; with no fourth, nothing in `/proc` says when the child began.
pub fn a_token_handed_over_without_a_free_descriptor_comes_back() {
    let numbers = Array::new(&[1, 2]).unwrap();
    let part = the_part(&numbers);
    let three = [(); 3].map(|()| File::open("/dev/null").unwrap());
    let highest = three.iter().map(|file| file.as_raw_fd()).max().unwrap();
    let all = limit(Resource::Nofile, highest as u64 + 1);
    drop(three);
    let child = spawn(move || {
        limit(Resource::Nofile, all);
        drop(part);
    });
    limit(Resource::Nofile, all);
    succeeded(child);
    assert_eq!(*numbers.lock().unwrap(), [1, 2]);
}

/// Between the look at the ledger and the question who lives, a child can give its part back and
/// end. It has died with nothing.
pub fn a_child_that_gives_back_and_ends_while_the_array_is_tried_poisons_nothing() {
    let numbers = Array::new(&[1, 2]).unwrap();
    for _ in 0..rounds(300) {
        let part = the_part(&numbers);
        let child = spawn(move || drop(part));
        while is_out(&numbers) {
            thread::yield_now();
        }
        assert!(!numbers.is_poisoned());
        succeeded(child);
    }
}

pub fn a_panic_with_a_claim_poisons() {
    let numbers = Array::new(&[1, 2]).unwrap();
    let part = the_part(&numbers);
    let child = spawn(move || {
        let _claim = part.claim().unwrap();
        panic!("part of the test");
    });
    assert_eq!(child.unwrap().join().unwrap().code(), Some(101));
    assert!(numbers.is_poisoned());
    assert!(numbers.lock().is_err());
}

pub fn a_poisoned_array_is_mended_before_it_is_divided() {
    let numbers = Array::new(&[1, 2]).unwrap();
    kill(child_that_keeps(|| numbers.lock()));
    assert_eq!(numbers.parts(2).unwrap_err().kind(), ErrorKind::InvalidData);
    numbers.clear_poison();
    assert_eq!(numbers.parts(2).unwrap().len(), 2);
}

/// Every part is wholly changed, unless the array says that it is poisoned.
pub fn killed_at_any_instruction_every_part_comes_back() {
    let numbers: Array<u64> = Array::zeroed(20_000).unwrap();
    for round in 0..rounds(1_000) {
        numbers.lock().unwrap().fill(0);
        let parts = numbers.parts(2).unwrap();
        let children: Vec<Process> = parts.into_iter().map(fill_with_ones).collect();
        (0..round % 200 * 40).for_each(|_| std::hint::spin_loop());
        children.into_iter().for_each(kill);
        match numbers.try_lock() {
            Ok(guard) => assert!(guard.iter().all(|number| *number == 1), "unfinished"),
            Err(TryLockError::WouldBlock) => panic!("a part is lost"),
            Err(TryLockError::Poisoned(_)) => numbers.clear_poison(),
        }
    }
}

fn fill_with_ones(part: Part<'_, u64>) -> Process {
    spawn(move || part.claim().unwrap().fill(1)).unwrap()
}

pub fn counts_that_make_no_sense_are_errors() {
    let numbers = Array::new(&[1, 2]).unwrap();
    for count in [0, MAX_PARTS + 1, usize::MAX] {
        assert_eq!(numbers.parts(count).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert!(numbers.lock().is_ok());
}
