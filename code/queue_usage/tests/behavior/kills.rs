//! SIGKILL at any instruction: nothing torn, nothing twice, in order, and no process hangs.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use process::{Process, spawn};
use queue_usage::{Receiver, Sender, bounded, bounded_with_budget};
use shared_memory::{Mapping, Shared};

use crate::common::{Mixed, Random, bytes, die, succeeds, until_asleep};

/// Its number, who sent it, and bytes that follow from the two. Every other one goes bare.
type Message = Mixed;

fn message(sender: u64, number: u64, largest: u64) -> Message {
    let mut bytes = [number.to_le_bytes(), sender.to_le_bytes()].concat();
    bytes.extend(body(sender, number, largest));
    Mixed(bytes)
}

/// Messages that a sender sends before it ends.
const LAST: u64 = 1 << 14;

/// What all processes of one run write down, in shared memory: a killed process cannot tell.
struct Book {
    /// For each sender, how many of its messages were sent, and a bit for each that arrived.
    pages: Mapping,
    faults: Shared<[AtomicU64; 3]>,
}

const TORN: usize = 0;
const TWICE: usize = 1;
const OUT_OF_ORDER: usize = 2;
const PAGE: usize = 1 + LAST as usize / 64;

impl Book {
    fn new(senders: usize) -> Self {
        Book {
            pages: Mapping::new(senders * PAGE * 8).unwrap(),
            faults: Shared::new([const { AtomicU64::new(0) }; 3]).unwrap(),
        }
    }

    fn page(&self, sender: u64) -> &[AtomicU64] {
        &self.pages.words()[sender as usize * PAGE..][..PAGE]
    }

    fn arrived(&self, sender: u64, number: u64) {
        let bit = 1 << (number % 64);
        let before = self.page(sender)[1 + number as usize / 64].fetch_or(bit, SeqCst);
        if before & bit != 0 {
            self.fault(TWICE);
        }
    }

    fn fault(&self, which: usize) {
        self.faults[which].fetch_add(1, SeqCst);
    }

    /// How many messages of this sender were sent, arrived at all, and arrived of those that
    /// were sent for sure.
    fn count(&self, sender: u64) -> (u64, u64) {
        let page = self.page(sender);
        let arrived = page[1..].iter().map(|word| u64::from(word.load(SeqCst).count_ones()));
        (page[0].load(SeqCst), arrived.sum())
    }
}

fn body(sender: u64, number: u64, largest: u64) -> Vec<u8> {
    let mut random = Random(sender << 32 | number << 8 | 1);
    let bound = [8, 64, 4096, largest][random.below(4) as usize].min(largest);
    let len = random.below(16) * (bound / 16) + random.below(16);
    bytes(sender ^ number, len as usize)
}

fn send_all(sender: &Sender<Message>, me: u64, book: &Book, largest: u64) {
    for number in 0..LAST {
        if sender.send(message(me, number, largest)).is_err() {
            return;
        }
        book.page(me)[0].store(number + 1, SeqCst);
    }
}

fn receive_all(receiver: &Receiver<Message>, book: &Book, largest: u64) {
    let mut newest: HashMap<u64, u64> = HashMap::new();
    for received in receiver {
        let word = |at| u64::from_le_bytes(received.0[at..at + 8].try_into().unwrap());
        let (number, sender) = (word(0), word(8));
        if received != message(sender, number, largest) {
            book.fault(TORN);
        }
        if newest.insert(sender, number).is_some_and(|before| before >= number) {
            book.fault(OUT_OF_ORDER);
        }
        book.arrived(sender, number);
    }
}

/// The processes of one run.
struct Crowd<'a> {
    queue: (Sender<Message>, Receiver<Message>),
    book: &'a Book,
    largest: u64,
    senders_so_far: u64,
    receivers_killed: u64,
}

impl Crowd<'_> {
    fn sender(&mut self) -> Process {
        let (sender, me) = (self.queue.0.clone(), self.senders_so_far);
        let (book, largest) = (self.book, self.largest);
        self.senders_so_far += 1;
        spawn(move || send_all(&sender, me, book, largest)).unwrap()
    }

    fn receiver(&self) -> Process {
        let receiver = self.queue.1.clone();
        let (book, largest) = (self.book, self.largest);
        spawn(move || receive_all(&receiver, book, largest)).unwrap()
    }
}

/// `senders` and `receivers` work, and are killed and replaced, `kills` times in all.
fn run(capacity: usize, largest: u64, [senders, receivers]: [usize; 2], kills: usize) {
    let book = Book::new(senders + kills + 1);
    let mut crowd = Crowd {
        queue: bounded_with_budget(capacity, 1 << 20).unwrap(),
        book: &book,
        largest,
        senders_so_far: 0,
        receivers_killed: 0,
    };
    let mut sending: Vec<_> = (0..senders).map(|_| crowd.sender()).collect();
    let mut receiving: Vec<_> = (0..receivers).map(|_| crowd.receiver()).collect();
    let mut random = Random(kills as u64 + largest);
    for _ in 0..kills {
        pause(Duration::from_micros(random.below(800)));
        let victim = random.below((senders + receivers) as u64) as usize;
        if victim < senders {
            die(std::mem::replace(&mut sending[victim], crowd.sender()));
        } else {
            let new = crowd.receiver();
            die(std::mem::replace(&mut receiving[victim - senders], new));
            crowd.receivers_killed += 1;
        }
    }
    sending.into_iter().for_each(die);
    let (all, killed) = (crowd.senders_so_far, crowd.receivers_killed);
    drop(crowd);
    receiving.into_iter().for_each(succeeds); // They see the end: all senders are dead or gone.
    check(&book, all, killed);
}

fn check(book: &Book, senders: u64, receivers_killed: u64) {
    let faults: Vec<_> = book.faults.iter().map(|fault| fault.load(SeqCst)).collect();
    assert_eq!(faults, [0, 0, 0], "torn, twice, out of order");
    let mut total = 0;
    let mut lost = 0;
    for sender in 0..senders {
        let (sent, arrived) = book.count(sender);
        // The last one may have been sent by a process that was killed before it wrote that down.
        assert!(arrived <= sent + 1, "{arrived} arrived of {sent}");
        lost += sent.saturating_sub(arrived);
        total += arrived;
    }
    assert!(lost <= receivers_killed, "{lost} lost by {receivers_killed} killed receivers");
    assert!(total > 0, "nothing was tested");
    println!("{total} messages, {lost} lost by {receivers_killed} killed receivers");
}

/// Does nothing for this long, to the microsecond, which a sleep does not.
fn pause(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

pub fn small_messages_survive_a_thousand_kills() {
    run(64, 32, [2, 2], 1000);
}

pub fn messages_of_all_sizes_survive_a_thousand_kills() {
    run(16, 200 << 10, [2, 2], 1000);
}

pub fn a_full_queue_survives_a_thousand_kills() {
    run(1, 4096, [3, 1], 1000);
}

pub fn an_empty_queue_survives_a_thousand_kills() {
    run(64, 4096, [1, 3], 1000);
}

pub fn killing_sleeping_receivers_disturbs_no_other() {
    let (sender, receiver) = bounded::<u64>(4).unwrap();
    for number in 0..200 {
        let asleep: Vec<_> = (0..3).map(|_| waiting_receiver(&receiver)).collect();
        asleep.iter().for_each(until_asleep);
        asleep.into_iter().for_each(die);
        sender.send(number).unwrap();
        assert_eq!(receiver.recv(), Ok(number));
    }
}

fn waiting_receiver(receiver: &Receiver<u64>) -> Process {
    let receiver = receiver.clone();
    spawn(move || assert!(receiver.recv().is_ok())).unwrap()
}

pub fn killing_sleeping_senders_disturbs_no_other() {
    let (sender, receiver) = bounded::<u64>(1).unwrap();
    for number in 0..200 {
        sender.send(number).unwrap();
        let asleep: Vec<_> = (0..3).map(|_| waiting_sender(&sender)).collect();
        asleep.iter().for_each(until_asleep);
        asleep.into_iter().for_each(die);
        assert_eq!(receiver.recv(), Ok(number));
        assert!(receiver.is_empty());
    }
}

fn waiting_sender(sender: &Sender<u64>) -> Process {
    let sender = sender.clone();
    spawn(move || sender.send(99).unwrap()).unwrap()
}

pub fn one_of_two_sleepers_is_killed_and_the_other_wakes() {
    for _ in 0..200 {
        let (sender, receiver) = bounded::<u64>(1).unwrap();
        let (killed, woken) = (waiting_receiver(&receiver), waiting_receiver(&receiver));
        [&killed, &woken].into_iter().for_each(until_asleep);
        sender.send(1).unwrap(); // One of the two takes it, whichever comes first.
        killed.kill().unwrap();
        sender.send(2).unwrap(); // One receiver is left to take this.
        drop((sender, receiver));
        killed.join().unwrap();
        succeeds(woken);
    }
}
