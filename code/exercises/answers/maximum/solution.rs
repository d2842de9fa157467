use exercises::checks::maximum::{self, Highest};

// ANCHOR: answer
pub fn offer(highest: &Highest, mine: u64) -> bool {
    let mut seen = highest.load();
    while seen < mine {
        match highest.compare_exchange(seen, mine) {
            Ok(_) => return true,
            Err(found) => seen = found,
        }
    }
    false
}
// ANCHOR_END: answer

fn main() {
    exercises::check("maximum", maximum::check, offer);
}
