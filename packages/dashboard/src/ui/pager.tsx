import { Button, Flex, FlexItem } from '@patternfly/react-core';
import AngleLeftIcon from '@patternfly/react-icons/icons/angle-left-icon';
import AngleRightIcon from '@patternfly/react-icons/icons/angle-right-icon';
import { useEffect, useState } from 'react';
import type { Query } from '../api/query-text.ts';
import type { Page } from '../api/resources.ts';
import { useText } from '../text/index.ts';
import { type ListState, PAGE_SIZES } from './list-state.ts';
import { Menu } from './menu.tsx';

interface Props {
  readonly state: ListState;
  readonly page: Page<{ readonly id: string }> | undefined;
  /** The reader is about to turn to this page; it is said again as long as that is so. */
  readonly onNear?: (query: Query) => void;
}

/** The API pages by marker: there is a next and a previous page, and no number of pages. */
export function Pager({ state, page, onNear }: Props) {
  const { common } = useText();
  const first = page?.items[0];
  const last = page?.items.at(-1);
  const [isNear, setNear] = useState(false);
  // A button that is disabled under the pointer does not say that it is left.
  if (isNear && page?.next === false) setNear(false);
  const after = isNear && page?.next ? last?.id : undefined;
  useEffect(() => {
    if (after !== undefined) onNear?.(state.queryAfter(after));
  }, [after, onNear, state]);
  const sizes = PAGE_SIZES.map((size) => ({
    key: String(size),
    text: common.perPage(size),
    isSelected: size === state.limit,
    onSelect: () => state.setLimit(size),
  }));
  const fits = !page?.next && state.isFirstPage && (page?.items.length ?? 0) <= (PAGE_SIZES[0] ?? 0);
  if (fits) return null;
  return (
    <Flex justifyContent={{ default: 'justifyContentFlexEnd' }} gap={{ default: 'gapSm' }}>
      <FlexItem>
        <Menu
          label={common.perPage(state.limit)}
          variant="plainText"
          toggle={common.perPage(state.limit)}
          entries={sizes}
        />
      </FlexItem>
      <FlexItem>
        <Button
          variant="plain"
          aria-label={common.previousPage}
          icon={<AngleLeftIcon />}
          isDisabled={state.isFirstPage || !page?.previous || first === undefined}
          onClick={() => first && state.goBefore(first.id)}
        />
        <Button
          variant="plain"
          aria-label={common.nextPage}
          icon={<AngleRightIcon />}
          isDisabled={!page?.next || last === undefined}
          onClick={() => last && state.goAfter(last.id)}
          onPointerEnter={() => setNear(true)}
          onPointerLeave={() => setNear(false)}
          onFocus={() => setNear(true)}
          onBlur={() => setNear(false)}
        />
      </FlexItem>
    </Flex>
  );
}
