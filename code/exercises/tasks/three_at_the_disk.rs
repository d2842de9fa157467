//! No more than three at the disk.
//!
//! Do each job in a process of its own: compute it, and then write it. All processes compute at the same time, but the disk gets slow if more
//! than three of them write. If a process is killed, the others go on, and still three of them may write. Return the numbers of the jobs whose
//! processes were killed, in order.
//!
//! You get: the number of jobs; `compute` and `write`, which a process calls with the number of its job, from 0 on. The function below does all
//! in one process, the caller's.
//!
//! Check it with
//!
//!     cargo test -p exercises --test three_at_the_disk

use std::io;

use exercises::checks::three_at_the_disk::{self, Step};

pub fn save_all(jobs: usize, compute: Step<'_>, write: Step<'_>) -> io::Result<Vec<usize>> {
    for job in 0..jobs {
        compute(job);
        write(job);
    }
    Ok(Vec::new())
}

fn main() {
    exercises::check("three_at_the_disk", three_at_the_disk::check, save_all);
}
