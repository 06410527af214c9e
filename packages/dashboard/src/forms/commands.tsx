import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { useState } from 'react';
import { type Step, curlOf, neutronOf } from '../calls/index.ts';
import { useText } from '../text/index.ts';
import { CodeCopy } from '../ui/code-copy.tsx';
import { useCaller } from './use-caller.ts';

/** What the buttons do, for whoever would rather type it. */
export function Commands({ id, steps }: { readonly id: string; readonly steps: readonly Step[] }) {
  const { forms: text } = useText();
  const caller = useCaller();
  const [tool, setTool] = useState<'neutron' | 'curl'>('neutron');
  const command = tool === 'curl' ? curlOf(steps, caller) : neutronOf(steps, caller);
  return (
    <div className="lb-commands">
      <ToggleGroup aria-label={text.commandsFor} isCompact>
        {(['neutron', 'curl'] as const).map((each) => (
          <ToggleGroupItem
            key={each}
            text={each}
            buttonId={`${id}-${each}`}
            isSelected={tool === each}
            onChange={() => setTool(each)}
          />
        ))}
      </ToggleGroup>
      <CodeCopy label={text.commandsFor} code={command} />
    </div>
  );
}
