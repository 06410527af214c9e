import type { Result } from './messages.ts';

type Inspection = Result<'inspect_device'>;
type Files = Readonly<Record<string, string>>;

/** The name of the one file that the version before knows, as `haproxy_cfg`. */
const CONFIGURATION = 'haproxy.cfg';

/** The fields of an inspection that hold the files, for servers of this version and of the one before. */
export const fieldsOfFiles = (files: Files): Pick<Inspection, 'files' | 'haproxy_cfg'> => ({
  files,
  haproxy_cfg: files[CONFIGURATION] ?? null,
});

/** The files of an inspection, by an agent of this version or of the one before. */
export function filesOf({ files, haproxy_cfg }: Pick<Inspection, 'files' | 'haproxy_cfg'>): Files {
  if (files !== undefined) return files;
  return haproxy_cfg === null ? {} : { [CONFIGURATION]: haproxy_cfg };
}
