import { Nav, NavGroup, NavItem, PageSidebar, PageSidebarBody } from '@patternfly/react-core';
import { Link, useLocation } from 'wouter';
import { useSession } from '../api/session.ts';
import { useText } from '../text/index.ts';
import { SECTIONS, type Section } from './sections.ts';

export function Navigation() {
  const { layout } = useText();
  const { role } = useSession();
  const [location] = useLocation();
  const sections = SECTIONS.filter(({ forAdmins }) => !forAdmins || role === 'admin');
  const isActive = ({ path }: Section): boolean => location === path || location.startsWith(`${path}/`);
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label={layout.mainNavigation}>
          <NavGroup title={layout.balancing}>
            {sections.map((section) => (
              <NavItem key={section.path} itemId={section.path} isActive={isActive(section)}>
                <Link to={section.path}>{layout[section.name]}</Link>
              </NavItem>
            ))}
          </NavGroup>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}
