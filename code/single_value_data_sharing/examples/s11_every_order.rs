//! Two processes each load, add and store once: every order of these six steps, and the number that it leaves.

fn main() {
    let orders = orders(3, 3);
    for order in &orders {
        println!("{order}: {}", number_after(order));
    }
    let right = orders.iter().filter(|order| number_after(order) == 2).count();
    println!("{right} of {} orders keep both updates", orders.len());
}

/// Every order in which A takes so many steps, and B so many.
fn orders(a: usize, b: usize) -> Vec<String> {
    if a + b == 0 {
        return vec![String::new()];
    }
    let mut all = Vec::new();
    for (who, a_left, b_left) in
        [('A', a.checked_sub(1), Some(b)), ('B', Some(a), b.checked_sub(1))]
    {
        if let (Some(a), Some(b)) = (a_left, b_left) {
            all.extend(orders(a, b).iter().map(|rest| format!("{who}{rest}")));
        }
    }
    all
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
