import { expect } from 'chai';
import { asyncApiDocument } from '../contract/index.ts';
import { topology } from './topology.ts';

describe('topology', () => {
  it('has the queues that the description of the contract names', () => {
    const names = topology('{prefix}');
    const document = asyncApiDocument() as { readonly channels: object };
    expect(document.channels).to.containSubset({
      agent: { address: names.agentQueue('{host}') },
      work: { address: names.workQueue },
      lossy: { address: names.lossyQueue },
    });
  });
});
