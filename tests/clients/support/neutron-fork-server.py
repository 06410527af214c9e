"""Runs the distribution's `neutron` client many times without paying for its imports each time.

Reads one line {"argv", "env"} per command and answers with one line {"code", "stdout", "stderr"}. Every command is a
process of its own: it is forked off after the imports, writes to its own files and ends as /usr/bin/neutron ends.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import sys

# The client takes its name from here when it is imported.
NEUTRON = sys.argv[0] = '/usr/bin/neutron'

import keystoneauth1.loading._plugins.noauth
import neutronclient.v2_0.client
from neutronclient import shell
from neutronclient.common import clientmanager
from neutronclient.neutron import v2_0

DEADLINE_S = 30


def warm_up():
    """Imports all commands and runs one, so that what Python finds out about its packages is known to every child."""
    for module in pkgutil.walk_packages(v2_0.__path__, v2_0.__name__ + '.'):
        importlib.import_module(module.name)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        shell.main(['lb-pool-list'])
    # What that one was logged in with must not be what every child works with.
    vars(clientmanager.ClientManager)['neutron']._handle = None


def become_neutron(argv, env, stdout, stderr):
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    signal.alarm(DEADLINE_S)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = [NEUTRON, *argv]
    try:
        code = shell.main(argv)
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    # Tearing the interpreter down would copy all the memory that the child shares with its parent.
    os._exit(code or 0)


def run(argv, env):
    files = [os.memfd_create(name) for name in ('stdout', 'stderr')]
    pid = os.fork()
    if pid == 0:
        become_neutron(argv, env, *files)
    _, status = os.waitpid(pid, 0)
    return [os.waitstatus_to_exitcode(status), *map(content, files)]


def content(file):
    os.lseek(file, 0, os.SEEK_SET)
    with open(file, encoding='utf-8') as stream:
        return stream.read()


def main():
    # The commands get the standard streams; ours are kept apart.
    requests = os.fdopen(os.dup(0), encoding='utf-8')
    answers = os.fdopen(os.dup(1), 'w', encoding='utf-8')
    warm_up()
    gc.freeze()
    for line in requests:
        answers.write(json.dumps(dict(zip(('code', 'stdout', 'stderr'), run(**json.loads(line))))) + '\n')
        answers.flush()


main()
