# ANCHOR: program
"""Two processes put what they make of the same numbers into one queue."""

from multiprocessing import Process, Queue

NUMBERS = [1, 2, 3, 4, 5]


def square(results):
    for number in NUMBERS:
        results.put(number * number)
    results.put(None)


def negate(results):
    for number in NUMBERS:
        results.put(-number)
    results.put(None)


# ANCHOR: main
def main():
    results = Queue(8)
    print(f"one process squares and one negates {NUMBERS}", flush=True)
    squaring = Process(target=square, args=(results,))
    negating = Process(target=negate, args=(results,))
    squaring.start()
    negating.start()

    squares = []
    negatives = []
    running = 2
    while running > 0:
        result = results.get()
        if result is None:
            running -= 1
        elif result > 0:
            squares.append(result)
        else:
            negatives.append(result)
    print("both are done, and the queue is empty")
    print(f"squares: {squares}")
    print(f"negatives: {negatives}")

    squaring.join()
    negating.join()
# ANCHOR_END: main


if __name__ == "__main__":
    main()
# ANCHOR_END: program
