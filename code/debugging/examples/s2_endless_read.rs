//! A child reads from a pipe until its end, and the end never comes. Who holds it open?

use std::io;

use debugging::{Call, Family, Session, named};

// ANCHOR: main
fn main() -> io::Result<()> {
    let Some(shell) = Session::with(&["find"]) else { return Ok(()) };
    let (mut reader, writer) = io::pipe()?;
    let child = named("reader", move || {
        debugging::allow_debuggers().expect("prctl(2)");
        io::copy(&mut reader, &mut io::sink()).expect("a pipe can be read");
    })?;
    drop(writer); // The parent does not write. Does the child come to the end of the pipe?
    Family::once(child.id(), |now| now.is(&[("reader", 'S')]))?;
    look_at(child.id(), &shell)?;
    child.kill()
}
// ANCHOR_END: main

fn look_at(pid: u32, shell: &Session) -> io::Result<()> {
    shell.types(&format!("grep -E 'Name|State|PPid|Threads|VmRSS' /proc/{pid}/status"))?;
    shell.types(&format!("cut -d' ' -f1-2 /proc/{pid}/syscall"))?;
    let descriptor = Call::of(pid)?.map_or(0, |call| call.arguments[0]);
    let pipe = shell.types(&format!("readlink /proc/{pid}/fd/{descriptor}"))?;
    let pipe = pipe.trim().replace('[', "\\[").replace(']', "\\]");
    shell.types(&format!(
        "find /proc/[0-9]*/fd -lname '{pipe}' -printf '%M %p\\n' 2>/dev/null"
    ))?;
    Ok(())
}
