"""The same random number in every process, and two ways to another one in each."""

import random
from multiprocessing import get_context

WORKERS = 4
SEED = 2026

copied = random.Random(SEED)


def draw_from_copied(_worker):
    return copied.getrandbits(64)


def draw_by_number(worker):
    return random.Random(SEED + worker).getrandbits(64)


def draw_from_module(_worker):
    return random.getrandbits(64)


def work(numbers, draw, worker):
    numbers.put(draw(worker))


def report(how, draw):
    context = get_context("fork")
    numbers = context.SimpleQueue()
    workers = [
        context.Process(target=work, args=(numbers, draw, worker))
        for worker in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    different = {numbers.get() for _ in workers}
    print(f"{how}: {WORKERS} draws, {len(different)} different", flush=True)
    for worker in workers:
        worker.join()


def main():
    report("one generator, made before the fork", draw_from_copied)
    report("one for each worker, seeded with its number", draw_by_number)
    random.getrandbits(64)  # Used before the fork, like the first one.
    report("one that notices the fork", draw_from_module)


if __name__ == "__main__":
    main()
