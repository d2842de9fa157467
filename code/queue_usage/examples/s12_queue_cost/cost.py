"""Prints what a message costs from one Python process to another, in nanoseconds.

How many messages, `number` or `data` (1 MiB each), and how many may wait, can be given.
"""

import sys
from multiprocessing import Process, Queue
from time import perf_counter_ns


def send(queue, count, what):
    data = bytes(1 << 20)
    for number in range(count + 1):
        queue.put(data if what == "data" else number)


def main(count="1000", what="number", capacity="16"):
    queue = Queue(int(capacity))
    child = Process(target=send, args=(queue, int(count), what))
    child.start()
    queue.get()  # The child is there, however long its start took.
    start = perf_counter_ns()
    for _ in range(int(count)):
        queue.get()
    print((perf_counter_ns() - start) / int(count))
    child.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
