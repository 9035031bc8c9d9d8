import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromDuckDb } from './duckdb-error.ts';

/** Messages as DuckDB 1.5 writes them. */
const cases: readonly [message: string, code: string, shown: RegExp][] = [
  [
    "Conversion Error: Could not convert string 'ten' to INT64\n\nLINE 1: select ...",
    'cast_failed',
    /^Could not convert string 'ten' to INT64$/,
  ],
  ['Out of Range Error: Overflow in addition of INT64 (9223372036854775807 + 1)!', 'overflow', /^Overflow in addition/],
  [
    'Out of Memory Error: failed to pin block of size 256.0 KiB (64.2 MiB/64.0 MiB used)\n\nPossible solutions:\n* Reducing',
    'limit',
    /used up: failed to pin block of size 256.0 KiB \(64.2 MiB\/64.0 MiB used\)$/,
  ],
  [
    "Out of Memory Error: failed to offload data block of size 256.0 KiB (1.0 GiB/1.0 GiB used).\nThis limit was set by the 'max_temp_directory_size' setting.",
    'disk_full',
    /no room left/,
  ],
  ['IO Error: Could not write file "/x/duckdb_temp_storage": No space left on device', 'disk_full', /no room left/],
  ['IO Error: No files found that match the pattern "/data/none.csv"', 'file_not_found', /No files found/],
  [
    'Invalid Input Error: CSV Error on Line: 3\nOriginal Line: 2,b\nExpected Number of Columns: 3 Found: 2\nPossible fixes:',
    'file_malformed',
    /CSV Error on Line: 3/,
  ],
  ["Invalid Input Error: No magic bytes found at end of file '/data/half.parquet'", 'file_malformed', /magic bytes/],
  [
    'Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled by configuration',
    'file_outside',
    /^Cannot access file/,
  ],
  ['INTERRUPT Error: Interrupted!', 'cancelled', /stopped/],
  ['Catalog Error: Table with name t does not exist!', 'internal', /does not exist/],
];

describe('errors of DuckDB become ours', () => {
  for (const [message, code, shown] of cases) {
    it(message.split('\n')[0] ?? '', () => {
      const error = fromDuckDb(new Error(message));
      assert.equal(error.code, code);
      assert.match(error.message, shown);
    });
  }
});
