use crate::Complex;

/// An orbit that gets this far away, squared, never comes back. Farther than it would have to
/// be: the colors are smoother so.
const FAR: f64 = 65_536.0;

/// Which set of points is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fractal {
    /// Of each point c, where 0 goes under z² + c.
    Mandelbrot,
    /// For this one c, where each point goes under z² + c.
    Julia(Complex),
}

/// What became of one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbit {
    /// How many steps were taken.
    pub steps: u32,
    /// How fast it went away, as a number of steps with a fraction; `None`: it stayed.
    pub speed: Option<f64>,
}

impl Fractal {
    // ANCHOR: follow
    /// Follows a point until it is far away, or for `limit` steps.
    #[must_use]
    pub fn follow(self, point: Complex, limit: u32) -> Orbit {
        let (mut z, c) = match self {
            Fractal::Mandelbrot => (Complex::ZERO, point),
            Fractal::Julia(c) => (point, c),
        };
        for steps in 1..=limit {
            z = z * z + c;
            if z.norm() > FAR {
                // Each step squares the distance, so its logarithm of the logarithm grows by one.
                let beyond = (z.norm().ln() / FAR.ln()).log2();
                return Orbit { steps, speed: Some(f64::from(steps) - beyond) };
            }
        }
        Orbit { steps: limit, speed: None }
    }
    // ANCHOR_END: follow
}
