"""moto's own server, as `moto_server` runs it; run by the Python of an environment of its own, which has only moto."""

from __future__ import annotations

import os

from moto.moto_server.threaded_moto_server import ThreadedMotoServer

if __name__ == "__main__":
    server = ThreadedMotoServer("127.0.0.1", int(os.environ["PORT"]), verbose=False)
    server.start()
    print("ready", flush=True)
    server._thread.join()
