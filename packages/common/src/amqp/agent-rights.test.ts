import { expect } from 'chai';
import { agentRights } from './agent-rights.ts';
import { topology } from './topology.ts';

describe('agentRights', () => {
  const names = topology('lb.aas');
  const rights = agentRights(names, 'host.1');
  const may = (pattern: string, name: string): boolean => new RegExp(pattern).test(name);

  it('lets an agent have its own queue and no other, whatever looks like it', () => {
    for (const right of ['configure', 'write', 'read'] as const) {
      expect(may(rights[right], names.agentQueue('host.1')), right).to.equal(true);
      for (const other of ['host-1', 'host.10', 'host.1.x', 'xhost.1'])
        expect(may(rights[right], names.agentQueue(other)), `${right} ${other}`).to.equal(false);
      for (const name of [names.workQueue, names.lossyQueue, names.deadQueue, 'lbxaas', 'amq.default'])
        expect(may(rights[right], name), `${right} ${name}`).to.equal(false);
    }
    expect(may(rights.configure, names.exchange)).to.equal(false);
    expect([may(rights.write, names.exchange), may(rights.read, names.exchange)]).to.deep.equal([true, true]);
  });

  it('lets it write to the servers, and read what is for its host', () => {
    const { write, read } = rights.topic;
    for (const key of [names.workKey, names.lossyKey, names.deadKey, names.replyQueue('x')])
      expect(may(write, key), key).to.equal(true);
    for (const key of [names.agentKey('host.1'), names.agentKey('b'), 'server', '', '#'])
      expect(may(write, key), key).to.equal(false);
    expect(may(read, names.agentKey('host.1'))).to.equal(true);
    for (const key of ['#', '*', 'agent.*', 'agent.host-1', names.workKey])
      expect(may(read, key), key).to.equal(false);
  });
});
