/** Compressed files, written and read, by rows and by DuckDB. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync, gunzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { openDuckDb } from '../../duckdb/duckdb.ts';
import { types } from '../../model/value-type.ts';
import { type Compression, compressionOf, createPacked, readUnpacked, uncompressedName } from './compression.ts';
import { csvScan } from './csv-scan.ts';

let folder = '';
const signal = new AbortController().signal;
const pack = { gzip: gzipSync, zstd: zstdCompressSync };
const unpack = { gzip: gunzipSync, zstd: zstdDecompressSync };

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-packed-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function textOf(file: string, compression: Compression, stop = signal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readUnpacked({ path: file, name: 'data/big.csv.gz', compression, signal: stop }))
    chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const lines = Array.from({ length: 100_000 }, (_, at) => `${at},tea ${at}\n`).join('');

describe('compressed files', () => {
  const names: Readonly<Record<string, readonly [Compression, string]>> = {
    'data/orders.csv': ['none', 'data/orders.csv'],
    'data/orders.csv.gz': ['gzip', 'data/orders.csv'],
    'data/orders.CSV.GZ': ['gzip', 'data/orders.CSV'],
    'data/orders.ndjson.zst': ['zstd', 'data/orders.ndjson'],
    'data/gz': ['none', 'data/gz'],
  };
  for (const [name, [compression, bare]] of Object.entries(names)) {
    it(`takes ${name} for ${compression}`, () => {
      assert.equal(compressionOf(name, 'auto'), compression);
      assert.equal(compressionOf(name, 'zstd'), 'zstd');
      assert.equal(uncompressedName(name), bare);
    });
  }

  for (const compression of ['gzip', 'zstd'] as const) {
    it(`writes and reads ${compression} that others read and write`, async () => {
      const file = path.join(folder, `written.${compression}`);
      const writer = await createPacked(file, compression);
      for (let at = 0; at < lines.length; at += 10_000) await writer.write(Buffer.from(lines.slice(at, at + 10_000)));
      await writer.finish();
      assert.equal(unpack[compression](await readFile(file)).toString(), lines);
      await writeFile(file, Buffer.concat([pack[compression](lines), pack[compression]('end\n')]));
      // Shown whole, two million characters would be no message.
      assert.ok((await textOf(file, compression)) === `${lines}end\n`);
    });

    it(`names a ${compression} file that is cut off, damaged or none`, async () => {
      const file = path.join(folder, `broken.${compression}`);
      const bytes = pack[compression](lines);
      await writeFile(file, bytes);
      await truncate(file, bytes.length - 20);
      const expected = { code: 'file_malformed', message: /^data\/big\.csv\.gz is no whole (gzip|zstd) file/ };
      await assert.rejects(textOf(file, compression), expected);
      await writeFile(file, lines);
      await assert.rejects(textOf(file, compression), expected);
    });

    it(`stops reading ${compression} when it is told to`, async () => {
      const file = path.join(folder, `stopped.${compression}`);
      await writeFile(file, pack[compression](lines));
      const stop = new AbortController();
      stop.abort();
      await assert.rejects(textOf(file, compression, stop.signal), { name: 'AbortError' });
      for await (const chunk of readUnpacked({ path: file, name: 'x', compression, signal })) {
        assert.ok(chunk.length > 0);
        break;
      }
    });

    it(`hands ${compression} files to DuckDB, with their names`, async () => {
      const file = path.join(folder, `scanned.csv.${compression}`);
      await writeFile(file, pack[compression](`id,word\n${lines}`));
      const columns = [
        { name: 'id', type: types.integer },
        { name: 'word', type: types.text },
      ];
      using db = await openDuckDb({ memory: 1 << 28, scratch: folder, folders: [folder], signal });
      const sql = await csvScan(
        [{ path: file, name: "data/it's.csv", encoding: 'utf-8', compression, signal }],
        {
          dialect: { delimiter: undefined, quote: '"', maxRecord: 1 << 20 },
          header: true,
          columns,
          nulls: [''],
          ragged: 'fail',
          filename: 'from',
        },
        db,
      );
      assert.ok(sql !== undefined);
      const found: unknown[] = [];
      for await (const chunk of db.query(
        `SELECT CAST(count(*) AS INTEGER), CAST(sum(id) AS DOUBLE), min("from") FROM ${sql}`,
      ))
        found.push(...chunk.getRows().flat());
      assert.deepEqual(found, [100_000, 4_999_950_000, "data/it's.csv"]);
    });
  }
});
