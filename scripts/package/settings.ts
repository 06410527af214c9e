/** What a page, a file or a manual says of one setting. */
export interface Setting {
  readonly name: string;
  readonly description: string;
  /** Undefined when there is none, or when each host has another one. */
  readonly standard: unknown;
  readonly isRequired: boolean;
}

export interface SettingsSchema {
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** Settings whose default each host makes itself: what was built elsewhere must not name the machine. */
export const LOCAL_DEFAULTS: Readonly<Record<string, string>> = { agent_host: "the machine's host name" };

export const settingsOf = (schema: SettingsSchema): Setting[] =>
  Object.entries(schema.properties).map(([name, property]) => {
    const { description = '', default: standard } = property as { description?: string; default?: unknown };
    const isLocal = Object.hasOwn(LOCAL_DEFAULTS, name);
    const isRequired = schema.required?.includes(name) === true && standard === undefined;
    return { name, description, standard: isLocal ? undefined : standard, isRequired };
  });
