"""Prints what CPython's Lock costs: nanoseconds alone, then for a count by two processes."""

from multiprocessing import Barrier, Lock, Process, Value
from time import perf_counter_ns

ALONE = 200_000
EACH = 500_000


def alone():
    lock = Lock()
    start = perf_counter_ns()
    for _ in range(ALONE):
        with lock:
            pass
    return (perf_counter_ns() - start) / ALONE


def count(number, lock, barrier):
    barrier.wait()
    for _ in range(EACH):
        with lock:
            number.value += 1


def together():
    lock, number, barrier = Lock(), Value("q", 0, lock=False), Barrier(3)
    children = [Process(target=count, args=(number, lock, barrier)) for _ in range(2)]
    for child in children:
        child.start()
    barrier.wait()
    start = perf_counter_ns()
    for child in children:
        child.join()
    assert number.value == 2 * EACH
    return (perf_counter_ns() - start) / (2 * EACH)


if __name__ == "__main__":
    print(alone(), together())
