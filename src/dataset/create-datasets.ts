/** Wires what answers questions to datasets. */
import type { DatasetAnswer, DatasetOrder, Datasets } from '../model/dataset-query.ts';
import type { Principal } from '../model/principal.ts';
import { maySee } from '../access/permission.ts';
import { type AnsweredDataset, Answers } from './answers.ts';
import { requireDataset } from './ask-dataset.ts';
import type { CheckedDataset } from './check-datasets.ts';
import type { CountedEvent, DatasetsOptions } from './dataset-ports.ts';
import type { DatasetFigures } from './figures.ts';
import { Watching } from './watching.ts';

/** What is kept of a dataset on this node, with its figures. */
export interface DatasetStanding extends DatasetFigures {
  /** When the newest records that are kept were read, in milliseconds since 1970. */
  readonly newest: number | undefined;
  /** How many evaluations are kept: one for each parameters and fingerprint. */
  readonly entries: number;
  /** The bytes that they take, about. */
  readonly bytes: number;
  /** Those who look on, at all datasets. */
  readonly watchers: number;
}

/** Datasets with all that pages and programs ask of them. */
export interface DatasetContext extends Datasets {
  /** Like `query`, with what was made of the answer before. */
  answer(order: DatasetOrder): Promise<AnsweredDataset>;
  /** Those that the principal may see. */
  visible(principal: Principal): readonly CheckedDataset[];
  /** One that the principal may query; throws `not_found`, `denied` or `conflict`. */
  require(name: string, principal: Principal): CheckedDataset;
  standing(name: string): DatasetStanding;
  /** Ends all answers of datasets with these tags, on every node. */
  invalidate(tags: readonly string[]): Promise<void>;
  /** Tells `listener` of every answer and evaluation, for metrics; the function that comes back ends that. */
  follow(listener: (event: CountedEvent) => void): () => void;
  close(): void;
}

/** Wires datasets. */
export function createDatasets(options: DatasetsOptions): DatasetContext {
  const answers = new Answers(options);
  const watching = new Watching(options, answers);
  // What was read under other definitions has another key, and would only take room.
  const stopReload = options.onReload(() => answers.cache.forget(() => true));
  const visible = (principal: Principal): CheckedDataset[] =>
    [...options.definitions().datasets.values()].filter(({ definition }) => maySee(principal, definition));
  return {
    query: async (order): Promise<DatasetAnswer> => (await answers.answer(order)).answer,
    answer: (order) => answers.answer(order),
    watch: (order, listener) => watching.watch(order, listener),
    visible,
    require: (name, principal) => requireDataset(options.definitions(), name, principal),
    standing: (name) => standingOf(name, answers, watching),
    invalidate: (tags) => options.tags.touch(tags),
    follow: (listener) => answers.follow(listener),
    close() {
      stopReload();
      watching.close();
    },
  };
}

function standingOf(name: string, answers: Answers, watching: Watching): DatasetStanding {
  const entries = answers.cache.of(name);
  const times = entries.map(({ evaluation }) => evaluation.basis.at);
  return {
    ...answers.figures(name),
    newest: times.length === 0 ? undefined : Math.max(...times),
    entries: entries.length,
    bytes: answers.cache.bytesOf(name),
    watchers: watching.size,
  };
}
