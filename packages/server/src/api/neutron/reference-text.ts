import type { ReferenceText } from '../reference/reference-dialect.ts';

const DESCRIPTION = `Load balancers, in the dialect of Neutron LBaaS v1, and the networks, routers and floating IPs that
they need.

- Every path is also served with \`.json\` behind it.
- Bodies are JSON whatever their content type says. Integers and booleans are accepted as text too.
- The examples of requests work as they are, once their ids are those of objects of yours.
- Unknown attributes are refused, and so are read-only ones; what PUT does not name stays as it is.
- With \`fields\`, answers have only the attributes that it names. Objects of other projects are not found (404).
- With \`Idempotency-Key\`, a create that is sent again is done once. With \`If-Match\`, a change that rests on an
  outdated view of the object is refused (412).
- 429 and 503 come with \`Retry-After\`. A call that is answered 429 has done nothing.
- Every answer has \`X-Openstack-Request-Id\`. An error is one \`NeutronError\` (\`NotImplementedError\` with 501), whose
  \`type\` programs may rely on.`;

export const REFERENCE: ReferenceText = {
  title: 'LBaaS',
  version: '2.0',
  description: DESCRIPTION,
  tags: new Map([
    ['lb', 'Load balancers: pools, VIPs, members, health monitors, events'],
    ['search', 'Any object by a part of its name, id or address'],
    ['topology', 'Networks and what joins them, as one picture'],
    ['diagnostics', 'What an operator should worry about'],
    ['networks', 'Networks that VIPs live on'],
    ['subnets', 'Their addresses'],
    ['ports', 'Taken addresses'],
    ['routers', 'Ways between networks, and to external ones'],
    ['floatingips', 'Addresses of external networks that lead to ports inside'],
  ]),
};
