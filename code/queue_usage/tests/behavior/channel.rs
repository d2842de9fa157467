//! The bridge to threads: `select!` over processes, timers and channels.

use std::fs;
use std::io::ErrorKind;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvError, after, bounded as channel, never, select};
use process::spawn;
use queue_usage::{SendError, bounded};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::common::succeeds;

pub fn messages_come_through_in_order_and_then_the_end() {
    let (sender, receiver) = bounded(4).unwrap();
    let child = spawn(move || (0..1000_u64).for_each(|number| sender.send(number).unwrap()));
    let channel = receiver.into_channel();
    assert!(channel.iter().eq(0..1000));
    assert_eq!(channel.recv(), Err(RecvError));
    succeeds(child.unwrap());
}

pub fn select_hears_processes_timers_and_channels() {
    let (sender, receiver) = bounded(1).unwrap();
    let child = spawn(move || sender.send(String::from("a process")).unwrap()).unwrap();
    let (to_here, from_thread) = channel(1);
    let (mut heard, processes) = (Vec::new(), receiver.into_channel());
    let mut ended = false;
    let mut timer = after(Duration::from_millis(50));
    thread::spawn(move || to_here.send(String::from("a thread")).unwrap());
    while heard.len() < 3 || !ended {
        select! {
            recv(processes) -> text => match text {
                Ok(text) => heard.push(text),
                Err(RecvError) => ended = true,
            },
            recv(from_thread) -> text => heard.extend(text),
            recv(timer) -> _ => {
                heard.push(String::from("a timer"));
                timer = never();
            }
        }
    }
    heard.sort();
    assert_eq!(heard, ["a process", "a thread", "a timer"]);
    succeeds(child);
}

pub fn at_most_one_message_is_in_hand() {
    let (sender, receiver) = bounded(10).unwrap();
    let second = receiver.clone();
    (0..10).for_each(|number| sender.send(number).unwrap());
    let channel = receiver.into_channel();
    while sender.len() == 10 {
        thread::yield_now();
    }
    thread::sleep(Duration::from_millis(50)); // Time for a second one, if it were to be taken.
    assert_eq!(sender.len(), 9);
    assert!(second.try_iter().eq(1..10));
    assert_eq!(channel.recv(), Ok(0));
}

pub fn no_fork_while_the_thread_lives_and_a_fork_after_it() {
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    let channel = receiver.into_channel();
    let refused = spawn(|| ()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
    drop(sender);
    assert_eq!(channel.recv(), Err(RecvError));
    succeeds(spawn(|| ()).unwrap());
}

pub fn a_dropped_channel_ends_the_thread_at_the_next_message() {
    let (sender, receiver) = bounded(1).unwrap();
    drop(receiver.into_channel());
    while sender.send(7).is_ok() {}
    succeeds(spawn(|| ()).unwrap());
}

pub fn the_message_that_ends_the_thread_is_lost_and_no_other() {
    let (sender, receiver) = bounded(4).unwrap();
    let second = receiver.clone();
    drop(receiver.into_channel());
    sender.send(1).unwrap();
    while !sender.is_empty() {
        thread::yield_now();
    }
    (2..=4).for_each(|number| sender.send(number).unwrap());
    while fs::read_dir("/proc/self/task").unwrap().count() > 1 {
        thread::yield_now();
    }
    assert!(second.try_iter().eq([2, 3, 4]));
}

/// A number that can be written and not be read, if it is 13.
#[derive(Debug, PartialEq)]
struct Unlucky(u32);

impl Serialize for Unlucky {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Unlucky {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            13 => Err(D::Error::custom("13 is bad luck")),
            number => Ok(Unlucky(number)),
        }
    }
}

pub fn a_message_that_does_not_deserialize_ends_the_channel() {
    let (sender, receiver) = bounded(4).unwrap();
    [1, 13, 2].into_iter().for_each(|number| sender.send(Unlucky(number)).unwrap());
    let channel = receiver.into_channel();
    assert_eq!(channel.recv(), Ok(Unlucky(1)));
    assert_eq!(channel.recv(), Err(RecvError));
    assert_eq!(sender.send(Unlucky(3)), Err(SendError(Unlucky(3))));
    succeeds(spawn(|| ()).unwrap());
}

pub fn on_a_channel_of_results_such_a_message_is_an_error_and_the_next_ones_follow() {
    let (sender, receiver) = bounded(4).unwrap();
    [1, 13, 2].into_iter().for_each(|number| sender.send(Unlucky(number)).unwrap());
    let channel = receiver.into_result_channel();
    assert_eq!(channel.recv(), Ok(Ok(Unlucky(1))));
    let why = channel.recv().unwrap().unwrap_err();
    assert!(why.contains("Unlucky was sent"), "{why}");
    assert_eq!(channel.recv(), Ok(Ok(Unlucky(2))));
    sender.send(Unlucky(3)).unwrap();
    drop(sender);
    assert!(channel.iter().eq([Ok(Unlucky(3))]));
    succeeds(spawn(|| ()).unwrap());
}
