//! Ends at the first task that was lost, and the requests behind it get no answer.
//!
//! The check says: was answered 0 times

use std::io;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use executor::{Executor, PoolOptions};
use exercises::checks::every_request::{self, Reply, Work};

pub fn serve(
    requests: usize,
    limit: Duration,
    work: Work<'_>,
    reply: Reply<'_>,
) -> io::Result<()> {
    let options = PoolOptions::new().workers(2).time_limit(limit);
    let executor = &Executor::with(options, work)?;
    let (send, results) = mpsc::channel();
    thread::scope(|scope| {
        for request in 0..requests {
            let send = send.clone();
            scope.spawn(move || send.send((request, executor.submit(request).wait())));
        }
        drop(send);
        for (request, result) in results {
            let is_lost = result.is_err();
            reply(request, result);
            if is_lost {
                return;
            }
        }
    });
    Ok(())
}

fn main() {
    exercises::check("every_request", every_request::check, serve);
}
