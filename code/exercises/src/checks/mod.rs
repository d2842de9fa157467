//! What an answer must do, and how: one file for each exercise.

pub mod ask_then_insist;
pub mod blur;
pub mod casualty;
pub mod endless_inputs;
pub mod every_request;
pub mod fork_first;
pub mod hold_briefly;
pub mod hung_up;
pub mod keep_it_running;
pub mod lend_the_folder;
pub mod lost_part;
pub mod maximum;
pub mod memory_for_all;
pub mod much_through_little;
pub mod name_the_culprit;
pub mod no_pill;
pub mod one_deadline;
pub mod pipeline;
pub mod prepare_once;
pub mod receipts;
pub mod set_up_once;
pub mod snapshot;
pub mod start_gun;
pub mod table_at_home;
pub mod three_at_the_disk;
pub mod transfer;
