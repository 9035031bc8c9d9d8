/** Random aggregates and windows, with `distinct`, `filter`, order, partitions and frames. */
import { isComparable } from '../../src/expression/functions/parameter-patterns.ts';
import { types } from '../../src/model/value-type.ts';
import type { Dice } from './dice.ts';
import { type Form, formOf, type Target } from './forms.ts';
import type { ExpressionMaker, Place } from './generate-expression.ts';
import { overflowsOnTheWay } from './inexact.ts';
import { leaf, type Node, separated } from './node.ts';

/** Aggregates whose result depends on the order of the records: they have SQL only with an order of their own. */
const inOrder = new Set(['list', 'string_agg', 'first', 'last']);

/** Of several records that fit as well, these take any: they are asked for one where it does not matter. */
const byOther = new Set(['arg_min', 'arg_max']);

/** Where calls over several records are made. */
export interface CallPlace extends Place {
  /** A field that is different in each record; undefined where there is none left. */
  readonly unique: string | undefined;
}

/** Makes calls that look at several records. */
export class CallMaker {
  readonly #dice: Dice;
  readonly #maker: ExpressionMaker;

  constructor(dice: Dice, maker: ExpressionMaker) {
    this.#dice = dice;
    this.#maker = maker;
  }

  /** A call of an aggregate; undefined where it does not go together, or would be one of chance. */
  aggregate(target: Target, place: CallPlace): Node | undefined {
    const dice = this.#dice;
    const form = formOf(target, dice);
    if (form === undefined || overflowsOnTheWay(target.name, form.args)) return undefined;
    const { name } = target;
    if ((inOrder.has(name) || byOther.has(name)) && place.unique === undefined) return undefined;
    const args = this.#aggregateArguments(form, place);
    const distinct = form.args.length === 1 && form.args.every(isComparable) && dice.percent(15) ? 'distinct ' : '';
    const order = inOrder.has(name) && distinct === '' ? [' order by ', ...this.#order(place)] : [];
    const filter = dice.percent(25) ? [' filter (where ', this.#maker.make(types.boolean, nested(place)), ')'] : [];
    const pieces = [`${name}(${distinct}`, ...separated(args), ...order, ')', ...filter];
    return { pieces, type: form.returns, calls: target.label };
  }

  #aggregateArguments(form: Form, place: CallPlace): Node[] {
    const { name, args } = form;
    // Any of the values: of one value there is but one.
    if (name === 'any_value') return [this.#maker.constant(args[0] ?? types.integer)];
    const made = this.#maker.arguments(form, nested(place));
    return byOther.has(name) ? [made[0]!, leaf(place.unique ?? 'id', types.integer)] : made;
  }

  /** An order that leaves no ties. */
  #order(place: CallPlace): (string | Node)[] {
    const key = this.#maker.make(this.#maker.someType(), nested(place));
    const direction = this.#dice.percent(40) ? ' desc' : '';
    return this.#dice.percent(60) ? [key, `${direction}, ${place.unique}`] : [`${place.unique}${direction}`];
  }

  /** A call over a window: an aggregate, or a function that only windows have. */
  window(target: Target, place: CallPlace): Node | undefined {
    const dice = this.#dice;
    if (place.unique === undefined) return undefined;
    const call = target.kind === 'window' ? this.#windowCall(target, place) : this.aggregate(target, place);
    if (call === undefined) return undefined;
    const partition = dice.percent(60)
      ? ['partition by ', this.#maker.make(this.#maker.someType(), nested(place)), ' ']
      : [];
    const ordered = target.kind === 'window' || dice.percent(70);
    const order = ordered ? ['order by ', ...this.#order(place)] : [];
    const framed = target.kind !== 'window' || target.name.endsWith('_value');
    const frame = ordered && framed && dice.percent(50) ? ` ${this.#frame()}` : '';
    return { pieces: [call, ' over (', ...partition, ...order, `${frame})`], type: call.type };
  }

  #windowCall(target: Target, place: CallPlace): Node | undefined {
    const form = formOf(target, this.#dice);
    if (form === undefined) return undefined;
    const args = this.#maker.arguments(form, nested(place));
    return { pieces: [`${target.name}(`, ...separated(args), ')'], type: form.returns, calls: target.label };
  }

  #frame(): string {
    const dice = this.#dice;
    const start = dice.pick(['unbounded preceding', '3 preceding', '1 preceding', 'current row']);
    const end = dice.pick(['unbounded following', '2 following', '1 following', 'current row']);
    return `rows between ${start} and ${end}`;
  }
}

function nested(place: Place): Place {
  return { ...place, depth: place.depth - 1, loose: false };
}
