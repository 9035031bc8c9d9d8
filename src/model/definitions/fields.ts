/**
 * Fields that several kinds of definitions share. As in `model/setting.ts`, each carries its description and example;
 * unlike there, durations and sizes come out as numbers.
 */
import { z } from 'zod';
import { byteSizePattern, parseByteSize } from '../byte-size.ts';
import { parseDate, parseDatetime, parseTimestamp } from '../date-text.ts';
import { durationPattern, parseDuration } from '../duration.ts';
import { isZone } from '../zone.ts';

/** Names of documents, chains and steps: a letter, then letters, digits, `_` and `-`. */
export const namePattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const nameRule = 'a name: a letter, then letters, digits, _ and -';

/** A full name of a chain: `sales.GenerateDailySalesReport`. */
const chainNamePattern = /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)?$/;

const examples = (example: unknown) => (example === undefined ? {} : { examples: [example] });

/** The name of a document, chain or step. */
export const name = (description: string, example?: string) =>
  z
    .string()
    .regex(namePattern, nameRule)
    .meta({ description, ...examples(example) });

/** The name of something defined elsewhere. */
export const reference = (description: string, example?: string) => name(description, example);

/** The full name of a chain. */
export const chainReference = (description: string) =>
  z
    .string()
    .regex(chainNamePattern, 'the name of a chain, such as sales.DailyReport')
    .meta({ description, role: 'chain', examples: ['sales.GenerateDailySalesReport'] });

/** A duration; milliseconds in the definition. */
export const duration = (description: string, example = '30s') =>
  z
    .string()
    .regex(durationPattern, 'a duration such as 30s, 5m, 1h or 3d')
    .transform((text) => parseDuration(text) ?? 0)
    .meta({ description, role: 'duration', examples: [example] });

/** A size of memory; bytes in the definition. */
export const byteSize = (description: string, example = '256mb') =>
  z
    .string()
    .regex(byteSizePattern, 'a size such as 64mb or 1gb')
    .transform((text) => parseByteSize(text) ?? 0)
    .meta({ description, role: 'size', examples: [example] });

/** A time zone by IANA name. */
export const zone = (description: string) =>
  z
    .string()
    .refine(isZone, { error: 'a time zone such as Asia/Singapore, Europe/Berlin or UTC' })
    .meta({ description, examples: ['Asia/Singapore'] });

/** A calendar day, as text. */
export const dateText = (description: string) =>
  z
    .string()
    .refine((text) => parseDate(text) !== undefined, { error: 'a date such as 2026-03-01' })
    .meta({ description, examples: ['2026-12-25'] });

/** An instant (`2026-03-01T08:00:00Z`) or a local date and time (`2026-03-01T08:00`), as text. */
export const instantText = (description: string) =>
  z
    .string()
    .refine((text) => (parseTimestamp(text) ?? parseDatetime(text)) !== undefined, {
      error: 'an instant such as 2026-03-01T08:00:00Z',
    })
    .meta({ description, examples: ['2026-03-01T08:00:00Z'] });

/** Values by name: each a literal, a template or `=expression`. */
export const values = (description: string, example?: unknown) =>
  z.record(z.string(), z.unknown()).meta({ description, role: 'value', ...examples(example) });

/** A shape as `{ name: type }`; parsed by `parseShape`. */
export const shapeText = (description: string, example?: unknown) =>
  z.record(z.string(), z.unknown()).meta({ description, role: 'shape', ...examples(example) });

/** A list of names. */
export const references = (description: string, example?: readonly string[]) =>
  z.array(z.string().regex(namePattern, nameRule)).meta({ description, ...examples(example) });

/** The keys that every document has or may have. */
export const documentKeys = <const K extends string>(kind: K, description: string) => ({
  kind: z.literal(kind).meta({ description }),
  name: name(`The name of this ${kind}, unique among all of its kind.`),
  description: z.string().meta({ description: 'What it is for; Markdown.' }).optional(),
  owner: z
    .string()
    .meta({
      description: "Whose it is: a user's sign-in name or `service:name`. Default: the account of the workspace.",
      examples: ['ada'],
    })
    .optional(),
});
