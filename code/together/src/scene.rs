use crate::span::Span;
use crate::{Complex, Fractal, Rgb, Size, palette};

/// How much of the plane the shorter side of a picture shows at zoom 1.
const WINDOW: f64 = 2.5;

/// A pixel has so many samples each way: its color is the mean of all of them.
const SAMPLES: u32 = 2;

/// What is looked at, and how closely.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The set of points.
    pub fractal: Fractal,
    /// The picture's size, in pixels.
    pub size: Size,
    /// The point in the middle of the picture.
    pub center: Complex,
    /// How many times larger than at first.
    pub zoom: f64,
    /// After so many steps, a point that is still near counts as one that stays.
    pub iterations: u32,
}

impl Default for Scene {
    /// The valley between the head and the body of the Mandelbrot set.
    fn default() -> Self {
        Scene {
            fractal: Fractal::Mandelbrot,
            size: Size { width: 640, height: 400 },
            center: Complex { re: -0.7467, im: 0.1138 },
            zoom: 400.0,
            iterations: 600,
        }
    }
}

impl Scene {
    /// All of a Julia set.
    #[must_use]
    pub fn julia(c: Complex) -> Self {
        let center = Complex::ZERO;
        Scene { fractal: Fractal::Julia(c), center, zoom: 1.0, ..Scene::default() }
    }

    /// Paints some pixels of one row, and says how many steps that took.
    pub fn paint(&self, span: Span, pixels: &mut [Rgb]) -> u64 {
        let row = (span.x..).zip(pixels);
        row.map(|(x, pixel)| self.paint_pixel(x, span.y, pixel)).sum()
    }

    fn paint_pixel(&self, x: u32, y: u32, pixel: &mut Rgb) -> u64 {
        let mut sum = [0.0; 3];
        let mut steps = 0;
        for sample in 0..SAMPLES * SAMPLES {
            let orbit = self.fractal.follow(self.point(x, y, sample), self.iterations);
            let color = orbit.speed.map_or(palette::INSIDE, palette::color);
            sum = std::array::from_fn(|band| sum[band] + color[band]);
            steps += u64::from(orbit.steps);
        }
        *pixel = sum.map(|band| (band / f64::from(SAMPLES * SAMPLES)).round() as u8);
        steps
    }

    /// Where in the plane a sample of a pixel lies. Rows are counted from the top.
    fn point(&self, x: u32, y: u32, sample: u32) -> Complex {
        let Size { width, height } = self.size;
        let from_middle = |pixel: u32, sample: u32, side: u32| {
            let inside = (f64::from(sample) + 0.5) / f64::from(SAMPLES);
            (f64::from(pixel) + inside - f64::from(side) / 2.0) * self.step()
        };
        self.center
            + Complex {
                re: from_middle(x, sample % SAMPLES, width),
                im: -from_middle(y, sample / SAMPLES, height),
            }
    }

    /// The distance from one pixel to the next.
    fn step(&self) -> f64 {
        WINDOW / self.zoom / f64::from(self.size.width.min(self.size.height))
    }
}
