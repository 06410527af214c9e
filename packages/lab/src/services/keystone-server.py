"""The distribution's Keystone as one private process.

    keystone-server.py CONFIG DESCRIPTOR PORT PUBLIC_URL

Sets the database up when there is none yet, with the commands of keystone-manage; the password of the first admin is
in ADMIN_PASSWORD. Then it serves the WSGI application on an inherited listening socket and, where that is the
loopback address of another network namespace, on this one's 127.0.0.1:PORT as well. One process imports Keystone once:
4 s of CPU instead of 9 s for three commands and a server.
"""

import os
import select
import socket
import sys
from wsgiref import simple_server

config, descriptor, port, public_url = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]

import keystone.cmd.cli
import keystone.server.wsgi

# A client that says nothing must not keep the others waiting for ever.
REQUEST_DEADLINE_S = 10


class Handler(simple_server.WSGIRequestHandler):
    timeout = REQUEST_DEADLINE_S


class Server(simple_server.WSGIServer):
    """Of a socket that listens already. The base class would look our name up, which takes a resolver."""

    def __init__(self, listening, app):
        super().__init__(('127.0.0.1', port), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.server_name, self.server_port = '127.0.0.1', port
        self.setup_environ()
        self.set_app(app)


def manage(*command):
    """Runs a command of keystone-manage in a process of its own: it changes what is global."""
    pid = os.fork()
    if pid == 0:
        try:
            keystone.cmd.cli.main(['keystone-manage', '--config-file', config, *command])
        except BaseException as error:
            if not isinstance(error, SystemExit) or error.code:
                print(f'keystone-manage {command[0]}: {error!r}', file=sys.stderr, flush=True)
                os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(f'keystone-manage {command[0]} failed')


def set_up():
    ready = os.path.join(os.path.dirname(config), 'ready')
    if os.path.exists(ready):
        return
    user = str(os.getuid())
    manage('db_sync')
    manage('fernet_setup', '--keystone-user', user, '--keystone-group', user)
    os.environ['OS_BOOTSTRAP_PASSWORD'] = os.environ['ADMIN_PASSWORD']
    manage('bootstrap', '--bootstrap-public-url', public_url, '--bootstrap-region-id', 'RegionOne')
    open(ready, 'w').close()


def listening():
    inherited = socket.socket(fileno=descriptor)
    inherited.setblocking(True)
    yield inherited
    own = socket.socket()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        own.bind(('127.0.0.1', port))
    except OSError:
        return
    own.listen(64)
    yield own


set_up()
os.environ['OS_KEYSTONE_CONFIG_FILES'] = config
sys.argv = ['keystone']
app = keystone.server.wsgi.initialize_public_application()
servers = [Server(each, app) for each in listening()]
while True:
    for ready in select.select(servers, [], [])[0]:
        ready.handle_request()
