/**
 * What runs take of the memory of this node. Runner processes and the server's own process have a part each: what somebody
 * waits for must not wait for a job that takes an hour.
 */
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Clock } from '../core/clock.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { expectedMemory } from '../engine/expected-memory.ts';
import type { RunLimits } from '../engine/run/run-chain.ts';
import { MemoryGovernor, type MemoryStanding, type MemoryWish } from './memory-governor.ts';

const megabyte = 1024 ** 2;

/** What a runner process takes before its run takes anything. */
const runnerBase = 192 * megabyte;

/** What the server itself takes, beside the answers that it keeps. */
const serverBase = 512 * megabyte;

/** The part of a machine that is ours where nobody says how much; the rest is for its system, its database and its files. */
const share = 0.7;

/** Runs get this much even where it is more than the share of a very small machine. */
const least = 512 * megabyte;

/** How many runs with a budget that nobody chose are to fit into the server's own process at once. */
const usualHere = 4;

/** What the machine has, in bytes. */
export interface MachineMemory {
  /** Of the machine, or of the container that this process is in. */
  readonly total: number;
  /** How large the heap of this process may become. */
  readonly heap: number;
}

/** Asks the system. */
export function machineMemory(): MachineMemory {
  const constrained = process.constrainedMemory();
  return {
    total: constrained > 0 ? Math.min(constrained, totalmem()) : totalmem(),
    heap: getHeapStatistics().heap_size_limit,
  };
}

/** What the memory of a node is divided by. */
export interface RunMemoryOptions {
  readonly clock: Clock;
  readonly machine: MachineMemory;
  /** Bytes for all runs together, where somebody said so. */
  readonly setting: number | undefined;
  /** Bytes of the answers that the server keeps. */
  readonly kept: number;
  /** How many runner processes there are at most. */
  readonly concurrency: number;
}

/** Where a run is performed. */
export type RunPlace = 'runner' | 'here';

/** The memory of a node, and what each run takes of it. */
export class RunMemory {
  readonly #parts: Readonly<Record<RunPlace, MemoryGovernor>>;
  readonly #usual: Readonly<Record<RunPlace, number>>;

  constructor({ clock, machine, setting, kept, concurrency }: RunMemoryOptions) {
    const total = setting ?? Math.max(least, Math.floor(machine.total * share) - serverBase - kept);
    const here = Math.floor(Math.min(total / 4, machine.heap / 2));
    const runners = total - here;
    this.#parts = {
      runner: new MemoryGovernor({ total: runners, clock }),
      here: new MemoryGovernor({ total: here, clock }),
    };
    this.#usual = {
      runner: Math.floor(Math.max(runners / concurrency, Math.min(runners, 2 * runnerBase)) - runnerBase),
      here: Math.floor(here / usualHere),
    };
  }

  /** The part that runs in a place take from. */
  of(place: RunPlace): MemoryGovernor {
    return this.#parts[place];
  }

  /** How things stand in each part. */
  standing(): Readonly<Record<RunPlace, MemoryStanding>> {
    return { runner: this.#parts.runner.standing, here: this.#parts.here.standing };
  }

  /** The limits of a run, its budget lowered where nobody chose it and as many as may run at once would not fit. */
  limits(chain: Pick<CheckedChain, 'limits'>, limits: RunLimits, place: RunPlace): RunLimits {
    if (chain.limits.memory !== undefined) return limits;
    return { ...limits, memory: Math.min(limits.memory, this.#usual[place]) };
  }

  /** What a run with these limits takes. */
  wish(
    chain: Pick<CheckedChain, 'name' | 'pipeline'>,
    { memory }: RunLimits,
    place: RunPlace,
  ): Pick<MemoryWish, 'what' | 'bytes'> {
    const base = place === 'runner' ? runnerBase : 0;
    return { what: `A run of ${chain.name}`, bytes: expectedMemory(chain, memory) + base };
  }
}
