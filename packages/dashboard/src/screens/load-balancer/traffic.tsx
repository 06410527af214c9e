import { Content } from '@patternfly/react-core';
import { Suspense, lazy } from 'react';
import type { Member } from '../../api/objects.ts';
import type { Figures, History } from '../../api/history.ts';
import { useText } from '../../text/index.ts';
import { LoadingBlock } from '../../ui/states.tsx';
import { endpointOf } from './summary.ts';

const Chart = lazy(async () => {
  const { Chart: found } = await import('../../ui/chart.tsx');
  return { default: found };
});

interface Props {
  readonly history: History;
  readonly members: readonly Member[];
}

const CLASS_COLORS = {
  '1xx': '--pf-t--color--gray--50',
  '2xx': '--pf-t--color--green--40',
  '3xx': '--pf-t--color--blue--40',
  '4xx': '--pf-t--color--yellow--40',
  '5xx': '--pf-t--color--red-orange--50',
} as const;

/** More lines than colours tell nobody anything. */
const MOST_LINES = 6;

/** The last hour. What was not reported is a gap. */
export function Traffic({ history, members }: Props) {
  const { loadBalancer: text } = useText();
  const { total, response_classes: classes } = history;
  const times = timesOf(history);
  const known = members.filter(({ id }) => history.members[id] !== undefined).slice(0, MOST_LINES);
  const isHttp = total.requests.some((figure) => figure !== null);
  const perMember = known.map((member) => ({
    label: endpointOf(member),
    values: figuresOf(history, member.id, isHttp),
  }));
  const charts = [
    {
      title: isHttp ? text.requestsPerSecond : text.sessionsPerSecond,
      lines: [{ label: text.total, values: isHttp ? total.requests : total.sessions }, ...perMember],
    },
    ...(classes === null
      ? []
      : [
          {
            title: text.responses,
            lines: Object.entries(classes).map(([name, values]) => ({
              label: name,
              values,
              color: CLASS_COLORS[name as keyof typeof CLASS_COLORS],
            })),
          },
        ]),
    { title: text.activeConnections, lines: [{ label: text.total, values: total.active }] },
    {
      title: text.bytesPerSecond,
      lines: [
        { label: text.received, values: total.bytes_in },
        { label: text.sent, values: total.bytes_out },
      ],
    },
  ];
  return (
    <div className="lb-charts">
      {charts.map(({ title, lines }) => (
        <figure key={title}>
          <Content component="h3">{title}</Content>
          <Suspense fallback={<LoadingBlock lines={4} />}>
            <Chart label={title} times={times} lines={lines} group="traffic" />
          </Suspense>
        </figure>
      ))}
    </div>
  );
}

function figuresOf(history: History, id: string, isHttp: boolean): Figures {
  const series = history.members[id];
  if (series === undefined) return [];
  return isHttp ? series.requests : series.sessions;
}

function timesOf({ from, step, total }: History): readonly number[] {
  const start = Date.parse(from) / 1000;
  return total.active.map((_, index) => start + index * step);
}
