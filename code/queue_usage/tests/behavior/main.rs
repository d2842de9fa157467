//! What the queue does between real processes, and what it never does, whoever is killed.

mod common;
mod kills;

test_harness::main!(
    kills::small_messages_survive_a_thousand_kills,
    kills::messages_of_all_sizes_survive_a_thousand_kills,
    kills::a_full_queue_survives_a_thousand_kills,
    kills::an_empty_queue_survives_a_thousand_kills,
    kills::killing_sleeping_receivers_disturbs_nobody,
    kills::killing_sleeping_senders_disturbs_nobody,
    kills::one_of_two_sleepers_is_killed_and_the_other_wakes,
);
