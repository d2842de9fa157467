//! What the renderer does, and what it never does, over real processes.

mod common;
mod deaths;
mod painting;
mod program;
mod replacing;
mod stopping;
mod terminal;
mod unheard;

test_harness::main!(
    painting::the_picture_does_not_depend_on_the_workers,
    painting::every_pixel_is_painted_once_whatever_the_size,
    painting::the_file_holds_the_pixels,
    painting::work_and_effort_agree_when_no_worker_dies,
    deaths::every_tile_is_lost_twice_and_the_picture_is_the_same,
    deaths::a_worker_that_dies_with_the_gauge_in_its_hand_stops_no_other,
    deaths::a_tile_that_always_kills_is_given_up_after_a_few_attempts,
    deaths::a_tile_that_panics_is_not_tried_again,
    deaths::the_end_of_the_renderer_is_seen_and_ends_its_workers,
    deaths::a_renderer_that_dies_of_an_interrupt_is_word_of_one,
    deaths::a_renderer_that_is_terminated_is_word_of_an_interrupt,
    deaths::a_dropped_rendering_ends_at_once,
    stopping::an_interrupt_ends_it_at_any_moment_and_leaves_whole_files_or_none,
    stopping::a_signal_to_the_main_process_alone_ends_all,
    stopping::after_an_interrupt_the_next_picture_comes_out,
    stopping::an_interrupt_before_the_file_is_written_keeps_it_away,
    stopping::a_second_interrupt_ends_a_program_that_hangs,
    program::arguments_choose_the_picture,
    program::a_wrong_argument_is_named_with_what_was_expected,
    program::help_is_no_error,
    program::a_place_that_cannot_be_written_is_found_before_the_work,
    program::a_full_disk_leaves_the_old_file_and_nothing_else,
    program::a_device_is_written_to_and_stays_one,
    program::a_link_leads_to_the_file_that_is_replaced,
    program::without_a_name_the_picture_goes_to_stdout,
    program::where_stderr_is_no_terminal_there_is_no_bar,
    replacing::a_replaced_file_keeps_its_permissions,
    replacing::a_new_file_is_as_open_as_the_umask_lets_it,
    replacing::no_other_user_can_open_the_picture_before_it_is_in_place,
    replacing::a_link_to_a_file_that_is_not_there_yet_is_followed,
    replacing::as_many_links_are_followed_as_the_kernel_follows,
    terminal::the_bar_shows_and_leaves_nothing,
    terminal::ctrl_c_leaves_one_line_and_no_file,
    unheard::a_lost_tile_that_no_reader_hears_of_is_painted_again,
    unheard::success_and_misuse_that_no_reader_hears_of_end_as_ever,
    unheard::an_interrupt_that_no_reader_hears_of_ends_by_its_signal,
    unheard::help_may_lose_its_reader_and_fails_where_there_is_no_room,
    ; alone:
    // It keeps every core busy to its end, and would take twice as long.
    deaths::workers_killed_at_any_moment_leave_no_trace_in_the_file,
);
