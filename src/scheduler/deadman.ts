/**
 * The dead man's handle: as long as the scheduler looks at the jobs it says so, to the store and to an address outside; and
 * any node that does not hear it any more raises the alarm. What a node has not seen with its own eyes does not count, so
 * that a machine that slept, or a clock that was set, raises none.
 */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';

/** What the sign of life is written with. */
export interface LifeSignOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Writes that the scheduler has looked. */
  beat(): Promise<void>;
  /** How often the address outside is told, in milliseconds; undefined where there is none. */
  pingEvery(): number | undefined;
  /** Takes the turn to tell it, which one node has at a time. */
  takeTurn(every: number): Promise<boolean>;
  /** Why it is not to be told, although the scheduler lives. */
  hindrance(): Promise<string | undefined>;
  ping(): Promise<void>;
}

/** The scheduler's side. */
export interface LifeSign {
  /** The jobs were looked at. */
  looked(): Promise<void>;
  /** Ends when nothing is under way. */
  close(): Promise<void>;
}

/** How often it is written, in milliseconds. */
const beatEvery = 10_000;

/** Makes the sign of life of a scheduler. */
export function createLifeSign(options: LifeSignOptions): LifeSign {
  const { clock, logger } = options;
  let beaten = -Infinity;
  let pinged = -Infinity;
  let pinging: Promise<void> = Promise.resolve();

  const ping = async (every: number): Promise<void> => {
    try {
      if (!(await options.takeTurn(every))) return;
      const reason = await options.hindrance();
      if (reason === undefined) await options.ping();
      else logger.error({ reason }, 'the address outside is not told that the scheduler lives');
    } catch (err) {
      logger.warn({ err }, 'the address outside could not be told that the scheduler lives');
    }
  };
  return {
    async looked() {
      const now = clock.monotonic();
      if (now - beaten < beatEvery) return;
      await options.beat();
      beaten = now;
      const every = options.pingEvery();
      if (every === undefined || now - pinged < every) return;
      pinged = now;
      pinging = pinging.then(() => ping(every));
    },
    close: () => pinging,
  };
}

/** What listening takes. */
export interface DeathWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** When a scheduler looked last; undefined if none ever did. */
  lastLook(): Promise<number | undefined>;
  /** Raises the alarm, or ends it; does nothing where that was done. */
  tell(dead: boolean, lastLook: number): Promise<void>;
}

/** How often a node listens, in milliseconds, and how often in a row it must hear nothing new. */
const listenEvery = 30_000;
const silences = 4;

/** Listens for the sign of life. */
export interface DeathWatch {
  start(): void;
  /** Listens once. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a watch; it does nothing until it is started. */
export function createDeathWatch({ clock, logger, lastLook, tell }: DeathWatchOptions): DeathWatch {
  const ending = new AbortController();
  let heard: number | undefined;
  let silent = 0;
  let going: Promise<void> = Promise.resolve();

  const listen = async (): Promise<void> => {
    try {
      const look = await lastLook();
      silent = look === heard ? silent + 1 : 0;
      heard = look;
      if (look !== undefined && (silent === 0 || silent >= silences)) await tell(silent >= silences, look);
    } catch (err) {
      logger.warn({ err }, 'whether the scheduler lives could not be found out');
    }
  };
  const loop = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await listen();
      await pause(clock, listenEvery, ending.signal);
    }
  };
  return {
    start() {
      going = loop();
    },
    listen,
    async close() {
      ending.abort();
      await going;
    },
  };
}
