//! The ledger of an array in three parts, word by word, while two children work and one of them is killed.

use std::array;
use std::error::Error;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::id;

use multi_value_data_sharing::{Array, Part};
use process::{Process, spawn};
use shared_memory::alive::Identity;
use timeline::{Look, Mapped, Strips};

const PARTS: usize = 3;
const CLAIMED: u64 = 1 << 63;

fn main() -> Result<(), Box<dyn Error>> {
    let (numbers, pieces) = Mapped::by(|| Array::zeroed(PARTS))?;
    let [first, second, third] = numbers.parts(PARTS)?.try_into().expect("so many parts");
    let mut ledger = Ledger::find(&pieces).ok_or("no piece of memory has the words")?;
    ledger.row("divided")?;

    let (child1, mut to1) = hire(first)?;
    let (child2, mut to2) = hire(second)?;
    ledger.names.extend([(child1.id(), "child 1"), (child2.id(), "child 2")]);
    ledger.row("spawned")?;
    for child in [&mut to1, &mut to2] {
        child.write_all(b"!")?;
        child.read_exact(&mut [0])?;
    }
    ledger.row("claimed")?;
    to1.write_all(b"!")?;
    child1.join()?;
    ledger.row("1 is done")?;
    child2.kill()?;
    child2.join()?;
    ledger.row("2 is killed")?;
    drop(third);
    ledger.row("3 dropped")?;
    assert!(numbers.lock().is_err(), "it is poisoned");
    ledger.row("locked")?;
    print!("{}", ledger.draw());
    Ok(())
}

fn hire(part: Part<'_, f64>) -> io::Result<(Process, UnixStream)> {
    let (ours, theirs) = UnixStream::pair()?;
    Ok((spawn(move || work(part, &theirs).expect("the parent answers"))?, ours))
}

/// Claims the part when it is told to, and gives it back when it is told again.
fn work(part: Part<'_, f64>, mut parent: &UnixStream) -> io::Result<()> {
    parent.read_exact(&mut [0])?;
    let _claim = part.claim()?;
    parent.write_all(b"!")?;
    parent.read_exact(&mut [0])
}

/// The piece of memory that it is in, and where its words begin there.
struct Ledger {
    piece: Mapped,
    begin: usize,
    names: Vec<(u32, &'static str)>,
    rows: Vec<(&'static str, [(usize, String); PARTS])>,
}

impl Ledger {
    /// All its words name this process, which has divided the array.
    fn find(pieces: &[Mapped]) -> Option<Self> {
        let me = [Identity::me().to_bits(); PARTS];
        let found = pieces.iter().find_map(|piece| {
            let words = piece.words(usize::MAX).ok()?;
            Some((piece.clone(), words.windows(PARTS).position(|window| window == me)?))
        });
        let (piece, begin) = found?;
        Some(Self { piece, begin, names: vec![(id(), "parent")], rows: Vec::new() })
    }

    /// Notes what the words say at this moment.
    fn row(&mut self, moment: &'static str) -> io::Result<()> {
        let words = self.piece.words(self.begin + PARTS)?;
        let cells = array::from_fn(|part| (1, self.owner(words[self.begin + part])));
        self.rows.push((moment, cells));
        Ok(())
    }

    fn draw(&self) -> String {
        let strips = Strips::new("").look("token", Look::Pale);
        let strips = strips.look("claim", Look::Box).look("dead", Look::SecondBox);
        let rows = self.rows.iter();
        rows.fold(strips, |strips, (moment, cells)| strips.strip(moment, cells)).draw()
    }

    /// What a word says, and whether its owner lives.
    fn owner(&self, word: u64) -> String {
        let Some(owner) = Identity::from_bits(word & !CLAIMED) else { return "back".into() };
        let name = self.names.iter().find(|(pid, _)| *pid == owner.pid());
        let state = match owner.is_alive() {
            false => "dead",
            true if word & CLAIMED == 0 => "token",
            true => "claim",
        };
        format!("{state} {}", name.map_or("?", |(_, name)| name))
    }
}
