"""The declaration file for TypeScript, read by the compiler itself together with the client that it is for."""

import subprocess

from tests.requirements import requirement
from tests.wire.driver import node
from tests.wire.lanes import CLIENTS

COMPILER = CLIENTS / "node_modules" / "typescript" / "bin" / "tsc"


@requirement("typescript")
def test_the_declared_types_let_right_requests_pass_and_refuse_wrong_ones() -> None:
    # What must be refused is marked in the file: the compiler objects to a mark that is not needed.
    compiled = subprocess.run(
        [node(), str(COMPILER), "-p", str(CLIENTS / "lanes" / "types")], capture_output=True, text=True, check=False
    )

    assert (compiled.returncode, compiled.stdout, compiled.stderr) == (0, "", "")
