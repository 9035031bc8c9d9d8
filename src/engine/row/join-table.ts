import type { DataRecord, Value } from '../../model/value.ts';
import { type GroupKey, groupKey, groupKeyOfAll } from '../../model/value-compare.ts';

/** A record of the right side; `matched` once a left record found it. */
export interface Partner {
  readonly record: DataRecord;
  matched: boolean;
}

const nobody: readonly Partner[] = [];

/** The records of the right side by their keys. A key with a null in it is equal to nothing. */
export class JoinTable {
  readonly #byKey = new Map<GroupKey, Partner[]>();
  readonly #keyless: Partner[] = [];

  add(record: DataRecord, keys: readonly Value[]): void {
    const partner = { record, matched: false };
    const key = joinKey(keys);
    if (key === undefined) {
      this.#keyless.push(partner);
      return;
    }
    const partners = this.#byKey.get(key);
    if (partners) partners.push(partner);
    else this.#byKey.set(key, [partner]);
  }

  find(keys: readonly Value[]): readonly Partner[] {
    const key = joinKey(keys);
    return (key === undefined ? undefined : this.#byKey.get(key)) ?? nobody;
  }

  /** The records that no left record found. */
  *unmatched(): Generator<DataRecord> {
    for (const partners of this.#byKey.values()) {
      for (const { record, matched } of partners) if (!matched) yield record;
    }
    for (const { record } of this.#keyless) yield record;
  }
}

function joinKey(keys: readonly Value[]): GroupKey | undefined {
  if (keys.includes(null)) return undefined;
  return keys.length === 1 ? groupKey(keys[0]) : groupKeyOfAll(keys);
}
