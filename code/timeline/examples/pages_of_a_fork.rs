//! The same eight pages in a parent and its child: which of them are one page in memory, before the child writes and after.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;

use process::spawn;
use timeline::{Look, Strips};

const PAGE: usize = 4096;
const PAGES: usize = 8;
const ENTRY: usize = 8; // bytes of an entry in pagemap

/// What a process sees: of each page whether it is the process's own, and its first letter.
type View = [[u8; 2]; PAGES];

fn main() -> io::Result<()> {
    let mut memory = vec![b'a'; 32 * PAGE];
    let begin = memory.as_ptr().align_offset(PAGE);
    let pages = &mut memory[begin..begin + PAGES * PAGE];
    let (mut parent, mut its) = UnixStream::pair()?;

    let child = spawn(|| {
        let mut views = || -> io::Result<()> {
            its.write_all(view(pages)?.as_flattened())?;
            its.read_exact(&mut [0])?;
            pages[2 * PAGE] = b'b';
            its.write_all(view(pages)?.as_flattened())?;
            its.read_exact(&mut [0])
        };
        views().expect("the parent looks too");
    })?;
    let mut strips = Strips::new("KiB").look("shared", Look::Box).look("own", Look::SecondBox);
    for moment in ["after the fork", "after the write"] {
        let mut childs = View::default();
        parent.read_exact(childs.as_flattened_mut())?;
        strips = strips.strip::<&str>(moment, &[]).strip("parent", &cells(&view(pages)?));
        strips = strips.strip("child", &cells(&childs));
        parent.write_all(b"!")?;
    }
    child.join()?;
    print!("{}", strips.draw());
    Ok(())
}

/// The kernel says in bit 56 of a page's entry in `pagemap` whether no other process has it.
fn view(pages: &[u8]) -> io::Result<View> {
    let pagemap = File::open("/proc/self/pagemap")?;
    let mut view = View::default();
    for (place, page) in view.iter_mut().zip(pages.chunks(PAGE)) {
        let mut entry = [0; ENTRY];
        let at = page.as_ptr().addr() / PAGE * ENTRY;
        pagemap.read_exact_at(&mut entry, at as u64)?;
        *place = [(u64::from_ne_bytes(entry) >> 56) as u8 & 1, page[0]];
    }
    Ok(view)
}

fn cells(view: &View) -> [(usize, String); PAGES] {
    let name = |own| if own == 1 { "own" } else { "shared" };
    view.map(|[own, letter]| (PAGE >> 10, format!("{} {}", name(own), char::from(letter))))
}
