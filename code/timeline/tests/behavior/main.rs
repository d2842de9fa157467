//! What a recorder keeps, whatever happens to those who note, and what a chart makes of it.

mod boxes;
mod drawing;
mod mapping;
mod recording;
mod strips;

test_harness::main!(
    recording::events_of_all_processes_are_there_in_the_order_of_time,
    recording::a_killed_process_has_noted_all_that_it_did,
    recording::killed_at_any_moment_it_leaves_whole_events,
    recording::what_finds_no_room_is_counted,
    recording::a_text_that_is_too_long_is_refused,
    mapping::what_a_type_has_mapped_is_found_and_read,
    mapping::a_piece_ends_with_its_last_page,
    mapping::what_is_unmapped_meanwhile_is_an_error,
    drawing::a_state_lasts_until_the_next_one_that_has_a_look,
    drawing::time_is_to_scale_and_order_is_not,
    drawing::a_level_follows_the_labels_of_its_state,
    drawing::a_label_is_text_whatever_it_holds,
    drawing::a_label_that_is_wider_than_its_state_stands_in_the_table_alone,
    drawing::a_cross_lies_on_a_ground_of_its_own,
    drawing::the_table_has_the_events_of_the_lanes,
    drawing::without_events_there_is_an_empty_picture,
    drawing::on_curves_ten_times_as_much_is_always_the_same_step,
    drawing::a_level_has_its_place_among_the_curves,
    drawing::the_table_has_the_numbers_of_the_curves,
    drawing::what_has_no_place_on_such_a_scale_is_refused,
    boxes::an_arrow_leads_from_box_to_box_and_its_head_is_there,
    boxes::arrows_that_lead_down_are_on_the_right_and_the_longer_one_is_farther_out,
    boxes::however_many_arrows_lead_down_all_are_in_the_picture,
    boxes::the_table_has_each_box_with_the_names_that_its_arrows_lead_to,
    boxes::a_box_has_the_class_of_its_state,
    boxes::an_arrow_without_a_box_is_refused,
    strips::cells_lie_side_by_side_all_to_one_scale,
    strips::a_label_stands_in_its_cell_or_behind_the_last_one,
    strips::the_table_has_all_cells,
    strips::lengths_that_count_nothing_are_not_told,
    strips::words_on_the_second_color_have_a_class_of_their_own,
    strips::without_cells_there_is_an_empty_picture,
);
