//! What a pool does and survives, over real processes.

mod ahead;
mod alone;
mod attempts;
mod bounds;
mod calls;
mod claims;
mod codec;
mod deaths;
mod held;
mod limits;
mod numbers;
mod once;
mod python;
mod refusals;
mod sessions;
mod setups;
mod sys;
mod tools;
mod turnover;
mod values;
mod waiting;

use ahead::*;
use alone::*;
use attempts::*;
use bounds::*;
use calls::*;
use claims::*;
use codec::*;
use deaths::*;
use held::*;
use limits::*;
use numbers::*;
use once::*;
use python::*;
use refusals::*;
use sessions::*;
use setups::*;
use turnover::*;
use values::*;
use waiting::*;

test_harness::main!(
    // Calls.
    map_gives_the_outputs_in_the_order_of_the_inputs,
    a_forgotten_iterator_does_no_harm_to_the_next_call,
    map_of_nothing_is_nothing,
    a_pool_has_more_workers_than_tasks,
    a_task_uses_what_it_captured_and_borrowed,
    every_task_runs_exactly_once,
    map_puts_results_in_order_however_they_come,
    map_does_not_believe_a_size_hint,
    map_reports_the_lowest_failing_index_and_runs_all_tasks,
    workers_are_reused_from_call_to_call,
    ten_long_tasks_after_many_short_ones_spread_evenly,
    imap_takes_ten_of_an_endless_iterator,
    imap_does_not_run_far_ahead_of_its_caller,
    imap_begins_with_four_inputs_for_each_worker_at_most,
    a_tray_lasts_for_a_millisecond_or_less,
    short_tasks_share_a_tray,
    imap_gives_results_in_order_and_unordered_as_they_come,
    a_result_is_not_held_back_by_the_next_task_of_its_tray,
    a_result_is_not_held_back_while_another_worker_rings,
    a_task_is_not_held_back_by_the_one_before_it,
    slow_inputs_do_not_hold_back_results,
    a_dropped_iterator_leaves_a_pool_that_works,
    what_no_worker_has_begun_is_not_run_when_the_iterator_is_dropped,
    a_dropped_iterator_with_full_trays_leaves_a_pool_that_works,
    an_iterator_that_panics_leaves_a_pool_that_works,
    two_pools_work_at_the_same_time,
    a_pool_works_in_a_child_and_in_a_task,
    an_inherited_pool_gets_workers_of_its_own,
    an_inherited_iterator_panics,
    a_pool_stays_with_its_thread,
    zero_workers_are_invalid_input,
    close_lets_the_workers_end,
    close_says_where_an_ending_was_taken,
    a_million_tasks,
    signals_do_not_disturb_a_call,
    no_thread_is_started,
    // Bounds.
    results_that_wait_for_an_earlier_one_are_bounded_in_bytes,
    results_that_their_caller_does_not_take_are_bounded_in_bytes,
    the_result_that_is_waited_for_is_made_in_any_case,
    a_buffersize_bounds_the_inputs_that_are_taken_ahead,
    options_that_allow_nothing_are_invalid_input,
    a_pool_has_as_many_workers_as_there_are_cores,
    // Inputs that have to be waited for.
    most_results_are_given_before_another_input_is_waited_for,
    a_client_that_asks_again_when_it_was_answered_is_served,
    answers_are_given_while_the_next_input_is_waited_for,
    inputs_of_every_size_come_from_apart,
    a_dropped_iterator_takes_the_process_that_asks_along,
    workers_die_and_are_replaced_while_inputs_come_from_apart,
    an_iterator_that_panics_apart_panics_here,
    inputs_are_at_their_end_only_where_they_say_so,
    an_input_from_apart_that_does_not_serialize_is_the_error_of_its_task,
    no_more_inputs_are_asked_for_apart_than_the_buffersize_allows,
    a_refused_fork_refuses_inputs_from_apart,
    what_the_inputs_own_is_let_go_here,
    // Alone.
    a_worker_has_only_its_own_trays_and_descriptors,
    workers_that_changed_their_user_end_with_their_caller,
    a_worker_that_waits_for_room_ends_with_its_caller,
    a_task_that_reads_standard_input_takes_nothing_from_the_caller,
    // Claims.
    a_task_that_both_sides_want_is_run_exactly_once,
    a_pool_works_where_the_kernel_refuses_the_barrier,
    a_worker_lets_the_kernel_execute_its_barrier,
    a_barrier_that_is_refused_later_costs_no_task,
    // Deaths.
    a_panic_is_the_error_of_its_task_and_the_worker_lives_on,
    whatever_a_panic_throws_is_survived,
    an_exit_an_abort_and_a_signal_cost_exactly_one_task,
    a_death_on_a_long_tray_costs_exactly_one_task,
    every_task_dies_and_every_one_is_reported,
    workers_killed_while_idle_cost_nothing,
    a_worker_killed_while_it_writes_its_result_has_not_given_it,
    all_workers_killed_again_and_again_cost_only_what_was_running,
    all_workers_killed_at_once_cost_exactly_what_each_was_running,
    a_worker_that_has_died_is_listed_until_the_next_call,
    workers_that_kill_each_other_cost_only_what_was_running,
    an_unknown_ending_is_reported_as_such,
    an_ending_that_another_caller_was_told_is_reported_as_such,
    the_message_of_a_panic_is_on_stderr_when_its_caller_hears_of_it,
    ctrl_c_reaches_the_workers_and_the_caller,
    dropping_a_pool_ends_workers_that_loop_for_ever,
    dropping_a_pool_ends_workers_that_are_stopped,
    dropping_a_pool_in_a_panic_ends_its_workers,
    the_death_of_the_caller_ends_the_workers,
    in_python_a_killed_worker_leaves_map_waiting,
    // Refusals.
    a_second_thread_refuses_the_replacement_until_the_next_call,
    a_held_guard_refuses_the_replacement_until_the_next_call,
    the_kernel_refuses_the_replacement_until_the_next_call,
    the_others_do_the_work_of_a_worker_that_cannot_be_replaced,
    workers_that_die_before_any_task_do_not_fork_for_ever,
    a_pool_that_cannot_be_made_leaves_nothing,
    a_pool_says_how_many_descriptors_it_needs,
    more_workers_than_there_can_be_are_refused,
    a_limit_that_came_later_is_named,
    // Sessions.
    tasks_are_handed_in_one_by_one,
    a_wait_ends_for_news_from_elsewhere_and_for_its_limit,
    small_tasks_of_a_session_share_a_tray,
    a_session_takes_tasks_while_others_run,
    what_a_session_holds_and_has_not_begun_is_counted,
    a_cancelled_task_that_waits_is_never_begun,
    a_cancelled_task_that_runs_is_killed_and_only_that_one,
    a_task_is_cancelled_wherever_it_is_and_no_other_is_hit,
    a_finished_task_is_not_cancelled,
    a_dropped_session_abandons_its_tasks,
    a_session_fills_its_places_when_that_is_allowed_again,
    an_input_of_a_session_that_does_not_serialize_is_the_error_of_its_task,
    // Time limits.
    a_task_that_takes_too_long_is_ended_however_it_resists,
    a_task_is_ended_where_the_kernel_refuses_the_barrier,
    a_task_is_ended_where_the_barrier_is_refused_later,
    a_hang_on_a_long_tray_costs_exactly_one_task,
    no_short_task_is_late,
    the_kill_for_one_task_never_hits_the_next,
    a_result_that_waits_to_be_collected_does_not_age,
    what_a_dropped_iterator_left_running_is_ended_in_the_next_call,
    close_ends_what_takes_too_long,
    a_limit_holds_in_a_session,
    a_limit_does_not_hold_while_the_caller_does_something_else,
    // Held in the wrong moment.
    a_task_that_is_begun_before_the_claim_is_not_killed_for_the_one_before_it,
    a_worker_that_is_about_to_be_killed_begins_no_other_task,
    a_task_that_ends_while_it_is_cancelled_is_the_only_one_that_is_hit,
    a_value_that_comes_before_the_kill_is_a_value,
    // Attempts.
    a_task_that_kills_its_worker_is_begun_as_often_as_allowed,
    a_panic_is_not_repeated,
    a_task_that_takes_too_long_is_begun_as_often_as_allowed,
    what_succeeds_the_second_time_is_a_result,
    attempts_are_counted_whatever_comes_last,
    a_refused_replacement_leaves_the_cause_and_the_attempts,
    // Turnover.
    a_worker_ends_after_its_last_task_and_none_is_lost,
    tasks_are_counted_across_calls,
    workers_that_end_and_workers_that_are_killed_go_together,
    a_dropped_iterator_leaves_the_count_as_it_is,
    // State.
    a_state_is_made_once_in_each_worker,
    a_state_is_dropped_when_its_worker_ends_well,
    a_state_is_made_anew_after_a_panic,
    a_setup_that_fails_after_a_panic_costs_no_task,
    a_setup_that_always_fails_is_the_error_of_the_tasks,
    a_setup_that_fails_now_and_then_blames_no_task,
    one_setup_that_always_fails_leaves_the_work_to_the_others,
    a_setup_is_not_under_the_time_limit,
    a_state_that_panics_when_it_is_dropped_does_no_harm,
    // One call.
    the_value_of_a_run_comes_home,
    every_ending_of_a_run_has_its_cause,
    a_value_that_does_not_cross_is_the_error_of_its_run,
    five_hundred_runs_leave_nothing,
    a_run_that_takes_too_long_is_ended_however_it_resists,
    a_limit_of_nothing_runs_nothing,
    a_refused_fork_is_the_error_of_its_run,
    a_value_counts_more_than_a_status_that_is_gone,
    a_grandchild_does_not_delay_a_run,
    // Codec.
    what_asks_the_bytes_for_their_type_is_the_error_of_its_task,
    what_leaves_a_field_out_is_the_error_of_its_task,
    what_reads_less_than_was_written_is_the_error_of_its_task,
    a_variant_behind_a_skipped_one_arrives_as_its_neighbor,
    // Values.
    values_from_nothing_to_16_mib_come_back_as_they_were,
    results_that_fill_their_tray_are_collected_on_the_way,
    an_input_that_does_not_fit_its_tray_goes_onto_the_next,
    a_value_that_is_too_large_is_the_error_of_its_task,
    a_value_that_cannot_be_serialized_is_the_error_of_its_task,
    a_value_that_cannot_be_deserialized_is_the_error_of_its_task,
    codec_code_that_panics_is_the_error_of_its_task_or_of_its_caller,
    what_a_wild_write_has_damaged_is_not_believed,
    a_worker_takes_a_gibibyte_of_address_space_and_no_memory,
    memory_of_large_values_is_given_back,
    memory_of_large_values_is_given_back_while_a_worker_is_stopped,
    memory_of_large_results_that_no_caller_wants_is_given_back,
    outputs_after_a_failure_are_not_kept,
    no_mapping_is_left,
    // Numbers.
    numbers_of_every_width_come_back_as_they_were,
    floats_keep_their_bits,
    rows_of_numbers_come_back_as_they_were,
    numbers_among_other_things_come_back_as_they_were,
    a_type_that_is_a_number_now_and_a_text_then_is_read_as_it_was_written,
    an_untagged_enum_is_the_error_of_its_task,
    a_number_that_does_not_fit_its_reader_is_the_error_of_its_task,
    a_serialize_that_passes_over_a_refusal_loses_nothing,
    a_row_that_fails_in_its_middle_is_the_error_of_its_task,
    postcard_sees_no_plain_numbers_and_all_that_is_not,
);
