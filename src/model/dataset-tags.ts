/**
 * Glossary. *Tag*: a name for data that datasets show and steps write. A write under a tag ends every answer with it.
 */

/** Says that data changed. */
export interface DatasetTags {
  /** Something under these tags was written: the answers of datasets with them are over, on every node. */
  touch(tags: readonly string[]): Promise<void>;
}

/** The port by which steps reach it. */
export const datasetTags: { readonly name: string; readonly provides?: DatasetTags } = { name: 'the tags of datasets' };
