//! A child ends in five ways. What of its last words arrives: text in Rust's stdout, text in a
//! `BufWriter`, what a destructor does, and what C's `atexit` was told to do?

mod sys;

use std::env;
use std::io::{self, BufWriter, Stderr, Write};
use std::process::{Command, Stdio, abort, exit};

use process::spawn;

const ENDINGS: [&str; 5] = ["return", "panic", "exit", "abort", "kill"];

// ANCHOR: child
/// Has four things to say in the end, and says none of them yet.
fn child(ending: &str) {
    sys::at_exit();
    print!("in stdout");
    let mut log = BufWriter::new(io::stderr());
    let _ = log.write_all(b"in a BufWriter");
    let _dropped = Dropped;
    end(ending, log);
}

fn end(ending: &str, _log: BufWriter<Stderr>) {
    match ending {
        "panic" => panic!("on purpose"),
        "exit" => exit(0),
        "abort" => abort(),
        "kill" => sys::kill_me(),
        _ => {}
    }
}

struct Dropped;

impl Drop for Dropped {
    fn drop(&mut self) {
        eprint!("a destructor ran");
    }
}
// ANCHOR_END: child

fn main() -> io::Result<()> {
    if let Some(ending) = env::args().nth(1) {
        spawn(|| child(&ending))?.join()?;
        sys::exit_now();
    }
    println!("{:8}{:>9}{:>11}{:>12}{:>8}", "", "stdout", "BufWriter", "destructor", "atexit");
    for ending in ENDINGS {
        let said = last_words(ending)?;
        let [stdout, writer, destructor, at_exit] =
            ["in stdout", "in a BufWriter", "a destructor ran", sys::AT_EXIT]
                .map(|word| if said.contains(word) { "yes" } else { "-" });
        println!("{ending:8}{stdout:>9}{writer:>11}{destructor:>12}{at_exit:>8}");
    }
    Ok(())
}

/// Runs this program again, with a child that ends so; returns what came out of it.
fn last_words(ending: &str) -> io::Result<String> {
    let mut again = Command::new(env::current_exe()?);
    let out = again.arg(ending).stdin(Stdio::null()).output()?;
    let said = [out.stdout, out.stderr].concat();
    Ok(String::from_utf8_lossy(&said).into_owned())
}
