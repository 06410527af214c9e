interface PreviewError {
  /** Such as `members[1].address`. */
  readonly path: string;
  readonly message: string;
}

/** What the API would refuse, where it was typed. What is about the whole is in neither. */
export interface PlacedErrors {
  readonly fields: Readonly<Record<string, string>>;
  /** By the place of the member among those that are sent. */
  readonly members: Readonly<Record<number, string>>;
}

export const NO_ERRORS: PlacedErrors = { fields: {}, members: {} };

const OF_FIELD = /^(?:pool|vip|health_monitors\[\d+\])\.(?<name>\w+)/;
const OF_MEMBER = /^members\[(?<index>\d+)\]/;

/** The wizard asks for these under another name. */
const RENAMED: Readonly<Record<string, string>> = { floating_network_id: 'floatingip_id' };

/** The first error of a field is the one that is shown. */
export function placed(errors: readonly PreviewError[]): PlacedErrors {
  const fields: Record<string, string> = {};
  const members: Record<number, string> = {};
  for (const { path, message } of errors) {
    const index = OF_MEMBER.exec(path)?.groups?.['index'];
    const name = OF_FIELD.exec(path)?.groups?.['name'] ?? RENAMED[path];
    if (index !== undefined) members[Number(index)] ??= message;
    else if (name !== undefined) fields[name] ??= message;
  }
  return { fields, members };
}
