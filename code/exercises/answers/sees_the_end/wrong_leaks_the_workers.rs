//! Does not wait for the workers, since one that is dropped would be waited for.
//!
//! The check says: your function left 4 of its processes behind

use std::io;
use std::mem::forget;
use std::os::unix::net::UnixStream;

use exercises::checks::sees_the_end::{self, Serve};
use process::spawn;

pub fn serve_all(mut connections: Vec<UnixStream>, serve: Serve<'_>) -> io::Result<()> {
    while let Some(connection) = connections.pop() {
        let others = &mut connections;
        forget(spawn(move || {
            others.clear();
            serve(&connection);
        })?);
    }
    Ok(())
}

fn main() {
    exercises::check("sees_the_end", sees_the_end::check, serve_all);
}
