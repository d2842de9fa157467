use std::io;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use process::spawn;
use shared_memory::Shared;
use timeline::Mapped;

fn two() -> io::Result<[Shared<AtomicU64>; 2]> {
    Ok([Shared::new(AtomicU64::new(1))?, Shared::new(AtomicU64::new(2))?])
}

pub fn what_a_type_has_mapped_is_found_and_read() {
    let _earlier = two().unwrap();
    let ([one, _two], pieces) = Mapped::by(two).unwrap();
    let first = |piece: &Mapped| piece.words(1).unwrap()[0];
    let mut found: Vec<_> = pieces.iter().map(first).collect();
    found.sort_unstable();
    assert_eq!(found, [1, 2]);

    spawn(|| one.store(7, SeqCst)).unwrap().join().unwrap();
    let found: Vec<_> = pieces.iter().map(first).collect();
    assert!(found.contains(&7), "what a child has written: {found:?}");
}

pub fn a_piece_ends_with_its_last_page() {
    let (_shared, pieces) = Mapped::by(|| Shared::new(AtomicU64::new(1))).unwrap();
    assert_eq!(pieces[0].words(usize::MAX).unwrap().len(), 4096 / 8);
}

pub fn what_is_unmapped_meanwhile_is_an_error() {
    let (shared, pieces) = Mapped::by(|| Shared::new(AtomicU64::new(1))).unwrap();
    drop(shared);
    assert!(pieces[0].words(1).is_err());
    let ((), pieces) = Mapped::by(|| two().map(drop)).unwrap();
    assert_eq!(pieces, []);
}
