"""Prints how many of two processes still wait, a second after a third was killed.

Three numbers: at a barrier, for a permit, for the lock of a condition.
"""

from multiprocessing import Barrier, Condition, Process, Semaphore
from time import sleep


def meet(barrier, is_victim, ready):
    ready.release()
    if is_victim:
        sleep(60)
    barrier.wait()


def use(tool, is_victim, ready):
    if is_victim:
        tool.acquire()
        ready.release()
        sleep(60)
    ready.release()
    tool.acquire()
    tool.release()


def still_waiting(work, tool):
    ready = Semaphore(0)
    processes = []
    for is_victim in [True, False, False]:
        process = Process(target=work, args=(tool, is_victim, ready))
        process.start()
        ready.acquire()
        processes.append(process)
    victim, *waiters = processes
    victim.kill()
    victim.join()
    for waiter in waiters:
        waiter.join(1)
    left = sum(waiter.is_alive() for waiter in waiters)
    for waiter in waiters:
        waiter.kill()
        waiter.join()
    return left


if __name__ == "__main__":
    print(still_waiting(meet, Barrier(3)))
    print(still_waiting(use, Semaphore(1)))
    print(still_waiting(use, Condition()))
