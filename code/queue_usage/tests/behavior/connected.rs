//! Connected means: some living process owns a handle.

use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use process::{NoFork, spawn};
use queue_usage::{
    Receiver, RecvError, RecvTimeoutError, SendError, SendTimeoutError, Sender, TryRecvError,
    TrySendError, bounded,
};
use test_harness::patient;

use crate::common::{bystander, die, panic_text, succeeds, tell, until_asleep, wait_for_byte};

/// Long enough for a death to be noticed on a busy machine, short enough to tell it from never.
const SOON: Duration = Duration::from_secs(5);

fn pair() -> (Sender<u64>, Receiver<u64>) {
    bounded(4).unwrap()
}

pub fn the_end_comes_once_the_last_sender_is_dropped() {
    let (sender, receiver) = pair();
    let second = sender.clone();
    sender.send(1).unwrap();
    drop(sender);
    second.send(2).unwrap();
    drop(second);
    assert_eq!(receiver.recv(), Ok(1));
    assert_eq!(receiver.try_recv(), Ok(2));
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
}

pub fn an_owner_that_clones_and_drops_is_connected_all_the_time() {
    let (mut sender, receiver) = pair();
    let child = spawn(move || {
        for _ in 0..500_000 {
            let mut clones: Vec<_> = (0..16).map(|_| sender.clone()).collect();
            let last = clones.pop().unwrap();
            drop((sender, clones)); // Only the highest place is left.
            sender = last.clone(); // The lowest, which a process that looks has passed by now.
            drop(last);
        }
        sender.send(7).unwrap();
    });
    assert_eq!(receiver.recv(), Ok(7));
    succeeds(child.unwrap());
}

pub fn the_end_comes_in_a_child_that_captured_only_the_receiver() {
    let (sender, receiver) = pair();
    let consumer = spawn(move || assert_eq!(receiver.iter().sum::<u64>(), 6)).unwrap();
    for number in [1, 2, 3] {
        sender.send(number).unwrap();
    }
    drop(sender);
    succeeds(consumer);
}

pub fn the_end_wakes_a_sleeping_consumer() {
    let (sender, receiver) = pair();
    let consumer =
        spawn(move || assert_eq!(receiver.recv(), Err(RecvError::Disconnected))).unwrap();
    until_asleep(&consumer);
    drop(sender);
    succeeds(consumer);
}

pub fn the_end_comes_to_two_consumers_with_a_bystander_alive() {
    let (sender, receiver) = pair();
    let (before, leash) = bystander(); // Inherits a copy of both, owned by this process.
    let consumer =
        |receiver: Receiver<u64>| spawn(move || receiver.iter().for_each(drop)).unwrap();
    let consumers = [consumer(receiver.clone()), consumer(receiver)];
    let (after, second_leash) = bystander(); // Inherits the sender.
    for number in 0..100 {
        sender.send(number).unwrap();
    }
    drop(sender);
    consumers.into_iter().for_each(succeeds);
    for (child, leash) in [(before, leash), (after, second_leash)] {
        leash.let_go();
        succeeds(child);
    }
}

pub fn the_end_comes_to_two_consumers_when_the_last_sender_is_killed_with_a_bystander_alive() {
    let (sender, receiver) = pair();
    let (ready, told) = io::pipe().unwrap();
    let (before, leash) = bystander();
    let consumers = [receiver.clone(), receiver]
        .map(|receiver| spawn(move || receiver.iter().for_each(drop)).unwrap());
    let producer = spawn(move || {
        (0..100).for_each(|number| sender.send(number).unwrap());
        tell(&told);
        thread::park();
    });
    wait_for_byte(&ready);
    die(producer.unwrap());
    consumers.into_iter().for_each(succeeds);
    leash.let_go();
    succeeds(before);
}

pub fn a_process_that_calls_exec_keeps_its_handles_until_the_new_program_ends() {
    let (sender, receiver) = pair();
    let (reader, leash) = io::pipe().unwrap();
    let (hears_of_exec, told) = io::pipe().unwrap();
    let child = spawn(move || {
        sender.send(1).unwrap();
        let _closed_by_exec = told;
        let error = Command::new("cat").stdin(reader).exec(); // It reads until the leash is gone.
        panic!("{error}");
    });
    assert_eq!({ hears_of_exec }.read(&mut [0]).unwrap(), 0);
    assert_eq!(receiver.recv(), Ok(1));
    let waited = receiver.recv_timeout(Duration::from_millis(100));
    assert_eq!(waited, Err(RecvTimeoutError::Timeout));
    drop(leash);
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
    succeeds(child.unwrap());
}

pub fn a_sender_that_stays_behind_keeps_the_queue_connected() {
    let (sender, receiver) = pair();
    let more = sender.clone();
    succeeds(spawn(move || more.send(1).unwrap()).unwrap());
    assert_eq!(receiver.recv(), Ok(1));
    let waited = receiver.recv_timeout(Duration::from_millis(100));
    assert_eq!(waited, Err(RecvTimeoutError::Timeout));
    drop(sender);
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
}

/// Both traits have a method of this name for whatever is `Sync`, and then the compiler asks which
/// one is meant. So this compiles as long as no handle is.
pub fn a_handle_can_be_sent_and_not_be_shared() {
    trait NotSync<Which> {
        fn is_not_sync() {}
    }
    impl<T: ?Sized> NotSync<()> for T {}
    impl<T: ?Sized + Sync> NotSync<u8> for T {}
    fn is_send<T: Send>() {}

    is_send::<(Sender<u64>, Receiver<u64>)>();
    <Sender<u64> as NotSync<_>>::is_not_sync();
    <Receiver<u64> as NotSync<_>>::is_not_sync();
}

pub fn the_end_comes_when_the_last_sender_is_killed() {
    let (sender, receiver) = pair();
    let (ready, told) = io::pipe().unwrap();
    let producer = spawn(move || {
        sender.send(1).unwrap();
        tell(&told);
        thread::park();
    });
    wait_for_byte(&ready);
    die(producer.unwrap());
    assert_eq!(receiver.try_recv(), Ok(1)); // What was sent is still there.
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
}

pub fn a_killed_process_counts_as_gone_before_anybody_waits_for_it() {
    let (sender, receiver) = pair();
    let producer = spawn(move || {
        let _ = &sender;
        thread::park();
    });
    let producer = producer.unwrap();
    producer.kill().unwrap(); // And stays a zombie.
    let start = Instant::now();
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
    assert!(start.elapsed() < patient(SOON));
    producer.join().unwrap();
}

pub fn a_send_without_a_receiver_gives_the_value_back() {
    let (sender, receiver) = pair();
    drop(receiver);
    assert_eq!(sender.send(7), Err(SendError(7)));
    assert_eq!(sender.try_send(8), Err(TrySendError::Disconnected(8)));
    let timed = sender.send_timeout(9, Duration::from_secs(1));
    assert_eq!(timed, Err(SendTimeoutError::Disconnected(9)));
    assert!(sender.is_empty());
}

pub fn a_send_after_the_last_receiver_was_joined_fails_at_once() {
    for _ in 0..100 {
        let (sender, receiver) = pair();
        let consumer = spawn(move || {
            let _ = receiver.recv();
            thread::park();
        });
        let consumer = consumer.unwrap();
        sender.send(0).unwrap();
        while !sender.is_empty() {
            thread::yield_now();
        }
        consumer.kill().unwrap();
        consumer.join().unwrap();
        assert_eq!(sender.send(7), Err(SendError(7)));
    }
}

pub fn a_send_fails_soon_after_the_last_receiver_was_killed_by_whomever() {
    let (sender, receiver) = bounded(1 << 20).unwrap();
    let consumer = spawn(move || {
        let _ = &receiver;
        thread::park();
    });
    let consumer = consumer.unwrap();
    consumer.kill().unwrap(); // Not joined: the kernel has not told us that it is gone.
    let start = Instant::now();
    while sender.send(7).is_ok() {
        assert!(start.elapsed() < patient(SOON), "still connected to a dead receiver");
    }
    assert!(!sender.is_full(), "only a full queue made it look");
    consumer.join().unwrap();
}

pub fn a_blocked_sender_gets_its_value_back_when_the_last_receiver_goes() {
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    sender.send(1).unwrap();
    let blocked = spawn(move || assert_eq!(sender.send(7), Err(SendError(7)))).unwrap();
    until_asleep(&blocked);
    drop(receiver);
    succeeds(blocked);
}

pub fn a_blocked_sender_gets_its_value_back_when_the_last_receiver_is_killed() {
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    sender.send(1).unwrap();
    let consumer = spawn(move || {
        let _ = &receiver;
        thread::park();
    });
    let blocked = spawn(move || assert_eq!(sender.send(7), Err(SendError(7)))).unwrap();
    until_asleep(&blocked);
    die(consumer.unwrap());
    succeeds(blocked);
}

pub fn a_handle_goes_from_process_to_process() {
    let (sender, receiver) = pair();
    let child = spawn(move || {
        let grandchild = spawn(move || sender.send(7).unwrap()).unwrap();
        succeeds(grandchild);
    });
    assert_eq!(receiver.recv(), Ok(7));
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
    succeeds(child.unwrap());
}

pub fn a_clone_made_in_the_child_keeps_the_queue_connected() {
    let (sender, receiver) = pair();
    let child = spawn(move || {
        let second = sender.clone();
        drop(sender);
        second.send(7).unwrap();
    });
    assert_eq!(receiver.recv(), Ok(7));
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
    succeeds(child.unwrap());
}

pub fn a_refused_spawn_gives_up_what_it_captured() {
    let (sender, receiver) = pair();
    let forbidden = NoFork::new();
    let refused = spawn(move || sender.send(7).unwrap());
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::ResourceBusy);
    drop(forbidden);
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
}

/// What a child does with a parent's handle in the wrong way, and each way to use one.
type Misuse<T> = fn(&T);

const OF_A_SENDER: [Misuse<Sender<u64>>; 8] = [
    |sender| _ = sender.send(7),
    |sender| _ = sender.try_send(7),
    |sender| _ = sender.send_timeout(7, SOON),
    |sender| _ = sender.clone(),
    |sender| _ = sender.len(),
    |sender| _ = sender.is_empty(),
    |sender| _ = sender.is_full(),
    |sender| _ = sender.capacity(),
];

const OF_A_RECEIVER: [Misuse<Receiver<u64>>; 10] = [
    |receiver| _ = receiver.recv(),
    |receiver| _ = receiver.try_recv(),
    |receiver| _ = receiver.recv_timeout(SOON),
    |receiver| _ = receiver.iter().next(),
    |receiver| _ = receiver.try_iter().next(),
    |receiver| _ = receiver.clone(),
    |receiver| _ = receiver.len(),
    |receiver| _ = receiver.is_empty(),
    |receiver| _ = receiver.is_full(),
    |receiver| _ = receiver.capacity(),
];

/// A `Mutex` is `Sync`, so a child can borrow what is in it.
fn panics_in_a_child<T: Send>(handle: &Mutex<T>, misuse: Misuse<T>, name: &str) {
    let child = spawn(|| {
        let text = panic_text(|| misuse(&handle.lock().unwrap()));
        let says = format!("this {name} belongs to the process that forked this one: move it");
        assert!(text.starts_with(&says), "{text}");
    });
    succeeds(child.unwrap());
}

pub fn a_copy_that_a_child_got_at_without_capturing_it_panics() {
    let (sender, receiver) = pair();
    sender.send(6).unwrap();
    let (sender, receiver) = (Mutex::new(sender), Mutex::new(receiver));
    OF_A_SENDER.into_iter().for_each(|misuse| panics_in_a_child(&sender, misuse, "Sender"));
    let of_a_receiver = OF_A_RECEIVER.into_iter();
    of_a_receiver.for_each(|misuse| panics_in_a_child(&receiver, misuse, "Receiver"));
    let (sender, receiver) = (sender.into_inner().unwrap(), receiver.into_inner().unwrap());
    assert_eq!(sender.send(7), Ok(()));
    assert!(receiver.try_iter().eq([6, 7]));
}

pub fn a_copy_does_not_become_a_channel() {
    let (_sender, receiver) = pair();
    let receiver = Mutex::new(Some(receiver));
    let child = spawn(|| {
        let copy = receiver.lock().unwrap().take().unwrap();
        let text = panic_text(|| drop(copy.into_channel()));
        assert!(text.starts_with("this Receiver belongs to the process"), "{text}");
    });
    succeeds(child.unwrap());
}

pub fn a_copy_that_a_child_drops_disconnects_no_other() {
    let (sender, receiver) = pair();
    let sender = Mutex::new(Some(sender));
    succeeds(spawn(|| drop(sender.lock().unwrap().take())).unwrap());
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    sender.lock().unwrap().as_ref().unwrap().send(7).unwrap();
    assert_eq!(receiver.recv(), Ok(7));
}

pub fn a_dead_process_gives_up_all_its_handles() {
    let (sender, receiver) = pair();
    let clones: Vec<_> = (0..1000).map(|_| sender.clone()).collect();
    drop(sender);
    let owner = spawn(move || {
        let _ = &clones;
        thread::park();
    });
    die(owner.unwrap());
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
}
