import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import type { Explain } from '../../api/explain.ts';
import { useFormat, useText } from '../../text/index.ts';
import { CodeCopy } from '../../ui/code-copy.tsx';
import { EmptyBlock } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';

/** As it runs, asked of the agent at this moment. */
export function Configuration({ explain: { agent } }: { readonly explain: Explain }) {
  const { loadBalancer: text } = useText();
  const format = useFormat();
  const device = agent?.device;
  if (!device) return <EmptyBlock title={text.notRunning} body={agent?.reason ?? text.notRunningBody} />;
  const plan = device.last_plan ?? [];
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [text.agent, <bdi key="agent">{agent.host ?? text.hidden}</bdi>],
    [text.reloads, format.number(device.reloads ?? 0)],
    [text.starts, format.number(device.starts ?? 0)],
    [text.lastChange, device.last_applied_at ? <Time key="time" at={device.last_applied_at} /> : '–'],
    [
      text.lastPlan,
      plan.length === 0 ? (
        '–'
      ) : (
        <ol key="plan">
          {plan.map(({ step, reason }) => (
            <li key={`${step} ${reason}`}>
              <bdi>{reason ? `${step}: ${reason}` : step}</bdi>
            </li>
          ))}
        </ol>
      ),
    ],
  ];
  return (
    <>
      <DescriptionList isHorizontal isCompact isFluid>
        {facts.map(([term, fact]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription>{fact}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
      {Object.entries(device.files ?? {}).map(([name, code]) => (
        <CodeCopy key={name} code={code} label={name} />
      ))}
    </>
  );
}
