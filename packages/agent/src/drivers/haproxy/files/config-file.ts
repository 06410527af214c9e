import { type DeviceFiles, FILES } from './device-files.ts';
import { sectionHashes, structureHash } from '../render/structure.ts';

interface Hashes {
  readonly text: string;
  readonly sections: Record<string, string>;
  readonly structure: string;
}

/** The configuration that a device was last started with, and what a later start gives. */
export class ConfigFile {
  readonly #files: DeviceFiles;
  /** Undefined until it was read or written. */
  #text: string | undefined;
  #hashed: Hashes | undefined;

  constructor(files: DeviceFiles) {
    this.#files = files;
  }

  async read(): Promise<string | undefined> {
    return (this.#text ??= await this.#files.read(FILES.config));
  }

  /** From here on it is what the disk holds, whatever was read or written before. */
  async reread(): Promise<void> {
    this.#text = await this.#files.read(FILES.config);
  }

  /** Whether somebody has changed the file since it was read or written here. */
  get isEdited(): boolean {
    return this.#text !== undefined && this.#files.glance(FILES.config) !== this.#text;
  }

  /** The file was removed. */
  forget(): void {
    this.#text = undefined;
  }

  /** A start from the file, by whomever, gives what runs now. */
  async keep(text: string): Promise<void> {
    if ((await this.read()) === text && !this.isEdited) return;
    await this.#files.write(FILES.config, text);
    this.#text = text;
  }

  /**
   * Hashes of the sections of the process that names this structure; empty when they are unknown. The file describes
   * the process when its structure is the same. After a launch that the agent did not see the end of, the candidate
   * does, and becomes the file.
   */
  async sectionsOf(structure: string): Promise<Record<string, string>> {
    const known = this.#hashes((await this.read()) ?? '');
    if (known.structure === structure) return known.sections;
    const candidate = await this.#files.read(FILES.candidate);
    const candidates = sectionHashes(candidate ?? '');
    if (candidate === undefined || structureHash(candidates) !== structure) return {};
    await this.#files.accept();
    this.#text = candidate;
    return candidates;
  }

  #hashes(text: string): Hashes {
    if (this.#hashed?.text !== text) {
      const sections = sectionHashes(text);
      this.#hashed = { text, sections, structure: structureHash(sections) };
    }
    return this.#hashed;
  }
}
