/** Records as JSON: one list, or one record per line. */
import { toJson } from '../../model/value-codec.ts';
import type { Batch } from '../../model/value.ts';
import { recordOf, type Shape } from '../../model/value-type.ts';
import type { Compression } from './compression.ts';
import type { RecordWriter } from './record-writer.ts';
import { TextFileWriter } from './text-file-writer.ts';

/** How the file is written. */
export interface JsonWriteFormat {
  readonly layout: 'list' | 'lines';
  readonly compression: Compression;
}

/** Starts a JSON file at `path`. */
export async function createJson(path: string, shape: Shape, format: JsonWriteFormat): Promise<RecordWriter> {
  const file = await TextFileWriter.create(path, format.compression);
  const type = recordOf(shape);
  const list = format.layout === 'list';
  let before = list ? '[\n' : '';
  return {
    write: async (batch: Batch) => {
      for (const record of batch) {
        await file.write(before + JSON.stringify(toJson(record, type)));
        before = list ? ',\n' : '\n';
      }
    },
    finish: async () => {
      const empty = before === '[\n' || before === '';
      await file.write(list ? (empty ? '[]\n' : '\n]\n') : empty ? '' : '\n');
      await file.finish();
    },
    abort: () => file.abort(),
  };
}
