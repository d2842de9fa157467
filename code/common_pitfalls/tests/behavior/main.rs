//! What the page says goes wrong, what it says goes right, and the two helpers.

mod border;
mod buffers;
mod common;
mod files;
mod inherited;
mod interrupted;
mod per_process;
mod replace;
mod seeds;
mod starting;
mod sys;
mod threads;

test_harness::main!(
    per_process::a_process_makes_its_value_once,
    per_process::a_child_makes_its_own_and_the_parent_keeps_its,
    per_process::a_grandchild_makes_its_own,
    per_process::a_bare_fork_is_noticed_too,
    per_process::a_make_that_forks_is_run_again_in_the_child,
    per_process::a_fork_past_the_c_library_is_not_noticed,
    per_process::siblings_make_their_own,
    per_process::what_the_parent_made_is_not_dropped_in_the_child,
    per_process::what_a_process_made_is_dropped_by_it,
    per_process::a_make_that_panicked_is_tried_again,
    per_process::debug_shows_what_is_ours,
    per_process::inside_a_pool_each_worker_makes_one,
    seeds::a_generator_made_before_the_fork_draws_the_same_everywhere,
    seeds::generators_seeded_by_number_draw_different_numbers,
    seeds::the_generator_of_the_thread_is_copied_once_it_was_used,
    seeds::each_process_has_its_own_generator_of_the_thread_if_it_was_not_used_before,
    seeds::the_seed_of_hash_maps_is_copied_once_it_was_used,
    seeds::each_process_has_its_own_seed_of_hash_maps_if_it_was_not_used_before,
    seeds::the_kernels_numbers_differ,
    files::a_position_is_shared_across_the_fork,
    files::a_buffered_reader_takes_more_than_it_gives,
    files::a_file_opened_by_each_has_a_position_for_each,
    files::a_clone_of_a_file_shares_its_position_too,
    files::read_at_neither_looks_at_the_position_nor_moves_it,
    files::writers_through_one_open_file_do_not_overwrite_each_other,
    files::writers_that_open_for_themselves_overwrite_each_other,
    files::writers_that_append_lose_nothing,
    files::writers_through_one_file_without_a_name_can_overwrite_each_other,
    files::in_a_file_without_a_name_writers_that_append_lose_nothing,
    buffers::a_lent_buffer_is_flushed_by_neither_process,
    buffers::a_moved_buffer_is_flushed_when_the_child_returns,
    buffers::a_moved_buffer_is_lost_when_the_child_exits_or_is_killed,
    buffers::a_buffer_with_text_in_it_is_written_by_both,
    buffers::a_panic_in_the_child_drops_what_was_moved,
    replace::the_new_contents_are_there_and_nothing_else,
    replace::a_new_file_is_made,
    replace::a_name_without_a_folder_is_in_this_one,
    replace::permissions_stay,
    replace::no_other_user_can_open_what_will_be_secret,
    replace::a_right_to_run_as_the_owner_does_not_pass_to_the_new_owner,
    replace::a_name_may_be_as_long_as_the_file_system_allows,
    replace::what_is_no_regular_file_is_refused_and_stays,
    replace::a_new_file_has_what_the_umask_leaves,
    replace::a_write_that_fails_leaves_the_old_file_and_nothing_beside,
    replace::no_name_and_no_folder_are_errors,
    replace::a_symbolic_link_is_replaced_itself,
    replace::a_reader_never_sees_half_a_file,
    replace::killed_at_any_moment_the_file_is_whole,
    interrupted::the_group_gets_the_signal_and_half_a_file_stays,
    interrupted::written_beside_the_old_file_stays_whole,
    interrupted::a_process_of_another_group_gets_nothing,
    threads::in_the_child_of_a_bare_fork_only_one_thread_lives,
    threads::a_thread_started_in_the_child_runs_there,
    border::an_address_of_another_process_leads_nowhere,
    border::a_captured_file_arrives,
    border::what_threads_share_is_copied,
    inherited::a_port_accepts_until_the_last_worker_that_inherited_it_is_gone,
    inherited::a_line_of_4096_bytes_in_one_write_is_never_torn,
    inherited::a_wild_write_hits_what_was_shared_before_the_fork_and_nothing_that_came_later,
    starting::a_lazy_chain_runs_one_at_a_time,
    starting::a_process_that_is_not_kept_is_waited_for_at_once,
    starting::collected_children_run_at_the_same_time,
    starting::a_child_of_std_that_is_dropped_stays_as_a_zombie,
);
