import { Menu, MenuContent, MenuItem, MenuList, Popper, SearchInput } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { searchQuery } from '../api/search.ts';
import { useScope } from '../api/session.ts';
import { useText } from '../text/index.ts';
import { addressOf } from './addresses.ts';

/** Finds any object by name, id or address. */
export function SearchBox() {
  const { layout, common, search } = useText();
  const [value, setValue] = useState('');
  const [isOpen, setOpen] = useState(false);
  const wanted = useDeferredValue(value.trim());
  const { data: results = [] } = useQuery(searchQuery(wanted, useScope()));
  const [, navigate] = useLocation();
  const box = useRef<HTMLDivElement>(null);
  const go = (address: string): void => {
    setOpen(false);
    setValue('');
    navigate(address);
  };
  const first = results[0];
  return (
    <div ref={box}>
      <Popper
        appendTo={() => box.current ?? document.body}
        onDocumentClick={(event) => {
          if (event?.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
        }}
        onDocumentKeyDown={(event) => {
          if (event?.key === 'Escape') setOpen(false);
        }}
        isVisible={isOpen && wanted !== ''}
        trigger={
          <SearchInput
            aria-label={layout.searchLabel}
            placeholder={layout.searchPlaceholder}
            value={value}
            resetButtonLabel={common.clearFilters}
            onChange={(_, next) => {
              setValue(next);
              setOpen(true);
            }}
            onClear={() => setValue('')}
            onKeyDown={({ key }) => {
              if (key === 'Enter' && first !== undefined) go(addressOf(first));
            }}
          />
        }
        popper={
          <Menu onSelect={(_, item) => go(String(item))}>
            <MenuContent>
              <MenuList aria-label={layout.searchLabel}>
                {results.length === 0 && <MenuItem isDisabled>{common.nothingMatches}</MenuItem>}
                {results.map((result) => (
                  <MenuItem
                    key={`${result.type} ${result.id}`}
                    itemId={addressOf(result)}
                    description={<bdi>{[search[result.type], result.text].join(' · ')}</bdi>}
                  >
                    <bdi>{result.name || result.id}</bdi>
                  </MenuItem>
                ))}
              </MenuList>
            </MenuContent>
          </Menu>
        }
      />
    </div>
  );
}
