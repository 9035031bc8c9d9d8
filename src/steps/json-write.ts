import { z } from 'zod';
import { type Compression, compressionOf, packedType, uncompressedName } from '../connectors/files/compression.ts';
import { createJson } from '../connectors/files/json-writer.ts';
import { defineStep } from '../engine/step-contract.ts';
import { choice } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import { compressionSetting } from './read-files.ts';
import { checkFileName, textOf, type TextSetting } from './text-setting.ts';
import { fileEffects, outputFile, writeFile } from './write-file.ts';

const settings = z.strictObject({
  file: outputFile('orders-${$day}.json'),
  format: choice(
    ['auto', 'document', 'lines'],
    'One list, or one record per line (NDJSON, JSON Lines). `auto` writes lines where the name ends with .ndjson or .jsonl.',
  ).default('auto'),
  compression: compressionSetting,
});

interface Plan {
  readonly file: TextSetting;
  readonly format: 'auto' | 'document' | 'lines';
  readonly compression: Compression | 'auto';
  readonly shape: Shape;
}

/** Writes the records as JSON and passes them on. */
export const jsonWrite = defineStep({
  name: 'json.write',
  aliases: ['json', 'ndjson', 'jsonl', 'export'],
  summary: 'Writes the records as JSON and passes them on.',
  docs: `Every record has all its fields, in their order. Decimals, and integers beyond 2^53, are strings, so that no reader can round them; dates and times are ISO 8601 strings, bytes base64. \`json.read\` with the same types reads the same records.

A name that ends with \`.gz\` or \`.zst\`, such as \`orders.ndjson.zst\`, gives a compressed file.

The file is written while records pass and gets its name when it is complete: a run that fails leaves no half of it.`,
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'One record per line',
      with: { file: 'data/orders.ndjson' },
      input: {
        shape: { id: 'integer', price: 'decimal(12,2)', paid: 'date' },
        records: [
          { id: 1, price: '4.50', paid: '2026-03-01' },
          { id: 2, price: null, paid: null },
        ],
      },
      files: {
        'data/orders.ndjson': '{"id":1,"price":"4.50","paid":"2026-03-01"}\n{"id":2,"price":null,"paid":null}\n',
      },
      effects: [{ file: 'data/orders.ndjson', records: 2 }],
    },
    {
      title: 'A list',
      with: { file: 'orders.json' },
      input: { shape: { id: 'integer' }, records: [{ id: 1 }, { id: 2 }] },
      effects: [{ file: 'orders.json', records: 2 }],
    },
  ],
  check(given, context) {
    const file = checkFileName(context, given.file, ['.json', '.ndjson', '.jsonl']);
    const plan: Plan = { file, format: given.format, compression: given.compression, shape: context.input };
    return { output: context.input, effects: fileEffects(given.file), plan };
  },
  run({ file, format, compression: said, shape }, input, context) {
    const name = textOf(file, context);
    const compression = compressionOf(name, said);
    const lines = format === 'lines' || (format === 'auto' && /\.(ndjson|jsonl)$/i.test(uncompressedName(name)));
    const target = {
      name,
      mediaType: packedType(compression) ?? (lines ? 'application/x-ndjson' : 'application/json'),
      open: (path: string) => createJson(path, shape, { layout: lines ? 'lines' : 'list', compression }),
    };
    return writeFile(target, input, context);
  },
});
