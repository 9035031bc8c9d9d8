import { stat } from 'node:fs/promises';
import path from 'node:path';
import { XlsxWriter } from '../../src/connectors/files/xlsx/xlsx-writer.ts';
import { type DataRecord, DateValue, ExactDecimal, Timestamp, type Value } from '../../src/model/value.ts';
import { types, type ValueType } from '../../src/model/value-type.ts';
import { defineCase } from '../define-case.ts';
import { peakMemory, residentMemory, seconds } from '../timing.ts';

const rows = 1_000_000;
const perBatch = 1000;
const money: ValueType = { kind: 'decimal', precision: 12, scale: 2 };

/** A column of each kind that reports are made of; four times over. */
const kinds: readonly (readonly [type: ValueType, value: (row: number) => Value])[] = [
  [types.integer, (row) => row],
  [types.text, (row) => `product ${row % 5000}, size ${row % 7}`],
  [money, (row) => new ExactDecimal(`${row % 900}.${10 + (row % 90)}`)],
  [types.date, (row) => new DateValue(20_000 + (row % 365))],
  [types.timestamp, (row) => new Timestamp(1_772_334_000_000_000n + BigInt(row) * 1_000_000n)],
];
const fields = Array.from({ length: 20 }, (_, at) => ({ name: `field_${at + 1}`, kind: kinds[at % kinds.length]! }));

function batch(start: number): DataRecord[] {
  return Array.from({ length: perBatch }, (_, at) =>
    Object.fromEntries(fields.map(({ name, kind: [, value] }) => [name, value(start + at)])),
  );
}

async function write(file: string): Promise<void> {
  const onFault = (_record: DataRecord, error: unknown): never => {
    throw error;
  };
  const writer = await XlsxWriter.create(file, { onFault });
  const columns = fields.map(({ name, kind: [type] }) => {
    return { field: name, type, header: name, format: undefined, width: undefined, hidden: false, total: false };
  });
  await writer.sheet({ name: 'Cells', columns, zone: 'Asia/Singapore' });
  for (let start = 0; start < rows; start += perBatch) await writer.write(batch(start));
  await writer.finish();
}

/** What the largest workbooks cost. */
export const bench = defineCase({
  title: '1,000,000 rows of 20 cells to Excel',
  method: `${rows} records of 20 fields (integers, texts, decimals, dates, timestamps in a zone, four of each) are made and written into one sheet. The time that making the records takes is measured apart and is within. Memory is the peak of the process over what it had before.`,
  async run(folder) {
    const idle = residentMemory();
    const making = await seconds(() => {
      for (let start = 0; start < rows; start += perBatch) batch(start);
    });
    const file = path.join(folder, 'cells.xlsx');
    const writing = await seconds(() => write(file));
    const { size } = await stat(file);
    return [
      { what: 'made and written', value: writing, unit: 's', target: 75 },
      { what: 'of which making the records', value: making, unit: 's' },
      { what: 'memory over idle', value: peakMemory() - idle, unit: 'MB', target: 300 },
      { what: 'the workbook', value: size / 1e6, unit: 'MB' },
    ];
  },
});
