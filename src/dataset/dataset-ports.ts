/** What datasets need from around them; wired in `main/datasets.ts`. */
import type { RoleTable } from '../access/permission.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import type { FunctionRegistry } from '../expression/function-declaration.ts';
import type { Principal, PrincipalDirectory } from '../model/principal.ts';
import type { CheckedDataset } from './check-datasets.ts';

/** The definitions at this moment. */
export interface DatasetDefinitions {
  readonly datasets: ReadonlyMap<string, CheckedDataset>;
  readonly roles: RoleTable;
  readonly zone: string;
  /** Hash of every definition that a chain uses, by kind and name. */
  hashesOf(chain: CheckedChain): Readonly<Record<string, string>>;
  /** True if what a chain gives may depend on the day it runs on. */
  namesToday(chain: CheckedChain): boolean;
  /** What of a person decides which records they see through a chain. */
  fingerprint(chain: CheckedChain, principal: Principal): string;
}

/** How often each tag was written to, on all nodes together. */
export interface TagBoard {
  /** The counts as they are now; a tag that nobody ever wrote to has none. */
  versions(tags: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Says that something under these tags was written; it is known here when this returns, and at once elsewhere. */
  touch(tags: readonly string[]): Promise<void>;
  /** Calls `listener` with the tags that were written to, here or elsewhere; the function that comes back ends that. */
  onTouch(listener: (tags: ReadonlySet<string>) => void): () => void;
}

/** What datasets are wired from. */
export interface DatasetsOptions {
  definitions(): DatasetDefinitions;
  /** Calls `listener` when the definitions were loaded anew; the function that comes back ends that. */
  onReload(listener: () => void): () => void;
  readonly runs: DirectRuns;
  readonly tags: TagBoard;
  /** Reads the rights of those who look on for longer again. */
  readonly principals: Pick<PrincipalDirectory, 'current'>;
  readonly functions: FunctionRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes of answers that are kept, about. */
  readonly cacheSize: number;
}

/** Something that metrics count. */
export type CountedEvent =
  | { readonly kind: 'answer'; readonly dataset: string; readonly cache: string }
  | { readonly kind: 'evaluation'; readonly dataset: string; readonly outcome: string };
