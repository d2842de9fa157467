"""Prints what CPython's Lock costs: nanoseconds alone, then for a count by two processes.

How often it is taken alone, and by each of the two, can be given.
"""

import sys
from multiprocessing import Array, Barrier, Lock, Process, Value
from time import perf_counter_ns


def alone(count):
    lock = Lock()
    start = perf_counter_ns()
    for _ in range(count):
        with lock:
            pass
    return (perf_counter_ns() - start) / count


def add(each, number, lock, barrier, begins, ends, who):
    barrier.wait()
    begins[who] = perf_counter_ns()
    for _ in range(each):
        with lock:
            number.value += 1
    ends[who] = perf_counter_ns()


def together(each):
    lock, number, barrier = Lock(), Value("q", 0, lock=False), Barrier(2)
    begins, ends = Array("q", 2, lock=False), Array("q", 2, lock=False)
    shared = (number, lock, barrier, begins, ends)
    children = [Process(target=add, args=(each, *shared, who)) for who in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert number.value == 2 * each
    return (max(ends) - min(begins)) / (2 * each)


def main(count="1000", each="1000"):
    print(alone(int(count)), together(int(each)))


if __name__ == "__main__":
    main(*sys.argv[1:])
