//! One value in a row of bytes: four bytes that say how long it is and what, then the value.

use postcard::ser_flavors::Flavor;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::codec::{self, Refused};
use crate::error::Cause;
use crate::plain;
use crate::sys::{Area, DAMAGED};

/// What the bytes of a frame are, in the upper two bits of its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A value, as postcard writes it.
    Value = 0,
    /// The message of a panic.
    Panic = 1,
    /// What was wrong with a value.
    Codec = 2,
    /// A value that is only a few numbers, as `plain.rs` writes it.
    Plain = 3,
}

/// A frame as it lies in an area.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) kind: Kind,
    pub(crate) bytes: &'a [u8],
    /// Where the next frame begins.
    pub(crate) end: usize,
}

const HEADER: usize = 4;

/// As long as the longest number.
const FEW: usize = 19;

const KIND_SHIFT: u32 = 30;

// ANCHOR: write
/// Serializes `value` into a frame that begins at `at`; says where it ends.
#[inline]
pub(crate) fn write<T: Serialize>(
    area: &Area,
    at: usize,
    value: &T,
) -> Result<usize, Refused> {
    match plain::write(value) {
        Some((row, len)) => write_row(area, at, row, len),
        None => write_any(area, at, value),
    }
}
// ANCHOR_END: write

/// One copy for header and row. Where `len` is known to the compiler, it is a store or two.
#[inline]
fn write_row(
    area: &Area,
    at: usize,
    row: [u8; plain::MOST],
    len: usize,
) -> Result<usize, Refused> {
    let mut frame = [0; HEADER + plain::MOST];
    frame[..HEADER].copy_from_slice(&header(Kind::Plain, len));
    frame[HEADER..].copy_from_slice(&row);
    put(area, at, &frame[..HEADER + len]).ok_or(Refused::NoRoom)
}

/// What is not plain is postcard's.
fn write_any<T: Serialize>(area: &Area, at: usize, value: &T) -> Result<usize, Refused> {
    let mut pen = Pen { area, at: at + HEADER, full: false };
    match postcard::serialize_with_flavor(value, &mut pen) {
        _ if pen.full => Err(Refused::NoRoom), // Also where a Serialize has passed over it.
        Ok(()) => head(area, at, Kind::Value, pen.at),
        Err(error) => Err(Refused::Codec(error)),
    }
}

/// Puts bytes into a frame as they are.
pub(crate) fn write_bytes(area: &Area, at: usize, kind: Kind, bytes: &[u8]) -> Option<usize> {
    area.put(at + HEADER, bytes)?;
    head(area, at, kind, at + HEADER + bytes.len()).ok()
}

/// Puts a whole frame where it is to be.
#[inline]
pub(crate) fn put(area: &Area, at: usize, frame: &[u8]) -> Option<usize> {
    area.put(at, frame)?;
    Some(at + frame.len())
}

/// Serializes `value` into a frame of its own.
pub(crate) fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>, Refused> {
    let mut frame = postcard::to_extend(value, vec![0; HEADER])?;
    let header = header(Kind::Value, frame.len() - HEADER);
    frame[..HEADER].copy_from_slice(&header);
    Ok(frame)
}

/// The same, or a frame that says why that cannot be.
pub(crate) fn pack_or_say<T: Serialize>(value: &T) -> Vec<u8> {
    pack(value).unwrap_or_else(|refused| {
        let text = format!("its input {refused}").into_bytes();
        [&header(Kind::Codec, text.len())[..], &text].concat()
    })
}

/// How long the frame is that begins a row of bytes, if all of it is there.
pub(crate) fn len(bytes: &[u8]) -> Option<usize> {
    let (_, len) = parse(*bytes.first_chunk()?);
    Some(HEADER + len).filter(|len| *len <= bytes.len())
}

#[inline]
fn head(area: &Area, at: usize, kind: Kind, end: usize) -> Result<usize, Refused> {
    area.put(at, &header(kind, end - at - HEADER)).ok_or(Refused::NoRoom)?;
    Ok(end)
}

/// What is longer than a header can say does not fit an area either.
#[inline]
fn header(kind: Kind, len: usize) -> [u8; HEADER] {
    (len as u32 | (kind as u32) << KIND_SHIFT).to_ne_bytes()
}

/// The frame that begins at `at`.
///
/// # Panics
///
/// Where there is none: what was written there was damaged since.
#[inline]
pub(crate) fn read(area: &Area, at: usize) -> Frame<'_> {
    find(area, at).expect(DAMAGED)
}

/// The frame that begins at `at`, if its header says so.
#[inline]
pub(crate) fn find(area: &Area, at: usize) -> Option<Frame<'_>> {
    let (kind, len) = parse(*area.get(at, HEADER)?.first_chunk()?);
    let bytes = area.get(at + HEADER, len)?;
    Some(Frame { kind, bytes, end: at + HEADER + len })
}

/// A frame of nothing.
pub(crate) fn clear(area: &Area) {
    write_bytes(area, 0, Kind::Value, &[]).expect("room for a header");
}

#[inline]
fn parse(header: [u8; HEADER]) -> (Kind, usize) {
    let header = u32::from_ne_bytes(header);
    let len = header & ((1 << KIND_SHIFT) - 1);
    (Kind::of(header >> KIND_SHIFT), len as usize)
}

impl Kind {
    fn of(bits: u32) -> Kind {
        match bits {
            0 => Kind::Value,
            1 => Kind::Panic,
            2 => Kind::Codec,
            _ => Kind::Plain,
        }
    }
}

impl Frame<'_> {
    /// The value that it holds, or what is wrong with it.
    #[inline]
    pub(crate) fn value<T: DeserializeOwned>(self) -> Result<T, String> {
        let (value, rest) = match self.kind {
            Kind::Plain => plain::read(self.bytes).map_err(|error| error.to_string())?,
            _ => postcard::take_from_bytes(self.bytes)
                .map_err(|error| codec::unreadable(&error))?,
        };
        if rest.is_empty() { Ok(value) } else { Err(codec::left_over(rest.len())) }
    }

    /// What a worker is given: the input, or why there is none.
    #[inline]
    pub(crate) fn input<In: DeserializeOwned>(self) -> Result<In, String> {
        match self.kind {
            Kind::Codec => Err(text(self.bytes)),
            _ => self
                .value()
                .map_err(|error| format!("its input does not deserialize: {error}")),
        }
    }

    /// What a worker has written that says why there is no value.
    pub(crate) fn cause(self) -> Cause {
        match self.kind {
            Kind::Panic => Cause::Panicked(text(self.bytes)),
            _ => Cause::Codec(text(self.bytes)),
        }
    }

    /// What a worker has written: the output, or why there is none.
    #[inline]
    pub(crate) fn result<Out: DeserializeOwned>(self) -> Result<Out, Cause> {
        match self.kind {
            Kind::Panic | Kind::Codec => Err(self.cause()),
            _ => self.value().map_err(|error| {
                Cause::Codec(format!("its output does not deserialize: {error}"))
            }),
        }
    }
}

#[cold]
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Writes what postcard gives it into an area, without a buffer between, and without a `&mut` into
/// shared memory: that cannot be promised for the code of a stranger's `Serialize`.
struct Pen<'a> {
    area: &'a Area,
    at: usize,
    full: bool,
}

impl Flavor for &mut Pen<'_> {
    type Output = ();

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        let put = match bytes.len() {
            0..=FEW => self.area.put_few(self.at, bytes),
            _ => self.area.put(self.at, bytes),
        };
        self.full |= put.is_none();
        self.at += bytes.len();
        put.ok_or(postcard::Error::SerializeBufferFull)
    }

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}
