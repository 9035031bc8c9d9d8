import type { MadeBytes } from '../dataset/entry-cache.ts';
import type { DatasetContext } from '../dataset/create-datasets.ts';
import type { Batch } from '../model/value.ts';
import type { Shape } from '../model/value-type.ts';

/** The formats in which a dataset answers. */
export const datasetFormats = ['json', 'ndjson', 'csv', 'xlsx'] as const;

/** One of them. */
export type DatasetFormat = (typeof datasetFormats)[number];

/** Records that are to be written in a format. */
export interface RenderOrder {
  readonly format: DatasetFormat;
  /** What the file is about: the name of its sheet. */
  readonly title: string;
  readonly records: Batch;
  readonly shape: Shape;
  /** What stands around the records, for `json`. */
  readonly around?: Readonly<Record<string, unknown>>;
}

/** Datasets as the API serves them. */
export interface DatasetService extends Omit<DatasetContext, 'close'> {
  /** Writes records: up to 8 MiB in memory, more on disk for one reader. */
  render(order: RenderOrder): Promise<MadeBytes>;
}
