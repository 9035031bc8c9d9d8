/**
 * Glossary. *Dataset*: a chain without effects, asked with parameters by somebody with rights. *Evaluation*: one run of
 * its chain. *Fingerprint*: what of a person decides which records they see; equal fingerprints share an evaluation.
 */
import type { Outcome } from '../core/outcome.ts';
import type { Principal } from './principal.ts';
import type { RunProblem } from './run.ts';
import type { Batch } from './value.ts';
import type { Shape } from './value-type.ts';

/** A question to a dataset. */
export interface DatasetOrder {
  readonly dataset: string;
  /** JSON values by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  /** `["revenue desc", "name"]`, over the records as the caller may see them. */
  readonly sort?: readonly string[];
  /** An expression over the records as the caller may see them. */
  readonly filter?: string;
  readonly page?: { readonly offset: number; readonly limit: number };
  /** True to evaluate again whatever is kept. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

/** The answer to a question. */
export interface DatasetAnswer {
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
  readonly shape: Shape;
  readonly records: Batch;
  /** How many records there are before the page was cut out, after `filter`. */
  readonly total: number;
  /** True where the dataset's own limit cut the records: the outcome then is `truncated`. */
  readonly truncated: boolean;
  /** When the records were read, in milliseconds since 1970. */
  readonly at: number;
  /** Set where these are the last good records and a refresh failed or is under way. */
  readonly stale?: { readonly since: number; readonly problem?: RunProblem };
  /** Changes when the records change: for `ETag`. */
  readonly version: string;
  readonly fingerprint: string;
  /** How it came about. */
  readonly cache: 'hit' | 'miss' | 'shared' | 'stale' | 'off';
  /** The run that read the records. */
  readonly run?: string;
  /** How many records its chain put aside. */
  readonly rejected?: number;
}

/** What others may ask of datasets. Nothing here throws for what an outcome can say. */
export interface Datasets {
  query(order: DatasetOrder): Promise<DatasetAnswer>;
  /**
   * Tells `listener` the answer now and whenever it changes, until the function that comes back is called. Those who
   * look at the same records share one evaluation.
   */
  watch(order: DatasetOrder, listener: (answer: DatasetAnswer) => void): () => void;
}
