"""Runs commands of the distribution's `openstack` one after the other without paying for its imports each time: 2 s of CPU.

Reads one line {"argv"} per command and answers with one line {"code", "stdout", "stderr"}.
"""

import contextlib
import io
import json
import sys

from openstackclient import shell


def run(argv):
    out, err = io.StringIO(), io.StringIO()
    # The shell takes the streams when it is made.
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = shell.OpenStackShell().run(argv)
        except SystemExit as end:
            code = end.code
    return {'code': code or 0, 'stdout': out.getvalue(), 'stderr': err.getvalue()}


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
