//! Makes a pool for each key.
//!
//! The check says: 300 processes looked into the table

use std::error::Error;

use exercises::checks::table_at_home::{self, Table};
use process_pool::Pool;

pub fn look_up(table: Table<'_>, keys: Vec<u32>) -> Result<Vec<String>, Box<dyn Error>> {
    let mut entries = Vec::new();
    for key in keys {
        let mut pool = Pool::new(1, |key| table.get(key))?;
        entries.append(&mut pool.map([key])?);
    }
    Ok(entries)
}

fn main() {
    exercises::check("table_at_home", table_at_home::check, look_up);
}
