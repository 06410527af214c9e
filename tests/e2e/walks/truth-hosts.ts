import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { belongingsOf } from '../../chaos/support/agent-host.ts';
import type { World } from './model.ts';

/** Each host has what its pools need, and nothing else. Old processes of a reload end by themselves. */
export async function checkHosts(lab: Lab, world: World, hosts: ReadonlyMap<string, string>): Promise<void> {
  for (const agent of lab.agents) {
    const isEnabled = world.agents.get(agent.name)?.enabled === true;
    const vips = world.projects
      .flatMap((project) => [...project.vips.values()])
      .filter(
        ({ pool_id, admin_state_up }) => isEnabled && admin_state_up && hosts.get(pool_id) === agent.name,
      );
    await eventually(
      async () => {
        const { namespaces, taps, directories, haproxies, desired, bridges } = await belongingsOf(lab, agent);
        const pools = vips.map(({ pool_id }) => pool_id).sort();
        const about = `${agent.name} ${JSON.stringify({ namespaces, taps, directories, desired, bridges, vips })}`;
        expect(namespaces, about).to.deep.equal(pools.map((id) => `qlbaas-${id}`));
        expect(taps, about).to.deep.equal(vips.map(({ port_id }) => `tap${port_id.slice(0, 11)}`).sort());
        expect(directories, about).to.include.members(pools);
        expect(haproxies.length, about).to.equal(pools.length);
        const placed = [...hosts].filter(([, host]) => host === agent.name).map(([id]) => id);
        // The counters of a pool that has lost its VIP are kept.
        expect(placed, about).to.include.members([...directories]);
        if (isEnabled) expect(desired, about).to.deep.equal(placed.sort());
        else expect(placed, about).to.include.members([...desired]);
      },
      { withinMs: 75_000, everyMs: 100 },
    );
  }
}
