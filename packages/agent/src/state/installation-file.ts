import { randomUUID } from 'node:crypto';
import { type Logger, parseJson } from '@lbaas/common/runtime';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { StateDirectory } from './state-directory.ts';

const InstallationSchema = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
  /** See networkStack(). */
  stack: Type.String(),
  /** What the servers have said of it last; files of all versions call it so. */
  standing: Type.Union([Type.Literal('new'), Type.Literal('accepted'), Type.Literal('refused')]),
});
export type Installation = Readonly<Static<typeof InstallationSchema>>;

const checker = Compile(InstallationSchema);
const NAME = 'installation.json';

/** What makes this state directory, in this network stack, one installation. */
export class InstallationFile {
  readonly #directory: StateDirectory;
  readonly #logger: Logger;

  constructor(directory: StateDirectory, logger: Logger) {
    this.#directory = directory;
    this.#logger = logger;
  }

  /**
   * The installation of the last run; a new one when there is none, and when the directory is now in another network
   * stack: by a reboot, or as a copy. A refusal is remembered even then.
   */
  async open(stack: string): Promise<Installation> {
    await this.#directory.ensure();
    const known = await this.#read();
    if (known?.stack === stack) return known;
    const standing = known?.standing === 'refused' ? 'refused' : 'new';
    const installation: Installation = { id: randomUUID(), stack, standing };
    await this.write(installation);
    this.#logger.info({ installation: installation.id, previous: known?.id }, 'this is a new installation');
    return installation;
  }

  /** The id that the agent will have in this network stack; undefined when it will be a new one. Nothing is changed. */
  async idIn(stack: string): Promise<string | undefined> {
    const content = parseJson((await this.#directory.read(NAME)) ?? '');
    return checker.Check(content) && content.stack === stack ? content.id : undefined;
  }

  async write(installation: Installation): Promise<void> {
    await this.#directory.write(NAME, `${JSON.stringify(installation)}\n`);
  }

  async exists(): Promise<boolean> {
    return (await this.#directory.read(NAME)) !== undefined;
  }

  async #read(): Promise<Installation | undefined> {
    const text = await this.#directory.read(NAME);
    if (text === undefined) return undefined;
    const content = parseJson(text);
    if (checker.Check(content)) return content;
    this.#logger.error({ file: NAME }, 'the file of the installation cannot be used and is set aside');
    await this.#directory.setAside(NAME);
    return undefined;
  }
}
