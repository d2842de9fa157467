"""Primes, round by round, until there are enough of them."""

from math import isqrt
from multiprocessing import (
    Array,
    Barrier,
    Condition,
    Event,
    Process,
    Semaphore,
    Value,
)
from pathlib import Path
from tempfile import TemporaryDirectory

# ANCHOR: search
WORKERS, BLOCK, ENOUGH, MOST_ROUNDS = 4, 500, 1000, 100


def is_prime(number):
    divisors = range(2, isqrt(number) + 1)
    return number > 1 and all(number % n for n in divisors)


class Search:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.found, self.rounds = Array("i", MOST_ROUNDS), Value("i", 0)
        self.changed, self.enough = Condition(), Event()
        self.met, self.disk = Barrier(WORKERS), Semaphore(2)


def save(file, primes):
    with file.open("a") as lines:
        lines.writelines(f"{prime}\n" for prime in primes)
# ANCHOR_END: search


# ANCHOR: work
def finish(search, round):
    with search.changed:
        search.rounds.value = round + 1
        search.changed.notify()
    if sum(search.found) >= ENOUGH:
        search.enough.set()


def work(search, worker):
    for round in range(MOST_ROUNDS):
        first = (round * WORKERS + worker) * BLOCK
        primes = [n for n in range(first, first + BLOCK) if is_prime(n)]
        with search.disk:
            save(search.folder / str(worker), primes)
        with search.changed:
            search.found[round] += len(primes)
        if search.met.wait() == 0:
            finish(search, round)
        search.met.wait()
        if search.enough.is_set():
            return
# ANCHOR_END: work


# ANCHOR: follow
def follow(search):
    total = 0
    for round in range(MOST_ROUNDS):
        with search.changed:
            search.changed.wait_for(lambda: search.rounds.value > round)
            total += search.found[round]
        print(f"round {round + 1}: {total} primes", flush=True)
        if total >= ENOUGH:
            return
# ANCHOR_END: follow


# ANCHOR: main
def main():
    with TemporaryDirectory() as folder:
        search = Search(folder)
        args = [(search, worker) for worker in range(WORKERS)]
        workers = [Process(target=work, args=each) for each in args]
        for process in workers:
            process.start()
        follow(search)
        for process in workers:
            process.join()
        files = [file.read_text() for file in search.folder.iterdir()]
        lines = sum(text.count("\n") for text in files)
        print(f"{lines} primes in {len(files)} files", flush=True)
# ANCHOR_END: main


if __name__ == "__main__":
    main()
