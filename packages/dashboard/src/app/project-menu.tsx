import FolderOpenIcon from '@patternfly/react-icons/icons/folder-open-icon';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type SessionChange,
  changeSession,
  projectsQuery,
  sessionQuery,
  useSession,
} from '../api/session.ts';
import { useText } from '../text/index.ts';
import { Menu, type MenuEntry } from '../ui/menu.tsx';

/** Which project is looked at; admins may look at all. */
export function ProjectMenu() {
  const { layout } = useText();
  const { project, role, all_projects: isAll } = useSession();
  const { data: projects = [project] } = useQuery(projectsQuery);
  const client = useQueryClient();
  const change = async (body: SessionChange): Promise<void> => {
    client.setQueryData(sessionQuery.queryKey, await changeSession(body));
    await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  };
  const known = projects.some(({ id }) => id === project.id) ? projects : [project, ...projects];
  const entries: MenuEntry[] = known.map(({ id, name }) => ({
    key: id,
    text: <bdi>{name || id}</bdi>,
    isSelected: !isAll && id === project.id,
    onSelect: () => void change({ project_id: id, ...(role === 'admin' ? { all_projects: false } : {}) }),
  }));
  if (role === 'admin')
    entries.unshift({
      key: ' all',
      text: layout.allProjects,
      isSelected: isAll,
      onSelect: () => void change({ all_projects: true }),
    });
  const name = isAll ? layout.allProjects : project.name || project.id;
  return (
    <Menu
      label={layout.projectOf(name)}
      variant="plainText"
      icon={<FolderOpenIcon />}
      toggle={
        <span className="lb-project">
          <bdi>{name}</bdi>
        </span>
      }
      entries={entries}
    />
  );
}
