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

/** Seconds of the clock, and of all processors that this process kept busy. */
interface Taken {
  readonly clock: number;
  readonly processor: number;
}

async function taken(work: () => Promise<unknown>): Promise<Taken> {
  const before = process.cpuUsage();
  const clock = await seconds(work);
  const { user, system } = process.cpuUsage(before);
  return { clock, processor: (user + system) / 1e6 };
}

/** What several pieces of work took, round by round. */
export interface Rounds<Name extends string> {
  /** The median seconds of one of them, by the clock: what others do on the machine is in it. */
  median(name: Name): number;
  /** The median seconds of processor time of one of them. */
  processor(name: Name): number;
  /** The median, over the rounds, of the processor time of `a` over that of `b`. */
  ratio(a: Name, b: Name): number;
}

/**
 * Runs pieces of work in turn, in changing order, so that what disturbs one disturbs the others: once unmeasured, then
 * `count` rounds.
 */
export async function inTurns<Name extends string>(
  count: number,
  works: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Rounds<Name>> {
  const names = Object.keys(works) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as Taken[]])) as Record<Name, Taken[]>;
  for (const name of names) await works[name]();
  for (let round = 0; round < count; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) times[name].push(await taken(works[name]));
  }
  return {
    median: (name) => median(times[name].map(({ clock }) => clock)),
    processor: (name) => median(times[name].map(({ processor }) => processor)),
    ratio: (a, b) =>
      median(times[a].map(({ processor }, round) => processor / (times[b][round]?.processor ?? Number.NaN))),
  };
}
