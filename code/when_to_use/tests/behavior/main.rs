//! Each limit limits, and only the child feels it; a process without rights has none; and the ways that
//! are compared do the same work.

mod common;
mod kinds;
mod limits;
mod measure;
mod rights;
mod sys;

test_harness::main!(
    limits::too_much_memory_ends_the_child_and_no_other,
    limits::memory_within_the_limit_is_granted,
    limits::memory_is_counted_from_what_the_child_begins_with,
    limits::a_pool_loses_the_task_that_wants_too_much_and_no_other,
    limits::a_child_that_computes_forever_is_cut_off,
    limits::a_child_that_ignores_the_end_of_its_time_is_killed,
    limits::more_seconds_than_the_kernel_can_count_are_as_good_as_no_limit,
    limits::a_child_that_waits_uses_no_time,
    limits::a_file_ends_at_its_limit,
    limits::a_limit_beyond_the_longest_file_is_as_good_as_none,
    limits::with_no_open_files_nothing_is_opened_and_what_is_open_stays,
    limits::a_limit_is_never_raised,
    limits::without_limits_nothing_changes,
    limits::a_grandchild_inherits_the_limits,
    limits::a_child_that_cannot_be_limited_does_not_begin,
    rights::without_rights_nothing_new_can_be_had,
    rights::without_rights_no_process_can_be_signaled,
    rights::without_rights_a_socket_answers_its_other_end_and_no_other_process,
    rights::without_rights_a_child_computes_and_answers,
    rights::without_rights_a_child_ends_in_every_way,
    rights::without_rights_a_stop_does_not_end_the_wait_for_a_message,
    rights::without_rights_a_receiver_learns_that_the_last_sender_was_killed,
    rights::without_rights_a_stop_does_not_end_the_wait_for_a_lock,
    rights::without_rights_a_dead_owner_poisons_and_loses_nothing,
    rights::without_rights_a_receiver_learns_of_a_dead_sender,
    rights::beside_another_thread_no_right_is_given_up,
    rights::a_thread_that_was_joined_does_not_hinder,
    rights::rights_can_be_given_up_where_nothing_can_be_opened,
    rights::the_kernel_confirms_what_is_gone,
    rights::without_rights_a_child_still_dies_with_its_parent,
    rights::a_pool_whose_workers_have_no_rights_works_on,
    kinds::computing_comes_to_the_same_in_threads_and_processes,
    kinds::waiting_brings_all_answers,
    kinds::talking_comes_to_the_same_word,
    kinds::changing_leaves_the_same_table,
    measure::the_ways_take_turns,
    measure::an_error_ends_the_measuring,
);
