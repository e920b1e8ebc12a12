"""A server on a socket that answers what a test wants, byte by byte."""

import asyncio

DONE = b"HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n"


class Peer:
    """A server that reads requests and answers each with the next of its `answers`.

    After an empty one it ends the connection, and `hangs_up` after each.
    """

    def __init__(self) -> None:
        self.api = ""
        self.answers: list[bytes] = []
        self.hangs_up = False
        self.silent = False
        self.requests: list[bytes] = []
        self.connections = 0
        self.reached = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                self.reached.set()
                if self.silent:
                    continue
                answer = self.answers.pop(0) if self.answers else DONE
                writer.write(answer)
                if self.hangs_up or not answer:
                    return
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()
