//! What an answer must do, and how: one file for each exercise.

pub mod ask_then_insist;
pub mod keep_it_running;
pub mod lend_the_folder;
pub mod one_deadline;
