/** `--param name=value`: text of the command line becomes JSON, by the type of the parameter. */
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { messageOf } from '../core/errors.ts';
import { valueFromText as readValue } from '../model/value-from-text.ts';
import type { ValueType } from '../model/value-type.ts';
import type { OptionDeclaration } from './command.ts';
import { usage } from './exit-code.ts';

/** `--param k=v`. */
export const parameterOption: OptionDeclaration = {
  name: 'param',
  short: 'p',
  value: 'NAME=VALUE',
  summary: 'A parameter of the chain; lists as a,b or [..], records as JSON, nothing after = for null.',
  repeatable: true,
};

/** The parameters of a chain as JSON; `usage` for what cannot be read. */
export function readParameters(given: readonly string[], chain: CheckedChain): Readonly<Record<string, unknown>> {
  const fields = chain.parameters.map(({ field }) => field);
  const entries = given.map((text): readonly [string, unknown] => {
    const at = text.indexOf('=');
    if (at < 1) throw usage(`--param is NAME=VALUE, not '${text}'.`);
    const name = text.slice(0, at);
    const field = fields.find((one) => one.name === name);
    if (field === undefined) {
      const hint =
        didYouMean(
          name,
          fields.map((one) => one.name),
        ) ?? 'It has no parameters.';
      throw usage(`${chain.name} has no parameter '${name}'.`, hint);
    }
    return [name, valueFromText(text.slice(at + 1), field.type)];
  });
  return Object.fromEntries(entries);
}

/** JSON for a text of the command line; what does not fit is handed on as it is, for the check of values to say so. */
export function valueFromText(text: string, type: ValueType): unknown {
  try {
    return readValue(text, type);
  } catch (thrown) {
    throw usage(messageOf(thrown));
  }
}
