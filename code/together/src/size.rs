/// Width and height of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From 1 to [`Size::MOST`].
    pub width: u32,
    /// From 1 to [`Size::MOST`].
    pub height: u32,
}

impl Size {
    /// The longest side: a picture of 16,384 pixels each way takes 805 MB of memory.
    pub const MOST: u32 = 16_384;

    /// How many pixels there are.
    #[must_use]
    pub fn pixels(self) -> usize {
        self.width as usize * self.height as usize
    }
}
