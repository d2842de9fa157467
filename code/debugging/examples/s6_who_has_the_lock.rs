//! Two processes sleep. One has the lock, the other wants it: what shows from outside.

use std::io::{self, Read, Write};

use debugging::{Family, Session, let_everybody_look, named};
use single_value_data_sharing::Value;

fn parent() {
    let number = Value::new(0).expect("shared memory");
    let (mut news, has_it) = io::pipe().expect("a pipe");
    let (mut orders, _nobody_writes) = io::pipe().expect("a pipe");

    let _holder = named("holder", || {
        let _guard = number.lock();
        (&has_it).write_all(b"!").expect("the parent listens");
        let _ = orders.read(&mut [0]); // with the lock in its hand
    });
    news.read_exact(&mut [0]).expect("the holder has the lock");
    let _waiter = named("waiter", || {
        let_everybody_look().expect("prctl(2)");
        drop(number.lock());
    });
}

fn main() -> io::Result<()> {
    let Some(shell) = Session::with(&["ps"]) else { return Ok(()) };
    let parent = named("parent", parent)?;
    let family = Family::once(parent.id(), |now| {
        now.is(&[("parent", 'S'), ("holder", 'S'), ("waiter", 'S')])
    })?;
    let [holder, waiter] = ["holder", "waiter"]
        .map(|name| family.find(name).expect("it was there a moment ago").pid);
    shell.types(&format!("ps -o s,pid,wchan:16,comm -p {holder},{waiter}"))?;
    shell.types(&format!("grep -o 'rw-s.*' /proc/{holder}/maps /proc/{waiter}/maps"))?;
    shell.types(&format!(
        "read call address operation word rest < /proc/{waiter}/syscall\n\
         echo \"call $call, owner $((word & 0x3fffffff))\""
    ))?;
    parent.kill()
}
