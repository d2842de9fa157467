//! What a child has from its parent without having been given it.

use std::io::{Read, Write, pipe};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use process::spawn;
use process_pool::Pool;
use queue_usage::bounded;
use shared_memory::Shared;

use crate::sys;

pub fn a_port_accepts_until_the_last_worker_that_inherited_it_is_gone() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let pool = Pool::new(1, |number: u32| number).unwrap();
    drop(listener);
    assert!(TcpStream::connect(address).is_ok());
    pool.close().unwrap();
    assert!(TcpStream::connect(address).is_err());
}

pub fn a_line_of_4096_bytes_in_one_write_is_never_torn() {
    const LINE: usize = 4096;
    let (mut reader, writer) = pipe().unwrap();
    let write = |letter: u8| {
        let mut line = [letter; LINE];
        line[LINE - 1] = b'\n';
        (0..500).for_each(|_| assert_eq!((&writer).write(&line).unwrap(), LINE));
    };
    let children = [spawn(|| write(b'a')).unwrap(), spawn(|| write(b'b')).unwrap()];
    drop(writer);
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    for child in children {
        assert!(child.join().unwrap().success());
    }
    let lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
    assert_eq!(lines.len(), 1000 + 1); // What follows the last newline is empty.
    assert!(lines[..1000].iter().all(|line| line.iter().all(|letter| *letter == line[0])));
}

pub fn a_wild_write_hits_what_was_shared_before_the_fork_and_nothing_that_came_later() {
    let (addresses, wild) = bounded::<usize>(1).unwrap();
    let early = spawn(move || sys::write_wildly(wild.recv().unwrap())).unwrap();
    let number = Shared::new(AtomicU64::new(7)).unwrap();
    let address = &raw const *number as usize;
    addresses.send(address).unwrap();
    assert_eq!(early.join().unwrap().signal(), Some(libc::SIGSEGV));
    assert_eq!(number.load(SeqCst), 7);

    let late = spawn(move || sys::write_wildly(address)).unwrap();
    assert!(late.join().unwrap().success());
    assert_eq!(number.load(SeqCst), 13);
}
