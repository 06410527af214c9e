import { Breadcrumb, BreadcrumbItem, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import { useText } from '../text/index.ts';

interface Crumb {
  readonly text: string;
  readonly to: string;
}

const NO_CRUMBS: readonly Crumb[] = [];

interface Props {
  /** Also the title of the window. */
  readonly title: string;
  readonly crumbs?: readonly Crumb[];
  /** One sentence, or a status beside the title. */
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** What every screen begins with: where one is, what it is called, what can be done. */
export function Screen({ title, crumbs = NO_CRUMBS, subtitle, actions, children }: Props) {
  const { common } = useText();
  useEffect(() => {
    document.title = common.titleOf(title);
  }, [common, title]);
  return (
    <>
      <PageSection className="lb-screen-head" hasBodyWrapper={false}>
        {crumbs.length > 0 && (
          <Breadcrumb>
            {crumbs.map(({ text, to }) => (
              <BreadcrumbItem
                key={to}
                render={({ className }) => (
                  <Link className={className} to={to}>
                    {text}
                  </Link>
                )}
              />
            ))}
            <BreadcrumbItem isActive>
              <bdi>{title}</bdi>
            </BreadcrumbItem>
          </Breadcrumb>
        )}
        <Flex
          justifyContent={{ default: 'justifyContentSpaceBetween' }}
          alignItems={{ default: 'alignItemsCenter' }}
        >
          <FlexItem className="lb-screen-title">
            <Title headingLevel="h1">
              <bdi>{title}</bdi>
            </Title>
            {subtitle !== undefined && <div className="lb-subtitle">{subtitle}</div>}
          </FlexItem>
          {actions !== undefined && <FlexItem>{actions}</FlexItem>}
        </Flex>
      </PageSection>
      <PageSection hasBodyWrapper={false}>{children}</PageSection>
    </>
  );
}
