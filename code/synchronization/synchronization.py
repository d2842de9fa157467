"""Four ways of waiting for each other."""

from multiprocessing import (
    Array,
    Barrier,
    Condition,
    Event,
    Process,
    Semaphore,
    Value,
)
from time import sleep


# ANCHOR: start_gun
def runner(start, through):
    start.wait()
    with through.get_lock():
        through.value += 1


def start_gun():
    start, through = Event(), Value("i", 0)
    args = (start, through)
    runners = [Process(target=runner, args=args) for _ in range(3)]
    for process in runners:
        process.start()
    print(f"before the gun: {through.value} runners through", flush=True)
    start.set()
    for process in runners:
        process.join()
    print(f"after the gun: {through.value} runners through", flush=True)
# ANCHOR_END: start_gun


# ANCHOR: phases
def warm(rods, half, barrier):
    for step in range(4):
        old, new = rods[step % 2], rods[(step + 1) % 2]
        for cell in range(1 + 4 * half, 5 + 4 * half):
            sides = old[cell - 1] + old[cell + 1]
            new[cell] = (sides + 2 * old[cell]) // 4
        barrier.wait()


def phases():
    rod = [0, 256, 0, 0, 0, 0, 0, 0, 256, 0]
    rods = [Array("i", rod), Array("i", rod)]
    barrier = Barrier(2)
    halves = [
        Process(target=warm, args=(rods, half, barrier)) for half in range(2)
    ]
    for process in halves:
        process.start()
    for process in halves:
        process.join()
    print(f"the rod after 4 steps: {rods[0][:]}", flush=True)
# ANCHOR_END: phases


# ANCHOR: disk
def save(disk, inside, most):
    with disk:
        with inside.get_lock():
            inside.value += 1
            most.value = max(most.value, inside.value)
        sleep(0.01)
        with inside.get_lock():
            inside.value -= 1


def saving():
    disk, inside, most = Semaphore(2), Value("i", 0), Value("i", 0)
    args = (disk, inside, most)
    writers = [Process(target=save, args=args) for _ in range(6)]
    for process in writers:
        process.start()
    for process in writers:
        process.join()
    never = "never" if most.value <= 2 else "at times"
    print(f"more than 2 at the disk: {never}", flush=True)
# ANCHOR_END: disk


# ANCHOR: buffer
def produce(slots, used, changed):
    for number in range(1, 11):
        with changed:
            changed.wait_for(lambda: used.value < 4)
            slots[used.value] = number
            used.value += 1
            changed.notify()


def buffer():
    slots, used = Array("i", 4), Value("i", 0)
    changed = Condition()
    producer = Process(target=produce, args=(slots, used, changed))
    producer.start()
    received = []
    while len(received) < 10:
        with changed:
            changed.wait_for(lambda: used.value > 0)
            received += slots[: used.value]
            used.value = 0
            changed.notify()
    producer.join()
    print(f"received: {received}", flush=True)
# ANCHOR_END: buffer


if __name__ == "__main__":
    start_gun()
    phases()
    saving()
    buffer()
