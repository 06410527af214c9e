import { expect } from 'chai';
import { collapseEvents } from './collapse-events.ts';
import type { EventAction, ObjectEvent } from './recorded-event.ts';

const event = (xid: number, seq: number, action: EventAction, resourceId: string): ObjectEvent => ({
  xid,
  seq,
  action,
  resourceId,
  at: '',
  projectId: 'p',
  resource: 'pool',
});

describe('collapseEvents', () => {
  const kept = (events: readonly ObjectEvent[]) => collapseEvents(events).map(({ seq }) => seq);

  it('keeps one event of an object for each transaction, the strongest', () => {
    expect(
      kept([event(1, 1, 'status', 'a'), event(1, 2, 'update', 'a'), event(1, 3, 'update', 'a')]),
    ).to.deep.equal([2]);
    expect(
      kept([event(1, 1, 'create', 'a'), event(1, 2, 'update', 'a'), event(1, 3, 'status', 'a')]),
    ).to.deep.equal([1]);
    expect(kept([event(1, 1, 'create', 'a'), event(1, 2, 'delete', 'a')])).to.deep.equal([2]);
  });

  it('knows what the transaction has left before', () => {
    const [create, status, other] = [
      event(1, 1, 'create', 'a'),
      event(1, 2, 'status', 'a'),
      event(1, 3, 'update', 'b'),
    ];
    expect(collapseEvents([status, other], [create])).to.deep.equal([other]);
  });

  it('leaves other objects and other transactions alone', () => {
    const events = [event(1, 1, 'update', 'a'), event(1, 2, 'update', 'b'), event(2, 3, 'status', 'a')];
    expect(collapseEvents(events)).to.deep.equal(events);
  });
});
