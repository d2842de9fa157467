//! Tickets are dropped: of a task that runs, and of one that waits.

use std::error::Error;
use std::hint::spin_loop;
use std::io::{self, PipeWriter, Read, Write};

use executor::Executor;

// ANCHOR: task
/// Says that it has begun, and may never come back.
fn task(begun: &PipeWriter, name: &str) -> usize {
    writeln!(&*begun, "{name}").expect("the pipe has room");
    if name == "endless" {
        loop {
            spin_loop();
        }
    }
    name.len()
}
// ANCHOR_END: task

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let (mut begun, tell) = io::pipe()?;
    let executor = Executor::new(1, move |name: String| task(&tell, &name))?;

    let endless = executor.submit("endless".to_owned());
    let waiting = executor.submit("waiting".to_owned());
    let last = executor.submit("the last one".to_owned());
    begun.read_exact(&mut [0; "endless\n".len()])?;

    println!("one runs, and two wait behind it");
    drop(waiting); // It will never begin.
    drop(endless); // It is killed, and its worker replaced.
    println!("the last one: {:?}", last.wait());
    executor.close()?;
    print!("begun after the first: {}", io::read_to_string(begun)?);
    Ok(())
}
// ANCHOR_END: main
