use std::time::Duration;

use std::panic::catch_unwind;

use timeline::{Axis, Chart, Curves, Event, Look, Mark};

const A: u32 = 1;
const B: u32 = 2;

fn event(milliseconds: u64, who: u32, what: &str) -> Event {
    Event { at: Duration::from_millis(milliseconds), who, what: what.to_owned() }
}

/// The attributes of the first element that has this class.
fn attribute(drawn: &str, class: &str, name: &str) -> f64 {
    let line =
        drawn.lines().find(|line| line.contains(&format!("class=\"{class}\""))).expect(drawn);
    let (_, rest) = line.split_once(&format!(" {name}=\"")).expect(line);
    rest.split_once('"').unwrap().0.parse().unwrap()
}

fn one_box(axis: Axis, events: &[Event]) -> (f64, f64) {
    let chart =
        Chart::new(axis).lane(A, "a").look("works", Look::Box).look("rests", Look::Nothing);
    let drawn = chart.draw(events);
    (attribute(&drawn, "fill", "x"), attribute(&drawn, "fill", "width"))
}

pub fn a_state_lasts_until_the_next_one_that_has_a_look() {
    let events = [
        event(0, A, "works"),
        event(2, A, "len 3"),
        event(5, A, "rests"),
        event(10, B, "ends"),
    ];
    let chart = || Chart::new(Axis::Time).lane(A, "a").look("works", Look::Box);
    let drawn = chart().look("rests", Look::Nothing).draw(&events);
    assert_eq!(attribute(&drawn, "fill", "width"), 134.0, "half of the axis");
    let drawn = chart().draw(&events);
    assert_eq!(attribute(&drawn, "fill", "width"), 268.0, "to the end where nothing follows");
}

pub fn time_is_to_scale_and_order_is_not() {
    let events =
        [event(0, B, "x"), event(90, A, "works"), event(99, A, "rests"), event(100, B, "x")];
    let (x, width) = one_box(Axis::Time, &events);
    assert_eq!((x, width), (84.0 + 241.2, 24.1));
    let (x, width) = one_box(Axis::Order, &events);
    assert_eq!((x, width), (84.0 + 67.0, 67.0));
}

pub fn a_level_follows_the_labels_of_its_state() {
    let events = ["len 1", "len 2", "works", "len 1", "len 3"].map(|what| event(1, A, what));
    let drawn = Chart::new(Axis::Order).level("waiting", "len").draw(&events);
    assert!(drawn.contains(">\n3\n<") || drawn.contains(">3<"), "its largest number: {drawn}");
    let (_, points) = drawn.split_once("points=\"").unwrap();
    let heights: Vec<&str> = points
        .split('"')
        .next()
        .unwrap()
        .split(' ')
        .map(|point| point.split_once(',').unwrap().1)
        .collect();
    let [none, one, two, three] = ["26.0", "19.3", "12.7", "6.0"];
    assert_eq!(heights, [none, none, one, one, two, two, one, one, three, three]);
}

pub fn a_label_is_text_whatever_it_holds() {
    let drawn = Chart::new(Axis::Time).lane(A, "<b>&").look("works", Look::Box);
    let drawn = drawn.draw(&[event(0, A, "works a<b&c")]);
    let (picture, table) = drawn.split_once("</svg>").unwrap();
    assert!(
        picture.contains("a&lt;b&amp;c") && picture.contains("&lt;b&gt;&amp;"),
        "{picture}"
    );
    assert!(table.contains("works a<b&c"), "{table}");
}

pub fn the_table_has_the_events_of_the_lanes() {
    let events = [event(0, A, "works"), event(1, B, "works"), event(2, A, "ends well")];
    let chart = |axis| Chart::new(axis).lane(A, "first");
    let table = |axis| chart(axis).draw(&events).split_once("</svg>\n").unwrap().1.to_owned();
    assert_eq!(
        table(Axis::Time),
        "   0.000 ms  first       works\n   2.000 ms  first       ends well\n"
    );
    assert_eq!(table(Axis::Order), " 1  first       works\n 3  first       ends well\n");
}

pub fn without_events_there_is_an_empty_picture() {
    for axis in [Axis::Time, Axis::Order] {
        let drawn = Chart::new(axis).lane(A, "a").level("n", "len").draw(&[]);
        assert!(drawn.starts_with("<svg") && drawn.trim_end().ends_with("</svg>"), "{drawn}");
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
    }
}

pub fn a_label_that_is_wider_than_its_state_stands_in_the_table_alone() {
    let events =
        [event(0, A, "works wide"), event(97, A, "works slim"), event(100, A, "rests")];
    let chart = Chart::new(Axis::Time).lane(A, "a").look("works", Look::Box);
    let drawn = chart.look("rests", Look::Nothing).draw(&events);
    let (picture, table) = drawn.split_once("</svg>").unwrap();
    assert!(picture.contains("wide") && !picture.contains("slim"), "{picture}");
    assert!(table.contains("slim"), "{table}");
}

pub fn a_cross_lies_on_a_ground_of_its_own() {
    let events = [event(0, A, "works"), event(5, A, "dead")];
    let chart = Chart::new(Axis::Time).lane(A, "a").look("works", Look::SecondBox);
    let drawn = chart.look("dead", Look::Cross).draw(&events);
    let classes = drawn.split("class=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let lane: Vec<&str> = classes.take(5).collect();
    assert_eq!(lane, ["fill-2", "ground", "ground", "line", "line"], "{drawn}");
}

/// The points of the first curve.
fn points(drawn: &str) -> Vec<(f64, f64)> {
    let (_, points) = drawn.split_once("points=\"").unwrap();
    let points = points.split('"').next().unwrap().split(' ');
    let point = |point: &str| {
        let (x, y) = point.split_once(',').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    points.map(point).collect()
}

pub fn on_curves_ten_times_as_much_is_always_the_same_step() {
    let places = [(1.0, "one"), (10.0, "ten"), (1000.0, "thousand")];
    let curves = Curves::new("across", "up", &places);
    let drawn = curves.curve("a", Mark::Dot, &[0.1, 1.0, 100.0]).draw();
    let [(x, y), (ten, one), (thousand, hundred)] = points(&drawn)[..] else {
        panic!("three points: {drawn}")
    };
    assert!((thousand - ten - 2.0 * (ten - x)).abs() < 0.3, "{x} {ten} {thousand}");
    assert_eq!((y, one, hundred), (232.0, 162.0, 22.0), "from the foot to the top");
    assert!(drawn.contains("thousand"));
}

pub fn a_level_has_its_place_among_the_curves() {
    let curves = Curves::new("across", "up", &[(1.0, "one")]).level(10.0);
    let drawn = curves.curve("a", Mark::Square, &[1.0]).draw();
    assert_eq!((attribute(&drawn, "line", "y1"), points(&drawn)[0].1), (22.0, 232.0));
}

pub fn the_table_has_the_numbers_of_the_curves() {
    let curves = Curves::new("size", "ms", &[(1.0, "one"), (2.0, "two")]);
    let curves = curves.curve("a", Mark::Dot, &[0.5, 1.0]);
    let drawn = curves.curve("b", Mark::BrokenSquare, &[7.0, 12.25]).draw();
    let (_, table) = drawn.split_once("</svg>\n").unwrap();
    let words: Vec<_> = table.split_whitespace().collect();
    assert_eq!(words, ["size", "a", "b", "one", "0.500", "7.000", "two", "1.000", "12.250"]);
}

pub fn what_has_no_place_on_such_a_scale_is_refused() {
    for heights in [&[0.0][..], &[-1.0], &[f64::NAN], &[f64::INFINITY], &[], &[1.0, 2.0]] {
        let curves = || Curves::new("x", "y", &[(1.0, "1")]).curve("a", Mark::Dot, heights);
        catch_unwind(curves).expect_err("it is refused");
    }
}
