//! Three parties, two children: the third one stays behind in the parent.

use std::io;
use std::time::Duration;

use process::spawn;
use synchronization::barrier;

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut parties = barrier(3)?;
    let mut children = Vec::new();
    for _ in 0..2 {
        let party = parties.pop().expect("there are three");
        children.push(spawn(move || _ = party.wait())?);
    }
    for child in &mut children {
        let ended = child.join_timeout(Duration::from_millis(500))?.is_some();
        println!("half a second later: {}", if ended { "it went on" } else { "it waits" });
    }
    drop(parties);
    for child in children {
        println!("and now: {}", child.join()?);
    }
    Ok(())
}
// ANCHOR_END: main
