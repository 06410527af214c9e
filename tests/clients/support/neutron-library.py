"""A program that calls the client's library, which every release of it has, with one login.

Reads one line {"call": name, "arguments": [...], "keywords": {...}} per call of neutronclient.v2_0.client.Client and
answers each with one: {"result"}, or {"error": class, "status", "message"} for what the library raises.
"""

import json
import os
import sys

from keystoneauth1 import noauth, session
from keystoneauth1.identity import v3
from neutronclient.v2_0 import client


def authentication():
    if 'OS_AUTH_URL' not in os.environ:
        return noauth.NoAuth(endpoint=os.environ['OS_ENDPOINT'])
    return v3.Password(
        auth_url=os.environ['OS_AUTH_URL'],
        username=os.environ['OS_USERNAME'],
        password=os.environ['OS_PASSWORD'],
        project_name=os.environ['OS_PROJECT_NAME'],
        user_domain_name=os.environ['OS_USER_DOMAIN_NAME'],
        project_domain_name=os.environ['OS_PROJECT_DOMAIN_NAME'],
    )


neutron = client.Client(session=session.Session(auth=authentication()))

for line in sys.stdin:
    step = json.loads(line)
    try:
        result = getattr(neutron, step['call'])(*step.get('arguments', []), **step.get('keywords', {}))
        # A deletion returns a tuple without content.
        answer = {'result': result if isinstance(result, dict) else None}
    except Exception as error:
        answer = {
            'error': type(error).__name__,
            'status': getattr(error, 'status_code', None),
            'message': str(error),
        }
    print(json.dumps(answer), flush=True)
