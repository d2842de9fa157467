use std::fmt::Debug;
use std::fs;
use std::io::ErrorKind;

use bytemuck::Pod;
use multi_value_data_sharing::Array;
use process::spawn;
use test_harness::limits::{Resource, limited};
use test_harness::open_descriptors;

use crate::children::succeeded;

pub fn elements_of_every_alignment_lie_where_they_should() {
    shared_whole(|index| index as u8);
    shared_whole(|index| index as u16);
    shared_whole(|index| [index as u8; 3]);
    shared_whole(|index| index as u32);
    shared_whole(|index| index as f64);
    shared_whole(|index| index as u128 * u128::from(u64::MAX));
    shared_whole(|_| ());
}

fn shared_whole<T: Pod + PartialEq + Debug + Send + Sync>(
    element: impl Fn(usize) -> T + Sync,
) {
    let array = Array::from_fn(1000, &element).unwrap();
    assert_eq!(array.lock().unwrap().as_ptr().align_offset(align_of::<T>()), 0);
    succeeded(spawn(|| {
        let mut guard = array.lock().unwrap();
        for (index, found) in guard.iter().enumerate() {
            assert_eq!(*found, element(index));
        }
        guard.reverse();
    }));
    for (index, part) in array.parts(7).unwrap().into_iter().enumerate() {
        let claim = part.claim().unwrap();
        assert_eq!(claim[0], element(999 - claim.range().start), "part {index}");
    }
    assert_eq!(array.lock().unwrap()[0], element(999));
}

pub fn an_empty_array_is_an_array() {
    let array: Array<f64> = Array::new(&[]).unwrap();
    assert!(array.is_empty());
    succeeded(spawn(|| assert_eq!(*array.lock().unwrap(), [])));
    for part in array.parts(3).unwrap() {
        assert_eq!(*part.claim().unwrap(), []);
    }
    assert_eq!(array.lock().unwrap().iter().sum::<f64>(), 0.0);
}

pub fn sixty_four_mebibytes_go_to_a_child_and_back() {
    let array = Array::from_fn(64 << 17, |index| index as u64).unwrap();
    succeeded(spawn(|| {
        for number in array.lock().unwrap().iter_mut() {
            *number = !*number;
        }
    }));
    for (index, number) in array.lock().unwrap().iter().enumerate() {
        assert_eq!(*number, !(index as u64));
    }
}

pub fn a_large_array_costs_nothing_until_it_is_touched() {
    let array: Array<u64> = Array::zeroed(1 << 33).unwrap(); // 64 GiB of addresses.
    let mut guard = array.lock().unwrap();
    guard[(1 << 33) - 1] = 7;
    assert_eq!((guard[1 << 32], guard[(1 << 33) - 1]), (0, 7));
}

pub fn lengths_that_overflow_are_errors() {
    for len in [usize::MAX, usize::MAX / 8 + 1] {
        let refused = Array::<u64>::zeroed(len).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidInput);
        assert!(refused.to_string().contains(&len.to_string()), "{refused}");
        assert!(Array::from_fn(len, |_| 0_u64).is_err());
    }
    let more_than_there_is = Array::<u64>::zeroed(usize::MAX / 8).unwrap_err();
    assert_eq!(more_than_there_is.kind(), ErrorKind::OutOfMemory);
}

pub fn what_the_kernel_refuses_is_an_error() {
    let refused = limited(Resource::As, 0, || Array::new(&[1]).unwrap_err());
    assert_eq!(refused.kind(), ErrorKind::OutOfMemory);
}

pub fn a_thousand_arrays_leave_no_mapping_and_no_descriptor() {
    let before = (mappings(), open_descriptors());
    for round in 0..1_000 {
        let array = Array::from_fn(2_000, |index| round * index).unwrap();
        assert_eq!(array.lock().unwrap()[1_999], round * 1_999);
        for part in array.parts(2).unwrap() {
            assert!(part.claim().is_ok());
        }
    }
    assert_eq!((mappings(), open_descriptors()), before);
}

/// The lines of `/proc/self/maps` that are anonymous and shared.
fn mappings() -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().filter(|line| line.contains("/dev/zero")).count()
}
