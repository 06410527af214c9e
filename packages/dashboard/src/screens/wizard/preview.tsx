import {
  Alert,
  Card,
  CardBody,
  ExpandableSection,
  List,
  ListItem,
  Tab,
  TabTitleText,
  Tabs,
} from '@patternfly/react-core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asApiError } from '../../api/api-error.ts';
import { call } from '../../api/call.ts';
import { Code, Commands } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { ErrorBlock, LoadingBlock } from '../../ui/states.tsx';
import { type Wanted, planOf, previewOf } from './plan.ts';

interface Preview {
  readonly errors: readonly { readonly path: string; readonly type: string; readonly message: string }[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

const PATH = '/v2.0/lb/loadbalancers/preview';

const previewQuery = (wanted: Wanted) => {
  const body = previewOf(wanted);
  return {
    queryKey: ['preview', body] as const,
    queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
      (await call<{ preview: Preview }>('POST', PATH, { body, signal })).preview,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  };
};

/** What will run, and the same thing to type. Folded: most people only want the balancer. */
export function PreviewCard({
  wanted,
  isComplete,
}: {
  readonly wanted: Wanted;
  readonly isComplete: boolean;
}) {
  const { wizard: text } = useText();
  const [isOpen, setOpen] = useState(false);
  const [tab, setTab] = useState<string | number>('commands');
  return (
    <Card>
      <CardBody>
        <ExpandableSection
          toggleText={text.preview}
          toggleId="preview-toggle"
          contentId="preview-content"
          isExpanded={isOpen}
          onToggle={(_, open) => setOpen(open)}
        >
          {isComplete ? (
            <Tabs activeKey={tab} onSelect={(_, key) => setTab(key)} aria-label={text.preview}>
              <Tab eventKey="commands" title={<TabTitleText>{text.previewCommands}</TabTitleText>}>
                {tab === 'commands' && (
                  <div className="lb-fold">
                    <Commands id="create-commands" steps={planOf(wanted)} />
                  </div>
                )}
              </Tab>
              <Tab eventKey="files" title={<TabTitleText>{text.previewConfiguration}</TabTitleText>}>
                {tab === 'files' && <Configuration wanted={wanted} />}
              </Tab>
            </Tabs>
          ) : (
            <p className="lb-quiet">{text.previewIncomplete}</p>
          )}
        </ExpandableSection>
      </CardBody>
    </Card>
  );
}

function Configuration({ wanted }: { readonly wanted: Wanted }) {
  const { wizard: text } = useText();
  const { data, error, refetch } = useQuery(previewQuery(wanted));
  if (error !== null && [404, 405, 501].includes(asApiError(error).status))
    return <p className="lb-quiet lb-fold">{text.previewMissing}</p>;
  if (error !== null) return <ErrorBlock error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingBlock />;
  return (
    <div className="lb-detail lb-fold">
      {data.errors.length > 0 && (
        <Alert variant="danger" isInline title={text.previewErrors}>
          <List>
            {data.errors.map(({ path, message }) => (
              <ListItem key={`${path} ${message}`}>
                <code>{path}</code> <bdi>{message}</bdi>
              </ListItem>
            ))}
          </List>
        </Alert>
      )}
      {data.files.map(({ name, text: content }) => (
        <Code key={name} id={`preview-${name}`} label={name} text={content} />
      ))}
    </div>
  );
}
