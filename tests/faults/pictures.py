"""Photos that take a while to send, to judge and to write."""

import io
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

from PIL import Image

from tests.faults.writers import TOKEN, Answer, Head


@cache
def photo(seed: int = 0, side: int = 900) -> bytes:
    """A JPEG of noise, which nothing makes smaller: about a megabyte at 900 pixels a side."""
    noise = Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(side * side * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=92)
    return out.getvalue()


def form(seed: int) -> tuple[bytes, dict[str, str]]:
    """A photo as a browser sends it."""
    edge = uuid4().hex
    part = 'Content-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg'
    body = f"--{edge}\r\n{part}\r\n\r\n".encode() + photo(seed) + f"\r\n--{edge}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={edge}", "X-Autosave": "1"}


def upload(head: Head, seed: int = 0) -> Answer:
    """Send a photo to the head's item."""
    body, headers = form(seed)
    return head.ask("POST", f"{head.item}evidence/", body, headers)


@contextmanager
def half_sent(head: Head, seed: int = 0) -> Iterator[None]:
    """Half of the request that `upload` makes is on its way; the rest never comes."""
    body, headers = form(seed)
    headers |= {"Host": "127.0.0.1", "Content-Length": str(len(body)), "X-CSRFToken": TOKEN}
    headers |= {"Cookie": f"sessionid={head.session}; csrftoken={TOKEN}"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", head.port)) as connection:
        connection.sendall(f"POST {head.item}evidence/ HTTP/1.1\r\n{lines}\r\n".encode() + body[: len(body) // 2])
        yield
