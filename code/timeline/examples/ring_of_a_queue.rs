//! The ring of a queue as it lies in memory, empty and after each of seven moves: which slot and which bytes a message has.

use std::error::Error;
use std::io;
use std::iter::repeat_n;

use queue_usage::bounded_with_budget;
use timeline::{Look, Mapped, Strips};

/// Where things lie, in words: see the table on the page.
const HEAD: usize = 0;
const TAIL: usize = 16;
const SLOTS: usize = 32;
const SLOT: usize = 3;
const SHEETS: usize = SLOTS + SLOT * CAPACITY;
const END: usize = SHEETS + 2 * BUDGET / WORD;

const CAPACITY: usize = 4;
const BUDGET: usize = 96;
const WORD: usize = size_of::<u64>();

fn main() -> Result<(), Box<dyn Error>> {
    let make = || bounded_with_budget::<String>(CAPACITY, BUDGET);
    let ((sender, receiver), pieces) = Mapped::by(make)?;
    let look = |piece: &Mapped| piece.words(END);
    let send = |letter| sender.send(repeat_n(letter, 3 * WORD).collect());

    let before = pieces.iter().map(look).collect::<io::Result<Vec<_>>>()?;
    send('A')?;
    let has_a = |piece: &Mapped| look(piece).is_ok_and(|words| letter(&words, SHEETS) == 'A');
    let ring = pieces.iter().position(has_a).ok_or("no piece of memory has the message")?;
    let mut strips = row(row(Strips::new("bytes"), &before[ring]), &look(&pieces[ring])?);
    for moves in ["BC", "-", "D", "E", "---", "F"] {
        for what in moves.chars() {
            match what {
                '-' => drop(receiver.recv()?),
                letter => send(letter)?,
            }
        }
        strips = row(strips, &look(&pieces[ring])?);
    }
    print!("{}", strips.look("message", Look::Box).look("free", Look::Pale).draw());
    Ok(())
}

/// The two counts, the slots and the two sheets, at one moment.
fn row(strips: Strips, words: &[u64]) -> Strips {
    let name = format!("tail {} head {}", words[TAIL], words[HEAD]);
    let waiting = words[HEAD]..words[TAIL];
    if waiting.is_empty() {
        let parts = ["free slots", "free sheet 0", "free sheet 1"];
        return strips.strip(&name, &parts.map(|part| (BUDGET, part)));
    }
    let mut whats = vec!["free".to_owned(); END];
    for number in waiting {
        let slot = SLOTS + SLOT * (number as usize % CAPACITY);
        let start = SHEETS + words[slot] as usize;
        let bytes = words[slot + 1] as usize / 2; // The last bit says how they were written.
        let end = start + bytes.div_ceil(WORD);
        whats[slot..slot + SLOT].fill(format!("message {}", letter(words, start)));
        whats[start..end].fill(format!("message {}", letter(words, start)));
    }
    let places: Vec<_> = (SLOTS..END).map(|at| (area(at), &whats[at])).collect();
    let cells = places.chunk_by(|one, next| one == next);
    let cells: Vec<_> = cells.map(|cell| (cell.len() * WORD, cell[0].1)).collect();
    strips.strip(&name, &cells)
}

/// A slot or a sheet, by its number.
fn area(at: usize) -> usize {
    match at.checked_sub(SHEETS) {
        None => (at - SLOTS) / SLOT,
        Some(at) => CAPACITY + at / (BUDGET / WORD),
    }
}

fn letter(words: &[u64], at: usize) -> char {
    char::from(words[at].to_ne_bytes()[0])
}
