//! What an array does, whole and in parts, over real processes.

mod by_hand;
mod children;
mod kinds;
mod parts;
mod whole;

use by_hand::*;
use kinds::*;
use parts::*;
use whole::*;

test_harness::main!(
    // Kinds of arrays.
    elements_of_every_alignment_lie_where_they_should,
    an_empty_array_is_an_array,
    sixty_four_mebibytes_go_to_a_child_and_back,
    a_large_array_costs_nothing_until_it_is_touched,
    lengths_that_overflow_are_errors,
    what_the_kernel_refuses_is_an_error,
    a_thousand_arrays_leave_no_mapping_and_no_descriptor,
    // Whole, under the lock.
    two_processes_add_100_to_every_number,
    a_snapshot_under_the_lock_is_never_torn,
    killed_a_thousand_times_in_the_loop_it_says_so,
    a_borrow_of_the_elements_is_refused_by_spawn,
    a_leaked_guard_and_a_dropped_array_harm_nothing,
    try_lock_and_the_time_limit_say_that_it_is_taken,
    debug_shows_the_elements_and_never_waits,
    debug_of_a_lost_array_says_so_and_does_not_panic,
    // In parts.
    parts_cover_every_element_once,
    children_write_their_parts_without_a_lock,
    a_part_is_claimed_once_whichever_copy_comes_first,
    while_parts_are_out_the_array_is_refused,
    a_dropped_token_is_back,
    a_token_of_an_earlier_division_claims_nothing,
    a_claim_keeps_spawn_away_even_when_leaked,
    a_child_that_dies_with_a_claim_poisons,
    a_child_that_dies_before_it_claims_poisons,
    a_panic_before_the_claim_poisons,
    a_panic_from_before_the_token_is_old_news,
    a_claim_made_while_panicking_poisons_nothing,
    what_a_child_drops_or_gives_back_poisons_nothing,
    a_child_that_dies_beside_tokens_of_its_parent_poisons_nothing,
    a_token_handed_over_without_a_free_descriptor_comes_back,
    a_child_that_gives_back_and_ends_while_the_array_is_tried_poisons_nothing,
    a_panic_with_a_claim_poisons,
    a_poisoned_array_is_mended_before_it_is_divided,
    killed_at_any_instruction_every_part_comes_back,
    counts_that_make_no_sense_are_errors,
    // With a journal by hand.
    killed_at_every_instruction_a_journal_with_fences_is_repaired,
);
