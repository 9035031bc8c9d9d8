/** Seconds that `work` takes. */
export async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs two pieces of work in turn, so that what disturbs one disturbs the other; the median seconds of each. */
export async function sideBySide(
  rounds: number,
  ours: () => Promise<unknown>,
  peer: () => Promise<unknown>,
): Promise<{ readonly ours: number; readonly peer: number }> {
  const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await seconds(ours));
    times.peer.push(await seconds(peer));
  }
  return { ours: median(times.ours), peer: median(times.peer) };
}

/** Resident memory of this process in MB. */
export function residentMemory(): number {
  return process.memoryUsage.rss() / 1e6;
}

/** The most resident memory that this process ever had, in MB. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1e3;
}
