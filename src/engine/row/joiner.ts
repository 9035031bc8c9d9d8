import { type Batch, batchSize, type DataRecord } from '../../model/value.ts';
import type { GroupKey } from '../../model/value-compare.ts';
import type { RelationContext } from './relation-context.ts';
import { leaveOut } from './deferred-problem.ts';
import type { RowRun } from './flow.ts';
import type { CompiledJoin } from './join.ts';
import { type JoinTable, type Partner, withJoinKey } from './join-table.ts';
import { emptyRecord } from './record-builder.ts';

const nobody: readonly Partner[] = [];

/** Looks up left records and gathers what becomes of them, never more than a batch at once, however many partners one has. */
export class Joiner {
  readonly #join: CompiledJoin;
  readonly #table: JoinTable;
  readonly #context: RelationContext;
  readonly #look: (record: DataRecord) => void;
  #ready: DataRecord[] = [];
  /** The left record whose partners are not all combined with it, and how far that has come. */
  #record: DataRecord = emptyRecord;
  #partners = nobody;
  #next = 0;

  constructor(join: CompiledJoin, table: JoinTable, run: RowRun) {
    this.#join = join;
    this.#table = table;
    this.#context = run.context;
    const { relation, leftKeys } = join;
    this.#look = withJoinKey(leftKeys, { relation, run, use: (record, key) => this.#meet(record, key) });
  }

  /** Takes in a left record; not while it is full. */
  take(record: DataRecord): void {
    this.#look(record);
  }

  /** True when a whole batch is ready. */
  get isFull(): boolean {
    return this.#ready.length >= batchSize;
  }

  /** What is ready; goes on with the partners that are left. */
  handOut(): Batch {
    const ready = this.#ready;
    this.#ready = [];
    this.#combine();
    return ready;
  }

  #meet(record: DataRecord, key: GroupKey | undefined): void {
    const found = this.#partnersOf(record, this.#table.find(key));
    if (found === undefined) return;
    const { type } = this.#join.relation;
    if (type === 'semi' || type === 'anti') {
      if (found.length > 0 === (type === 'semi')) this.#ready.push(record);
    } else if (found.length > 0) {
      this.#record = record;
      this.#partners = found;
      this.#next = 0;
      this.#combine();
    } else if (type === 'left' || type === 'full') {
      this.#ready.push(this.#join.combine(record, emptyRecord));
    }
  }

  #combine(): void {
    const { combine } = this.#join;
    while (this.#next < this.#partners.length && !this.isFull) {
      const partner = this.#partners[this.#next++]!;
      partner.matched = true;
      this.#ready.push(combine(this.#record, partner.record));
    }
  }

  /** Those that pass the further condition; undefined if it fails for one, which leaves the left record out. */
  #partnersOf(left: DataRecord, found: readonly Partner[]): readonly Partner[] | undefined {
    const { condition, relation } = this.#join;
    if (condition === undefined) return found;
    const { step, onError } = relation;
    try {
      return found.filter((partner) => condition({ left, right: partner.record }, this.#context.env) === true);
    } catch (error) {
      leaveOut(this.#context, { step, onError, record: left, error });
      return undefined;
    }
  }
}
