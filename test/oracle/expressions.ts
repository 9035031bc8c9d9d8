/** Cron fields that between them use everything that can be written; `dense` ones come so often that years are too long. */
export const expressions: readonly { readonly cron: string; readonly dense?: boolean }[] = [
  { cron: '0 8 * * *' },
  { cron: '30 2 * * *' },
  { cron: '0 0 * * *' },
  { cron: '59 23 * * *' },
  { cron: '15 1 * * 0' },
  { cron: '15 1 * * 7' },
  { cron: '0 9 * * 1-5' },
  { cron: '0 9 * * MON-FRI' },
  { cron: '0 9 * * mon,wed,fri' },
  { cron: '0 6 1 * *' },
  { cron: '0 6 31 * *' },
  { cron: '0 6 29 2 *' },
  { cron: '0 6 30 2,4 *' },
  { cron: '0 6 L * *' },
  { cron: '0 6 L feb *' },
  { cron: '0 6 1,L * *' },
  { cron: '0 6 15W * *' },
  { cron: '0 6 1W * *' },
  { cron: '0 6 31W * *' },
  { cron: '0 6 * * 5#2' },
  { cron: '0 6 * * MON#1' },
  { cron: '0 6 * * 4#5' },
  { cron: '0 6 * * FRI#L' },
  { cron: '0 6 * * 1#1,1#3' },
  { cron: '0 20 1 * MON' },
  { cron: '0 20 13 * 5' },
  { cron: '0 20 L * SUN#1' },
  { cron: '0 0 1 jan ?' },
  { cron: '0 12 * JAN,jul *' },
  { cron: '0 12 1-7 */3 *' },
  { cron: '5 4 */10 * *' },
  { cron: '5 4 10-20/5 * *' },
  { cron: '30 0-3 * * *' },
  { cron: '10 1,2,3 * * 6-7' },
  { cron: '0 2-23/11 * * *' },
  { cron: '*/20 1-3 * * 0', dense: true },
  { cron: '*/15 * * * *', dense: true },
  { cron: '7-59/13 */5 * * *', dense: true },
  { cron: '* * * * *', dense: true },
  { cron: '30 59 23 * * *' },
  { cron: '15,45 30 2 * * *' },
  { cron: '*/20 0 1,2,3 * * *', dense: true },
  { cron: '5-10/5 */30 0-4 L,1 * *', dense: true },
];

/** Every choice for gaps and folds. */
export const choices = (['shift', 'skip'] as const).flatMap((gap) =>
  (['first', 'second', 'both'] as const).map((fold) => ({ gap, fold })),
);

/** A calendar of working days with some that are none, and some that are although they should not be. */
export const workingDays = {
  weekdays: [1, 2, 3, 4, 5],
  holidays: ['2024-01-01', '2024-12-25', '2025-05-01', '2025-12-25', '2026-01-01', '2027-12-24', '2030-05-01'],
  extra: ['2024-03-31', '2025-10-26', '2026-03-29', '2026-11-01', '2028-02-26'],
};
