import type { Shape } from '../model/value-type.ts';
import type { SyntaxWindow } from './ast.ts';
import type { FunctionRegistry } from './function-declaration.ts';
import type { CalendarDays } from './functions/business-calendar.ts';

/** The calendars that an expression may name. */
export interface KnownCalendars {
  find(name: string): CalendarDays | undefined;
  names(): Iterable<string>;
}

/** What an expression may name. */
export interface Scope {
  /** The fields of the record; undefined where there is no record. */
  readonly fields: Shape | undefined;
  /** Where aggregates are allowed: the fields that may stand outside of them (the group's keys). Default: all. */
  readonly keys?: Shape;
  /** `$name`. */
  readonly parameters: Shape;
  /** `@name`. */
  readonly context: Shape;
  readonly aggregates: 'none' | 'allowed';
  /** Whether `over (..)` is allowed. */
  readonly windows: boolean;
  /** What calls without an `over (..)` of their own look at, where windows are allowed. */
  readonly over?: SyntaxWindow;
  readonly functions: FunctionRegistry;
  /** Undefined where calendars cannot be named. */
  readonly calendars?: KnownCalendars;
}
