//! What a job of ranks does, over real jobs. Run it by `with_mpi cargo test`.

mod common;
mod jobs;
mod scripts;

test_harness::main!(
    jobs::any_number_of_ranks_paints_what_together_paints,
    jobs::a_killed_rank_ends_the_job_and_leaves_no_file,
    jobs::the_next_job_paints_what_is_missing_and_nothing_else,
    jobs::a_job_that_is_killed_midway_is_resumed_and_repaints_nothing,
    jobs::the_checkpoint_of_another_picture_ends_the_job,
    jobs::a_wrong_argument_is_named,
    jobs::ranks_of_one_host_share_memory_and_those_of_another_do_not,
    scripts::without_an_mpi_a_command_is_not_run_and_says_what_to_do,
    scripts::no_rank_forks,
);
