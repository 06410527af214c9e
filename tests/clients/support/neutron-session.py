"""A program that works with the client's library for longer than its token is good.

For every line that it reads it lists the pools and answers with one line {"pools", "token"}, or {"error"}.
"""

import json
import os
import sys

from keystoneauth1 import session
from keystoneauth1.identity import v3
from neutronclient.v2_0 import client

login = session.Session(
    auth=v3.Password(
        auth_url=os.environ['OS_AUTH_URL'],
        username=os.environ['OS_USERNAME'],
        password=os.environ['OS_PASSWORD'],
        project_name=os.environ['OS_PROJECT_NAME'],
        user_domain_name=os.environ['OS_USER_DOMAIN_NAME'],
        project_domain_name=os.environ['OS_PROJECT_DOMAIN_NAME'],
    )
)
neutron = client.Client(session=login)

for _ in sys.stdin:
    try:
        answer = {'pools': len(neutron.list_pools()['pools']), 'token': login.get_token()}
    except Exception as error:
        answer = {'error': repr(error)}
    print(json.dumps(answer), flush=True)
