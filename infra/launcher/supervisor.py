"""The supervisor process: started in the foreground, asked over its socket, ended with everything below it."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from infra.launcher.errors import LauncherError
from infra.launcher.folder import Folder, Locks
from infra.launcher.parts import Product
from infra.launcher.rpc import ProcessInfo, SupervisorRpc, SupervisorUnreachable, open_rpc
from infra.launcher.supervisor_config import STOP_SECONDS, describe
from infra.launcher.tied import tie_to_parent

ROOT: Final = Path(__file__).parents[2]
# A unix socket's path has room for 104 to 108 bytes, and supervisor first binds to this name with its pid behind it.
MAX_SOCKET_BYTES: Final = 90
# After the parts were given their time; all of it together stays below five seconds.
END_SECONDS: Final = STOP_SECONDS + 1.2
LOG_NAME: Final = "supervisord"


@dataclass(slots=True)
class Supervisor:
    """The running supervisor. `last_seen` are its processes as it last told."""

    process: asyncio.subprocess.Process
    rpc: SupervisorRpc
    last_seen: dict[str, ProcessInfo] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """False once it ended for whatever reason."""
        return self.process.returncode is None

    async def look(self) -> dict[str, ProcessInfo]:
        """Return its processes; none while it does not listen yet."""
        with suppress(SupervisorUnreachable):
            self.last_seen = await self.rpc.processes()
        return self.last_seen

    async def end(self) -> None:
        """Stop everything, by force if need be. Nothing that it started is left."""
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._ask_to_end()
                await self.process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self.process.kill()
        self._kill_left_over()
        await self.process.wait()

    async def _ask_to_end(self) -> None:
        if not self.is_running:
            return
        try:
            # Heard at once; a signal only when supervisor next looks up from its poll, up to a second later.
            await self.rpc.shutdown()
        except SupervisorUnreachable:
            with suppress(ProcessLookupError):
                self.process.terminate()

    def _kill_left_over(self) -> None:
        """Where the supervisor ended in order there is nobody left; where it was killed, its processes may be."""
        if self.process.returncode == 0:
            return
        for info in self.last_seen.values():
            if info.pid:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(info.pid, signal.SIGKILL)  # supervisor makes each process the leader of a group


@asynccontextmanager
async def open_supervisor(product: Product, folder: Folder, locks: Locks) -> AsyncGenerator[Supervisor]:
    """Start the supervisor and with it the product; leaving ends both."""
    with _socket_path(folder) as socket:
        environment = {
            **product.environment,
            "LAUNCHER_PYTHON": sys.executable,
            "LAUNCHER_ROOT": str(ROOT),
            "LAUNCHER_SOCKET": str(socket),
            "CREW_SUPERVISOR_SOCKET": str(socket),
        }
        config = folder.run / "supervisord.conf"
        config.write_text(describe(product.parts, environment), "utf-8")
        async with open_rpc(socket) as rpc:
            supervisor = Supervisor(await _start(config, folder, environment, locks), rpc)
            try:
                locks.note_supervisor(supervisor.process.pid)
                yield supervisor
            finally:
                await supervisor.end()


async def _start(
    config: Path, folder: Folder, environment: Mapping[str, str], locks: Locks
) -> asyncio.subprocess.Process:
    with folder.log_of(LOG_NAME).open("ab") as log:
        try:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "supervisor.supervisord", "-c", str(config)),
                cwd=folder.path,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                umask=0o077,
                # A Ctrl-C at the terminal is for the launcher, which then ends this in order.
                start_new_session=True,
                pass_fds=(locks.product,),
                preexec_fn=partial(tie_to_parent, os.getpid()),
            )
        except OSError as exc:
            raise LauncherError(f"cannot start the supervisor: {exc.strerror}") from exc


@contextmanager
def _socket_path(folder: Folder) -> Generator[Path]:
    """Yield where the socket goes: in DATA_DIR, or in a private folder of its own where that lies too deep."""
    path = folder.run / "supervisor.sock"
    if len(os.fsencode(path)) <= MAX_SOCKET_BYTES:
        # Of a supervisor that was killed: we hold the folder, so nobody listens there.
        path.unlink(missing_ok=True)
        yield path
        path.unlink(missing_ok=True)
        return
    with tempfile.TemporaryDirectory(prefix="crew-chat-") as short:
        yield Path(short) / "supervisor.sock"
