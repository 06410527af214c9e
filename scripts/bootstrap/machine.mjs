import { Failure } from './failure.mjs';

const OLDEST_NODE = [20, 19];

/** @throws Failure when this Node.js is too old for anything here */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Failure(`Node.js ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.version}.`);
}

/** @throws Failure when this machine cannot run a lab at all */
export function checkMachine() {
  checkNode();
  if (process.platform !== 'linux') {
    throw new Failure(`Linux is needed (network namespaces, nftables); this is ${process.platform}.`);
  }
  if (process.getuid() !== 0) {
    throw new Failure('Root is needed to create network namespaces; run the same command with sudo.');
  }
}
