//! What is compared comes to the same.

use when_to_use::kinds::changing::{self, Tables};
use when_to_use::kinds::waiting::SlowServer;
use when_to_use::kinds::{computing, talking};

pub fn computing_comes_to_the_same_in_threads_and_processes() {
    let steps = computing::serial();
    for workers in 1..=3 {
        assert_eq!(computing::threads(workers), steps);
        assert_eq!(computing::processes(workers).unwrap(), steps);
    }
}

pub fn waiting_brings_all_answers() {
    let server = SlowServer::start().unwrap();
    let all = 8 * 42;
    assert_eq!(server.serial().unwrap(), all);
    assert_eq!(server.threads().unwrap(), all);
    assert_eq!(server.processes().unwrap(), all);
    assert_eq!(server.all_at_once().unwrap(), all);
}

pub fn talking_comes_to_the_same_word() {
    let word = talking::serial();
    assert_eq!(talking::threads(), word);
    assert_eq!(talking::processes().unwrap(), word);
}

pub fn changing_leaves_the_same_table() {
    let mut tables = Tables::new().unwrap();
    let untouched = tables.private.clone();
    for workers in 1..=3 {
        changing::serial(&mut tables.private);
        changing::threads(&mut tables.lent, workers);
        changing::sent_to_processes(&mut tables.sent, workers).unwrap();
        changing::shared_by_processes(&tables.shared, workers).unwrap();
        assert_ne!(tables.private, untouched);
        assert_eq!(tables.lent, tables.private);
        assert_eq!(tables.sent, tables.private);
        assert_eq!(*tables.shared.lock().unwrap(), *tables.private);
    }
}
