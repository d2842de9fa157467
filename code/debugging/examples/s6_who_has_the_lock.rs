//! Two processes sleep. One has the lock, the other wants it: what shows from outside.

use std::io::{self, Read, Write};

use debugging::{Family, Session, allow_debuggers, named};
use single_value_data_sharing::Value;

fn parent() {
    let number = Value::new(0).expect("shared memory");
    let (mut news, has_it) = io::pipe().expect("a pipe");
    let (mut orders, _no_one_writes) = io::pipe().expect("a pipe");

    let _holder = named("holder", || {
        let _guard = number.lock();
        (&has_it).write_all(b"!").expect("the parent listens");
        let _ = orders.read(&mut [0]); // with the lock in its hand
    });
    news.read_exact(&mut [0]).expect("the holder has the lock");
    let _waiter = named("waiter", || {
        allow_debuggers().expect("prctl(2)");
        drop(number.lock());
    });
}

fn main() -> io::Result<()> {
    let Some(shell) = Session::with(&["ps", "awk"]) else { return Ok(()) };
    let parent = named("parent", parent)?;
    let family = Family::once(parent.id(), |now| {
        now.does("holder", "reads from") && now.does("waiter", "wants a lock")
    })?;
    let [holder, waiter] = ["holder", "waiter"]
        .map(|name| family.find(name).expect("it was there a moment ago").pid);
    look_at(holder, waiter, &shell)?;
    parent.kill()
}

/// The waiter wakes up fifty times a second, and a look may meet it awake.
fn look_at(holder: u32, waiter: u32, shell: &Session) -> io::Result<()> {
    let both_sleep = |text: &str| text.matches("\nS ").count() == 2 && text.contains("futex");
    shell
        .types_until(&format!("ps -o s,pid,wchan:16,comm -p {holder},{waiter}"), both_sleep)?;
    let fields = "/rw-s/ { print FILENAME, $2, $5, $6 }";
    shell.types(&format!("awk '{fields}' /proc/{holder}/maps /proc/{waiter}/maps"))?;
    let is_asleep = |text: &str| !text.contains("running");
    shell.types_until(
        &format!(
            "read call address operation word rest < /proc/{waiter}/syscall\n\
             echo \"call $call, owner $((word & 0x3fffffff))\""
        ),
        is_asleep,
    )?;
    Ok(())
}
