use std::fmt::Display;

use postcard::ser_flavors::{ExtendFlavor, Flavor};
use postcard::{Error, Result};
use serde::{Serialize, Serializer};

use crate::draft::Draft;
use crate::queue::Queue;

type Postcard = postcard::Serializer<ExtendFlavor<Vec<u8>>>;
/// Writes the parts of a value that has some.
type Parts<'w> = &'w mut Postcard;

/// From so many bytes on, the copy that is saved is worth an attempt.
const LARGE: usize = 4096;

/// Makes bytes of a value, as serde's `Serializer`.
///
/// postcard does it. Only a value that is bytes or a text and nothing else goes *bare*: its
/// message is these bytes. If they are many, they go straight into the ring while serde lends
/// them, as a [`Draft`]; it is sent once the value's `Serialize` has returned, if that is well.
///
/// A `Serialize` may hold a lock of its own meanwhile, which the receiver may need. So nothing
/// waits in here: if another process is sending, or there is no room, the bytes go into the
/// buffer, like those of any other value.
pub(crate) struct Writer<'q> {
    queue: &'q Queue,
    postcard: Postcard,
    bare: bool,
    draft: Option<Draft<'q>>,
}

/// A value that was made into bytes.
pub(crate) struct Written<'q> {
    /// The message, if it lies in the ring already. Then `bytes` is empty.
    pub(crate) draft: Option<Draft<'q>>,
    pub(crate) bytes: Vec<u8>,
    /// Whether the bytes are the value itself.
    pub(crate) bare: bool,
}

impl<'q> Writer<'q> {
    /// Writes into the `buffer`, which is empty, or into the queue's ring.
    pub(crate) fn new(queue: &'q Queue, buffer: Vec<u8>) -> Self {
        let postcard = Postcard { output: ExtendFlavor::new(buffer) };
        Writer { queue, postcard, bare: false, draft: None }
    }

    pub(crate) fn write<T: Serialize + ?Sized>(mut self, value: &T) -> Result<Written<'q>> {
        value.serialize(&mut self)?;
        let Writer { postcard, bare, draft, .. } = self;
        Ok(Written { draft, bytes: postcard.output.finalize()?, bare })
    }
}

macro_rules! as_postcard_does {
    ($($method:ident$(<$part:ident>)?($($name:ident: $type:ty),*) -> $answer:ty;)*) => {$(
        #[inline]
        fn $method$(<$part: Serialize + ?Sized>)?(self, $($name: $type),*) -> Result<$answer> {
            self.postcard.$method($($name),*)
        }
    )*};
}

impl<'w> Serializer for &'w mut Writer<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Parts<'w>;
    type SerializeTuple = Parts<'w>;
    type SerializeTupleStruct = Parts<'w>;
    type SerializeTupleVariant = Parts<'w>;
    type SerializeMap = Parts<'w>;
    type SerializeStruct = Parts<'w>;
    type SerializeStructVariant = Parts<'w>;

    // ANCHOR: bare
    fn serialize_bytes(self, bytes: &[u8]) -> Result<()> {
        self.bare = true;
        if bytes.len() >= LARGE {
            self.draft = self.queue.draft(bytes, true);
        }
        match self.draft {
            Some(_) => Ok(()),
            None => self.postcard.output.try_extend(bytes),
        }
    }
    // ANCHOR_END: bare

    fn serialize_str(self, text: &str) -> Result<()> {
        self.serialize_bytes(text.as_bytes())
    }

    fn serialize_newtype_struct<T>(self, _: &'static str, value: &T) -> Result<()>
    where
        T: Serialize + ?Sized,
    {
        value.serialize(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<()> {
        self.postcard.collect_str(value)
    }

    as_postcard_does! {
        serialize_bool(value: bool) -> ();
        serialize_i8(value: i8) -> ();
        serialize_i16(value: i16) -> ();
        serialize_i32(value: i32) -> ();
        serialize_i64(value: i64) -> ();
        serialize_i128(value: i128) -> ();
        serialize_u8(value: u8) -> ();
        serialize_u16(value: u16) -> ();
        serialize_u32(value: u32) -> ();
        serialize_u64(value: u64) -> ();
        serialize_u128(value: u128) -> ();
        serialize_f32(value: f32) -> ();
        serialize_f64(value: f64) -> ();
        serialize_char(value: char) -> ();
        serialize_none() -> ();
        serialize_some<T>(value: &T) -> ();
        serialize_unit() -> ();
        serialize_unit_struct(name: &'static str) -> ();
        serialize_unit_variant(name: &'static str, at: u32, variant: &'static str) -> ();
        serialize_newtype_variant<T>(
            name: &'static str, at: u32, variant: &'static str, value: &T
        ) -> ();
        serialize_seq(len: Option<usize>) -> Parts<'w>;
        serialize_tuple(len: usize) -> Parts<'w>;
        serialize_tuple_struct(name: &'static str, len: usize) -> Parts<'w>;
        serialize_tuple_variant(
            name: &'static str, at: u32, variant: &'static str, len: usize
        ) -> Parts<'w>;
        serialize_map(len: Option<usize>) -> Parts<'w>;
        serialize_struct(name: &'static str, len: usize) -> Parts<'w>;
        serialize_struct_variant(
            name: &'static str, at: u32, variant: &'static str, len: usize
        ) -> Parts<'w>;
    }
}
