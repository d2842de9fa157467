# ANCHOR: program
"""Two processes count on one number."""

from multiprocessing import Lock, Process, Value
from time import sleep


# ANCHOR: add
def add_100(number, lock):
    for _ in range(100):
        sleep(0.01)
        with lock:
            number.value += 1
# ANCHOR_END: add


def main():
    lock = Lock()
    number = Value("i", 0)
    print(f"the number at the beginning: {number.value}", flush=True)

    first = Process(target=add_100, args=(number, lock))
    second = Process(target=add_100, args=(number, lock))
    first.start()
    second.start()
    first.join()
    second.join()

    print(f"the number at the end: {number.value}")


if __name__ == "__main__":
    main()
# ANCHOR_END: program
