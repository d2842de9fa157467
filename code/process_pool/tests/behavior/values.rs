//! What crosses, and what does not.

use std::fs::{self, File};
use std::iter;
use std::os::unix::fs::FileExt;
use std::panic::{self, AssertUnwindSafe};
use std::process::id;

use process_pool::{Cause, Pool, run};
use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::ByteBuf;
use test_harness::touched_shared_memory;

use crate::limits::{CONT, STOP};
use crate::sys;
use crate::tools::{count_up, failures, mappings, shared, status_kib, wait_until};

const MIB: usize = 1 << 20;

/// So many short tasks make trays long.
const SHORT: usize = 20_000;

/// So many bytes, of which each length has its own.
fn bytes(len: usize) -> ByteBuf {
    let mut bytes = vec![(len % 251) as u8; len];
    for place in (0..len).step_by(4096 / 3) {
        bytes[place] = (place / 100 + len) as u8;
    }
    ByteBuf::from(bytes)
}

pub fn values_from_nothing_to_16_mib_come_back_as_they_were() {
    let mut lengths = vec![0, 1, 2, 7, 8, 9, 127, 128, 129, 4095, 4096, 4097];
    lengths.extend([65_535, 65_536, MIB - 1, MIB, MIB + 1, 16 * MIB - 1, 16 * MIB]);
    for workers in [1, 3] {
        let mut pool = Pool::new(workers, |value: ByteBuf| (value.len(), value)).unwrap();
        for lengths in [lengths.clone(), lengths.iter().rev().copied().collect()] {
            let results = pool.map(lengths.iter().map(|&len| bytes(len))).unwrap();
            for (result, len) in results.iter().zip(lengths) {
                assert!(*result == (len, bytes(len)), "a value of {len} bytes");
            }
        }
    }
    let mut nothing = Pool::new(2, |()| ()).unwrap();
    assert_eq!(nothing.map(vec![(); 10_000]).unwrap().len(), 10_000);
    let mut pairs = Pool::new(2, |(n, text): (Option<i8>, String)| (text, n)).unwrap();
    assert_eq!(pairs.map([(Some(-1), "é".into())]).unwrap(), [("é".into(), Some(-1))]);
}

/// Small inputs on one long tray, whose outputs are more than it holds.
pub fn results_that_fill_their_tray_are_collected_on_the_way() {
    let large = |n: usize| bytes(if n < SHORT { 0 } else { 60 * MIB + n });
    let mut pool = Pool::new(1, large).unwrap();
    for (n, result) in pool.imap(0..SHORT + 6).enumerate().skip(SHORT) {
        assert!(result.unwrap() == bytes(60 * MIB + n), "result {n}");
    }
    // A message that does not fit either.
    let task = |n: usize| {
        assert!(n < SHORT || n % 7 != 6, "{}", "long ".repeat(20_000));
        ByteBuf::from(vec![0; if n < SHORT { 0 } else { 52 * MIB }])
    };
    let mut pool = Pool::new(1, task).unwrap();
    let failed = failures(pool.imap(0..SHORT + 14).map(|result| result.map(drop)), |_| ());
    assert_eq!(failed.len(), 2);
}

pub fn an_input_that_does_not_fit_its_tray_goes_onto_the_next() {
    let large = ByteBuf::from(vec![7; 256 * MIB - 16]);
    let mut inputs = vec![ByteBuf::from(vec![7; 30]); SHORT];
    inputs.push(large);
    let mut pool = Pool::new(1, |value: ByteBuf| (value.len(), value == vec![7; value.len()]));
    let results = pool.as_mut().unwrap().map(inputs).unwrap();
    assert!(results[..SHORT].iter().all(|result| *result == (30, true)));
    assert_eq!(results[SHORT], (256 * MIB - 16, true));
}

pub fn a_value_that_is_too_large_is_the_error_of_its_task() {
    let too_large = || ByteBuf::from(vec![0; 257 * MIB]);
    let mut pool =
        Pool::new(1, |n: u32| if n == 3 { too_large() } else { ByteBuf::new() }).unwrap();
    let before = pool.worker_ids();
    let failed = failures(pool.imap(0..6), |_| ByteBuf::new());
    assert_codec(&failed, 3, "its output is larger than 256 MiB");
    assert_eq!(pool.worker_ids(), before);
    let inputs = (0..6).map(|n| if n == 3 { too_large() } else { ByteBuf::new() });
    let mut pool = Pool::new(1, |value: ByteBuf| value.len()).unwrap();
    assert_codec(&failures(pool.imap(inputs), |_| 0), 3, "its input is larger than 256 MiB");
}

fn assert_codec(failed: &std::collections::BTreeMap<usize, Cause>, task: usize, text: &str) {
    match failed.get(&task) {
        Some(Cause::Codec(what)) => assert!(what.starts_with(text), "{what}"),
        other => panic!("task {task}: {other:?}"),
    }
    assert_eq!(failed.len(), 1, "{failed:?}");
}

/// A number that, being 13, cannot be written; being 14, not be read; and with 15 and 16, the code
/// that does it panics.
#[derive(Debug, PartialEq, Clone, Copy)]
struct Odd(usize);

impl Serialize for Odd {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            13 => Err(S::Error::custom("13")),
            15 => panic!("written"),
            n => n.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Odd {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match usize::deserialize(from)? {
            14 => Err(D::Error::custom("14")),
            16 => panic!("read"),
            n => Ok(Odd(n)),
        }
    }
}

/// The failures of a task on 1000 inputs, after a look that no worker died of them.
fn odd<In, Out>(
    task: impl Fn(In) -> Out + Sync,
    input: impl Fn(usize) -> In,
    right: impl Fn(usize) -> Out,
) -> std::collections::BTreeMap<usize, Cause>
where
    In: Serialize + DeserializeOwned,
    Out: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let mut pool = Pool::new(2, task).unwrap();
    let before = pool.worker_ids();
    // All numbers but the unlucky four, of which there is `unlucky` alone.
    let failed = failures(pool.imap((0..1000).map(input)), right);
    assert_eq!(pool.worker_ids(), before);
    failed
}

/// Moves the unlucky numbers out of the way, all but one, which stays where it is.
fn only(unlucky: usize) -> impl Fn(usize) -> usize {
    move |n| {
        if (13..=16).contains(&n) && n != unlucky { n + 1000 } else { n }
    }
}

pub fn a_value_that_cannot_be_serialized_is_the_error_of_its_task() {
    let number = only(13);
    let failed = odd(|Odd(n)| n, |n| Odd(number(n)), &number);
    assert_codec(&failed, 13, "its input does not serialize");
    let failed = odd(Odd, &number, |n| Odd(number(n)));
    assert_codec(&failed, 13, "its output does not serialize");
}

pub fn a_value_that_cannot_be_deserialized_is_the_error_of_its_task() {
    let number = only(14);
    let failed = odd(|Odd(n)| n, |n| Odd(number(n)), &number);
    assert_codec(&failed, 14, "its input does not deserialize");
    let failed = odd(Odd, &number, |n| Odd(number(n)));
    assert_codec(&failed, 14, "its output does not deserialize");
}

pub fn codec_code_that_panics_is_the_error_of_its_task_or_of_its_caller() {
    // In the worker: reading an input, writing an output.
    let number = only(16);
    let failed = odd(|Odd(n)| n, |n| Odd(number(n)), &number);
    assert_eq!(failed[&16], Cause::Panicked("read".into()));
    let number = only(15);
    let failed = odd(Odd, &number, |n| Odd(number(n)));
    assert_eq!(failed[&15], Cause::Panicked("written".into()));
    // In the caller: the panic is its own, and the pool lives on.
    let mut pool = Pool::new(2, |Odd(n)| Odd(n + 1)).unwrap();
    let mut map = |range: std::ops::Range<usize>| {
        let inputs = range.map(Odd).filter(|odd| !(13..15).contains(&odd.0));
        panic::catch_unwind(AssertUnwindSafe(|| pool.map(inputs).unwrap().len()))
    };
    for _ in 0..3 {
        assert_eq!(*map(10..1000).unwrap_err().downcast::<&str>().unwrap(), "written");
        assert_eq!(map(100..1000).unwrap(), 900);
    }
    let mut pool = Pool::new(2, |n: usize| Odd(n)).unwrap();
    for _ in 0..3 {
        let read = panic::catch_unwind(AssertUnwindSafe(|| drop(pool.map(16..1000))));
        assert_eq!(*read.unwrap_err().downcast::<&str>().unwrap(), "read");
        assert_eq!(pool.map(100..1000).unwrap().len(), 900);
    }
}

/// When a worker drops it, behind its own frame, it writes over all rows of bytes that it shares.
#[derive(Debug, Serialize, Deserialize)]
struct Vandal {
    home: u32,
}

impl Drop for Vandal {
    fn drop(&mut self) {
        if id() != self.home {
            let memory = File::options().write(true).open("/proc/self/mem").unwrap();
            areas().for_each(|start| memory.write_all_at(&[0xff; 8], start).unwrap());
        }
    }
}

/// Where the mappings begin that have room for a value.
fn areas() -> impl Iterator<Item = u64> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let ranges: Vec<_> = maps
        .lines()
        .filter(|line| line.contains("/dev/zero"))
        .filter_map(|line| line.split_once(' ')?.0.split_once('-'))
        .map(|(start, end)| [start, end].map(|at| u64::from_str_radix(at, 16).unwrap()))
        .collect();
    ranges.into_iter().filter(|[start, end]| end - start == 256 << 20).map(|[start, _]| start)
}

pub fn what_a_wild_write_has_damaged_is_not_believed() {
    let home = id();
    let said = run(|| Vandal { home }).unwrap_err();
    assert!(matches!(&said, Cause::Codec(text) if text.contains("is damaged")), "{said}");
    let mut pool = Pool::new(1, |()| Vandal { home }).unwrap();
    for _ in 0..3 {
        let call = panic::catch_unwind(AssertUnwindSafe(|| drop(pool.map([()]))));
        let text = *call.unwrap_err().downcast::<String>().unwrap();
        assert!(text.contains("a task has written where it should not"), "{text}");
    }
}

pub fn a_worker_takes_a_gibibyte_of_address_space_and_no_memory() {
    const GIB: u64 = 1 << 20; // In KiB, as the kernel counts.
    for workers in [1, 3] {
        let (space, memory) = (status_kib("VmSize:"), touched_shared_memory());
        let mut pool = Pool::new(workers, |n: u64| n).unwrap();
        let space = status_kib("VmSize:") - space;
        let size = workers as u64 * GIB;
        assert!((size..size + GIB / 64).contains(&space), "{space} KiB for {workers} workers");
        pool.map(0..100).unwrap();
        assert!(touched_shared_memory() - memory < MIB);
    }
}

pub fn memory_of_large_values_is_given_back() {
    let mut pool = Pool::new(2, |value: ByteBuf| value).unwrap();
    for _ in 0..3 {
        pool.map((0..8).map(|_| bytes(16 * MIB))).unwrap();
        let held = touched_shared_memory();
        assert!(held < 10 * MIB, "{held} bytes of shared memory are held");
    }
    assert_eq!(pool.map([bytes(100)]).unwrap(), [bytes(100)]);
}

/// Its tasks are taken back and done by the other one, and it holds its trays until it goes on.
pub fn memory_of_large_values_is_given_back_while_a_worker_is_stopped() {
    let mut pool = Pool::new(2, |value: ByteBuf| value).unwrap();
    let [stopped, _] = pool.worker_ids()[..] else { panic!("two workers") };
    sys::signal_child(id(), stopped, STOP);
    for _ in 0..3 {
        pool.map((0..8).map(|_| bytes(16 * MIB))).unwrap();
        let held = touched_shared_memory();
        assert!(held < 10 * MIB, "{held} bytes of shared memory are held");
    }
    sys::signal_child(id(), stopped, CONT);
    let sizes = [100, 2 * MIB, 0, 3];
    assert_eq!(pool.map(sizes.map(bytes)).unwrap(), sizes.map(bytes));
}

pub fn memory_of_large_results_that_no_caller_wants_is_given_back() {
    let begun = shared();
    let task = |len| {
        count_up(&begun);
        (touched_shared_memory(), bytes(len))
    };
    let mut pool = Pool::new(1, task).unwrap();
    let inputs = [64 * MIB].into_iter().chain(iter::once_with(|| {
        wait_until(&begun, 1);
        panic!("enough")
    }));
    panic::catch_unwind(AssertUnwindSafe(|| drop(pool.map(inputs)))).unwrap_err();
    pool.map([0]).unwrap();
    let held = pool.map([0]).unwrap()[0].0;
    assert!(held < 10 * MIB, "{held} bytes of shared memory are held");
}

/// They cannot be given out any more.
pub fn outputs_after_a_failure_are_not_kept() {
    let task = |n: usize| {
        assert!(n > 0, "the first one fails");
        bytes(MIB)
    };
    let mut pool = Pool::new(1, task).unwrap();
    let before = status_kib("RssAnon:");
    let mut most = 0;
    let inputs = (0..200).inspect(|_| most = most.max(status_kib("RssAnon:")));
    assert_eq!(pool.map(inputs).unwrap_err().index, 0);
    assert!(most < before + (50 << 10), "{} KiB were kept", most - before);
}

pub fn no_mapping_is_left() {
    let has_name = || fs::read_to_string("/proc/self/maps").unwrap().contains("/dev/shm/");
    let before = mappings();
    for workers in [1, 5] {
        let mut pool = Pool::new(workers, |value: ByteBuf| value).unwrap();
        pool.map((0..8).map(|n| bytes(n * MIB))).unwrap();
        assert!(!has_name(), "one that is killed would leave a file there");
        assert!(mappings() > before);
        drop(pool);
        assert_eq!(mappings(), before);
    }
}
