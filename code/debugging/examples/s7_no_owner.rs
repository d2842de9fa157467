//! A std Mutex that was locked during the fork: in the child it stays locked, and no thread has it.

use std::io;
use std::sync::Mutex;

use debugging::{Family, Session, allow_debuggers, named};

// ANCHOR: main
fn main() -> io::Result<()> {
    let Some(shell) = Session::with(&["grep"]) else { return Ok(()) };
    let number = Mutex::new(0);
    let guard = number.lock();
    let child = named("waiter", || {
        allow_debuggers().expect("prctl(2)");
        *number.lock().expect("no thread panicked") += 1;
    })?;
    drop(guard); // The parent's own copy is free from here on.
    Family::once(child.id(), |now| now.is(&[("waiter", 'S')]))?;
    look_at(child.id(), &shell)?;
    child.kill()
}
// ANCHOR_END: main

fn look_at(pid: u32, shell: &Session) -> io::Result<()> {
    shell.types(&format!("grep -E 'Name|State|Threads' /proc/{pid}/status"))?;
    shell.types(&format!(
        "read call address operation word rest < /proc/{pid}/syscall\n\
         echo \"call $call, private $((operation >> 7 & 1)), word $((word))\""
    ))?;
    Ok(())
}
