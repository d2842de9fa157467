//! Looks everything up at home and sends the entries through a pool, to make the check see a pool.
//!
//! The check says: the caller's own process looked into the table

use std::error::Error;

use exercises::checks::table_at_home::{self, Table};
use process_pool::Pool;

pub fn look_up(table: Table<'_>, keys: Vec<u32>) -> Result<Vec<String>, Box<dyn Error>> {
    let entries: Vec<String> = keys.into_iter().map(|key| table.get(key)).collect();
    let mut pool = Pool::new(2, |entry: String| entry)?;
    Ok(pool.map(entries)?)
}

fn main() {
    exercises::check("table_at_home", table_at_home::check, look_up);
}
