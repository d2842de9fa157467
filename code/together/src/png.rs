use std::io::{self, Write};

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};

use crate::{Error, Interrupt, Rgb, Size};

/// Pixels, in reading order, as a PNG file.
///
/// # Errors
/// [`Error::Interrupted`], which is looked for in each row.
pub fn encode(size: Size, pixels: &[Rgb], interrupt: &Interrupt) -> Result<Vec<u8>, Error> {
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, size.width, size.height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    let mut header = encoder.write_header().map_err(refused)?;
    let mut rows = header.stream_writer().map_err(refused)?;
    for row in pixels.chunks(size.width as usize) {
        interrupt.check()?;
        rows.write_all(row.as_flattened()).map_err(Error::doing("encode the picture"))?;
    }
    rows.finish().map_err(refused)?;
    header.finish().map_err(refused)?;
    Ok(png)
}

fn refused(error: EncodingError) -> Error {
    Error::doing("encode the picture")(io::Error::from(error))
}
