//! Leaves out the keys whose task fails.
//!
//! The check says: 2 entries for three keys

use std::error::Error;

use exercises::checks::table_at_home::{self, Table};
use process_pool::Pool;

pub fn look_up(table: Table<'_>, keys: Vec<u32>) -> Result<Vec<String>, Box<dyn Error>> {
    let mut pool = Pool::new(2, |key| table.get(key))?;
    Ok(pool.imap(keys).flatten().collect())
}

fn main() {
    exercises::check("table_at_home", table_at_home::check, look_up);
}
