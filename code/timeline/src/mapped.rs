use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

const WORD: usize = size_of::<u64>();

/// A piece of anonymous shared memory in this process, to be read from outside of the type that lies in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mapped(Range<usize>);

impl Mapped {
    /// What `make` makes, and the pieces that were mapped for it and are there still, by their addresses.
    ///
    /// # Errors
    ///
    /// Those of `make`; and what reading `/proc/self/maps` says (`proc_pid_maps(5)`).
    pub fn by<T>(make: impl FnOnce() -> io::Result<T>) -> io::Result<(T, Vec<Self>)> {
        let before = Self::all()?;
        let made = make()?;
        let mut after = Self::all()?;
        after.retain(|piece| !before.contains(piece));
        Ok((made, after))
    }

    fn all() -> io::Result<Vec<Self>> {
        let maps = fs::read_to_string("/proc/self/maps")?;
        Ok(maps.lines().filter_map(Self::read).collect())
    }

    /// `7f3c5a2b1000-7f3c5a2b2000 rw-s 00000000 00:01 1035 /dev/zero (deleted)`
    fn read(line: &str) -> Option<Self> {
        let (addresses, rest) = line.split_once(" rw-s ")?;
        let (begin, end) = addresses.split_once('-')?;
        let address = |digits| usize::from_str_radix(digits, 16).ok();
        let is_anonymous = rest.ends_with(" /dev/zero (deleted)");
        is_anonymous.then_some(Self(address(begin)?..address(end)?))
    }

    /// The piece's first words, `count` of them or as many as it has. They are read one after the other, while other
    /// processes may write.
    ///
    /// # Errors
    ///
    /// What reading `/proc/self/mem` says: this process has unmapped it meanwhile.
    pub fn words(&self, count: usize) -> io::Result<Vec<u64>> {
        let mut bytes = vec![0; self.0.len().min(count.saturating_mul(WORD))];
        File::open("/proc/self/mem")?.read_exact_at(&mut bytes, self.0.start as u64)?;
        let (words, _) = bytes.as_chunks::<WORD>();
        Ok(words.iter().map(|word| u64::from_ne_bytes(*word)).collect())
    }
}
