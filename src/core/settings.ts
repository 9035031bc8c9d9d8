/**
 * The settings of a server, from the environment: parsed here and nowhere else, all faults reported together. Each is
 * declared once; parsing and the reference page come from the declaration.
 */
import { nearestName } from './did-you-mean.ts';
import { type Issue, MillraceError } from './errors.ts';
import { type LogLevel, logLevels } from './logger.ts';
import { parseSecretKey } from './secret-box.ts';

/** The parts that a node can play. */
export const nodeRoles = ['web', 'scheduler', 'worker'] as const;

/** A part that a node plays: serves pages and calls, plans jobs, works on runs. */
export type NodeRole = (typeof nodeRoles)[number];

/** The settings. */
export interface Settings {
  /** Absent: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Where people reach the server, without a slash at the end; absent: `http://host:port`. */
  readonly publicUrl: string | undefined;
  readonly roles: readonly NodeRole[];
  /** Runs that this node works on at once. */
  readonly concurrency: number;
  /** Milliseconds that running work is given when the node stops. */
  readonly stopGrace: number;
  /** Milliseconds after which a node that gives no sign is taken for gone. */
  readonly nodeLease: number;
  readonly logLevel: LogLevel;
  /** Bytes that all runs of this node may use together; absent: a part of what the machine or its container has. */
  readonly memory: number | undefined;
  /** Bytes of answers of datasets that this node keeps. */
  readonly datasetCache: number;
  /** Absent: `/metrics` answers this machine and those who are signed in. */
  readonly metricsToken: string | undefined;
  /** What stored secrets are encrypted with; absent: the key file of the workspace. */
  readonly secretKey: Buffer | undefined;
}

/** One setting, for the parser and the reference. */
export interface SettingDeclaration<T> {
  /** The environment variable. */
  readonly variable: string;
  /** What it does, as a sentence. */
  readonly summary: string;
  /** What it takes, as words. */
  readonly takes: string;
  /** Its default as it would be written; absent: there is none, and the summary says what that means. */
  readonly byDefault?: string;
  readonly example?: string;
  /** True when its value must not be shown. */
  readonly secret?: boolean;
  /** The value of a text, or undefined when it is not what it takes. */
  readonly parse: (text: string) => T | undefined;
}

const wholeNumber = (min: number, max: number) => ({
  takes: `a whole number from ${min} to ${max}`,
  parse: (text: string): number | undefined => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  },
});

const oneOf = <T extends string>(names: readonly T[]) => ({
  takes: `one of ${names.join(', ')}`,
  parse: (text: string): T | undefined => names.find((name) => name === text),
});

const someOf = <T extends string>(names: readonly T[]) => ({
  takes: `some of ${names.join(', ')}, with commas between them`,
  parse: (text: string): readonly T[] | undefined => {
    const parts = text.split(',').map((part) => names.find((name) => name === part.trim()));
    const found = parts.filter((part) => part !== undefined);
    return found.length === parts.length ? [...new Set(found)] : undefined;
  },
});

const address = (...protocols: string[]) => ({
  takes: `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  parse: (text: string): string | undefined =>
    URL.canParse(text) && protocols.includes(new URL(text).protocol) ? text.replace(/\/+$/, '') : undefined,
});

const hostName = {
  takes: 'a host name or an IP address',
  parse: (text: string): string | undefined => (/^[\w.:-]+$/.test(text) ? text : undefined),
};

const seconds = (max: number, min = 0) => {
  const inner = wholeNumber(min, max);
  return {
    takes: `seconds, from ${min} to ${max}`,
    parse: (text: string): number | undefined => {
      const value = inner.parse(text);
      return value === undefined ? undefined : value * 1_000;
    },
  };
};

const megabytes = (min: number, max: number) => {
  const inner = wholeNumber(min, max);
  return {
    takes: `megabytes, from ${min} to ${max}`,
    parse: (text: string): number | undefined => {
      const value = inner.parse(text);
      return value === undefined ? undefined : value * 1024 * 1024;
    },
  };
};

/** All settings, by their names in the program. */
export const settingDeclarations: { readonly [K in keyof Settings]: SettingDeclaration<NonNullable<Settings[K]>> } = {
  databaseUrl: {
    variable: 'DATABASE_URL',
    summary: 'The PostgreSQL (15 or newer) that Millrace keeps its data in. Without it, it starts one of its own.',
    example: 'postgres://millrace:password@db.example.com/millrace',
    secret: true,
    ...address('postgres:', 'postgresql:'),
  },
  host: {
    variable: 'MILLRACE_HOST',
    summary: 'The interface that the server listens on. `0.0.0.0` makes it reachable from other machines.',
    byDefault: '127.0.0.1',
    ...hostName,
  },
  port: {
    variable: 'MILLRACE_PORT',
    summary: 'The port that the server listens on; 0 takes any that is free.',
    byDefault: '7400',
    ...wholeNumber(0, 65_535),
  },
  publicUrl: {
    variable: 'MILLRACE_PUBLIC_URL',
    summary: 'Where people reach the server, for links in mails and at the terminal. Without it, host and port.',
    example: 'https://millrace.example.com',
    ...address('https:', 'http:'),
  },
  roles: {
    variable: 'MILLRACE_ROLES',
    summary:
      'What this node does: serves pages and calls, plans jobs, works on runs. What one leaves out, another on the same database must do.',
    byDefault: nodeRoles.join(','),
    ...someOf(nodeRoles),
  },
  concurrency: {
    variable: 'MILLRACE_CONCURRENCY',
    summary: 'How many runs this node works on at once; each has a process of its own.',
    byDefault: '4',
    ...wholeNumber(1, 64),
  },
  stopGrace: {
    variable: 'MILLRACE_STOP_GRACE',
    summary: 'How long running work may go on when the node is told to stop; then it is cancelled.',
    byDefault: '10',
    ...seconds(3_600),
  },
  nodeLease: {
    variable: 'MILLRACE_NODE_LEASE',
    summary:
      'How long a node that gives no sign is still taken for alive; then others end the runs that it had as `node_lost` and go on with the rest. The same on every node.',
    byDefault: '15',
    ...seconds(300, 2),
  },
  logLevel: {
    variable: 'MILLRACE_LOG_LEVEL',
    summary: 'How much the server writes to its log.',
    byDefault: 'info',
    ...oneOf(logLevels),
  },
  memory: {
    variable: 'MILLRACE_MEMORY',
    summary:
      'How much memory all runs of this node may use together. A run whose `memory` is not free waits until it is; one that asks for more than there is ends at once. Without it, seven tenths of what the machine or its container has, less what the server itself needs.',
    example: '8192',
    ...megabytes(256, 16_777_216),
  },
  datasetCache: {
    variable: 'MILLRACE_DATASET_CACHE',
    summary: 'How much memory this node keeps for answers of datasets; those not asked for longest go first.',
    byDefault: '256',
    ...megabytes(0, 65_536),
  },
  metricsToken: {
    variable: 'MILLRACE_METRICS_TOKEN',
    summary:
      'What Prometheus sends as a bearer token to read `/metrics`. Without it, this machine and those who are signed in may.',
    secret: true,
    takes: 'at least 16 characters without blanks',
    parse: (text: string): string | undefined => (/^\S{16,}$/.test(text) ? text : undefined),
  },
  secretKey: {
    variable: 'MILLRACE_SECRET_KEY',
    summary:
      'What stored secrets are encrypted with; the same on every node. Without it, `.millrace/secret.key` of the workspace, made at the first start.',
    secret: true,
    takes: 'a key of 32 bytes, as 64 hexadecimal digits or in base64 (such as `openssl rand -hex 32` gives)',
    parse: parseSecretKey,
  },
};

/** Variables of ours that are no settings of the server: of tests and of the launcher. */
const OTHER_VARIABLES = /^MILLRACE_(TEST|INTERNAL)_/;

function unknownVariables(environment: Readonly<Record<string, string | undefined>>): Issue[] {
  const known = Object.values(settingDeclarations).map((declaration) => declaration.variable);
  return Object.keys(environment)
    .filter((name) => name.startsWith('MILLRACE_') && !OTHER_VARIABLES.test(name) && !known.includes(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      return {
        path: name,
        message: nearest ? `is not known; did you mean ${nearest}?` : 'is not known',
        code: 'unknown_key',
      };
    });
}

/** Reads the settings; `setting_invalid` with all faults. A variable that is empty counts as not set. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const issues = unknownVariables(environment);
  const values = Object.entries(settingDeclarations).map(([name, declaration]) => {
    const { variable, takes, byDefault, secret, parse } = declaration as SettingDeclaration<unknown>;
    const given = environment[variable]?.trim();
    const text = given === undefined || given === '' ? byDefault : given;
    if (text === undefined) return [name, undefined];
    const value = parse(text);
    if (value === undefined) {
      issues.push({
        path: variable,
        message: `takes ${takes}${secret ? '' : `, not '${text}'`}`,
        code: 'invalid_value',
      });
    }
    return [name, value];
  });
  if (issues.length > 0) {
    const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new MillraceError('setting_invalid', `The environment has settings that are not valid: ${list}.`, {
      hint: 'Correct or unset these environment variables.',
      issues,
    });
  }
  return Object.fromEntries(values);
}
