//! What the tests share.

use std::fs;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::{ByteBuf, Bytes};

/// A child that waits until it is let go; it inherits all that this process has.
pub fn bystander() -> (Process, Leash) {
    let (reader, writer) = io::pipe().unwrap();
    let child = spawn(move || wait_for_byte(&reader));
    (child.unwrap(), Leash(writer))
}

pub struct Leash(PipeWriter);

impl Leash {
    pub fn let_go(self) {
        tell(&self.0);
    }
}

pub fn tell(mut writer: &PipeWriter) {
    writer.write_all(b"!").unwrap();
}

pub fn wait_for_byte(mut reader: &PipeReader) {
    reader.read_exact(&mut [0]).unwrap();
}

/// Waits until the child is in the kernel, asleep on a futex.
pub fn until_asleep(child: &Process) {
    let futex = format!("{} ", libc::SYS_futex);
    let path = format!("/proc/{}/syscall", child.id());
    let patience = Instant::now() + Duration::from_secs(30);
    while !fs::read_to_string(&path).unwrap().starts_with(&futex) {
        assert!(Instant::now() < patience, "the child does not fall asleep");
        thread::yield_now();
    }
}

pub fn succeeds(child: Process) {
    let status = child.join().unwrap();
    assert!(status.success(), "{status}");
}

pub fn die(child: Process) {
    child.kill().unwrap();
    child.join().unwrap();
}

/// Bytes that are told from those of every other message, as many as `len` says.
pub fn bytes(seed: u64, len: usize) -> Vec<u8> {
    (0..len as u64).map(|i| (seed ^ i.wrapping_mul(31)) as u8).collect()
}

/// Bytes that are written bare if the first of them is even, and by postcard if it is odd, as the
/// only one in a tuple. postcard makes the same of both.
#[derive(Debug, PartialEq)]
pub struct Mixed(pub Vec<u8>);

impl Serialize for Mixed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.first() {
            Some(first) if first % 2 == 1 => (Bytes::new(&self.0),).serialize(serializer),
            _ => serializer.serialize_bytes(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Mixed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ByteBuf::deserialize(deserializer).map(|bytes| Mixed(bytes.into_vec()))
    }
}

/// The text of the panic that `work` ends with.
pub fn panic_text(work: impl FnOnce()) -> String {
    try_panic_text(work).expect("it does not panic")
}

/// The text of the panic that `work` ends with, if it does.
pub fn try_panic_text(work: impl FnOnce()) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(work)).err()?;
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned())
}

/// Numbers that look random (xorshift), the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}
