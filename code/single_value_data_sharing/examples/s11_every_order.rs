//! Two processes each load, add and store once: draws every order of these six steps, and the number that it leaves.

const STEP: usize = 34; // pixels from one step to the next
const ROW: usize = 24; // pixels from one order to the next

fn main() {
    let orders = orders(3, 3);
    let (width, height) = (6 * STEP + 150, orders.len() * ROW + 10);
    println!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\">"
    );
    draw_below("", &orders);
    println!("</svg>");
}

/// Every order in which A takes so many steps, and B so many.
fn orders(a: usize, b: usize) -> Vec<String> {
    if a + b == 0 {
        return vec![String::new()];
    }
    let with_a = (a > 0).then(|| longer('A', orders(a - 1, b)));
    let with_b = (b > 0).then(|| longer('B', orders(a, b - 1)));
    [with_a, with_b].into_iter().flatten().flatten().collect()
}

fn longer(first: char, rest: Vec<String>) -> impl Iterator<Item = String> {
    rest.into_iter().map(move |rest| format!("{first}{rest}"))
}

/// The branches that begin with these steps: a line for each step of A, a dashed one for each of B.
fn draw_below(begun: &str, orders: &[String]) {
    if begun.len() == 6 {
        return draw_end(begun, row_of(begun, orders));
    }
    for (who, class) in [("A", "line"), ("B", "dash")] {
        let next = format!("{begun}{who}");
        if orders.iter().any(|order| order.starts_with(&next)) {
            let (x, y, to) =
                (begun.len() * STEP + 10, row_of(begun, orders), row_of(&next, orders));
            println!("<path class=\"{class}\" d=\"M{x} {y} L{} {to}\"/>", x + STEP);
            draw_below(&next, orders);
        }
    }
}

/// The height of a branching point: the middle of all that it leads to.
fn row_of(begun: &str, orders: &[String]) -> usize {
    let rows = orders.iter().enumerate().filter(|(_, order)| order.starts_with(begun));
    let rows: Vec<usize> = rows.map(|(row, _)| row * ROW + ROW / 2 + 5).collect();
    rows.iter().sum::<usize>() / rows.len()
}

fn draw_end(order: &str, y: usize) {
    let (x, number) = (6 * STEP + 14, number_after(order));
    if number == 2 {
        println!(
            "<rect class=\"fill\" x=\"{x}\" y=\"{}\" width=\"130\" height=\"22\"/>",
            y - 11
        );
    }
    println!(
        "<text x=\"{}\" y=\"{}\" font-size=\"14\">{order}: {number}</text>",
        x + 8,
        y + 5
    );
}

fn number_after(order: &str) -> i32 {
    let (mut number, mut registers, mut done) = (0, [0; 2], [0; 2]);
    for who in order.bytes().map(|who| usize::from(who - b'A')) {
        match done[who] {
            0 => registers[who] = number,
            1 => registers[who] += 1,
            _ => number = registers[who],
        }
        done[who] += 1;
    }
    number
}
