//! Keeps the pool for later, and so its workers.
//!
//! The check says: of its processes behind

use std::error::Error;

use exercises::checks::table_at_home::{self, Table};
use process_pool::Pool;

pub fn look_up(table: Table<'_>, keys: Vec<u32>) -> Result<Vec<String>, Box<dyn Error>> {
    let mut pool = Pool::new(2, move |key| table.get(key))?;
    let entries = pool.map(keys);
    std::mem::forget(pool);
    Ok(entries?)
}

fn main() {
    exercises::check("table_at_home", table_at_home::check, look_up);
}
