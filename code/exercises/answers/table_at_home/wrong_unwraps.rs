//! Panics where one of the tasks has.
//!
//! The check says: your function panicked, while it looked up three keys, of which the second has no entry
//!
//! It expects: a look-up that fails is an error

use std::error::Error;

use exercises::checks::table_at_home::{self, Table};
use process_pool::Pool;

pub fn look_up(table: Table<'_>, keys: Vec<u32>) -> Result<Vec<String>, Box<dyn Error>> {
    let mut pool = Pool::new(2, |key| table.get(key))?;
    Ok(pool.map(keys).expect("every key has an entry"))
}

fn main() {
    exercises::check("table_at_home", table_at_home::check, look_up);
}
