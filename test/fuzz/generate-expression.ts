/** Random expressions of a wanted type over the fields of a table. */
import { formatLiteral } from '../../src/expression/format-typed.ts';
import { patternAt } from '../../src/expression/overload-resolution.ts';
import { castable } from '../../src/model/cast.ts';
import { formatType, listOf, type Shape, sameType, types, type ValueType } from '../../src/model/value-type.ts';
import type { Dice } from './dice.ts';
import { allForms, type Form, formOf, type Target } from './forms.ts';
import { exactPower, isInexact, isTotal, overflowsOnTheWay } from './inexact.ts';
import { call, leaf, type Node, separated, written } from './node.ts';
import { randomPresent, randomValue } from './value-pools.ts';
import { eighths, randomDecimalType } from './tables.ts';

/** What stands around the place for which an expression is made. */
export interface Place {
  /** Fields, and the parameters of lambdas around it. */
  readonly names: Shape;
  /** How many levels may still be nested. */
  readonly depth: number;
  /** Whether the last digit of a double may differ between engines: nothing may depend on it that is not a double. */
  readonly loose: boolean;
}

const infix = new Set(['+', '-', '*', '/', 'div', '%', '||', '=', '<>', '<', '<=', '>', '>=', 'like', 'in']);

/** How often an argument is one that an example shows. */
const hintShares: Readonly<Partial<Record<ValueType['kind'], number>>> = {
  text: 60,
  integer: 25,
  interval: 25,
  number: 20,
};

const quoteName = (name: string): string => (/^[a-z]\w*$/.test(name) ? name : `"${name}"`);

/** Makes expressions; one for each thread of chance. */
export class ExpressionMaker {
  readonly #dice: Dice;
  #locals = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** An expression of a type. */
  make(type: ValueType, place: Place): Node {
    const dice = this.#dice;
    if (place.depth <= 0 || dice.percent(12)) return this.simple(type, place);
    const roll = dice.below(100);
    if (roll < 58) {
      const made = this.#calling(type, place);
      if (made !== undefined) return made;
    }
    if (roll < 74) return this.#choosing(type, place);
    if (roll < 88) return this.#casting(type, place) ?? this.simple(type, place);
    return this.#member(type, place) ?? this.#collecting(type, place) ?? this.simple(type, place);
  }

  /** A name or a literal. */
  simple(type: ValueType, { names }: Place): Node {
    const dice = this.#dice;
    const fitting = names.filter((field) => sameType(field.type, type));
    if (fitting.length > 0 && dice.percent(85)) return leaf(quoteName(dice.pick(fitting).name), type);
    return this.#literal(type);
  }

  #literal(type: ValueType): Node {
    const value = randomValue(this.#dice, type, 6);
    if (type.kind === 'record') return written(type, formatLiteral(null, type));
    const text = formatLiteral(value, type);
    return value === null || type.kind === 'list' ? written(type, text, `::${formatType(type)}`) : written(type, text);
  }

  /** A call of one overload; undefined where its arguments do not go together. */
  calling(target: Target, place: Place): Node | undefined {
    const form = formOf(target, this.#dice);
    if (form === undefined || overflowsOnTheWay(form.name, form.args)) return undefined;
    return this.#call(form, place);
  }

  #calling(type: ValueType, place: Place): Node | undefined {
    const usable = allForms()
      .giving(type)
      .filter(({ name, args }) => (place.loose || !isInexact(name)) && !overflowsOnTheWay(name, args));
    if (usable.length === 0) return undefined;
    return this.#call(this.#dice.pick(usable), place);
  }

  #call(form: Form, place: Place): Node | undefined {
    const node = this.#written(form, this.arguments(form, { ...place, depth: place.depth - 1, loose: false }));
    return node && { ...node, calls: form.label };
  }

  /** Arguments as the form wants them. */
  arguments(form: Form, inner: Place): Node[] {
    return form.args.map((type, at) => this.#argument(form, { type, at, inner }));
  }

  #argument(form: Form, { type, at, inner }: { type: ValueType; at: number; inner: Place }): Node {
    const pattern = patternAt(form.overload, at);
    if (pattern?.lambda) return this.#lambda(pattern.lambda(form.args.slice(0, at)), type, inner);
    if (isTotal(form.name) && formatType(pattern?.convertsTo?.(type) ?? type).endsWith('number)'))
      return this.#eighths('list', type, inner.names);
    if (isTotal(form.name) && (pattern?.convertsTo?.(type) ?? type).kind === 'number')
      return this.#eighths('number', type, inner.names);
    if (form.label === 'round(number, integer) -> number' && at === 1)
      return written(type, String(this.#dice.between(-exactPower, exactPower)));
    const hinted = this.#dice.percent(hintShares[type.kind] ?? 0);
    const hint = hinted ? allForms().hints.pick(this.#dice, form.name, at) : undefined;
    return hint === undefined ? this.make(type, inner) : leaf(hint, type);
  }

  /** Doubles that can be added up in any order. */
  #eighths(sort: 'number' | 'list', type: ValueType, names: Shape): Node {
    if (names.some(({ name }) => name === eighths[sort])) return leaf(eighths[sort], type);
    const items = Array.from({ length: 3 }, () => formatLiteral(this.#dice.between(-99, 99) / 8, types.number));
    return sort === 'number' ? written(type, items[0] ?? '1e0') : leaf(`[${items.join(', ')}]`, type);
  }

  #newLocal(): string {
    this.#locals += 1;
    return `p${this.#locals}`;
  }

  #lambda(parameters: readonly ValueType[], body: ValueType, inner: Place): Node {
    const locals = parameters.map((type) => ({ name: this.#newLocal(), type }));
    const names = locals.map(({ name }) => name).join(', ');
    const made = this.make(body, { ...inner, names: [...inner.names, ...locals, ...locals, ...locals] });
    return { pieces: [locals.length === 1 ? `${names} -> ` : `(${names}) -> `, made], type: body };
  }

  #written({ name, returns }: Form, args: readonly Node[]): Node | undefined {
    const [a, b, c] = args;
    if (a !== undefined && b !== undefined && infix.has(name)) return written(returns, a, ` ${name} `, b);
    if (name === 'negate' && a) return written(returns, '- ', a);
    if (name === 'not' && a) return written(returns, 'not ', a);
    if (name === 'is null' && a) return written(returns, a, this.#dice.percent(50) ? ' is null' : ' is not null');
    if (name === 'between' && a && b && c) return written(returns, a, ' between ', b, ' and ', c);
    if (name === 'index' && a && b) return { pieces: [a, '[', b, ']'], type: returns };
    if (name === 'pick' || name === 'omit') return this.#picked(name, args[0]);
    return /^\w+$/.test(name) ? call(name, args, returns) : undefined;
  }

  #picked(name: string, record: Node | undefined): Node | undefined {
    if (record?.type.kind !== 'record') return undefined;
    return written(record.type, `${name}(`, record, `, ${quoteName(this.#dice.pick(record.type.fields).name)})`);
  }

  /** `case`, `and`, `or`, `in (..)`, `is null` and what is like them. */
  #choosing(type: ValueType, place: Place): Node {
    const dice = this.#dice;
    const inner = { ...place, depth: place.depth - 1 };
    const exact = { ...inner, loose: false };
    if (type.kind === 'boolean' && dice.percent(65)) return this.#condition(exact);
    switch (dice.below(5)) {
      case 0: {
        const subject = this.someType();
        const [x, y, z] = [this.make(subject, exact), this.make(subject, exact), this.make(subject, exact)];
        const results = [this.make(type, inner), this.make(type, inner)] as const;
        return written(type, 'case ', x, ' when ', y, ' then ', results[0], ' when ', z, ' then ', results[1], ' end');
      }
      case 1:
        return call('coalesce', [this.make(type, inner), this.make(type, inner)], type);
      case 2:
        return call('if', [this.make(types.boolean, exact), this.make(type, inner), this.make(type, inner)], type);
      default: {
        const when = this.make(types.boolean, exact);
        return written(
          type,
          'case when ',
          when,
          ' then ',
          this.make(type, inner),
          ' else ',
          this.make(type, inner),
          ' end',
        );
      }
    }
  }

  #condition(place: Place): Node {
    const dice = this.#dice;
    const type = this.someType();
    const one = (): Node => this.make(types.boolean, place);
    switch (dice.below(6)) {
      case 0:
        return written(types.boolean, one(), ' and ', one());
      case 1:
        return written(types.boolean, one(), ' or ', one());
      case 2: {
        const options = [this.make(type, place), this.simple(type, place), this.simple(type, place)];
        const not = dice.percent(30) ? ' not in (' : ' in (';
        return written(types.boolean, this.make(type, place), not, ...separated(options), ')');
      }
      case 3:
        return written(types.boolean, this.make(types.text, place), ' not like ', this.make(types.text, place));
      case 4: {
        const low = this.make(type, place);
        return written(types.boolean, this.make(type, place), ' not between ', low, ' and ', this.make(type, place));
      }
      default:
        return written(types.boolean, 'not ', one());
    }
  }

  #casting(type: ValueType, place: Place): Node | undefined {
    const dice = this.#dice;
    const inner = { ...place, depth: place.depth - 1, loose: false };
    const from = dice.shuffled(this.#castTypes(place)).find((other) => !sameType(other, type) && castable(other, type));
    if (from === undefined) return undefined;
    const operand = this.make(from, inner);
    const target = formatType(type);
    if (dice.percent(30)) return { pieces: ['try_cast(', operand, ` as ${target})`], type };
    return { pieces: [operand, `::${target}`], type };
  }

  #castTypes({ names }: Place): ValueType[] {
    return [
      ...names.map(({ type }) => type),
      types.integer,
      types.text,
      types.number,
      randomDecimalType(this.#dice),
    ].filter(({ kind }) => kind !== 'any' && kind !== 'null');
  }

  /** A field of a record, or an item of a list. */
  #member(type: ValueType, place: Place): Node | undefined {
    const found = place.names.flatMap(({ name, type: of }): Node[] => {
      if (of.kind === 'list' && sameType(of.item, type)) {
        const at = this.simple(types.integer, place);
        return [{ pieces: [quoteName(name), '[', at, ']'], type }];
      }
      if (of.kind !== 'record') return [];
      return of.fields
        .filter((field) => sameType(field.type, type))
        .map((field) => leaf(`${quoteName(name)}.${quoteName(field.name)}`, type));
    });
    return found.length === 0 ? undefined : this.#dice.pick(found);
  }

  /** A list or record that is written out. */
  #collecting(type: ValueType, place: Place): Node | undefined {
    const inner = { ...place, depth: place.depth - 1, loose: false };
    if (type.kind === 'list') {
      const items = Array.from({ length: this.#dice.between(1, 3) }, () => this.make(type.item, inner));
      return { pieces: ['[', ...separated(items), ']'], type };
    }
    if (type.kind !== 'record') return undefined;
    const fields = type.fields.map((field) => [`${quoteName(field.name)}: `, this.make(field.type, inner)] as const);
    return { pieces: ['{', ...fields.flatMap((field, at) => (at === 0 ? field : [', ', ...field])), '}'], type };
  }

  /** A type that can be compared and that tables have. */
  someType(): ValueType {
    const dice = this.#dice;
    const scalar = dice.pick([
      ...[types.integer, types.integer, types.text, types.text, types.number, types.boolean, types.date, types.time],
      ...[types.timestamp, types.datetime, types.interval, types.binary, randomDecimalType(dice)],
    ]);
    return dice.percent(12) ? listOf(scalar) : scalar;
  }

  /** A literal that is not null. */
  constant(type: ValueType): Node {
    return leaf(formatLiteral(randomPresent(this.#dice, type), type), type);
  }
}
