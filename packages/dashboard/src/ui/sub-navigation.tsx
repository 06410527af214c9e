import { Nav, NavItem, NavList } from '@patternfly/react-core';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';

interface Place {
  readonly path: string;
  readonly text: string;
}

interface Props {
  readonly label: string;
  readonly places: readonly Place[];
}

/** The screens of one section, as links: each has an address of its own. */
export function SubNavigation({ label, places }: Props) {
  const [location] = useLocation();
  const active = places
    .filter(({ path }) => location === path || location.startsWith(`${path}/`))
    .sort((one, other) => other.path.length - one.path.length)[0];
  const here = active?.path;
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen they are in a row that scrolls.
  useEffect(() => {
    if (here !== undefined)
      list.current
        ?.querySelector('[aria-current=page]')
        ?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return (
    <div ref={list}>
      <Nav aria-label={label} variant="horizontal-subnav" className="lb-sub-navigation">
        <NavList>
          {places.map((place) => (
            <NavItem key={place.path} itemId={place.path} isActive={place === active}>
              <Link to={place.path} {...(place === active ? { 'aria-current': 'page' as const } : {})}>
                {place.text}
              </Link>
            </NavItem>
          ))}
        </NavList>
      </Nav>
    </div>
  );
}
