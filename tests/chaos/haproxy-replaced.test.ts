import { renamedHaproxy } from './support/haproxy-programs.ts';
import { haproxyIsReplacedBy } from './support/replaced-haproxy.ts';

/** With the HAProxy of this machine under another version; the long test has one of another release. */
describe('HAProxy is replaced by another version under a running agent', function () {
  this.timeout(240_000);
  haproxyIsReplacedBy(renamedHaproxy);
});
