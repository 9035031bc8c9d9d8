/** The fields of a JSON file, guessed from its first records. */
import { type JsonFormat, parseItem } from './json-reader.ts';
import { readJsonItems } from './json-items.ts';
import { ColumnSniffer, type SniffedColumns } from './sniff-columns.ts';
import { jsonEvidence } from './sniff-type.ts';
import { readText, type TextFile } from './text-bytes.ts';

/** How the file is to be read. */
export type JsonSampleFormat = Pick<JsonFormat, 'layout' | 'path' | 'maxRecord'>;

/** Looks at the first `count` records; `file_malformed` for one that is no object. */
export async function sampleJson(file: TextFile, format: JsonSampleFormat, count: number): Promise<SniffedColumns> {
  const { layout, path, maxRecord } = format;
  const sniffer = new ColumnSniffer(count, 'any');
  for await (const items of readJsonItems(readText(file), { name: file.name, path, maxRecord }, layout)) {
    for (const item of items) {
      if (sniffer.full) return sniffer.found(false);
      const record = parseItem(item, `${file.name}:${item.line}`);
      sniffer.look(Object.entries(record).map(([name, value]) => [name, jsonEvidence(value)] as const));
    }
  }
  return sniffer.found(true);
}
