//! When the kernel says no.

use std::io::{self, ErrorKind};
use std::os::unix::process::ExitStatusExt;
use std::process::exit;
use std::time::Duration;

use process::{Process, spawn};
use test_harness::limits::{Resource, give_up_root, limit};
use test_harness::{children, open_descriptors};

use crate::common::{ended, forever, rest, tell};
use crate::sys;

pub fn no_more_processes_is_an_error_that_says_so() {
    // In a child of its own: a process that gives up root does not get it back.
    let status = ended(|| {
        give_up_root();
        limit(Resource::Nproc, 1);
        let (mut reader, writer) = io::pipe().unwrap();
        // One that changed its user may not count for the limit at once: a few may be granted.
        let granted: Vec<Process> = (0..10).map_while(|_| spawn(forever).ok()).collect();
        let refused = spawn(move || tell(&writer)).unwrap_err();
        granted.iter().for_each(|child| child.kill().unwrap());
        assert_eq!(refused.kind(), ErrorKind::WouldBlock, "{refused}");
        assert!(refused.to_string().contains("no more processes"), "{refused}");
        assert_eq!(rest(&mut reader), b"");
    });
    assert!(status.success(), "{status}");
}

pub fn no_more_descriptors_says_how_many_are_needed() {
    let status = ended(|| {
        let usual = limit(Resource::Nofile, open_descriptors().len() as u64);
        let refused = spawn(|| ()).unwrap_err();
        limit(Resource::Nofile, usual);
        let text = refused.to_string();
        assert!(
            ["3 descriptors", "ulimit -n"].iter().all(|part| text.contains(part)),
            "{text}"
        );
        let kernels = io::Error::from_raw_os_error(libc::EMFILE);
        assert_eq!(refused.kind(), kernels.kind());
    });
    assert!(status.success(), "{status}");
}

pub fn no_more_descriptors_is_an_error_and_leaves_no_child() {
    let (mut reader, writer) = io::pipe().unwrap();
    let in_use = open_descriptors().len() as u64;
    let mut outcomes = Vec::new();
    let mut room = 0; // From 2 too few to just enough.
    while outcomes.last() != Some(&true) {
        let writer = writer.try_clone().unwrap();
        let status = ended(|| {
            let usual = limit(Resource::Nofile, in_use + room - 2);
            let outcome = spawn(move || tell(&writer)).and_then(Process::join);
            limit(Resource::Nofile, usual);
            assert_eq!(children(), "");
            if let Err(refused) = outcome {
                assert!(refused.to_string().contains("Too many open files"), "{refused}");
                exit(1);
            }
        });
        assert!(matches!(status.code(), Some(0 | 1)), "{status}");
        outcomes.push(status.success());
        room += 1;
        assert!(room < 20, "with room for 20 descriptors, spawn must work");
    }
    drop(writer);
    assert!(outcomes.len() > 2, "the limit was felt: {outcomes:?}");
    assert_eq!(rest(&mut reader), b"!", "only the spawn that succeeded ran its work");
}

pub fn without_pidfds_spawn_is_an_error_and_leaves_no_child() {
    let (mut reader, writer) = io::pipe().unwrap();
    sys::forbid(libc::SYS_pidfd_open);
    let refused = spawn(move || tell(&writer)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unsupported);
    assert!(refused.to_string().contains("pidfd_open"), "{refused}");
    assert_eq!(children(), "");
    assert_eq!(rest(&mut reader), b"", "the child was there, and did nothing");
}

pub fn a_child_that_cannot_arrange_to_die_with_its_parent_does_not_begin() {
    let (mut reader, writer) = io::pipe().unwrap();
    sys::forbid(libc::SYS_prctl);
    assert_eq!(ended(move || tell(&writer)).code(), Some(102));
    assert_eq!(rest(&mut reader), b"");
}

pub fn in_a_new_pid_namespace_the_work_runs() {
    if !sys::let_children_begin_a_pid_namespace() {
        test_harness::skip("unshare(CLONE_NEWPID) needs root");
    }
    assert_eq!(ended(|| exit(7)).code(), Some(7));
}

pub fn where_no_descriptor_is_allowed_a_child_is_waited_for_with_a_limit_all_the_same() {
    let status = ended(|| {
        let mut child = spawn(forever).unwrap();
        limit(Resource::Nofile, 0);
        assert_eq!(child.join_timeout(Duration::from_millis(50)).unwrap(), None);
        child.kill().unwrap();
        let status = child.join_timeout(Duration::from_secs(60)).unwrap();
        assert_eq!(status.and_then(|status| status.signal()), Some(libc::SIGKILL));
        assert_eq!(child.join_timeout(Duration::ZERO).unwrap(), status);
    });
    assert!(status.success(), "{status}");
}
