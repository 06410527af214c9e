import { Card, CardBody, CardExpandableContent, CardHeader, CardTitle } from '@patternfly/react-core';
import { type ReactNode, useId, useState } from 'react';

interface Props {
  readonly title: string;
  readonly actions?: ReactNode;
  /** Folded, and not even made, until somebody opens it. */
  readonly isFolded?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, actions, isFolded, children }: Props) {
  const id = useId();
  const [isOpen, setOpen] = useState(isFolded !== true);
  const head = (
    <CardTitle id={id} component="h2">
      {title}
    </CardTitle>
  );
  if (isFolded === undefined)
    return (
      <Card aria-labelledby={id} component="section">
        <CardHeader {...(actions === undefined ? {} : { actions: { actions, hasNoOffset: true } })}>
          {head}
        </CardHeader>
        <CardBody>{children}</CardBody>
      </Card>
    );
  return (
    <Card aria-labelledby={id} component="section" isExpanded={isOpen}>
      <CardHeader
        onExpand={() => setOpen(!isOpen)}
        toggleButtonProps={{ 'aria-label': title, 'aria-expanded': isOpen }}
      >
        {head}
      </CardHeader>
      <CardExpandableContent>
        <CardBody>{isOpen && children}</CardBody>
      </CardExpandableContent>
    </Card>
  );
}
