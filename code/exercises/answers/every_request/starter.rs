//! Answer every request.
//!
//! Each request has a task. Some tasks take long, some do not end, and some crash. Run them on two workers, and answer each request once, as soon as its
//! own task is done or lost: by its result, or by the cause why there is none. A task may run for `limit` from the moment when a worker begins it.
//! A task is never begun twice: it may have written a bill before it crashed. The function below works while no task hangs or crashes, and while
//! no client is in a hurry.
//!
//! You get: the number of requests, which are called 0, 1, 2 and so on; `limit`; `work`, which a worker calls with the number of a request;
//! `reply`, which answers a request, and which any thread of the caller may call.
//!
//! Check it with
//!
//!     cargo test -p exercises --test every_request

use std::io;
use std::time::Duration;

use executor::Executor;
use exercises::checks::every_request::{self, Reply, Work};

pub fn serve(
    requests: usize,
    _limit: Duration,
    work: Work<'_>,
    reply: Reply<'_>,
) -> io::Result<()> {
    let executor = Executor::new(2, work)?;
    for request in 0..requests {
        let result = executor.submit(request).wait().map_err(io::Error::other)?;
        reply(request, Ok(result));
    }
    Ok(())
}

fn main() {
    exercises::check("every_request", every_request::check, serve);
}
