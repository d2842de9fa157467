"""Two processes add to every number."""

from multiprocessing import Array, Lock, Process
from time import sleep


def add_100(numbers, lock):
    for _ in range(100):
        sleep(0.01)
        with lock:
            for i in range(len(numbers)):
                numbers[i] += 1


def main():
    lock = Lock()
    numbers = Array("d", [0.0, 100.0, 200.0])
    print(f"the numbers at the beginning: {numbers[:]}", flush=True)

    first = Process(target=add_100, args=(numbers, lock))
    second = Process(target=add_100, args=(numbers, lock))
    first.start()
    second.start()
    first.join()
    second.join()

    print(f"the numbers at the end: {numbers[:]}")


if __name__ == "__main__":
    main()
