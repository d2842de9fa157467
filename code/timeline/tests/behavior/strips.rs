use timeline::{Look, Strips};

/// The width of the axis, in units of the picture.
const AXIS: f64 = 268.0;

const NONE: [(usize, &str); 0] = [];

/// Where each drawn cell begins and how wide it is.
fn boxes(drawn: &str) -> Vec<(f64, f64)> {
    let number = |line: &str, name: &str| -> f64 {
        let (_, rest) = line.split_once(&format!(" {name}=\"")).expect(line);
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let boxes = drawn.lines().filter(|line| line.contains("class=\"fill\""));
    boxes.map(|line| (number(line, "x"), number(line, "width"))).collect()
}

pub fn cells_lie_side_by_side_all_to_one_scale() {
    let strips = Strips::new("bytes").strip("one", &[(3, "a"), (5, "gap"), (2, "a")]);
    let drawn = strips.strip("two", &[(5, "a")]).look("a", Look::Box).draw();
    let [first, third, half, _sample] = boxes(&drawn)[..] else {
        panic!("three cells: {drawn}")
    };
    assert_eq!(first, (84.0, 80.4));
    assert_eq!(third, (298.4, 53.6));
    assert_eq!(half, (84.0, AXIS / 2.0), "half of the longest strip");
    assert!(drawn.contains("10 bytes"), "{drawn}");
}

pub fn a_label_stands_in_its_cell_or_behind_the_last_one() {
    let strips = Strips::new("runs").look("a", Look::Box);
    let strips = strips.strip("one", &[(97, "a wide"), (1, "a hidden"), (2, "a behind")]);
    let drawn = strips.strip("none", &[(0, "a 0")]).draw();
    let (picture, table) = drawn.split_once("</svg>").unwrap();
    assert!(picture.contains("wide") && picture.contains("behind"), "{picture}");
    assert!(!picture.contains("hidden") && table.contains("hidden"), "{drawn}");
    let none =
        picture.split("<text").find(|text| text.contains("\n0\n") || text.contains(">0<"));
    assert!(none.is_some_and(|text| text.contains("x=\"89.0\"")), "{picture}");
}

pub fn the_table_has_all_cells() {
    let strips =
        Strips::new("pages").strip("before", &[(4, "both")]).strip("a heading", &NONE);
    let drawn = strips.strip("after", &[(3, "both"), (1, "own 1")]).draw();
    let (_, table) = drawn.split_once("</svg>\n").unwrap();
    let words: Vec<Vec<_>> =
        table.lines().map(|line| line.split_whitespace().collect()).collect();
    let [before, heading, both, own] = &words[..] else { panic!("three cells: {table}") };
    assert_eq!(heading, &["a", "heading:"]);
    assert_eq!(before, &["before", "4", "pages", "both"]);
    assert_eq!(both, &["after", "3", "pages", "both"]);
    assert_eq!(own, &["after", "1", "pages", "own", "1"]);
}

pub fn lengths_that_count_nothing_are_not_told() {
    let strips = Strips::new("").strip("tray", &[(1, "a 0"), (1, "a 1")]);
    let drawn = strips.look("a", Look::Box).draw();
    let (picture, table) = drawn.split_once("</svg>\n").unwrap();
    assert!(!picture.contains("class=\"note\""), "a scale: {picture}");
    let words: Vec<_> = table.split_whitespace().collect();
    assert_eq!(words, ["tray", "a", "0", "tray", "a", "1"]);
}

pub fn without_cells_there_is_an_empty_picture() {
    for strips in [
        Strips::new("bytes"),
        Strips::new("bytes").strip("none", &NONE),
        Strips::new("bytes").strip("zero", &[(0, "a nothing")]),
    ] {
        let drawn = strips.look("a", Look::Box).draw();
        assert!(drawn.starts_with("<svg") && !drawn.contains("NaN"), "{drawn}");
        assert!(!drawn.contains("inf"), "{drawn}");
    }
}

pub fn words_on_the_second_color_have_a_class_of_their_own() {
    let strips = Strips::new("").strip("one", &[(1, "a blue"), (1, "b orange")]);
    let drawn = strips.look("a", Look::Box).look("b", Look::SecondBox).draw();
    let (_, orange) = drawn.split_once("blue").expect("the first cell");
    assert_eq!(drawn.matches("class=\"on-2\"").count(), 1, "{drawn}");
    assert!(orange.contains("class=\"on-2\""), "{orange}");
}
