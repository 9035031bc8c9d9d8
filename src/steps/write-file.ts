/** What all steps that write a file share: the name, the draft, and that it is published whole or not at all. */
import { stat } from 'node:fs/promises';
import type { RecordWriter } from '../connectors/files/record-writer.ts';
import type { StepContext, StepEffect } from '../engine/step-contract.ts';
import { value } from '../model/setting.ts';
import { throwIfAborted } from '../core/abort.ts';
import type { Batch, BatchStream } from '../model/value.ts';

/** The setting that names the file. */
export const outputFile = (example: string) =>
  value(
    'Where to write. A bare name is a file of the run, kept with it and usable as an attachment; `data/..` is published below the workspace, complete or not at all.',
    { example },
  );

/** A file to write, when the run has started. */
export interface FileTarget {
  readonly name: string;
  readonly mediaType: string;
  open(path: string): Promise<RecordWriter>;
}

/** Writes what comes in and passes it on; the file gets its name after the last record. */
export async function* writeFile(target: FileTarget, input: BatchStream, context: StepContext): AsyncGenerator<Batch> {
  const draft = await context.files.create(target.name);
  let records = 0;
  let open: RecordWriter | undefined;
  let published = false;
  try {
    open = await target.open(draft.path);
    for await (const batch of input) {
      throwIfAborted(context.signal);
      await open.write(batch);
      records += batch.length;
      yield batch;
    }
    await open.finish();
    context.count('bytesOut', (await stat(draft.path)).size);
    // What only the run has is nobody else's; a published file is.
    if (target.name.startsWith('data/')) await context.beforeEffect('idempotent');
    await draft.publish(target.mediaType);
    published = true;
    context.effect({ file: target.name, records });
  } finally {
    if (!published) {
      await open?.abort();
      await draft.discard();
    }
  }
}

/** The effect of writing `file`, as the check sees it: a published file is the same when it is written again. */
export function fileEffects(file: unknown): readonly StepEffect[] {
  const written = typeof file === 'string' ? file : 'a file';
  return written.startsWith('data/') ? [{ kind: 'idempotent', description: `publishes ${written}` }] : [];
}
