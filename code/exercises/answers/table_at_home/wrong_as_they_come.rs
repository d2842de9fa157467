//! Takes the entries that are found first.
//!
//! The check says: 300 entries, which are not those of the 300 keys in their order

use std::error::Error;

use exercises::checks::table_at_home::{self, Table};
use process_pool::Pool;

pub fn look_up(table: Table<'_>, keys: Vec<u32>) -> Result<Vec<String>, Box<dyn Error>> {
    let mut pool = Pool::new(2, |key| table.get(key))?;
    pool.imap_unordered(keys).map(|(_, entry)| Ok(entry?)).collect()
}

fn main() {
    exercises::check("table_at_home", table_at_home::check, look_up);
}
