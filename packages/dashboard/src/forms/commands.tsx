import {
  ClipboardCopyButton,
  CodeBlock,
  CodeBlockAction,
  CodeBlockCode,
  ToggleGroup,
  ToggleGroupItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { type Step, curlOf, neutronOf } from '../calls/index.ts';
import { useText } from '../text/index.ts';
import { useCaller } from './use-caller.ts';

interface CodeProps {
  readonly id: string;
  readonly label: string;
  readonly text: string;
}

/** Text to copy. */
export function Code({ id, label, text }: CodeProps) {
  const { common } = useText();
  const [isCopied, setCopied] = useState(false);
  return (
    <CodeBlock
      className="lb-code"
      actions={
        <CodeBlockAction>
          <ClipboardCopyButton
            id={`${id}-copy`}
            textId={id}
            aria-label={common.copyOf(label)}
            variant="plain"
            exitDelay={isCopied ? 1500 : 600}
            onTooltipHidden={() => setCopied(false)}
            onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
          >
            {isCopied ? common.copied : common.copy}
          </ClipboardCopyButton>
        </CodeBlockAction>
      }
    >
      <CodeBlockCode id={id} tabIndex={0}>
        {text}
      </CodeBlockCode>
    </CodeBlock>
  );
}

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
      <Code id={`${id}-text`} label={text.commandsFor} text={command} />
    </div>
  );
}
