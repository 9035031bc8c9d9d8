/**
 * The files of a run on the local disk. Invariant: nothing stands under a final name before it is complete; drafts are
 * named `.draft-..` beside it and removed when the run ends, however it ends.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, glob, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { MillraceError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { RunFile } from '../../model/run.ts';
import type { FileDraft, RunFiles } from '../step-contract.ts';

/** How the temporary folders beside the files of a run are named. */
export const scratchPrefix = '.scratch-';

/** How the drafts of a run are named, so that they can be found if its process is killed. */
export function draftPrefix(run: string): string {
  return `.draft-${run}-`;
}

/** Where the files of a run lie. */
export interface LocalRunFilesOptions {
  /** The folder of the workspace; `data/..` is below it. */
  readonly workspace: string;
  /** The folder of the run's own files, named by the run; made when first needed. */
  readonly directory: string;
  /** False in tests and dry runs: what goes to `data/..` is written beside the run's files instead. */
  readonly publishes: boolean;
  /** Called for every file that became final. */
  published(file: RunFile): void;
}

/** The files of a run on the local disk. */
export class LocalRunFiles implements RunFiles {
  readonly #options: LocalRunFilesOptions;
  readonly #drafts = new Set<string>();
  /** What would lie below `data/` if this run were not only tried. */
  readonly #unpublished = new Set<string>();
  #scratch: Promise<string> | undefined;

  constructor(options: LocalRunFilesOptions) {
    this.#options = options;
  }

  /** The folders that files may lie in. */
  get folders(): readonly string[] {
    return [path.join(this.#options.workspace, 'data'), this.#options.directory];
  }

  async find(name: string): Promise<readonly string[]> {
    if (name.startsWith('run:/')) return [await existing(this.#own(name.slice('run:/'.length)), name)];
    if (!name.startsWith('data/')) return [await existing(this.#own(name), name)];
    const absolute = this.#below(name);
    if (this.#unpublished.has(name)) return [this.#own(name)];
    if (!/[*?[{]/.test(name)) return [await existing(absolute, name)];
    const found: string[] = [];
    for await (const match of glob(name, { cwd: this.#options.workspace })) found.push(this.#below(match));
    if (found.length === 0) throw fileNotFound(name);
    return found.sort();
  }

  async create(name: string): Promise<FileDraft> {
    const shared = name.startsWith('data/');
    const target = shared && this.#options.publishes ? this.#below(name) : this.#own(name);
    await mkdir(path.dirname(target), { recursive: true });
    const draft = path.join(path.dirname(target), `${draftPrefix(path.basename(this.#options.directory))}${newId()}`);
    this.#drafts.add(draft);
    return {
      path: draft,
      publish: (mediaType) => this.#publish({ draft, target, name, mediaType }),
      discard: () => this.#discard(draft),
    };
  }

  scratch(): Promise<string> {
    this.#scratch ??= mkdir(this.#options.directory, { recursive: true }).then(() =>
      mkdtemp(path.join(this.#options.directory, scratchPrefix)),
    );
    return this.#scratch;
  }

  /** Removes drafts that were not published and the scratch folder. */
  async close(): Promise<void> {
    await Promise.all([...this.#drafts].map((draft) => this.#discard(draft)));
    if (this.#scratch !== undefined) await rm(await this.#scratch, { recursive: true, force: true });
  }

  async #publish(file: { draft: string; target: string; name: string; mediaType: string }): Promise<void> {
    const handle = await open(file.draft, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    const { size } = await stat(file.draft);
    const sha256 = await hashFile(file.draft);
    await rename(file.draft, file.target);
    this.#drafts.delete(file.draft);
    if (file.name.startsWith('data/') && !this.#options.publishes) this.#unpublished.add(file.name);
    else this.#options.published({ name: file.name, mediaType: file.mediaType, size, sha256 });
  }

  async #discard(draft: string): Promise<void> {
    this.#drafts.delete(draft);
    await rm(draft, { force: true });
  }

  /** Below `data/` and nowhere else: the definitions and the server's own files stand beside it. */
  #below(name: string): string {
    return inside(path.join(this.#options.workspace, 'data'), path.relative('data', name));
  }

  #own(name: string): string {
    return inside(this.#options.directory, name);
  }
}

function inside(folder: string, name: string): string {
  const absolute = path.resolve(folder, name);
  if (name.includes('\0') || !absolute.startsWith(path.resolve(folder) + path.sep)) {
    throw new MillraceError('file_outside', `'${name}' leads out of its folder.`, {
      hint: 'Use a bare name for a file of the run, or a path below data/.',
    });
  }
  return absolute;
}

async function existing(absolute: string, name: string): Promise<string> {
  try {
    await access(absolute);
    return absolute;
  } catch (error) {
    throw fileNotFound(name, error);
  }
}

function fileNotFound(name: string, cause?: unknown): MillraceError {
  return new MillraceError('file_not_found', `There is no file '${name}'.`, {
    hint: name.startsWith('data/')
      ? 'The path starts at the workspace folder.'
      : 'Files that are read lie below data/; a bare name is a file that this run wrote.',
    cause,
  });
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
