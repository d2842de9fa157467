//! What shared memory, the lock, the futex and the question of life do, over real processes.

mod alive;
mod bell;
mod futex;
mod lock;
mod memory;
mod neighbor;
mod replace;
mod sys;

use alive::*;
use bell::*;
use futex::*;
use lock::*;
use memory::*;
use replace::*;

test_harness::main!(
    // Memory.
    a_mapping_starts_as_zeros_and_both_sides_see_what_either_writes,
    an_empty_mapping_maps_nothing,
    a_sparse_mapping_takes_no_huge_pages_and_any_other_what_the_system_prefers,
    a_child_that_drops_its_copy_takes_nothing_from_the_parent,
    arrays_and_tuples_of_atomics_are_shared_whole,
    what_the_kernel_refuses_is_an_error_that_names_the_length,
    a_limit_on_addresses_is_named_with_what_to_do,
    a_thousand_of_each_leave_no_mapping_and_no_descriptor,
    // The futex.
    a_word_that_has_changed_is_not_waited_for,
    a_deadline_ends_the_wait_and_not_early,
    a_signal_ends_the_wait_as_if_woken,
    wake_wakes_as_many_as_it_says,
    a_killed_waiter_is_forgotten,
    two_processes_pass_a_word_to_and_fro_without_missing_a_turn,
    // The bell.
    a_ring_between_the_look_and_the_sleep_is_not_missed,
    ring_one_wakes_one_and_ring_all_the_rest,
    after_one_ring_the_dead_are_rung_for_no_more,
    // Who is alive.
    a_child_is_another_process_and_both_sides_agree_who,
    a_killed_process_is_dead_as_a_zombie_and_after_it_was_reaped,
    a_pid_that_was_given_to_another_process_is_not_alive,
    a_program_name_does_not_hide_when_it_began,
    waiting_for_the_end_is_neither_early_nor_late,
    without_descriptors_the_dead_are_known_and_so_are_the_living,
    in_a_sandbox_the_dead_are_known_and_no_one_else_is_taken_for_dead,
    where_the_two_calls_are_refused_proc_tells,
    without_a_descriptor_a_process_knows_its_number_and_later_the_rest,
    a_number_that_a_thread_of_another_process_has_is_no_process,
    a_process_lives_until_its_last_thread_ends,
    without_proc_the_dead_are_known_and_the_living_count_as_alive,
    // The lock keeps others out.
    four_processes_and_half_a_million_increments_each_are_exact,
    two_threads_of_one_process_keep_each_other_out,
    try_lock_of_a_taken_lock_says_so,
    relocking_panics_and_says_why,
    a_guard_keeps_spawn_away_even_when_leaked,
    a_guard_leaked_by_a_thread_keeps_spawn_away_too,
    // Its time limit.
    a_time_limit_is_neither_early_nor_stretched_by_signals,
    a_time_limit_of_zero_or_of_ages_is_fine,
    // Its owner ends.
    killed_owners_free_it_a_thousand_times_while_others_wait,
    every_other_ending_frees_it_too,
    a_dead_owner_poisons_it_in_a_sandbox_too_and_for_all,
    a_panic_poisons_unless_it_is_old,
    poison_stays_until_it_is_cleared,
    killed_at_any_instruction_it_is_never_stuck_and_never_lies,
    killed_at_each_instruction_of_lock_it_is_poisoned_once_a_guard_was_lent,
    an_owner_that_replaces_ends_and_poisons_nothing,
    killed_while_taking_over_it_is_taken_over_again,
    the_last_one_alive_is_not_left_asleep,
    one_who_dies_with_two_thousand_frees_them_all_and_not_many_more,
    // Its owner's thread ends, and the process lives on.
    a_thread_that_leaks_its_guard_and_ends_loses_the_lock,
    a_thread_that_ends_while_it_replaces_loses_the_lock_too,
    a_lock_that_lends_nothing_is_poisoned_when_its_thread_ends,
    a_look_that_must_not_panic_answers_as_try_lock_does,
    waiters_elsewhere_hear_that_it_is_lost,
    what_a_sandboxed_waiter_cannot_find_out_is_not_kept,
    // The page that it lies in.
    a_leaked_guard_and_a_dropped_lock_harm_nothing,
    it_works_without_a_free_descriptor,
    a_leaked_guard_harms_nothing_without_a_free_descriptor_either,
    ; alone:
    // They turn the kernel's count of processes back.
    a_process_that_got_the_number_of_a_dead_one_is_not_it,
    an_owner_whose_number_was_given_away_has_ended_all_the_same,
    an_owner_that_did_not_know_itself_is_in_doubt_until_its_number_is_free,
);
