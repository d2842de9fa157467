//! Closes each connection in the parent once its worker was started, and no copy in a worker.
//!
//! The check says: client 2, whose worker had been killed, did not see the end: the worker of client 3 had the connection open, too

use std::io;
use std::os::unix::net::UnixStream;

use exercises::checks::sees_the_end::{self, Serve};
use process::spawn;

pub fn serve_all(mut connections: Vec<UnixStream>, serve: Serve<'_>) -> io::Result<()> {
    let mut workers = Vec::new();
    while let Some(connection) = connections.pop() {
        workers.push(spawn(|| serve(&connection))?);
        drop(connection);
    }
    for worker in workers {
        worker.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("sees_the_end", sees_the_end::check, serve_all);
}
