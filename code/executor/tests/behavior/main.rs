//! What an executor does and survives, over real processes.

mod cancelling;
mod deaths;
mod ending;
mod lasting;
mod refusing;
mod tools;
mod under_load;
mod under_tokio;
mod using;
mod worked;

test_harness::main!(
    limit 120 s;
    using::a_result_comes_to_the_thread_that_waits_for_it,
    using::ten_thousand_tasks_from_eight_threads_each_give_their_own_result,
    using::a_wait_with_a_limit_can_be_made_again,
    using::a_thread_that_others_unpark_goes_on_waiting,
    using::a_spent_ticket_panics_when_it_is_asked_again,
    using::each_failure_comes_with_its_cause,
    using::a_value_that_does_not_cross_is_an_error_of_its_task,
    using::large_values_cross,
    using::a_time_limit_ends_the_task_and_no_other,
    using::a_task_is_tried_again_where_that_is_allowed,
    using::each_worker_makes_its_state_once,
    using::the_number_of_waiting_tasks_settles,
    using::two_executors_do_not_disturb_each_other,
    using::the_keeper_is_the_only_child_and_the_workers_are_its,
    cancelling::a_dropped_ticket_that_waits_is_never_begun,
    cancelling::a_dropped_ticket_that_runs_is_killed_soon_and_no_other,
    cancelling::dropping_a_ticket_whose_result_has_come_cancels_nothing,
    cancelling::a_detached_task_runs_to_its_end,
    cancelling::cancelling_while_others_submit_loses_nothing,
    cancelling::a_cancelled_task_is_not_counted_as_waiting,
    deaths::beside_sixteen_busy_threads_every_ticket_gives_one_result_while_workers_are_killed,
    deaths::when_the_keeper_is_killed_every_ticket_resolves_within_a_second,
    deaths::a_keepers_death_is_seen_although_another_keeper_has_its_line,
    deaths::a_keeper_killed_at_any_moment_leaves_no_ticket_open,
    deaths::a_killed_parent_takes_keeper_and_workers_along,
    deaths::the_keeper_is_not_in_the_group_that_ctrl_c_reaches,
    ending::no_thread_is_there_before_the_first_task_and_none_after_the_last_clone,
    ending::close_waits_for_all_that_was_submitted,
    ending::an_executor_that_had_nothing_to_do_is_closed_and_dropped,
    ending::the_last_clone_ends_what_waits_and_what_runs,
    ending::a_waker_may_drop_the_last_clone,
    ending::a_waker_that_closes_is_told_that_it_cannot_wait,
    ending::a_waker_that_panics_stops_no_other_ticket,
    ending::a_clone_in_a_child_refuses_and_its_drop_does_nothing,
    refusing::beside_a_second_thread_no_executor_is_made,
    refusing::options_that_no_pool_can_have_are_refused_with_its_words,
    refusing::what_the_parent_opens_later_is_in_no_worker,
    refusing::a_worker_has_no_end_of_the_line_between_parent_and_keeper,
    refusing::what_the_task_captured_by_move_is_dropped_here,
    refusing::a_task_may_capture_what_must_not_change_its_thread,
    refusing::a_sender_that_the_task_captured_is_the_keepers,
    lasting::memory_stays_level_over_a_million_tasks,
    lasting::results_that_are_not_taken_hold_up_no_other,
    under_tokio::a_ticket_is_awaited_from_many_tasks,
    under_tokio::a_timeout_around_a_ticket_kills_its_task,
    under_tokio::the_arm_that_select_does_not_take_is_cancelled,
    worked::the_server_answers_every_request_while_its_workers_are_killed,
    worked::the_server_under_tokio_cancels_what_takes_long_and_what_is_not_wanted,
    under_load::curl_gets_an_answer_to_each_request_while_workers_are_killed,
    under_load::ab_gets_an_answer_to_each_request_while_workers_are_killed,
);
