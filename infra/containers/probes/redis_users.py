"""Print what Redis answers to its default user and to ours, as JSON. The password is the first argument."""

import json
import socket
import sys

ADDRESS = ("redis", 6379)
TIMEOUT_SECONDS = 5.0


def ask(*commands: tuple[str, ...]) -> str:
    """The first line of the answer to the last command, on a connection of its own."""
    with socket.create_connection(ADDRESS, timeout=TIMEOUT_SECONDS) as connection, connection.makefile("rwb") as stream:
        line = b""
        for command in commands:
            words = b"".join(b"$%d\r\n%b\r\n" % (len(word.encode()), word.encode()) for word in command)
            stream.write(b"*%d\r\n%b" % (len(command), words))
            stream.flush()
            line = stream.readline()
        return line.decode().strip()


if __name__ == "__main__":
    login = ("AUTH", "chat", sys.argv[1])
    answers = {
        "default user": ask(("SET", "chat:probe", "1")),
        "wrong password": ask(("AUTH", "chat", "wrong")),
        "own key": ask(login, ("SET", "chat:probe", "1", "EX", "60")),
        "foreign key": ask(login, ("SET", "other:probe", "1")),
        "administration": ask(login, ("CONFIG", "GET", "maxmemory-policy")),
    }
    sys.stdout.write(json.dumps(answers))
