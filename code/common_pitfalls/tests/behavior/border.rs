//! What crosses a process border, and what does not.

use std::fs::File;
use std::io::read_to_string;
use std::os::unix::process::ExitStatusExt;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};

use shared_memory::Shared;

use crate::common::{ended, file_with};
use crate::sys;

pub fn an_address_of_another_process_leads_nowhere() {
    let place = Shared::new(AtomicUsize::new(0)).unwrap();
    let maker = ended(|| {
        let numbers = vec![7_u8; 8_000_000].leak();
        assert_eq!(sys::byte_at(numbers.as_ptr() as usize), 7);
        place.store(numbers.as_ptr() as usize, SeqCst);
    });
    assert!(maker.success());
    let reader = ended(|| _ = sys::byte_at(place.load(SeqCst)));
    assert_eq!(reader.signal(), Some(libc::SIGSEGV));
}

pub fn a_captured_file_arrives() {
    let (_folder, path) = file_with("contents");
    let file = File::open(path).unwrap();
    assert!(ended(move || assert_eq!(read_to_string(file).unwrap(), "contents")).success());
}

pub fn what_threads_share_is_copied() {
    let number = Arc::new(Mutex::new(1));
    let (sender, receiver) = mpsc::channel();
    let (ours, theirs) = (Arc::clone(&number), sender.clone());
    let status = ended(move || {
        *ours.lock().unwrap() += 41;
        assert_eq!(*ours.lock().unwrap(), 42);
        theirs.send(42).unwrap();
    });
    assert!(status.success());
    assert_eq!(*number.lock().unwrap(), 1);
    drop(sender);
    assert_eq!(receiver.recv(), Err(mpsc::RecvError));
}
