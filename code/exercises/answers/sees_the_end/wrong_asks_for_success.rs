//! Takes a worker that was killed for an error of its own.
//!
//! The check says: the error signal: 9 (SIGKILL), when a worker was killed

use std::io;
use std::os::unix::net::UnixStream;

use exercises::checks::sees_the_end::{self, Serve};
use process::spawn;

pub fn serve_all(mut connections: Vec<UnixStream>, serve: Serve<'_>) -> io::Result<()> {
    let mut workers = Vec::new();
    while let Some(connection) = connections.pop() {
        let others = &mut connections;
        workers.push(spawn(move || {
            others.clear();
            serve(&connection);
        })?);
    }
    for worker in workers {
        let status = worker.join()?;
        if !status.success() {
            return Err(io::Error::other(status.to_string()));
        }
    }
    Ok(())
}

fn main() {
    exercises::check("sees_the_end", sees_the_end::check, serve_all);
}
