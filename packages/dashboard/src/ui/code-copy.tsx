import { ClipboardCopyButton, CodeBlock, CodeBlockAction, CodeBlockCode } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { useText } from '../text/index.ts';

interface Props {
  readonly code: string;
  /** What is copied. */
  readonly label: string;
}

/** Text for a terminal or a file, ready to copy. */
export function CodeCopy({ code, label }: Props) {
  const { common } = useText();
  const id = useId();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  };
  return (
    <CodeBlock
      className="lb-code"
      actions={
        <CodeBlockAction>
          <ClipboardCopyButton
            id={`${id}-copy`}
            textId={`${id}-code`}
            variant="plain"
            aria-label={common.copyOf(label)}
            onClick={() => void copy()}
            onTooltipHidden={() => setCopied(false)}
          >
            {isCopied ? common.copied : common.copyOf(label)}
          </ClipboardCopyButton>
        </CodeBlockAction>
      }
    >
      <CodeBlockCode id={`${id}-code`} tabIndex={0}>
        {code}
      </CodeBlockCode>
    </CodeBlock>
  );
}
