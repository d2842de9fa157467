//! Chatty: two sides, and each needs the other's last word before it can go on.

use std::io;
use std::sync::mpsc::sync_channel;
use std::thread;

use process::spawn;
use queue_usage::bounded;

use crate::measure::Way;

/// What is done, for a caption.
pub const WORK: &str = "two sides take turns, 2,000 words each, a little work for each";

const TURNS: u32 = 2_000;

pub(super) fn ways() -> Vec<Way<'static>> {
    vec![
        Way::new("one after the other", || Ok(serial())),
        Way::new("threads", || Ok(threads())),
        Way::new("processes", processes),
    ]
}

/// The last word.
pub fn serial() -> u64 {
    (0..TURNS).fold(0, |word, _| reply(reply(word)))
}

/// The same, with a thread on the other side of two channels.
pub fn threads() -> u64 {
    let (say, heard) = sync_channel(1);
    let (say_back, heard_back) = sync_channel(1);
    thread::scope(|scope| {
        scope.spawn(move || heard.iter().try_for_each(|word| say_back.send(reply(word))));
        let word = (0..TURNS).fold(0, |word, _| {
            say.send(reply(word)).expect("it listens");
            heard_back.recv().expect("it answers")
        });
        drop(say);
        word
    })
}

/// The same, with a process on the other side of two queues.
///
/// # Errors
/// What the queues and [`process::spawn`] fail with.
pub fn processes() -> io::Result<u64> {
    let (say, heard) = bounded(1)?;
    let (say_back, heard_back) = bounded(1)?;
    let other = spawn(move || {
        let _ = heard.iter().try_for_each(|word| say_back.send(reply(word)));
    })?;
    let word = (0..TURNS).try_fold(0, |word, _| {
        say.send(reply(word)).map_err(io::Error::other)?;
        heard_back.recv().map_err(io::Error::other)
    })?;
    drop(say);
    other.join()?;
    Ok(word)
}

/// A little work: the word, stirred three hundred times.
fn reply(word: u64) -> u64 {
    (0..300).fold(word, |word, turn| {
        (word ^ turn).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
    })
}
