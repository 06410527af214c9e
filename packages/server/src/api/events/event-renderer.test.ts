import { expect } from 'chai';
import { EVENT_RESOURCES, type EventPage, type EventResource, type ObjectEvent } from '../../events/index.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import { type Viewer, visibleTo } from './event-presenter.ts';
import { EventRenderer } from './event-renderer.ts';

const event = (seq: number, fields: Partial<ObjectEvent> = {}): ObjectEvent => ({
  xid: 1,
  seq,
  at: '2026-11-22T10:00:00.000000Z',
  projectId: 'one',
  action: 'create',
  resource: 'pool',
  resourceId: `id ${seq}`,
  ...fields,
});

const NAMES = { words: { pool: 'cluster' }, ownerAttribute: 'owner' };

const EVENTS = [
  event(1),
  event(2, { resource: 'listener' }),
  event(3, { projectId: 'two' }),
  event(4, { action: 'delete' }),
  event(5, { resourceId: 'gone' }),
];

const PAGE: EventPage = {
  events: EVENTS,
  to: { xid: 2, seq: 0 },
  isFull: false,
};

const viewer = (
  project: string | undefined,
  projects: readonly string[] | undefined,
  resources: readonly EventResource[] = EVENT_RESOURCES,
): Viewer => ({
  // The cast: nothing else of it is read.
  context: { isAdmin: project === undefined, projectId: project ?? 'ops' } as CallContext,
  filter: { projects, resources: new Set(resources) },
});

describe('EventRenderer', () => {
  let rendered: string[];
  let renderer: EventRenderer;

  beforeEach(() => {
    rendered = [];
    const presenter: ConstructorParameters<typeof EventRenderer>[0] = {
      present: (_page, by) => {
        const { isAdmin, projectId } = by.context;
        const eyes = isAdmin ? 'admin' : projectId;
        rendered.push(eyes);
        const present = EVENTS.filter(({ resourceId }) => resourceId !== 'gone');
        const wanted = present.filter(
          (each) => visibleTo(by)(each) && by.filter.resources.has(each.resource),
        );
        const shown = wanted.map((each) => ({
          event: each,
          object: each.action === 'delete' ? undefined : { eyes },
        }));
        return Promise.resolve(shown);
      },
    };
    renderer = new EventRenderer(presenter, NAMES);
  });

  async function seen(by: Viewer): Promise<unknown[]> {
    const { text, events } = await renderer.render(PAGE, by);
    const seqs = [...text.matchAll(/"id":"id (\d)".*$/gm)].map(([line, seq]) => {
      const eyes = /"eyes":"(\w+)"/.exec(line)?.[1];
      return eyes === undefined ? Number(seq) : `${seq} ${eyes}`;
    });
    expect(events).to.equal(seqs.length);
    return seqs;
  }

  it('writes once for the same eyes and the same wishes', async () => {
    const same = () => renderer.render(PAGE, viewer('one', ['one']));
    const [first, second] = await Promise.all([same(), same()]);
    expect(first).to.equal(second);
    expect(await same()).to.equal(first);
    expect(rendered).to.deep.equal(['one']);
  });

  it('shares nothing between different eyes, or wishes', async () => {
    expect(await seen(viewer('one', ['one']))).to.deep.equal(['1 one', '2 one', 4]);
    expect(await seen(viewer('two', ['two']))).to.deep.equal(['3 two']);
    expect(await seen(viewer(undefined, undefined))).to.deep.equal(['1 admin', '2 admin', '3 admin', 4]);
    expect(await seen(viewer(undefined, ['one']))).to.deep.equal(['1 admin', '2 admin', 4]);
    expect(await seen(viewer('one', ['one'], ['listener']))).to.deep.equal(['2 one']);
    expect(await seen(viewer('one', []))).to.deep.equal([]);
  });

  it('speaks as its dialect does', async () => {
    const { text } = await renderer.render(PAGE, viewer('one', ['one'], ['pool']));
    expect(text).to.match(/^event: cluster.create$/m);
    expect(text).to.match(/"resource":"cluster","action":"create","owner":"one","cluster":\{"eyes":"one"\}/);
  });

  it('asks for no object where no event is wanted', async () => {
    expect(await seen(viewer('three', ['three']))).to.deep.equal([]);
    expect(rendered).to.deep.equal([]);
  });

  it('gives an id only to the last of several events at one position', async () => {
    const together = [event(1), event(2), event(2, { resourceId: 'id 3' }), event(4)];
    const present = () => Promise.resolve(together.map((each) => ({ event: each, object: {} })));
    const { text } = await new EventRenderer({ present }, NAMES).render(PAGE, viewer('one', ['one']));
    const ids = text.split('\n\n').map((frame) => /^id: (.*)$/m.exec(frame)?.[1]);
    expect(ids.slice(0, 4)).to.deep.equal(['1-1', undefined, '1-2', '1-4']);
  });
});
