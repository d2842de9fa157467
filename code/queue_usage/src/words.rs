use std::ops::Deref;
use std::sync::atomic::AtomicU64;

use shared_memory::Mapping;

/// A mapping as the words that it is made of.
pub(crate) struct Words(pub(crate) Mapping);

impl Deref for Words {
    type Target = [AtomicU64];

    #[inline]
    fn deref(&self) -> &[AtomicU64] {
        self.0.words()
    }
}
