# ANCHOR: program
"""As many processes as cores, each with a simple computation."""

import os
from multiprocessing import Process


def add_up_squares(number):
    first, last = number * 1000 + 1, (number + 1) * 1000
    total = sum(i * i for i in range(first, last + 1))
    print(f"process {number}: the squares of {first} to {last} add up to {total}")


# ANCHOR: main
def main():
    cores = os.cpu_count()
    print(f"starting one process for each CPU core: {cores}", flush=True)

    children = [Process(target=add_up_squares, args=(number,)) for number in range(cores)]
    for child in children:
        child.start()

    for number, child in enumerate(children):
        child.join()
        print(f"process {number} ended with exit status: {child.exitcode}")
# ANCHOR_END: main


if __name__ == "__main__":
    main()
# ANCHOR_END: program
