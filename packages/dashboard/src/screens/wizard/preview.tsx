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
import { type UseQueryResult, keepPreviousData, useQuery } from '@tanstack/react-query';
import { asApiError } from '../../api/api-error.ts';
import { call } from '../../api/call.ts';
import { Commands } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { CodeCopy } from '../../ui/code-copy.tsx';
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

export type PreviewQuery = UseQueryResult<Preview>;

/** What the API makes of what is wanted; asked while somebody looks at it. */
export const usePreview = (wanted: Wanted, isAsked: boolean): PreviewQuery =>
  useQuery({ ...previewQuery(wanted), enabled: isAsked });

/** What of the preview is open. */
export type PreviewTab = 'none' | 'commands' | 'files';

interface Props {
  readonly wanted: Wanted;
  readonly isComplete: boolean;
  readonly tab: PreviewTab;
  readonly onTab: (tab: PreviewTab) => void;
  readonly query: PreviewQuery;
}

/** What will run, and the same thing to type. Folded: most people only want the balancer. */
export function PreviewCard({ wanted, isComplete, tab, onTab, query }: Props) {
  const { wizard: text } = useText();
  return (
    <Card>
      <CardBody>
        <ExpandableSection
          toggleText={text.preview}
          toggleId="preview-toggle"
          contentId="preview-content"
          isExpanded={tab !== 'none'}
          onToggle={(_, open) => onTab(open ? 'commands' : 'none')}
        >
          {isComplete ? (
            <Tabs
              activeKey={tab}
              onSelect={(_, key) => onTab(key === 'files' ? 'files' : 'commands')}
              aria-label={text.preview}
            >
              <Tab eventKey="commands" title={<TabTitleText>{text.previewCommands}</TabTitleText>}>
                {tab === 'commands' && (
                  <div className="lb-fold">
                    <Commands id="create-commands" steps={planOf(wanted)} />
                  </div>
                )}
              </Tab>
              <Tab eventKey="files" title={<TabTitleText>{text.previewConfiguration}</TabTitleText>}>
                {tab === 'files' && <Configuration query={query} />}
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

function Configuration({ query: { data, error, refetch } }: { readonly query: PreviewQuery }) {
  const { wizard: text } = useText();
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
        <CodeCopy key={name} label={name} code={content} />
      ))}
    </div>
  );
}
