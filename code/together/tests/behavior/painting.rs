//! What comes out when nothing goes wrong.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use single_value_data_sharing::Shared;
use together::{Interrupt, Rendering, Scene, Size, encode};

use crate::common::{decoded, scene, serially, watched};

const SIZES: [(u32, u32); 8] =
    [(1, 1), (1, 2), (3, 1000), (1000, 3), (64, 64), (97, 43), (4097, 1), (311, 231)];

pub fn the_picture_does_not_depend_on_the_workers() {
    for (width, height) in SIZES {
        let scene = Scene { size: Size { width, height }, ..scene() };
        let wanted = serially(&scene);
        for workers in [1, 2, 7] {
            let rendering = Rendering::start(scene.size, workers, |span, pixels| {
                scene.paint(span, pixels)
            });
            let picture = watched(rendering.unwrap()).unwrap();
            assert!(*picture.canvas.pixels() == wanted, "{width}x{height} by {workers}");
        }
    }
}

pub fn every_pixel_is_painted_once_whatever_the_size() {
    for (width, height) in SIZES {
        let size = Size { width, height };
        let calls: [_; 80_000] = std::array::from_fn(|_| AtomicU32::new(0));
        let calls = Shared::new(calls).unwrap();
        let rendering = Rendering::start(size, 3, |span, pixels| {
            assert_eq!(pixels.len(), span.len as usize);
            for x in span.x..span.x + span.len {
                calls[(span.y * width + x) as usize].fetch_add(1, Relaxed);
            }
            1
        });
        let picture = watched(rendering.unwrap()).unwrap();
        assert_eq!(picture.work.pixels, size.pixels() as u64);
        assert!(calls[..size.pixels()].iter().all(|calls| calls.load(Relaxed) == 1));
        assert!(calls[size.pixels()..].iter().all(|calls| calls.load(Relaxed) == 0));
    }
}

pub fn the_file_holds_the_pixels() {
    let scene = scene();
    let pixels = serially(&scene);
    let png = encode(scene.size, &pixels, &Interrupt::catch().unwrap()).unwrap();
    assert!(decoded(&png) == (scene.size, pixels));
}

pub fn work_and_effort_agree_when_no_worker_dies() {
    let scene = scene();
    let steps = |span, pixels: &mut [_]| scene.paint(span, pixels);
    let picture = watched(Rendering::start(scene.size, 2, steps).unwrap()).unwrap();
    assert_eq!(picture.work, picture.effort);
    assert_eq!(picture.work.pixels, scene.size.pixels() as u64);
    assert!(picture.work.steps > picture.work.pixels);
}
