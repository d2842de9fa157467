//! Every way in which a process can end, as its parent sees it.

use std::hint::black_box;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, abort, exit};

use process::spawn;

// ANCHOR: endings
fn main() -> io::Result<()> {
    report("returns", spawn(|| ())?.join()?);
    report("exits with 3", spawn(|| exit(3))?.join()?);
    report("panics", spawn(|| panic!("no more milk"))?.join()?);
    report("aborts", spawn(|| abort())?.join()?);
    report("recurses", spawn(|| overflow_the_stack(0))?.join()?);

    let child = spawn(endless)?;
    child.kill()?;
    report("is killed", child.join()?);
    Ok(())
}

fn report(how: &str, status: ExitStatus) {
    match (status.code(), status.signal()) {
        (Some(code), _) => println!("a child that {how:12} -> exit code {code}"),
        (_, Some(signal)) => println!("a child that {how:12} -> signal {signal}"),
        _ => unreachable!("a process ends by one or the other"),
    }
}
// ANCHOR_END: endings

#[expect(unconditional_recursion, reason = "to run out of stack is the point")]
fn overflow_the_stack(depth: u64) {
    overflow_the_stack(black_box(depth + 1));
    black_box(depth);
}

fn endless() {
    loop {
        std::thread::park();
    }
}
