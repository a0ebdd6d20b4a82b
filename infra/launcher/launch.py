"""Bring the product up, say how to use it, stay until it is to end. Whoever cancels this finds nothing left running."""

import asyncio
from collections.abc import Mapping
from typing import Final

from infra.launcher.errors import CannotGoOn
from infra.launcher.folder import Folder, hold, open_folder
from infra.launcher.parts import Product, plan_product
from infra.launcher.ports import require_free
from infra.launcher.readiness import open_probe, tail, wait_until_ready
from infra.launcher.secrets import keep_secrets
from infra.launcher.settings import LauncherSettings
from infra.launcher.supervisor import LOG_NAME, Supervisor, open_supervisor
from infra.launcher.terminal import say, say_ready

WATCH_SECONDS: Final = 0.5


async def launch(settings: LauncherSettings, *, orders: str, environment: Mapping[str, str]) -> None:
    """Run the product until cancelled. Raises `LauncherError`."""
    folder = open_folder(settings.data_dir)
    async with hold(folder) as locks:
        require_free("GATEWAY_PORT", settings.gateway_host, settings.gateway_port)
        require_free("GATEWAY_INTERNAL_PORT", settings.gateway_internal_host, settings.internal_port)
        folder.begin_logs()
        product = plan_product(settings, folder, keep_secrets(folder.secrets, environment), environment, orders)
        say(f"starting {', '.join(part.name for part in product.started)} (logs: {folder.name}/logs)")
        async with open_supervisor(product, folder, locks) as supervisor:
            await _bring_up(settings, product, supervisor, folder)
            say_ready(
                settings.public_url,
                key=folder.local_key.read_text("utf-8").strip(),
                key_file=f"{folder.name}/{folder.local_key.name}",
                has_orders=bool(orders),
                environment=environment,
            )
            await _watch(product, supervisor, folder)


async def _bring_up(settings: LauncherSettings, product: Product, supervisor: Supervisor, folder: Folder) -> None:
    async with open_probe() as probe:
        await wait_until_ready(product, supervisor, folder, probe=probe, seconds=settings.start_seconds)
    if settings.api_gateway_url is not None and settings.local_organization_id is None:
        say("note: the key is for the simulator's organization; LOCAL_ORGANIZATION_ID names one of your platform")


async def _watch(product: Product, supervisor: Supervisor, folder: Folder) -> None:
    """Say when a part ended and was started again. Raises `CannotGoOn` when the supervisor ended or gave a part up."""
    pids = {name: info.pid for name, info in (await supervisor.look()).items()}
    while supervisor.is_running:
        await asyncio.sleep(WATCH_SECONDS)
        for name, info in (await supervisor.look()).items():
            if info.is_given_up and any(part.name == name for part in product.started):
                raise CannotGoOn(f"{name} ends again and again", tail(folder.log_of(name)))
            if pids.get(name) and info.pid and info.pid != pids[name]:
                say(f"{name}: ended and was started again (log: {folder.name}/logs/{name}.log)")
            if info.pid:
                pids[name] = info.pid
            elif info.is_stopped:
                pids.pop(name, None)
    raise CannotGoOn("the supervisor ended", tail(folder.log_of(LOG_NAME)))
