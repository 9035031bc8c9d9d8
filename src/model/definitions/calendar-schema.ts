/** `kind: calendar`: the days on which jobs that name it may run. */
import { z } from 'zod';
import { dateText, documentKeys, zone } from './fields.ts';

/** Days of the week as calendars write them; Monday first. */
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A calendar. */
export const calendarSchema = z
  .strictObject({
    ...documentKeys('calendar', 'The days on which jobs that name it may run.'),
    zone: zone("Where its days begin and end; default: the workspace's zone.").optional(),
    weekdays: z
      .array(z.enum(weekdays))
      .meta({ description: 'The working days; default: all.', examples: [['mon', 'tue', 'wed', 'thu', 'fri']] })
      .optional(),
    holidays: z.array(dateText('A day off.')).meta({ description: 'Days off.' }).optional(),
    extra: z.array(dateText('A working day.')).meta({ description: 'Working days whatever else is said.' }).optional(),
  })
  .meta({ title: 'calendar', description: 'The days on which jobs that name it may run.' });
