/** Random chains of relational steps over random tables, whose expressions are random, too. */
import { isComparable } from '../../src/expression/functions/parameter-patterns.ts';
import type { JoinType } from '../../src/engine/algebra.ts';
import { type Shape, sameType, types } from '../../src/model/value-type.ts';
import { Chain } from '../engine/relations.ts';
import { withStep } from '../engine/step-relation.ts';
import { type ChainCase, chainOf, type FuzzStep } from './chains.ts';
import type { Dice } from './dice.ts';
import { allForms, type Target } from './forms.ts';
import { CallMaker } from './generate-call.ts';
import { ExpressionMaker } from './generate-expression.ts';
import { isInexact, isTotal } from './inexact.ts';
import type { Node } from './node.ts';
import { randomRecords, randomTable, type Table } from './tables.ts';

const quote = (name: string): string => (/^[a-z]\w*$/.test(name) ? name : `"${name}"`);

/** What is known about the records of a chain so far. */
interface State {
  readonly shape: Shape;
  readonly ordered: boolean;
  /** Whether `id` is still different in each record. */
  readonly unique: boolean;
  readonly last: boolean;
}

type Made = { readonly step: FuzzStep; readonly unique: boolean } | undefined;

/** Makes chains. */
export class ChainMaker {
  readonly #dice: Dice;
  readonly #maker: ExpressionMaker;
  readonly #calls: CallMaker;
  #names = 0;
  #second: Shape = [];

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#maker = new ExpressionMaker(dice);
    this.#calls = new CallMaker(dice, this.#maker);
  }

  /** A chain that is in order and has SQL. */
  make(): ChainCase {
    const dice = this.#dice;
    let found: ChainCase = { tables: this.#tables(20), steps: [] };
    let unique = true;
    const length = dice.between(1, 5);
    for (let tries = 0; found.steps.length < length && tries < length * 4; tries++) {
      const chain = chainOf(found);
      if (chain === undefined) break;
      const { shape, ordered } = chain.relation;
      const made = this.#step({ shape, ordered, unique, last: found.steps.length === length - 1 });
      if (made === undefined) continue;
      const longer = { ...found, steps: [...found.steps, made.step] };
      if (chainOf(longer) === undefined) continue;
      found = longer;
      unique &&= made.unique;
    }
    return found;
  }

  /** Aggregates or windows over one table. */
  makeCalls(): ChainCase {
    const tables = this.#tables(24);
    const [{ shape }] = tables;
    const state: State = { shape, ordered: true, unique: true, last: true };
    for (;;) {
      const made = this.#dice.percent(50) ? this.#aggregate(state, 4) : this.#window(state);
      const found = made && { tables, steps: [made.step] };
      if (found !== undefined && chainOf(found) !== undefined) return found;
    }
  }

  /** Two tables of one shape. */
  #tables(most: number): readonly [Table, Table] {
    const first = randomTable(this.#dice, most);
    this.#second = first.shape;
    return [first, { shape: first.shape, records: randomRecords(this.#dice, first.shape, this.#dice.below(12)) }];
  }

  #place({ shape, unique, last }: State, depth = this.#dice.between(1, 3)) {
    return { names: shape, depth, loose: last, unique: unique && has(shape, 'id') ? 'id' : undefined };
  }

  #exact(state: State) {
    return { ...this.#place(state), loose: false };
  }

  #step(state: State): Made {
    const dice = this.#dice;
    switch (dice.below(15)) {
      case 0:
      case 1:
        return this.#filter(state);
      case 2:
      case 3:
        return this.#derive(state);
      case 4:
        return this.#select(state);
      case 5:
      case 6:
        return this.#aggregate(state);
      case 7:
        return this.#sort(state);
      case 8:
        return this.#distinct(state);
      case 9:
        return this.#union(state);
      case 10:
        return this.#join(state);
      case 11:
        return this.#unnest(state);
      case 12:
        return this.#window(state);
      case 13:
        return this.#pivot(state);
      default:
        return dice.percent(50) ? this.#sample(state) : this.#unpivot(state);
    }
  }

  #newName(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #onError(): 'fail' | 'skip' | 'reject' {
    return this.#dice.pick(['fail', 'fail', 'skip', 'reject']);
  }

  #filter(state: State): Made {
    const onError = this.#onError();
    const nodes = [this.#maker.make(types.boolean, this.#exact(state))];
    const apply: FuzzStep['apply'] = (chain, [where = '']) => {
      const filtered = chain.onError(onError).filter(where).onError('fail');
      const { relation } = filtered;
      if (relation.op === 'filter' && relation.where.type.kind === 'boolean') return filtered;
      throw new Error('A filter is a condition.');
    };
    return { step: { title: `filter (onError ${onError})`, nodes, apply }, unique: true };
  }

  #derive(state: State): Made {
    const dice = this.#dice;
    const onError = this.#onError();
    const names = dice
      .shuffled([...state.shape.map(({ name }) => name), this.#newName('y')])
      .slice(0, dice.between(1, 2));
    const nodes = names.map(() => this.#maker.make(this.#maker.someType(), this.#place(state)));
    const apply: FuzzStep['apply'] = (chain, texts) =>
      chain
        .onError(onError)
        .derive(Object.fromEntries(names.map((name, at) => [name, texts[at] ?? 'null'])))
        .onError('fail');
    return {
      step: { title: `derive ${names.join(', ')} (onError ${onError})`, nodes, apply },
      unique: !names.includes('id'),
    };
  }

  #select(state: State): Made {
    const dice = this.#dice;
    const kept = dice.some(state.shape, 70);
    const renamed = kept.map(({ name }) => (dice.percent(15) && name !== 'id' ? this.#newName('z') : name));
    const columns = Object.fromEntries(kept.map(({ name }, at) => [renamed[at] ?? name, quote(name)]));
    const title = `select ${Object.entries(columns)
      .map(([to, from]) => (to === from ? to : `${to} = ${from}`))
      .join(', ')}`;
    return { step: { title, nodes: [], apply: (chain) => chain.project(columns) }, unique: true };
  }

  #targets(kinds: readonly Target['kind'][], last: boolean): readonly Target[] {
    const all = allForms().targets.filter(({ kind }) => kinds.includes(kind));
    return last
      ? all
      : all.filter(
          ({ name }) => !isInexact(name) && !(isTotal(name) && !['sum', 'avg'].includes(name)) && name !== 'entropy',
        );
  }

  #aggregate(state: State, most = 3): Made {
    const dice = this.#dice;
    const keys = Array.from({ length: dice.below(3) }, () =>
      this.#maker.make(this.#maker.someType(), this.#exact(state)),
    );
    const computed: Node[] = [];
    for (let count = dice.between(1, most); count > 0; count--) {
      const call = this.#calls.aggregate(dice.pick(this.#targets(['aggregate'], state.last)), this.#place(state));
      if (call) computed.push(call);
    }
    const apply: FuzzStep['apply'] = (chain, texts) => {
      const by = Object.fromEntries(keys.map((_, at) => [`k${at}`, texts[at] ?? 'null']));
      return chain.aggregate(
        by,
        Object.fromEntries(computed.map((_, at) => [`a${at}`, texts[keys.length + at] ?? 'null'])),
      );
    };
    const title = `aggregate by the first ${keys.length}`;
    return computed.length + keys.length === 0
      ? undefined
      : { step: { title, nodes: [...keys, ...computed], apply }, unique: false };
  }

  /** Sorted by everything, ties are equal records, and it does not matter which of them a limit takes. */
  #sort(state: State): Made {
    const dice = this.#dice;
    const key = this.#maker.make(this.#maker.someType(), this.#exact(state));
    const [count, offset] = [String(dice.below(12)), dice.percent(30) ? String(dice.below(4)) : undefined];
    const [descending, limited] = [dice.percent(50), dice.percent(60)];
    const apply: FuzzStep['apply'] = (chain, [by = 'null']) => {
      const { shape } = chain.relation;
      if (!shape.every(({ type }) => isComparable(type))) throw new Error('not all fields can be compared');
      const sorted = chain.sort(`${descending ? '-' : ''}${by}`, ...shape.map(({ name }) => quote(name)));
      return limited ? sorted.limit(count, offset) : sorted;
    };
    const title = `sort${descending ? ' desc' : ''}${limited ? ` and limit ${count} from ${offset ?? 0}` : ''}`;
    return { step: { title, nodes: [key], apply }, unique: true };
  }

  #distinct(state: State): Made {
    const dice = this.#dice;
    const by = state.ordered && dice.percent(50);
    const nodes = by ? [this.#maker.make(this.#maker.someType(), this.#exact(state))] : [];
    return { step: { title: 'distinct', nodes, apply: (chain, texts) => chain.distinct(...texts) }, unique: true };
  }

  #union(_state: State): Made {
    const apply: FuzzStep['apply'] = (chain) => {
      const given = Chain.input(this.#second, 1);
      const columns = chain.relation.shape.map(({ name, type }) => {
        const same = given.relation.shape.some((field) => field.name === name && sameType(field.type, type));
        return [name, same ? quote(name) : 'null'] as const;
      });
      return chain.union(given.project(Object.fromEntries(columns)));
    };
    return { step: { title: 'union with the same fields of the second table', nodes: [], apply }, unique: false };
  }

  #join(state: State): Made {
    const dice = this.#dice;
    const type = dice.pick(['inner', 'left', 'right', 'full', 'semi', 'anti'] as const satisfies readonly JoinType[]);
    const of = dice.pick([types.integer, types.text, types.boolean, types.date]);
    const left = this.#maker.make(of, this.#exact(state));
    const right = this.#maker.make(of, { ...this.#exact(state), names: this.#second });
    const taken = dice.some(this.#second, 20).map(({ name }) => name);
    const title = `${type} join of the second table on the first = the second, taking ${taken.join(', ')}`;
    const apply: FuzzStep['apply'] = (chain, [a = 'null', b = 'null']) => {
      const names = new Set(chain.relation.shape.map(({ name }) => name));
      const take = type === 'semi' || type === 'anti' ? [] : taken.map((name) => [freeName(name, names), name]);
      const joined = chain.join(Chain.input(this.#second, 1), { type, on: { [a]: b }, take: Object.fromEntries(take) });
      return alike(joined);
    };
    return { step: { title, nodes: [left, right], apply }, unique: type === 'semi' || type === 'anti' };
  }

  #unnest(state: State): Made {
    const dice = this.#dice;
    const lists = state.shape.filter(({ type }) => type.kind === 'list');
    if (lists.length === 0) return undefined;
    const { name } = dice.pick(lists);
    const position = dice.percent(40) && !has(state.shape, 'position') ? { position: 'position' } : {};
    const options = { keepEmpty: dice.percent(50), ...position };
    const title = `unnest ${name} ${JSON.stringify(options)}`;
    return { step: { title, nodes: [], apply: (chain) => chain.unnest(name, options) }, unique: false };
  }

  #window(state: State): Made {
    const target = this.#dice.pick(this.#targets(['aggregate', 'window'], state.last));
    const call = this.#calls.window(target, this.#place(state));
    if (call === undefined) return undefined;
    const name = this.#newName('w');
    const apply: FuzzStep['apply'] = (chain, [text = 'null']) => chain.derive({ [name]: text });
    return { step: { title: `derive ${name}`, nodes: [call], apply }, unique: true };
  }

  #pivot({ shape }: State): Made {
    const dice = this.#dice;
    const fields = shape.filter(({ type }) => type.kind === 'text');
    if (fields.length === 0 || !has(shape, 'id')) return undefined;
    const compute = dice.pick(['count()', { n: 'count(id)', most: 'max(id) filter (where id > 3)' }, 'sum(id) * 2']);
    const values = dice.pick([['a', 'b'], { none: null, ten: '10', a: 'a' }]);
    const by = shape
      .filter(({ type }) => type.kind === 'boolean')
      .map(({ name }) => name)
      .slice(0, dice.below(2));
    const settings = {
      by,
      field: dice.pick(fields).name,
      values,
      compute,
      others: dice.percent(15) ? 'problem' : 'ignore',
    };
    return stepOf('pivot', settings, false);
  }

  #unpivot({ shape }: State): Made {
    const numbers = shape.filter(({ type }) => type.kind === 'integer' || type.kind === 'number');
    const fields = this.#dice.some(numbers).map(({ name }) => name);
    if (fields.length === 0 || has(shape, 'which') || has(shape, 'held')) return undefined;
    return stepOf('unpivot', { fields, name: 'which', value: 'held', keepNulls: this.#dice.percent(50) }, false);
  }

  #sample({ shape, ordered, unique }: State): Made {
    const dice = this.#dice;
    if (!unique || !has(shape, 'id')) return undefined;
    const size = ordered && dice.percent(50) ? { count: dice.below(6) } : { fraction: dice.pick([0.25, 0.5, 1]) };
    return stepOf('sample', { ...size, key: ['id'], seed: String(dice.below(5)) }, true);
  }
}

function stepOf(uses: string, settings: Readonly<Record<string, unknown>>, unique: boolean): Made {
  const apply: FuzzStep['apply'] = (chain) => withStep(chain, { uses, with: settings });
  return { step: { title: `${uses} ${JSON.stringify(settings)}`, nodes: [], apply }, unique };
}

/** The join, if both of its keys are of one type, as the step makes sure. */
function alike(joined: Chain): Chain {
  const { relation } = joined;
  const keys = relation.op === 'join' ? relation.keys : [];
  if (keys.every(({ left, right }) => sameType(left.type, right.type))) return joined;
  throw new Error('The keys of a join are of one type.');
}

function has(shape: Shape, name: string): boolean {
  return shape.some((field) => field.name === name);
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}_`, taken) : name;
}
