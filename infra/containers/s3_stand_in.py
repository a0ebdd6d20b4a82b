"""An S3 service for tests where no MinIO image can be had: OpenStack Swift with its S3 API, four processes, one disk.

It runs inside the image `s3-stand-in`. `S3_ACCESS_KEY` is `account:user`, `S3_SECRET_KEY` its secret: signatures are
really checked. Data in /data, configuration and rings in /tmp, which is made again at each start.
"""

import getpass
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

DISK = Path("/data")
CONFIGURATION = Path("/tmp/swift")  # noqa: S108 - the container's own tmpfs
STORES = {"account": 6202, "container": 6201, "object": 6200}
S3_PORT = 9000
STOP_SECONDS = 5.0

COMMON = """[DEFAULT]
swift_dir = {configuration}
bind_ip = {host}
bind_port = {port}
workers = 0
user = {user}
devices = {disk}
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


def main() -> int:
    """Run until told to stop (0), or until one of the processes ends by itself (1)."""
    account, separator, user = os.environ["S3_ACCESS_KEY"].partition(":")
    if not separator:
        sys.stderr.write("s3_stand_in: S3_ACCESS_KEY must be account:user\n")
        return 2
    write_configuration(account, user, os.environ["S3_SECRET_KEY"])
    signal.signal(signal.SIGTERM, _stop)
    servers = [_start(name) for name in (*STORES, "proxy")]
    try:
        while all(server.poll() is None for server in servers):
            time.sleep(1)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(servers)
    return 1


def write_configuration(account: str, user: str, secret: str) -> None:
    """Write one configuration per server, and the rings: where each of them is."""
    (DISK / "sda1").mkdir(exist_ok=True)
    CONFIGURATION.mkdir(exist_ok=True)
    _write("swift", CLUSTER)
    for store, port in STORES.items():
        _write(f"{store}-server", _common("127.0.0.1", port) + STORE.format(store=store, configuration=CONFIGURATION))
        _make_ring(store, port)
    proxy = PROXY.format(account=account, user=user, secret=secret)
    _write("proxy-server", _common("0.0.0.0", S3_PORT) + proxy)  # noqa: S104 - its network is the stack's own


def _common(host: str, port: int) -> str:
    return COMMON.format(host=host, port=port, user=getpass.getuser(), disk=DISK, configuration=CONFIGURATION)


def _write(name: str, text: str) -> None:
    (CONFIGURATION / f"{name}.conf").write_text(text, "utf-8")


def _make_ring(store: str, port: int) -> None:
    for step in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{port}/sda1", "1"], ["rebalance"]):
        subprocess.run(  # noqa: S603 - words of this module
            ["swift-ring-builder", f"{store}.builder", *step],  # noqa: S607 - the image's own PATH
            cwd=CONFIGURATION,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def _start(name: str) -> subprocess.Popen[bytes]:
    configuration = CONFIGURATION / f"{name}-server.conf"
    return subprocess.Popen([f"swift-{name}-server", str(configuration)])  # noqa: S603 - words of this module


def _end(servers: list[subprocess.Popen[bytes]]) -> None:
    for server in servers:
        server.terminate()
    for server in servers:
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
