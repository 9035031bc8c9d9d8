import { z } from 'zod';

/** An instant on the wire: ISO 8601 with Z and milliseconds. */
export const instantSchema = z
  .string()
  .meta({ description: 'ISO 8601, with Z.', format: 'date-time', examples: ['2026-03-01T00:00:00.000Z'] });

/** Milliseconds since 1970 as they go over the wire. */
export function toInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
