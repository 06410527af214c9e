import { Label, Popover } from '@patternfly/react-core';
import type { Agent } from '../../api/operating.ts';
import { useText } from '../../text/index.ts';
import { type AgentState, agentState } from './agent-state.ts';

const LOOKS: Readonly<Record<AgentState, 'success' | 'danger' | 'warning' | undefined>> = {
  alive: 'success',
  silent: 'danger',
  deaf: 'danger',
  conflict: 'danger',
  cordoned: 'warning',
  disabled: undefined,
};

/** The state in a word; what that means opens from it. */
export function AgentLabel({ agent }: { readonly agent: Agent }) {
  const { operating: text, status } = useText();
  const state = agentState(agent);
  const look = LOOKS[state];
  return (
    <Popover
      headerContent={text.states[state]}
      bodyContent={text.stateBody[state]}
      aria-label={status.why(agent.host)}
    >
      <Label
        {...(look === undefined ? { color: 'grey' as const } : { status: look })}
        onClick={() => undefined}
      >
        {text.states[state]}
      </Label>
    </Popover>
  );
}
