//! What `/proc` says of a family, and what each session of the page shows.

mod family;
mod sessions;
mod waiting;

use family::*;
use sessions::*;
use waiting::*;

test_harness::main!(
    // Who is there.
    a_family_is_its_head_its_children_and_theirs,
    every_state_has_its_letter,
    a_name_is_cut_after_fifteen_bytes,
    a_name_is_cut_between_two_characters,
    a_name_that_is_no_text_hides_no_process,
    a_name_is_found_as_it_was_given,
    a_name_breaks_no_line_of_the_tree,
    threads_are_counted,
    a_process_that_is_gone_is_not_found,
    a_process_that_goes_meanwhile_is_not_found,
    waiting_for_what_never_comes_ends_after_a_while,
    // Whom it waits for.
    a_reader_is_in_read_with_its_descriptor,
    a_zombie_is_in_no_call_for_any_user,
    a_process_that_computes_is_in_no_call,
    a_waiter_tells_who_has_its_lock,
    a_waiter_is_never_shown_without_what_it_wants,
    a_waiter_that_sleeps_on_tells_who_has_it_next,
    the_owner_is_a_thread,
    a_word_that_is_no_lock_names_no_owner,
    a_mutex_that_was_locked_during_the_fork_has_no_owner,
    a_process_may_allow_debuggers,
    // The sessions.
    without_its_programs_a_session_says_what_is_missing,
    a_session_shows_both_streams_of_what_was_typed,
    a_session_looks_again_until_it_sees_what_it_wants,
    the_program_of_the_chapter_shows_who_has_the_lock,
    the_program_of_the_chapter_shows_any_process,
    ps_shows_the_states,
    the_endless_reader_holds_both_ends_of_its_pipe,
    strace_shows_the_calls_of_both_sides_in_order,
    gdb_stays_with_the_parent_unless_told_to_follow_the_child,
    a_core_shows_where_the_child_hangs_and_leaves_it_alive,
    the_kernel_writes_a_core_where_core_pattern_says,
    the_files_of_a_waiter_name_the_owner_of_its_lock,
    the_files_of_a_waiter_say_that_no_process_can_wake_it,
);
