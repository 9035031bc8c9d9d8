import type { Closure } from '../../expression/closure.ts';
import type { DataRecord } from '../../model/value.ts';
import { type GroupKey, groupKey, groupKeyOfAll } from '../../model/value-compare.ts';
import type { JoinRelation } from '../algebra.ts';
import { oneReader, valueReader } from './consume.ts';
import type { RowRun } from './flow.ts';

/** A record of the right side; `matched` once a left record found it. */
export interface Partner {
  readonly record: DataRecord;
  matched: boolean;
}

const nobody: readonly Partner[] = [];

/** The records of the right side by their keys; a key that is undefined, for the null in it, is equal to nothing. */
export class JoinTable {
  readonly #byKey = new Map<GroupKey, Partner[]>();
  readonly #keyless: Partner[] = [];

  add(record: DataRecord, key: GroupKey | undefined): void {
    const partner = { record, matched: false };
    if (key === undefined) {
      this.#keyless.push(partner);
      return;
    }
    const partners = this.#byKey.get(key);
    if (partners) partners.push(partner);
    else this.#byKey.set(key, [partner]);
  }

  find(key: GroupKey | undefined): readonly Partner[] {
    return key === undefined ? nobody : (this.#byKey.get(key) ?? nobody);
  }

  /** The records that no left record found. */
  *unmatched(): Generator<DataRecord> {
    for (const partners of this.#byKey.values()) {
      for (const { record, matched } of partners) if (!matched) yield record;
    }
    for (const { record } of this.#keyless) yield record;
  }
}

/** The key of a record, handed to `use` with it; not for a record whose key failed, which is left out. */
export function withJoinKey(
  closures: readonly Closure[],
  to: { relation: JoinRelation; run: RowRun; use(record: DataRecord, key: GroupKey | undefined): void },
): (record: DataRecord) => void {
  const { relation, run, use } = to;
  const [only] = closures;
  if (only !== undefined && closures.length === 1) {
    const read = oneReader(only, relation, run);
    return (record) => {
      const value = read(record);
      if (value !== undefined) use(record, value === null ? undefined : groupKey(value));
    };
  }
  const read = valueReader(closures, relation, run);
  return (record) => {
    const values = read(record);
    if (values !== undefined) use(record, values.includes(null) ? undefined : groupKeyOfAll(values));
  };
}
