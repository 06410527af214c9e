import { expect } from 'chai';
import { HostRequirements, UnfitHostError, missingCapabilities } from './host-requirements.ts';

const ALL = 'Name:\tnode\nCapPrm:\t0000000000000000\nCapEff:\t000001ffffffffff\nCapBnd:\t0\n';

const startOf = (requirements: HostRequirements): Promise<unknown> =>
  requirements.start().then(
    () => undefined,
    (error: unknown) => error,
  );

describe('HostRequirements', () => {
  it('names each missing capability', () => {
    expect(missingCapabilities(ALL)).to.deep.equal([]);
    // Docker's default set: none of these.
    expect(missingCapabilities('CapEff:\t00000000a80425fb\n')).to.have.members([
      'NET_BROADCAST',
      'NET_ADMIN',
      'SYS_PTRACE',
      'SYS_ADMIN',
    ]);
    expect(missingCapabilities('')).to.have.length(9);
  });

  it('accepts this host', async () => {
    expect(await startOf(new HostRequirements())).to.equal(undefined);
  });

  it('refuses a process without privileges, in one line', async () => {
    const error = await startOf(new HostRequirements(() => 'CapEff:\t00000000a80425fb\n'));
    expect(error).to.be.instanceOf(UnfitHostError);
    expect((error as Error).message).to.equal(
      'the agent needs the capabilities NET_BROADCAST, NET_ADMIN, SYS_PTRACE, SYS_ADMIN as well',
    );
  });

  it('refuses a kernel that cannot make what a device needs, with its words', async () => {
    const stderr = 'Error: Unknown device type.\nCommand failed -:1\n';
    const refused = () => Promise.resolve({ code: 1, stdout: '', stderr });
    const error = await startOf(new HostRequirements(() => ALL, refused));
    expect((error as Error).message).to.equal(
      'this kernel cannot make network namespaces, bridges and veth pairs: ' +
        'Error: Unknown device type.; Command failed -:1',
    );
  });
});
