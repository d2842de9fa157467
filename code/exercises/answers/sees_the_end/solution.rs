use std::io;
use std::os::unix::net::UnixStream;

use exercises::checks::sees_the_end::{self, Serve};
use process::spawn;

// ANCHOR: answer
pub fn serve_all(mut connections: Vec<UnixStream>, serve: Serve<'_>) -> io::Result<()> {
    let mut workers = Vec::new();
    while let Some(connection) = connections.pop() {
        let others = &mut connections;
        workers.push(spawn(move || {
            others.clear(); // They are this child's copies.
            serve(&connection);
        })?);
    }
    for worker in workers {
        worker.join()?;
    }
    Ok(())
}
// ANCHOR_END: answer

fn main() {
    exercises::check("sees_the_end", sees_the_end::check, serve_all);
}
