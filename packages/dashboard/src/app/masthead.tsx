import {
  Masthead as PageMasthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  PageToggleButton,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import BarsIcon from '@patternfly/react-icons/icons/bars-icon';
import { Link } from 'wouter';
import { useText } from '../text/index.ts';
import { LanguageMenu } from './language-menu.tsx';
import { ProjectMenu } from './project-menu.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { UserMenu } from './user-menu.tsx';
import { SearchBox } from './search-box.tsx';

/** On a narrow screen they are in the menu of the user. */
const WIDE_ONLY = { default: 'hidden', md: 'visible' } as const;

export function Masthead() {
  const { common, layout } = useText();
  return (
    <PageMasthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label={layout.openNavigation}>
            <BarsIcon />
          </PageToggleButton>
        </MastheadToggle>
        <MastheadBrand>
          <MastheadLogo component={(props) => <Link {...props} to="/" />}>
            <span className="lb-brand">
              <img src="/ui/icon.svg" alt="" width={28} height={28} />
              {common.product}
            </span>
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isFullHeight>
          <ToolbarContent>
            <ToolbarItem className="lb-masthead-search">
              <SearchBox />
            </ToolbarItem>
            <ToolbarGroup align={{ default: 'alignEnd' }} gap={{ default: 'gapNone' }}>
              <ToolbarItem>
                <ProjectMenu />
              </ToolbarItem>
              <ToolbarItem visibility={WIDE_ONLY}>
                <LanguageMenu />
              </ToolbarItem>
              <ToolbarItem visibility={WIDE_ONLY}>
                <ThemeMenu />
              </ToolbarItem>
              <ToolbarItem>
                <UserMenu />
              </ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </PageMasthead>
  );
}
