use std::ops::{Add, Mul};

/// A point of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// To the right.
    pub re: f64,
    /// Up.
    pub im: f64,
}

impl Complex {
    /// The middle of the plane.
    pub const ZERO: Self = Self { re: 0.0, im: 0.0 };

    /// The square of its distance from the middle.
    #[must_use]
    pub fn norm(self) -> f64 {
        self.re * self.re + self.im * self.im
    }
}

impl Add for Complex {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Mul for Complex {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
}
