import {
  Card,
  CardBody,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useText } from '../../text/index.ts';
import type { RowAction } from '../../ui/data-table.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Screen } from '../../ui/screen.tsx';
import { LoadingBlock, QueryBlock } from '../../ui/states.tsx';

export interface Term {
  readonly term: string;
  readonly value: ReactNode;
}

interface Props<T> {
  readonly query: {
    readonly data: T | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  /** The list that it is in. */
  readonly parent: { readonly text: string; readonly to: string };
  readonly nameOf: (object: T) => string;
  readonly subtitle?: (object: T) => ReactNode;
  readonly termsOf: (object: T) => readonly Term[];
  readonly actionsOf: (object: T) => readonly RowAction[];
  readonly children?: (object: T) => ReactNode;
  readonly dialog: ReactNode;
}

/** One object: what it is called, its status, all that is known of it, and what can be done. */
export function DetailFrame<T>(props: Props<T>) {
  const { query, parent, nameOf, subtitle, termsOf, actionsOf, children, dialog } = props;
  const { common } = useText();
  const object = query.data;
  const name = object === undefined ? parent.text : nameOf(object);
  return (
    <Screen
      title={name}
      crumbs={[parent]}
      subtitle={object && subtitle?.(object)}
      actions={
        object && (
          <Menu
            label={common.actionsOf(name)}
            toggle={common.actions}
            variant="secondary"
            entries={actionsOf(object).map(({ title, onClick, isDanger, disabledBecause }) => ({
              key: title,
              text: title,
              onSelect: onClick,
              isDanger: isDanger ?? false,
              disabledBecause,
            }))}
          />
        )
      }
    >
      <QueryBlock query={query} loading={<LoadingBlock lines={8} />}>
        {(found) => (
          <div className="lb-detail">
            <Card>
              <CardBody>
                <DescriptionList columnModifier={{ default: '1Col', lg: '2Col' }} isHorizontal isCompact>
                  {termsOf(found).map(({ term, value }) => (
                    <DescriptionListGroup key={term}>
                      <DescriptionListTerm>{term}</DescriptionListTerm>
                      <DescriptionListDescription>{value}</DescriptionListDescription>
                    </DescriptionListGroup>
                  ))}
                </DescriptionList>
              </CardBody>
            </Card>
            {children?.(found)}
          </div>
        )}
      </QueryBlock>
      {dialog}
    </Screen>
  );
}
