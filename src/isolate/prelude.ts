/**
 * What stands between the guest and the user's function, inside of the isolate. It is carried there as source. It keeps
 * what it needs of the language before the user's code is compiled, since that may change every global; whoever does so
 * changes the results of its own records and nothing else.
 */
import type { ScriptMode } from './guest-order.ts';
import { sourceOf } from './source-of.ts';
import { faultOf, faultIn, notPlain, shown, type Originals, toText } from './prelude-values.ts';
import { seedRandom, standStill } from './prelude-globals.ts';

/** What the isolate's prelude is called with. */
export interface PreludeSettings {
  readonly mode: ScriptMode;
  /** As JSON. */
  readonly params: string;
  readonly now: number;
  readonly seed: readonly number[];
  /** The most characters that one call may give. */
  readonly largest: number;
  readonly longestLine: number;
  readonly mostLines: number;
}

/** What the prelude gives to the guest; texts and numbers alone go in and out. */
export interface Prepared {
  load(batch: string): void;
  /** Works on the loaded batch for so many milliseconds, and gives a part of the answer as JSON. */
  next(milliseconds: number): string;
  /** The record that it is at. */
  at(): number;
}

type UserFunction = (argument: unknown, params: unknown) => unknown;

function keepOriginals(): Originals {
  const { now: ticks } = Date;
  return {
    parse: JSON.parse,
    stringify: JSON.stringify,
    isArray: Array.isArray,
    prototypeOf: Object.getPrototypeOf as (value: object) => unknown,
    freeze: Object.freeze,
    values: Object.values,
    plain: Object.prototype,
    PromiseClass: Promise,
    ErrorClass: Error,
    cut: Function.prototype.call.bind(String.prototype.slice) as Originals['cut'],
    ticks,
  };
}

/** A console whose lines are kept, so many of them, until they are taken. */
function keepConsole(originals: Originals, { longestLine, mostLines }: PreludeSettings): { take(): string } {
  const { stringify, cut, freeze } = originals;
  let lines = '';
  let count = 0;
  const say = (level: string, given: readonly unknown[]): void => {
    count += 1;
    if (count > mostLines) return;
    let line = '';
    for (let at = 0; at < given.length && line.length <= longestLine; at += 1)
      line += (at === 0 ? '' : ' ') + cut(shown(originals, given[at]), 0, longestLine);
    lines += `${lines === '' ? '' : ','}["${level}",${stringify(cut(line, 0, longestLine))}]`;
  };
  (globalThis as unknown as { console: unknown }).console = freeze({
    log: (...given: unknown[]) => say('info', given),
    info: (...given: unknown[]) => say('info', given),
    debug: (...given: unknown[]) => say('debug', given),
    warn: (...given: unknown[]) => say('warn', given),
    error: (...given: unknown[]) => say('error', given),
  });
  return {
    take() {
      const said = lines;
      lines = '';
      return said;
    },
  };
}

function frozen<T>(originals: Originals, value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of originals.values(value)) frozen(originals, part);
  return originals.freeze(value);
}

/** One call of the user's function: its result as JSON, or what went wrong, as JSON. */
function callUser(
  originals: Originals,
  { mode, largest }: PreludeSettings,
  call: () => unknown,
): { text: string; fault?: string } {
  const wrong = (message: string) => `{"name":"","message":${originals.stringify(message)},"stack":""}`;
  try {
    const value = call();
    const fault = faultIn(originals, mode, value);
    if (fault !== undefined) return { text: 'null', fault: wrong(fault) };
    const text = toText(originals, value) ?? 'null';
    if (text.length <= largest) return { text };
    return { text: 'null', fault: wrong(`It gave ${text.length} characters at once; at most ${largest} are taken.`) };
  } catch (thrown) {
    return { text: 'null', fault: faultOf(originals, thrown) };
  }
}

/** Prepares the globals; what it gives takes the user's function. */
function prelude(settings: PreludeSettings): (compiled: UserFunction) => Prepared {
  const originals = keepOriginals();
  const { parse, ticks } = originals;
  standStill(settings.now);
  seedRandom(settings.seed);
  const lines = keepConsole(originals, settings);
  const params = frozen(originals, parse(settings.params) as unknown);
  return (compiled) => {
    let batch: unknown[] = [];
    let current = 0;
    return {
      load(text) {
        batch = parse(text) as unknown[];
        current = 0;
      },
      next(milliseconds) {
        const from = current;
        const until = ticks() + milliseconds;
        let results = '';
        let faults = '';
        while (current < batch.length && results.length < 1_000_000) {
          const { text, fault } = callUser(originals, settings, () => compiled(batch[current], params));
          results += (current === from ? '' : ',') + text;
          if (fault !== undefined) faults += `${faults === '' ? '' : ','}[${current},${fault}]`;
          current += 1;
          if (ticks() >= until) break;
        }
        const done = current >= batch.length;
        return `{"from":${from},"results":[${results}],"faults":[${faults}],"lines":[${lines.take()}],"done":${done}}`;
      },
      at: () => current,
    };
  };
}

/** The source of the prelude: an expression that gives a function of {@link PreludeSettings}. */
export const preludeSource = (): string =>
  sourceOf([
    keepOriginals,
    standStill,
    seedRandom,
    shown,
    toText,
    notPlain,
    faultIn,
    faultOf,
    keepConsole,
    frozen,
    callUser,
    prelude,
  ]);
