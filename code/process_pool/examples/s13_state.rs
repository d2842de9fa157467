//! What each worker makes for itself, before its first task; and a worker that ends after three tasks.

use std::error::Error;

use process_pool::PoolOptions;

// ANCHOR: connection
/// Stands for a connection to a database, on which one process may talk.
struct Connection {
    answers: u32,
}

impl Connection {
    fn open() -> Self {
        println!("a connection is opened");
        Connection { answers: 0 }
    }

    fn ask(&mut self, question: u32) -> String {
        self.answers += 1;
        format!("question {question}: answer number {} of its connection", self.answers)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        println!("a connection is closed after {} answers", self.answers);
    }
}
// ANCHOR_END: connection

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let options = PoolOptions::new().workers(1).tasks_per_worker(3);
    let mut pool = options.build_with(Connection::open, Connection::ask)?;
    let answers = pool.map(0..5)?;
    pool.close()?;
    answers.iter().for_each(|answer| println!("{answer}"));
    Ok(())
}
// ANCHOR_END: main
