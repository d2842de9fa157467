//! Shuts the connection down, which ends it for all copies. A worker that is killed does not come to that.
//!
//! The check says: client 2, whose worker had been killed, did not see the end

use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;

use exercises::checks::sees_the_end::{self, Serve};
use process::spawn;

pub fn serve_all(connections: Vec<UnixStream>, serve: Serve<'_>) -> io::Result<()> {
    let mut workers = Vec::new();
    for connection in &connections {
        workers.push(spawn(move || {
            serve(connection);
            connection.shutdown(Shutdown::Both).expect("it is open");
        })?);
    }
    for worker in workers {
        worker.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("sees_the_end", sees_the_end::check, serve_all);
}
