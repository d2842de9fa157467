//! What an answer must do, and how: one file for each exercise.

pub mod ask_then_insist;
pub mod endless_inputs;
pub mod keep_it_running;
pub mod lend_the_folder;
pub mod name_the_culprit;
pub mod one_deadline;
pub mod set_up_once;
pub mod table_at_home;
