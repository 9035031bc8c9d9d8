/** The patterns that overloads are built from: what arguments they take, and what those are converted to. */
import { commonType, isNumeric } from '../../model/common-type.ts';
import { MillraceError } from '../../core/errors.ts';
import { decimalOf, integerAsDecimal } from '../../model/decimal-type.ts';
import { formatType, listOf, types, type ValueType } from '../../model/value-type.ts';
import type { ParameterPattern } from '../function-declaration.ts';

/** Takes one type as it is; null becomes a null of that type. */
function exactly(type: ValueType): ParameterPattern {
  return {
    label: formatType(type),
    accepts: (argument) => argument.kind === type.kind || argument.kind === 'null',
    convertsTo: (argument) => (argument.kind === 'null' ? type : argument),
  };
}

/** Takes `text` and nothing else. */
export const text = exactly(types.text);
/** Takes `integer` and nothing else. */
export const integer = exactly(types.integer);
/** Takes `boolean` and nothing else. */
export const boolean = exactly(types.boolean);
/** Takes `date` and nothing else. */
export const date = exactly(types.date);
/** Takes `time` and nothing else. */
export const time = exactly(types.time);
/** Takes `timestamp` and nothing else. */
export const timestamp = exactly(types.timestamp);
/** Takes `datetime` and nothing else. */
export const datetime = exactly(types.datetime);
/** Takes `interval` and nothing else. */
export const interval = exactly(types.interval);
/** Takes `binary` and nothing else. */
export const binary = exactly(types.binary);
/** Takes a JSON value of unknown shape. */
export const any = exactly(types.any);

/** Takes every numeric type, as a number. */
export const number: ParameterPattern = {
  label: 'number',
  accepts: (type) => isNumeric(type) || type.kind === 'null',
  convertsTo: () => types.number,
};

/** Takes decimals, and integers as decimals of 19 digits. */
export const decimal: ParameterPattern = {
  label: 'decimal',
  accepts: (type) => type.kind === 'decimal' || type.kind === 'integer' || type.kind === 'null',
  convertsTo: (type) => (type.kind === 'decimal' ? type : decimalOf(integerAsDecimal)),
};

/** Takes a value of any type with one form of text, as that text. */
export const textual: ParameterPattern = {
  label: 'text',
  accepts: (type) => type.kind !== 'any' && type.kind !== 'list' && type.kind !== 'record' && type.kind !== 'binary',
  convertsTo: () => types.text,
};

/** Takes everything; `name` is the type variable of the signature. */
export function anything(name = 'T'): ParameterPattern {
  return { label: name, accepts: () => true };
}

/** Takes what can be compared: everything but `any`, also inside of lists and records. */
export function comparable(name = 'T'): ParameterPattern {
  return { label: name, accepts: isComparable };
}

/** True when values of the type can be ordered and grouped. */
export function isComparable(type: ValueType): boolean {
  if (type.kind === 'list') return isComparable(type.item);
  if (type.kind === 'record') return type.fields.every((field) => isComparable(field.type));
  return type.kind !== 'any';
}

/** Takes a list whose items fit `item`, each converted as `item` says. */
export function listPattern(item: ParameterPattern): ParameterPattern {
  const converts = item.convertsTo;
  return {
    label: `list(${item.label})`,
    accepts: (type) => type.kind === 'null' || (type.kind === 'list' && item.accepts(type.item)),
    convertsTo: (type) => {
      const found = type.kind === 'list' ? type.item : types.null;
      return listOf(converts ? converts(found) : found);
    },
  };
}

/** Takes any record. */
export const record: ParameterPattern = {
  label: 'record',
  accepts: (type) => type.kind === 'record' || type.kind === 'null',
};

/** Takes a lambda; `parameters` gives their types from the arguments before it, `body` what its result must fit. */
export function lambda(
  label: string,
  parameters: (before: readonly ValueType[]) => readonly ValueType[],
  body: ParameterPattern = anything(),
): ParameterPattern {
  return { label, accepts: (type) => body.accepts(type), lambda: parameters };
}

/** All arguments of the type that fits them all. */
export function allAlike(args: readonly ValueType[]): readonly ValueType[] {
  const common = commonOf(args);
  return args.map(() => common);
}

/** The type of the items of a list, and of null: null. */
export function itemOf(type: ValueType | undefined): ValueType {
  return type?.kind === 'list' ? type.item : types.null;
}

/** The one type of all arguments; `type_mismatch` when there is none. */
export function commonOf(args: readonly ValueType[]): ValueType {
  let common: ValueType = types.null;
  for (const type of args) {
    const next = commonType(common, type);
    if (!next) {
      throw new MillraceError('type_mismatch', `${formatType(common)} and ${formatType(type)} do not fit together.`, {
        hint: 'Cast one of them to the type of the other.',
      });
    }
    common = next;
  }
  return common;
}
