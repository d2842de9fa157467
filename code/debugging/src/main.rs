//! Shows a family of processes: that of the pid that you name, or a small one of its own.

use std::env;
use std::hint;
use std::io::{self, Read, Write};

use debugging::{Family, named};
use single_value_data_sharing::Value;

fn main() -> io::Result<()> {
    if let Some(pid) = env::args().nth(1) {
        let pid = pid.parse().map_err(|_| io::Error::other("usage: debugging [PID]"))?;
        print!("{}", Family::of(pid)?);
        return Ok(());
    }
    let parent = named("parent", parent)?;
    let family = Family::once(parent.id(), |now| {
        now.is(&[("busy", 'R'), ("ended", 'Z')])
            && now.does("holder", "reads from")
            && now.does("waiter", "wants a lock")
            && now.does("parent", "waits for a child")
    })?;
    print!("{family}");
    parent.kill()
}

// ANCHOR: parent
fn parent() {
    let number = Value::new(0).expect("shared memory");
    let (mut news, has_it) = io::pipe().expect("a pipe");
    let (mut orders, _no_one_writes) = io::pipe().expect("a pipe");

    let _ended = named("ended", || ());
    let _busy = named("busy", || compute());
    let _holder = named("holder", || {
        let _guard = number.lock();
        (&has_it).write_all(b"!").expect("the parent listens");
        let _ = orders.read(&mut [0]); // with the lock in its hand
    });
    news.read_exact(&mut [0]).expect("the holder has the lock");
    let _waiter = named("waiter", || drop(number.lock()));
}
// ANCHOR_END: parent

fn compute() -> ! {
    loop {
        hint::spin_loop();
    }
}
