use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{
    AtomicBool, AtomicI16, AtomicU8, AtomicU32, AtomicU64, Ordering::SeqCst,
};

use process::spawn;
use shared_memory::{Lock, Mapping, Shared};
use test_harness::limits::{Resource, limit, limited};
use test_harness::open_descriptors;

use crate::neighbor::shared_mappings;
use crate::sys;

pub fn a_mapping_starts_as_zeros_and_both_sides_see_what_either_writes() {
    let mapping = Mapping::new(10_000).unwrap();
    assert_eq!(sys::bytes_of(&mapping), vec![0; 10_000]);
    assert_eq!(mapping.as_ptr().addr() % 4096, 0);
    sys::set_byte(&mapping, 0, 1);
    let child = spawn(|| {
        assert_eq!(sys::bytes_of(&mapping)[0], 1);
        sys::set_byte(&mapping, 9_999, 2);
    });
    assert!(child.unwrap().join().unwrap().success());
    assert_eq!(sys::bytes_of(&mapping)[9_999], 2);
}

pub fn an_empty_mapping_maps_nothing() {
    let before = shared_mappings().unwrap();
    let mapping = Mapping::new(0).unwrap();
    assert_eq!(shared_mappings().unwrap(), before);
    assert!(mapping.is_empty());
    assert_eq!(sys::bytes_of(&mapping), []);
    let nothing = Shared::new(()).unwrap();
    assert_eq!(*nothing, ());
}

/// Asked of the kernel, by the advice that it notes (`proc_pid_smaps(5)`): what it prefers is the whole system's.
pub fn a_sparse_mapping_takes_no_huge_pages_and_any_other_what_the_system_prefers() {
    if !Path::new("/sys/kernel/mm/transparent_hugepage").exists() {
        test_harness::skip("this kernel has no huge pages");
    }
    let (sparse, other) = (Mapping::sparse(8 << 20).unwrap(), Mapping::new(8 << 20).unwrap());
    let is_advised = |mapping: &Mapping| flags_of(mapping).split(' ').any(|flag| flag == "nh");
    assert!(is_advised(&sparse));
    assert!(!is_advised(&other));
    let child = spawn(|| assert!(is_advised(&sparse)));
    assert!(child.unwrap().join().unwrap().success());
    assert_eq!(sys::bytes_of(&sparse)[..10], [0; 10]);
    assert!(Mapping::sparse(0).unwrap().is_empty());
}

fn flags_of(mapping: &Mapping) -> String {
    let maps = fs::read_to_string("/proc/self/smaps").unwrap();
    let start = format!("{:x}-", mapping.as_ptr().addr());
    let mut lines = maps.lines().skip_while(|line| !line.starts_with(&start));
    lines.find_map(|line| line.strip_prefix("VmFlags:")).unwrap().to_owned()
}

pub fn a_child_that_drops_its_copy_takes_nothing_from_the_parent() {
    let word = Shared::new(AtomicU32::new(7)).unwrap();
    let copy = &word;
    let child = spawn(|| {
        let text = format!("{copy:?}");
        assert_eq!(text, "Shared(7)");
    });
    assert!(child.unwrap().join().unwrap().success());
    assert_eq!(word.load(SeqCst), 7);
}

pub fn arrays_and_tuples_of_atomics_are_shared_whole() {
    let tuple = (
        AtomicU8::new(1),
        AtomicI16::new(-2),
        AtomicBool::new(false),
        [const { AtomicU64::new(0) }; 1000],
    );
    let shared = Shared::new(tuple).unwrap();
    let child = spawn(|| {
        shared.0.fetch_add(1, SeqCst);
        shared.1.fetch_sub(1, SeqCst);
        shared.2.store(true, SeqCst);
        shared.3[999].store(u64::MAX, SeqCst);
    });
    assert!(child.unwrap().join().unwrap().success());
    assert_eq!(shared.0.load(SeqCst), 2);
    assert_eq!(shared.1.load(SeqCst), -3);
    assert!(shared.2.load(SeqCst));
    assert_eq!(shared.3[999].load(SeqCst), u64::MAX);
    assert_eq!(shared.3[998].load(SeqCst), 0);
}

pub fn what_the_kernel_refuses_is_an_error_that_names_the_length() {
    for len in [usize::MAX, isize::MAX as usize, 1 << 50] {
        let refused = Mapping::new(len).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::OutOfMemory);
        assert!(refused.to_string().contains(&len.to_string()), "{refused}");
    }
    let refused = limited(Resource::As, 0, || {
        let word = Shared::new(AtomicU8::new(0));
        [Mapping::new(1).unwrap_err(), word.unwrap_err(), Lock::new().unwrap_err()]
    });
    assert_eq!(refused.map(|error| error.kind()), [ErrorKind::OutOfMemory; 3]);
}

pub fn a_limit_on_addresses_is_named_with_what_to_do() {
    limit(Resource::As, 1 << 30);
    let text = Mapping::new(2 << 30).unwrap_err().to_string();
    for part in ["1073741824 bytes of address space", "ulimit -v", "raise the limit"] {
        assert!(text.contains(part), "{text}");
    }
}

pub fn a_thousand_of_each_leave_no_mapping_and_no_descriptor() {
    let before = (shared_mappings().unwrap(), open_descriptors());
    for round in 0..1_000 {
        let lock = Lock::new().unwrap();
        let word = Shared::new(AtomicU32::new(round)).unwrap();
        let _guard = lock.lock().unwrap();
        assert_eq!(word.load(SeqCst), round);
    }
    assert_eq!((shared_mappings().unwrap(), open_descriptors()), before);
}
