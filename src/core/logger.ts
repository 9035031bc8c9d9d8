/** Structured logs for operators: one JSON object per line. What users should see belongs into run logs instead. */
import { type DestinationStream, pino } from 'pino';
import type { Redactor } from './redactor.ts';

/** Levels from most to least talkative; `silent` writes nothing. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** How much is written. */
export type LogLevel = (typeof logLevels)[number];

/** One way to write a line: fields first, then the message, or the message alone. */
export interface LogMethod {
  (fields: Readonly<Record<string, unknown>>, message: string): void;
  (message: string): void;
}

/** What code logs with. `err` among the fields is written with its stack and causes. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** A logger that adds these fields to every line. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

/** Fields that are never written, wherever they stand on the first two levels. */
const SECRET_FIELDS = ['password', 'secret', 'token', 'authorization', 'cookie', 'url'];

/** How to make a logger. */
export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where lines go; standard error when absent, so that standard output stays for results. */
  readonly destination?: DestinationStream;
  /** What every line says that is written now: the trace that it belongs to, say. */
  readonly always?: () => Readonly<Record<string, unknown>>;
  /** Knows what must not stand in any line, wherever it came from. */
  readonly known?: Redactor;
}

/** A logger over pino that hides secrets. */
export function createLogger({ level, destination, known, always }: LoggerOptions): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]);
  const options = {
    level,
    base: null,
    redact: { paths, censor: '[hidden]' },
    ...(always === undefined ? {} : { mixin: always }),
  };
  const out = destination ?? pino.destination({ fd: 2, sync: true });
  return pino(options, known === undefined ? out : { write: (line) => out.write(known.redact(line)) });
}

/** A logger that writes nothing, for tests and for callers who do not care. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
