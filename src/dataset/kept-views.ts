/** Views of evaluations, and what is made of them, kept and counted with the evaluation. */
import type { Shape } from '../model/value-type.ts';
import type { EntryCache, Evaluation, KeptView, MadeBytes } from './entry-cache.ts';
import { type SelectRecords, writeRecords } from './records-view.ts';
import { approximateSize } from '../engine/vector/approximate-size.ts';

/** Views of one evaluation that are kept: pages that people leaf through. */
const mostViews = 50;

/** Bytes of a view, as JSON or in another format, that are kept. */
export const mostKeptBytes = 8 * 1024 * 1024;

/** A view of an evaluation. */
export interface ViewOf {
  readonly key: string;
  readonly evaluation: Evaluation;
  /** Equal for equal views. */
  readonly view: string;
  readonly select: SelectRecords;
  readonly shape: Shape;
}

/** The view, worked out once however many ask for it. */
export function keptView(cache: EntryCache, of: ViewOf): Promise<KeptView> {
  const { views } = of.evaluation;
  const known = views.get(of.view);
  if (known !== undefined) return known;
  const made = makeView(cache, of);
  views.set(of.view, made);
  made.catch(() => views.delete(of.view));
  const [oldest] = views.keys();
  if (views.size > mostViews && oldest !== undefined) views.delete(oldest);
  return made;
}

async function makeView(cache: EntryCache, { key, evaluation, select, shape, view }: ViewOf): Promise<KeptView> {
  const selected = select(evaluation.records);
  const written = await writeRecords(selected, { shape, most: mostKeptBytes });
  const own = selected.records === evaluation.records ? 0 : approximateSize(selected.records);
  if (evaluation.views.has(view)) cache.grow(key, evaluation, own + (written.json?.length ?? 0));
  return { ...selected, ...written, made: new Map() };
}

/** Something made of a view, such as a workbook; kept where it is not larger than is kept, else made for each reader. */
export async function keptBytes(
  cache: EntryCache,
  { key, evaluation, view }: { key: string; evaluation: Evaluation; view: KeptView },
  { name, make }: { name: string; make: () => Promise<MadeBytes> },
): Promise<MadeBytes> {
  const known = await view.made.get(name);
  // What is on disk is gone when the one who began it has read it.
  if (known !== undefined) return 'bytes' in known ? known : make();
  const made = make();
  view.made.set(name, made);
  try {
    const bytes = await made;
    if ('bytes' in bytes) cache.grow(key, evaluation, bytes.bytes.length);
    else view.made.delete(name);
    return bytes;
  } catch (error) {
    view.made.delete(name);
    throw error;
  }
}
