use std::panic::catch_unwind;

use timeline::{Boxes, Look};

const HEIGHT: f64 = 40.0;

type Way = Vec<(f64, f64)>;

fn four() -> Boxes {
    let names = ["first", "second", "third", "fourth"];
    names.iter().fold(Boxes::new(), |boxes, name| boxes.put(name, "waits", "for another"))
}

/// The way of each arrow, and that of its head.
fn arrows(drawn: &str) -> Vec<[Way; 2]> {
    let way = |rest: &str| -> Way {
        let points = rest.split('"').next().unwrap().split(' ');
        let points = points.map(|point| point.split_once(',').unwrap());
        points.map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).collect()
    };
    let ways: Vec<Way> = drawn.split("points=\"").skip(1).map(way).collect();
    ways.as_chunks().0.to_vec()
}

/// The upper edges of the boxes.
fn tops(drawn: &str) -> Vec<f64> {
    let boxes = drawn.lines().filter(|line| line.contains("height=\"40\""));
    let top = |line: &str| {
        let (_, rest) = line.split_once(" y=\"").unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    boxes.map(top).collect()
}

pub fn an_arrow_leads_from_box_to_box_and_its_head_is_there() {
    for (from, to) in [(0, 2), (3, 1), (1, 1)] {
        let drawn = four().arrow(from, to).draw();
        let tops = tops(&drawn);
        let [[way, head]] = &arrows(&drawn)[..] else { panic!("one arrow: {drawn}") };
        let is_in = |place: usize, y: f64| (tops[place]..tops[place] + HEIGHT).contains(&y);
        let ([(_, leaves), ..], [.., (_, arrives)]) = (&way[..], &way[..]) else { panic!() };
        assert!(is_in(from, *leaves) && is_in(to, *arrives), "{from} to {to}: {drawn}");
        assert_eq!(head[1], way[3], "the head's tip is where the arrow ends");
    }
}

pub fn arrows_that_lead_down_are_on_the_right_and_the_longer_one_is_farther_out() {
    let drawn = four().arrow(0, 3).arrow(0, 1).arrow(2, 1).arrow(3, 1).draw();
    let mut ways: Vec<Way> = arrows(&drawn).into_iter().map(|[way, _]| way).collect();
    let height = |way: &Way| way[3].1 - way[0].1; // Below 0 if it leads up.
    ways.sort_by(|one, other| height(one).total_cmp(&height(other)));
    let farthest: Vec<f64> = ways.iter().map(|way| way[1].0).collect();
    let [long_up, short_up, short_down, long_down] = farthest[..] else { panic!("{drawn}") };
    assert!(long_down > short_down && short_down > 290.0, "{farthest:?}");
    assert!(long_up < short_up && short_up < 66.0, "{farthest:?}");
}

pub fn however_many_arrows_lead_down_all_are_in_the_picture() {
    let boxes =
        (0..9).fold(Boxes::new(), |boxes, number| boxes.put(&number.to_string(), "", ""));
    let drawn = (1..9).fold(boxes, |boxes, to| boxes.arrow(0, to)).draw();
    let farthest: Vec<f64> = arrows(&drawn).iter().map(|[way, _]| way[1].0).collect();
    assert!(farthest.is_sorted_by(|one, next| one < next), "{farthest:?}");
    assert!(farthest[7] < 356.0, "{farthest:?}");
}

pub fn the_table_has_each_box_with_the_names_that_its_arrows_lead_to() {
    let drawn = four().arrow(0, 1).arrow(0, 3).arrow(2, 1).draw();
    let (_, table) = drawn.split_once("</svg>\n").unwrap();
    let lines: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().collect()).collect();
    let wanted = [
        "first for another → second → fourth",
        "second for another",
        "third for another → second",
        "fourth for another",
    ];
    assert_eq!(lines, wanted.map(|line| line.split(' ').collect::<Vec<_>>()));
}

pub fn a_box_has_the_class_of_its_state() {
    let boxes = four().put("fifth", "runs", "").put("<b>", "turns", "&");
    let drawn = boxes.look("runs", Look::Box).look("turns", Look::SecondBox).draw();
    for (class, count) in [("wait", 4), ("fill", 2), ("fill-2", 2), ("on-2", 2)] {
        let found = drawn.matches(&format!("class=\"{class}\"")).count();
        assert_eq!(found, count, "{class}, the legend included: {drawn}");
    }
    assert!(drawn.contains("&lt;b&gt;"), "{drawn}");
}

pub fn an_arrow_without_a_box_is_refused() {
    for (from, to) in [(0, 4), (4, 0)] {
        catch_unwind(|| four().arrow(from, to).draw()).expect_err("there is no box 4");
    }
    assert!(Boxes::new().draw().starts_with("<svg"));
}
