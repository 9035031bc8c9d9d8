import { z } from 'zod';
import type { Backfill } from '../../model/backfill.ts';
import { occurrenceStates } from '../../model/occurrence.ts';
import type { JobPreview, PreviewLine } from '../job-service.ts';
import { instantSchema, toInstant } from './instant.ts';

const offsetSchema = z.string().meta({ description: 'From UTC.', examples: ['+08:00'] });

/** What a schedule will do. */
export const previewSchema = z
  .object({
    zone: z.string(),
    from: instantSchema,
    to: instantSchema,
    entries: z.array(
      z.object({
        kind: z.enum(['instant', 'change']).meta({ description: '`change`: the clocks of the zone are changed.' }),
        at: instantSchema,
        offset: offsetSchema,
        before: offsetSchema.optional().meta({ description: 'Before a change.' }),
      }),
    ),
    more: z.boolean().meta({ description: 'True where there are more instants in the range than were asked for.' }),
  })
  .meta({ id: 'SchedulePreview', description: 'Instants of a schedule, with the changes of its zone among them.' });

/** An offset as people write it: `+08:00`, and seconds where a zone of long ago has some. */
function offsetText(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.round(seconds % 60)];
  const shown = parts[2] === 0 ? parts.slice(0, 2) : parts;
  return (milliseconds < 0 ? '-' : '+') + shown.map((part) => String(part).padStart(2, '0')).join(':');
}

function lineView({ kind, at, offset, before }: PreviewLine) {
  return {
    kind,
    at: toInstant(at),
    offset: offsetText(offset),
    ...(before === undefined ? {} : { before: offsetText(before) }),
  };
}

/** A preview as it is sent. */
export function previewView({ zone, from, to, entries, more }: JobPreview): z.output<typeof previewSchema> {
  return { zone, from: toInstant(from), to: toInstant(to), entries: entries.map(lineView), more };
}

/** A backfill. */
export const backfillSchema = z
  .object({
    id: z.string(),
    job: z.string(),
    from: instantSchema,
    to: instantSchema,
    total: z.int().meta({ description: 'How many instants were planned.' }),
    counts: z
      .partialRecord(z.enum(occurrenceStates), z.int())
      .meta({ description: 'How many of them are in each state.' }),
    by: z.string().meta({ description: 'Who wanted it.' }),
    createdAt: instantSchema,
    cancelledAt: instantSchema.optional(),
  })
  .meta({ id: 'Backfill', description: 'Past instants of a job, planned anew by somebody.' });

/** A backfill as it is sent. */
export function backfillView(one: Backfill): z.output<typeof backfillSchema> {
  const { id, job, from, to, total, counts, by, createdAt, cancelledAt } = one;
  return {
    ...{ id, job, total, counts },
    from: toInstant(from),
    to: toInstant(to),
    by: by.name,
    createdAt: toInstant(createdAt),
    ...(cancelledAt === undefined ? {} : { cancelledAt: toInstant(cancelledAt) }),
  };
}
