import { describeUnless } from '@lbaas/lab';
import { lackOfOtherHaproxy, otherHaproxy } from './support/haproxy-programs.ts';
import { haproxyIsReplacedBy } from './support/replaced-haproxy.ts';

describeUnless(await lackOfOtherHaproxy(), describe)('HAProxy of another release of Debian', function () {
  this.timeout(300_000);
  haproxyIsReplacedBy(otherHaproxy);
});
