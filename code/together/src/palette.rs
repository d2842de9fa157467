/// Red, green and blue.
pub type Rgb = [u8; 3];

/// What stays is drawn in the color of the night.
pub(crate) const INSIDE: [f64; 3] = [5.0, 6.0, 18.0];

/// The colors, from slow to slower, around and around.
const ROUND: [[f64; 3]; 6] = [
    [12.0, 16.0, 60.0],
    [26.0, 78.0, 160.0],
    [170.0, 222.0, 240.0],
    [255.0, 246.0, 214.0],
    [244.0, 158.0, 42.0],
    [110.0, 26.0, 60.0],
];

/// The color of a point that went away at this speed.
pub(crate) fn color(speed: f64) -> [f64; 3] {
    let place = (speed.max(1.0).ln() * 3.2).rem_euclid(ROUND.len() as f64);
    let (here, fraction) = (place as usize % ROUND.len(), place.fract());
    let next = (here + 1) % ROUND.len();
    let weight = fraction * fraction * (3.0 - 2.0 * fraction); // No kink where two colors meet.
    std::array::from_fn(|band| ROUND[here][band] * (1.0 - weight) + ROUND[next][band] * weight)
}
