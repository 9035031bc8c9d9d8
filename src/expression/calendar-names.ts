/** Names of calendars in calls such as `business_days(a, b, 'office')`, which mean what the calendar says when it is checked. */
import { didYouMean } from '../core/did-you-mean.ts';
import type { Syntax, SyntaxCall } from './ast.ts';
import type { Checking } from './checking.ts';
import { writtenCalendar } from './functions/business-calendar.ts';

/** Which argument of a call is a calendar. */
const places: Readonly<Record<string, number>> = { business_days: 2, add_business_days: 2, is_business_day: 1 };

/** Days that are written out begin with weekdays; names do not begin with digits. */
const writtenOut = /^[1-7]+(?:\/|$)/;

/** What the name of a calendar stands for; undefined, with a fault noted, for one that is not there. */
function calendarOf(checking: Checking, name: string, at: Syntax['at']): string | undefined {
  const { calendars } = checking.scope;
  if (calendars === undefined) {
    checking.fault({
      message: `calendars are known in chains, and not here`,
      hint: 'Write the days out: 12345/2026-12-25 for Monday to Friday and a day off.',
      at,
    });
    return undefined;
  }
  const found = calendars.find(name);
  const written = found && writtenCalendar(found);
  if (written !== undefined) return written;
  const message = found ? `the calendar '${name}' has no working weekday` : `there is no calendar '${name}'`;
  const hint = found
    ? 'Give it weekdays.'
    : (didYouMean(name, [...calendars.names()]) ?? 'Define it with kind: calendar.');
  checking.fault({ message, hint, at });
  return undefined;
}

/** The call with its calendar written out; the call itself where it names none. */
export function withCalendar(checking: Checking, call: SyntaxCall): SyntaxCall {
  const place = Object.hasOwn(places, call.name) ? (places[call.name] ?? -1) : -1;
  const arg = call.args[place];
  if (arg?.kind !== 'literal' || typeof arg.value !== 'string' || writtenOut.test(arg.value)) return call;
  const value = calendarOf(checking, arg.value, arg.at) ?? '12345';
  return { ...call, args: call.args.map((other, index) => (index === place ? { ...arg, value } : other)) };
}
