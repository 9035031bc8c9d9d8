/** The frame of a function of dates and times. */
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';

/** A function of the family of dates and times. */
export function dateFunction(
  name: string,
  summary: string,
  form: {
    readonly parameters: readonly string[];
    readonly problem?: string;
    readonly overloads: readonly Overload[];
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
    readonly aliases?: readonly string[];
  },
): FunctionDeclaration {
  return { kind: 'scalar', name, family: 'date and time', summary, ...form };
}
