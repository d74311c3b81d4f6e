"""How Ctrl-C, SIGTERM and SIGHUP end everything in order."""
import signal

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
asked = False


def interrupt(*_):
    global asked
    asked = True
    raise KeyboardInterrupt


def install():
    for number in NUMBERS:
        signal.signal(number, interrupt)


def check():
    """Called wherever we wait: an exception that comes while Python clears a file away is dropped by it without a word."""
    if asked:
        raise KeyboardInterrupt


def ignore():
    """Nothing disturbs the end."""
    for number in NUMBERS:
        signal.signal(number, signal.SIG_IGN)
