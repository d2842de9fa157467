//! The bare robust mutex with a number beside it, for comparison.
#![expect(unsafe_code, reason = "it is the C library's mutex as C sees it")]

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;

use single_value_data_sharing::{Shareable, Shared};

#[repr(C)]
pub struct Bare {
    mutex: UnsafeCell<libc::pthread_mutex_t>,
    number: UnsafeCell<u64>,
}

// SAFETY: the mutex is made for it, and the number is touched only under the mutex.
unsafe impl Sync for Bare {}
// SAFETY: as above, and glibc's robust mutex is made for shared memory, where it lies.
unsafe impl Shareable for Bare {}

pub fn bare_counter() -> std::io::Result<Shared<Bare>> {
    let mutex = UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER);
    let bare = Shared::new(Bare { mutex, number: UnsafeCell::new(0) })?;
    let mut attributes = MaybeUninit::uninit();
    let attributes = attributes.as_mut_ptr();
    // SAFETY: it writes the attributes that it is given room for.
    unsafe { libc::pthread_mutexattr_init(attributes) };
    // SAFETY: initialized above.
    unsafe { libc::pthread_mutexattr_setpshared(attributes, libc::PTHREAD_PROCESS_SHARED) };
    // SAFETY: initialized above.
    unsafe { libc::pthread_mutexattr_setrobust(attributes, libc::PTHREAD_MUTEX_ROBUST) };
    // SAFETY: no other code has seen the mutex yet.
    let code = unsafe { libc::pthread_mutex_init(bare.mutex.get(), attributes) };
    assert_eq!(code, 0);
    Ok(bare)
}

impl Bare {
    #[inline]
    pub fn lock(&self) {
        // SAFETY: an initialized mutex.
        let code = unsafe { libc::pthread_mutex_lock(self.mutex.get()) };
        assert_eq!(code, 0);
    }

    #[inline]
    pub fn unlock(&self) {
        // SAFETY: an initialized mutex; by one who does not hold it, an error.
        unsafe { libc::pthread_mutex_unlock(self.mutex.get()) };
    }

    #[inline]
    pub fn add_one(&self) {
        self.lock();
        // SAFETY: under the mutex, no other process or thread is here.
        unsafe { *self.number.get() += 1 };
        self.unlock();
    }

    pub fn number(&self) -> u64 {
        self.lock();
        // SAFETY: as in `add_one`.
        let number = unsafe { *self.number.get() };
        self.unlock();
        number
    }
}
