//! Two processes write into one pipe, without and with a lock: whose bytes come out of it, in their order.

use std::error::Error;
use std::fs;
use std::io::{self, PipeWriter, Read, Write};
use std::thread;

use process::{Process, spawn};
use single_value_data_sharing::Lock;
use timeline::{Look, Strips};

/// Bytes of a message. A pipe holds 64 KiB.
const LEN: usize = 256 << 10;

fn main() -> Result<(), Box<dyn Error>> {
    let lock = Lock::new()?;
    let strips = Strips::new("KiB").strip("no lock", &pieces(None)?);
    let strips = strips.strip("a lock", &pieces(Some(&lock))?);
    print!("{}", strips.look("a", Look::Box).look("b", Look::SecondBox).draw());
    Ok(())
}

/// What came out of the pipe: of each piece its KiB, and who wrote it.
fn pieces(lock: Option<&Lock>) -> Result<Vec<(usize, String)>, Box<dyn Error>> {
    let (mut inbox, outbox) = io::pipe()?;
    let (mut begun, tell) = io::pipe()?;
    let write = |letter| spawn(|| write(&tell, lock, &outbox, letter));
    let writers = [write(b'a')?, write(b'b')?];
    drop(outbox);
    begun.read_exact(&mut [0; 2])?;
    writers.iter().try_for_each(wait_until_asleep)?; // Both wait: for room in the pipe, or for the lock.

    let mut received = Vec::new();
    inbox.read_to_end(&mut received)?;
    let pieces = received.chunk_by(|one, next| one == next);
    Ok(pieces.map(|piece| (piece.len() >> 10, char::from(piece[0]).to_string())).collect())
}

fn write(mut tell: &PipeWriter, lock: Option<&Lock>, mut pipe: &PipeWriter, letter: u8) {
    tell.write_all(b"!").expect("main receives");
    let _guard = lock.map(|lock| lock.lock().expect("no process dies here"));
    pipe.write_all(&vec![letter; LEN]).expect("main receives");
}

/// The state of a process is the letter after its name in `/proc/<pid>/stat`: S for asleep.
fn wait_until_asleep(process: &Process) -> io::Result<()> {
    let stat = format!("/proc/{}/stat", process.id());
    while !fs::read_to_string(&stat)?.contains(") S ") {
        thread::yield_now();
    }
    Ok(())
}
