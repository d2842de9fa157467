//! What a process does, and what it never does, over real processes.

mod common;
mod ending;
mod leaving;
mod limits;
mod meddling;
mod refusing;
mod sharing;
mod sys;
mod waiting;
mod worked;

test_harness::main!(
    ending::a_child_that_returns_ends_with_code_0,
    ending::a_child_that_exits_ends_with_its_code,
    ending::a_panic_ends_the_child_with_101_and_leaves_the_parent_alone,
    ending::an_abort_and_a_stack_overflow_arrive_as_sigabrt,
    ending::a_wild_pointer_arrives_as_sigsegv,
    ending::kill_and_terminate_arrive_as_their_signals,
    ending::the_child_never_runs_the_frames_of_its_parent,
    sharing::the_child_works_on_a_copy,
    sharing::captured_by_move_is_dropped_in_the_parent_before_the_child_begins,
    sharing::heir_is_the_child_while_the_parent_drops_and_none_otherwise,
    sharing::a_handover_that_spawns_does_not_keep_the_child_waiting,
    sharing::buffered_text_is_printed_once,
    waiting::try_join_says_none_then_the_status_again_and_again,
    waiting::join_timeout_of_a_running_child_is_none_and_not_early,
    waiting::join_timeout_of_an_ended_child_does_not_wait,
    waiting::join_timeout_without_end_waits,
    waiting::signals_do_not_disturb_join,
    waiting::signals_do_not_stretch_join_timeout,
    waiting::the_descriptor_polls_as_readable_once_the_child_has_ended,
    waiting::ending_a_child_that_has_ended_is_fine,
    waiting::dropping_waits,
    waiting::dropping_while_panicking_kills_first,
    refusing::a_second_thread_is_refused_until_it_is_joined,
    refusing::a_joined_thread_does_not_get_in_the_way,
    refusing::threads_that_are_about_to_end_do_not_get_in_the_way_on_a_busy_core,
    refusing::the_refusal_names_the_threads,
    refusing::a_thread_that_runs_on_is_refused,
    refusing::a_thread_that_sleeps_now_and_then_is_refused,
    refusing::a_living_no_fork_is_refused,
    refusing::a_leaked_no_fork_is_refused,
    refusing::a_no_fork_counts_also_when_its_thread_has_ended,
    refusing::a_refusal_runs_nothing_and_drops_the_work,
    limits::no_more_processes_is_an_error_that_says_so,
    limits::no_more_descriptors_says_how_many_are_needed,
    limits::no_more_descriptors_is_an_error_and_leaves_no_child,
    limits::where_no_descriptor_is_allowed_a_child_is_waited_for_with_a_limit_all_the_same,
    limits::without_pidfds_spawn_is_an_error_and_leaves_no_child,
    limits::a_child_that_cannot_arrange_to_die_with_its_parent_does_not_begin,
    limits::in_a_new_pid_namespace_the_work_runs,
    meddling::with_sigchld_ignored_spawn_works_and_join_is_an_error,
    meddling::after_a_foreign_wait_join_is_an_error,
    meddling::join_by_another_process_than_the_parent_is_an_error,
    meddling::an_inherited_copy_neither_waits_nor_kills,
    leaving::a_thousand_in_a_row_leave_nothing,
    leaving::a_hundred_run_at_once,
    leaving::children_have_children,
    leaving::killing_the_parent_at_any_moment_leaves_no_orphan,
    worked::documents_get_the_parsers_own_verdict,
    worked::a_parser_that_fails_says_nothing_about_its_document,
    worked::a_parser_that_does_not_end_is_killed,
);
