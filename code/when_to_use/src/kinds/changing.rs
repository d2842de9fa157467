//! Memory-hungry: one table, and every entry is read and changed.

use std::io;
use std::thread;

use multi_value_data_sharing::{Array, Part};
use process::spawn;
use process_pool::Pool;

use crate::measure::Way;

/// What is done, for a caption.
pub const WORK: &str = "every entry of a table of 8 MiB is changed, in place";

const ENTRIES: usize = 1 << 20;

pub(super) fn ways(tables: &mut Tables, workers: usize) -> Vec<Way<'_>> {
    let Tables { private, lent, sent, shared } = tables;
    vec![
        Way::new("one after the other", || {
            serial(private);
            Ok(())
        }),
        Way::new("threads", move || {
            threads(lent, workers);
            Ok(())
        }),
        Way::new("processes, sent", move || sent_to_processes(sent, workers)),
        Way::new("processes, shared", move || shared_by_processes(shared, workers)),
    ]
}

/// A table for each way, all alike.
#[derive(Debug)]
pub struct Tables {
    /// For [`serial`].
    pub private: Vec<f64>,
    /// For [`threads`].
    pub lent: Vec<f64>,
    /// For [`sent_to_processes`].
    pub sent: Vec<f64>,
    /// For [`shared_by_processes`].
    pub shared: Array<f64>,
}

impl Tables {
    /// # Errors
    /// No memory for the shared one.
    pub fn new() -> io::Result<Self> {
        let private: Vec<f64> = (0..ENTRIES).map(|number| number as f64).collect();
        let shared = Array::new(&private)?;
        Ok(Self { lent: private.clone(), sent: private.clone(), private, shared })
    }
}

fn change(entries: &mut [f64]) {
    entries.iter_mut().for_each(|entry| *entry = 0.5 * *entry + 1.0);
}

/// In place, by this process alone.
pub fn serial(table: &mut [f64]) {
    change(table);
}

/// In place too: each thread borrows a part.
pub fn threads(table: &mut [f64], workers: usize) {
    thread::scope(|scope| {
        for part in table.chunks_mut(ENTRIES.div_ceil(workers)) {
            scope.spawn(|| change(part));
        }
    });
}

/// Each part goes to a worker, and comes back changed.
///
/// # Errors
/// What the pool says.
pub fn sent_to_processes(table: &mut [f64], workers: usize) -> io::Result<()> {
    let mut pool = Pool::new(workers, |mut part: Vec<f64>| {
        change(&mut part);
        part
    })?;
    let parts = table.chunks(ENTRIES.div_ceil(workers)).map(<[f64]>::to_vec);
    let changed = pool.map(parts).map_err(io::Error::other)?;
    table.copy_from_slice(&changed.concat());
    pool.close()
}

// ANCHOR: shared
/// In place again: the table lies where all of them see it.
///
/// # Errors
/// What claiming a part and [`process::spawn`] fail with; a child that did not succeed.
pub fn shared_by_processes(table: &Array<f64>, workers: usize) -> io::Result<()> {
    let start =
        |part: Part<'_, f64>| spawn(move || change(&mut part.claim().expect("it is mine")));
    let children: Vec<_> =
        table.parts(workers)?.into_iter().map(start).collect::<Result<_, _>>()?;
    for child in children {
        if !child.join()?.success() {
            return Err(io::Error::other("a child did not finish its part"));
        }
    }
    Ok(())
}
// ANCHOR_END: shared
