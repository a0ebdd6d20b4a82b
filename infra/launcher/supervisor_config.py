"""The text of the supervisor's configuration file.

No value from outside is written into it: supervisor would read `%`, ` ;` and quotes in it as its own. Paths are
relative to DATA_DIR, where it runs, or variables of its environment (`%(ENV_…)s`), and so is every secret.
"""

from collections.abc import Mapping, Sequence

from infra.launcher.parts import Part

GROUP = "product"
# Within the launcher's five seconds, with time left for the launcher itself.
STOP_SECONDS = 3

HEAD = """\
[supervisord]
nodaemon=true
silent=true
identifier=crew-chat
logfile=logs/supervisord.log
pidfile=run/supervisord.pid
childlogdir=logs

[unix_http_server]
file=%(ENV_LAUNCHER_SOCKET)s
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""

# One group: all parts are told to stop at the same time. A part that ends comes back: at once after `startsecs`, else
# after a pause that grows each time.
PROGRAM = """
[program:{name}]
command="%(ENV_LAUNCHER_PYTHON)s" -m infra.launcher.tied {command}
directory=%(ENV_LAUNCHER_ROOT)s
environment={environment}
autostart={autostart}
autorestart=true
startsecs=2
startretries=10
stopsignal=TERM
stopwaitsecs={stop_seconds}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile=logs/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=1
"""


def describe(parts: Sequence[Part], environment: Mapping[str, str]) -> str:
    """Return the file's text; `environment` is the one that the supervisor will have."""
    programs = [_program(part, environment) for part in parts]
    group = f"\n[group:{GROUP}]\nprograms={','.join(part.name for part in parts)}\n"
    return "".join([HEAD, *programs, group])


def _program(part: Part, environment: Mapping[str, str]) -> str:
    hidden = ",".join(part.hidden(environment))
    without = ("--without", hidden) if hidden else ()
    return PROGRAM.format(
        name=part.name,
        command=" ".join([*without, part.module, *part.arguments]),
        environment=",".join(f'{name}="{value}"' for name, value in part.environment.items()),
        autostart=str(part.autostart).lower(),
        stop_seconds=STOP_SECONDS,
    )
