"""A name server that takes its time: UDP only, every question passed on after a delay.

Usage: slow_names ADDRESS PORT ONTO_ADDRESS DELAY_MS
"""

import socket
import sys
import threading

_PATIENCE_S = 5.0


def pass_on(listening: socket.socket, question: bytes, asker: tuple[str, int], onto: str, delay_s: float) -> None:
    """Wait, ask, and hand the answer back."""
    threading.Event().wait(delay_s)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(_PATIENCE_S)
        asking.sendto(question, (onto, 53))
        try:
            listening.sendto(asking.recv(65535), asker)
        except TimeoutError:
            return


def main() -> None:
    address, port, onto, delay_ms = sys.argv[1:5]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind((address, int(port)))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            question, asker = listening.recvfrom(65535)
            work = (listening, question, asker, onto, float(delay_ms) / 1000)
            threading.Thread(target=pass_on, args=work, daemon=True).start()


if __name__ == "__main__":
    main()
