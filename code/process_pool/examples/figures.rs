use std::time::Instant;
use process_pool::Pool;
fn main() {
    let mut pool = Pool::new(2, |n: u64| n.wrapping_mul(n).wrapping_mul(n)).unwrap();
    for _ in 0..7 {
        let t = Instant::now();
        let v = pool.map(0..1_000_000u64).unwrap();
        println!("map 1M: {:.1} ns/task {}", t.elapsed().as_nanos() as f64 / 1e6, v.len());
    }
    for _ in 0..5 {
        let t = Instant::now();
        for _ in 0..2000 { pool.map([3u64]).unwrap(); }
        println!("single: {:.1} us", t.elapsed().as_nanos() as f64 / 2e6);
    }
    let spin = |us: u64| { let t = Instant::now(); while t.elapsed().as_micros() < us as u128 {} };
    let mut p2 = Pool::new(2, |n: u64| {spin(100); n}).unwrap();
    for _ in 0..5 {
        let t = Instant::now();
        p2.map(0..4000u64).unwrap();
        println!("100us: {:.3} of ideal", 0.2/ t.elapsed().as_secs_f64());
    }
}
