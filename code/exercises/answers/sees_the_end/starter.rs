//! Every client sees the end.
//!
//! Serve each connection in a process of its own, all of them at the same time. When its worker has ended, however it ended, the client
//! sees the end of its connection: at once, and not when the workers of other clients have ended, too. One of the workers is killed, which is
//! no error of yours. The function below serves them all, and the clients wait. Fix it.
//!
//! You get: the connections, which are open already; `serve`, which a worker calls with its connection, and which may take long.
//!
//! Check it with
//!
//!     cargo test -p exercises --test sees_the_end

use std::io;
use std::os::unix::net::UnixStream;

use exercises::checks::sees_the_end::{self, Serve};
use process::spawn;

pub fn serve_all(connections: Vec<UnixStream>, serve: Serve<'_>) -> io::Result<()> {
    let mut workers = Vec::new();
    for connection in &connections {
        workers.push(spawn(move || serve(connection))?);
    }
    for worker in workers {
        worker.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("sees_the_end", sees_the_end::check, serve_all);
}
