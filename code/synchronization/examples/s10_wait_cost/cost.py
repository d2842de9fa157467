"""Prints what four ways of waiting cost in Python, in nanoseconds.

A generation of a barrier of two processes; a permit taken and given back; an event set and
cleared, for which no process waits; a look at an event. How many times each can be given.
"""

import sys
from multiprocessing import Barrier, Event, Process, Semaphore
from time import perf_counter_ns


def meet(barrier, count):
    for _ in range(count + 1):
        barrier.wait()


def generations(count):
    barrier = Barrier(2)
    child = Process(target=meet, args=(barrier, count))
    child.start()
    barrier.wait()  # The child is there, however long its start took.
    begin = perf_counter_ns()
    for _ in range(count):
        barrier.wait()
    took = perf_counter_ns() - begin
    child.join()
    return took / count


def alone(step, count):
    begin = perf_counter_ns()
    for _ in range(count):
        step()
    return (perf_counter_ns() - begin) / count


def main(few="1000", many="20000"):
    permits, event = Semaphore(2), Event()

    def permit():
        permits.acquire()
        permits.release()

    def set_and_clear():
        event.set()
        event.clear()

    print(generations(int(few)))
    for step in permit, set_and_clear, event.is_set:
        print(alone(step, int(many)))


if __name__ == "__main__":
    main(*sys.argv[1:])
