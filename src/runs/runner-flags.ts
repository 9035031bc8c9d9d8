/** What all runners together may take for their JavaScript heaps; the rest is for DuckDB, the server and the system. */
const share = 0.6;

/** A heap of a runner, in megabytes: below the least it cannot load all steps, beyond the most V8 would not go by itself. */
const heap = { least: 512, most: 4096 } as const;

/**
 * How a runner's JavaScript engine keeps to its memory. Left alone it lets garbage of streamed records pile up to twice
 * of what is alive (measured: 300 MB over 100 MB) and takes memory until the system ends some process, not always that one.
 */
export function runnerFlags(runners: number, total: number): readonly string[] {
  const megabytes = Math.floor((total * share) / runners / 2 ** 20);
  return [
    `--max-old-space-size=${Math.max(heap.least, Math.min(heap.most, megabytes))}`,
    '--max-semi-space-size=8',
    '--heap-growing-percent=50',
  ];
}
