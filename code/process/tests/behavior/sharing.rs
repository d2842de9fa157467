//! What the child gets, and what stays with the parent.

use std::env;
use std::fs;
use std::io;
use std::mem;
use std::process::{exit, id};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use process::{Process, heir, spawn};
use std::sync::Mutex;

use crate::common::{ended, forever, rest};
use crate::sys;

pub fn the_child_works_on_a_copy() {
    let mut number = 1;
    let status = ended(|| {
        number += 41;
        exit(number);
    });
    assert_eq!(status.code(), Some(42));
    assert_eq!(number, 1);
}

pub fn captured_by_move_is_dropped_in_the_parent_before_the_child_begins() {
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
        assert_eq!(ended(move || exit(folder.0.exists().into())).code(), Some(0));
    }
}

pub fn heir_is_the_child_while_the_parent_drops_and_none_otherwise() {
    static TOLD: AtomicU32 = AtomicU32::new(0);
    struct Ask;
    impl Drop for Ask {
        fn drop(&mut self) {
            TOLD.store(heir().expect("the drop is a handover"), Relaxed);
            assert!(ended(|| assert_eq!(heir(), None)).success());
            assert_eq!(heir(), Some(TOLD.load(Relaxed)), "the inner spawn put it back");
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

pub fn a_handover_that_spawns_does_not_keep_the_child_waiting() {
    static INNER: Mutex<Option<Process>> = Mutex::new(None);
    struct Spawns;
    impl Drop for Spawns {
        fn drop(&mut self) {
            *INNER.lock().unwrap() = spawn(forever).ok();
        }
    }
    let spawns = Spawns;
    // The inner child has inherited the outer one's gate, and never ends by itself.
    assert!(ended(move || mem::forget(spawns)).success());
    INNER.lock().unwrap().take().unwrap().kill().unwrap();
}

pub fn buffered_text_is_printed_once() {
    let (mut printed, stdout) = io::pipe().unwrap();
    let status = ended(move || {
        sys::print_into(&stdout);
        print!("printed once: "); // Without a newline, so it stays in the buffer.
        assert!(ended(|| print!("child, ")).success());
        print!("parent");
    });
    assert!(status.success());
    assert_eq!(rest(&mut printed), b"printed once: child, parent");
}
