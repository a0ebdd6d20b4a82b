"""An S3 service for tests where no MinIO can be had: OpenStack Swift with its S3 API, all in one process, on one disk.

`python s3_stand_in.py`, in an environment with `swift`. `S3_ACCESS_KEY` is `account:user`, `S3_SECRET_KEY` its secret:
signatures and the ends of links are really checked. Data in `S3_DATA`, configuration and rings in `S3_CONFIGURATION`
(made again at each start); it listens on `S3_HOST:S3_PORT`. Inside the image `s3-stand-in` all of these are set.
"""

import eventlet

eventlet.monkey_patch()

# ruff: noqa: E402 - everything that follows must find the patched modules

import getpass
import os
import socket
import sys
from pathlib import Path
from typing import Any

from eventlet import wsgi
from swift.common.ring import RingBuilder
from swift.common.utils import set_swift_dir
from swift.common.wsgi import SwiftHttpProtocol, loadapp

STORES = ("account", "container", "object")
LOOPBACK = "127.0.0.1"
CONNECTIONS = 256

COMMON = """[DEFAULT]
swift_dir = {configuration}
user = {user}
devices = {data}
mount_check = false
log_address = {configuration}/no-syslog
"""
STORE = """[pipeline:main]
pipeline = {store}-server
[app:{store}-server]
use = egg:swift#{store}
recon_cache_path = {configuration}
"""
PROXY = """[pipeline:main]
pipeline = catch_errors healthcheck listing_formats s3api tempauth copy slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret} .admin
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
min_segment_size = 5242880
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:copy]
use = egg:swift#copy
[filter:symlink]
use = egg:swift#symlink
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
"""
CLUSTER = """[swift-hash]
swift_hash_path_prefix = stand
swift_hash_path_suffix = in
[storage-policy:0]
name = Policy-0
default = yes
"""


class Nowhere:
    """A log that keeps nothing."""

    def write(self, text: str) -> None:
        """Take a line."""


def main() -> int:
    """Run until the process is told to stop."""
    account, separator, user = os.environ["S3_ACCESS_KEY"].partition(":")
    if not separator:
        sys.stderr.write("s3_stand_in: S3_ACCESS_KEY must be account:user\n")
        return 2
    data, configuration = Path(os.environ["S3_DATA"]), Path(os.environ["S3_CONFIGURATION"])
    (data / "sda1").mkdir(parents=True, exist_ok=True)
    configuration.mkdir(parents=True, exist_ok=True)
    stores = {name: eventlet.listen((LOOPBACK, 0)) for name in STORES}
    common = COMMON.format(configuration=configuration, user=getpass.getuser(), data=data)
    (configuration / "swift.conf").write_text(CLUSTER, "utf-8")
    set_swift_dir(str(configuration))
    for name, listener in stores.items():
        _make_ring(configuration / f"{name}.ring.gz", listener.getsockname()[1])
        _write(configuration, name, common + STORE.format(store=name, configuration=configuration))
    proxy = PROXY.format(account=account, user=user, secret=os.environ["S3_SECRET_KEY"])
    _write(configuration, "proxy", common + proxy)
    public = eventlet.listen((os.environ["S3_HOST"], int(os.environ["S3_PORT"])))
    servers = [_serve(configuration, name, listener) for name, listener in {**stores, "proxy": public}.items()]
    for server in servers:
        server.wait()
    return 0


def _write(configuration: Path, name: str, text: str) -> None:
    (configuration / f"{name}-server.conf").write_text(text, "utf-8")


def _make_ring(file: Path, port: int) -> None:
    """Write down where the one device of a store is."""
    builder = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
    builder.add_dev({"region": 1, "zone": 1, "ip": LOOPBACK, "port": port, "device": "sda1", "weight": 1.0})
    builder.rebalance()
    builder.get_ring().save(str(file))


def _serve(configuration: Path, name: str, listener: socket.socket) -> Any:  # noqa: ANN401 - eventlet has no types
    app = loadapp(str(configuration / f"{name}-server.conf"), global_conf={"log_name": name})
    return eventlet.spawn(
        wsgi.server,
        listener,
        app,
        Nowhere(),
        protocol=SwiftHttpProtocol,
        custom_pool=eventlet.GreenPool(CONNECTIONS),
        log_output=False,
    )


if __name__ == "__main__":
    sys.exit(main())
