/**
 * Those who look on: told the answer now and whenever it changes. Each looks by itself, with its rights read again; that
 * those who may see the same share one evaluation is what answers are like.
 */
import type { DatasetAnswer, DatasetOrder } from '../model/dataset-query.ts';
import type { Principal } from '../model/principal.ts';
import type { Answers } from './answers.ts';
import type { DatasetsOptions } from './dataset-ports.ts';

/** How long to wait before a failed evaluation is tried again, in milliseconds. */
const retryAfter = 5000;

/** How long rights that were read for one look do for others whose time comes, in milliseconds; a change ends that at once. */
const rightsHold = 200;

interface Watcher {
  readonly order: DatasetOrder;
  readonly listener: (answer: DatasetAnswer) => void;
  readonly left: AbortController;
  /** True while it looks; what changes meanwhile makes it look again. */
  looking: boolean;
  again: boolean;
  told: string | undefined;
  stopTimer: () => void;
}

/** Everybody who looks on at this server. */
export class Watching {
  readonly #options: DatasetsOptions;
  readonly #answers: Answers;
  readonly #watchers = new Set<Watcher>();
  readonly #rights = new Map<string, { readonly at: number; readonly read: Promise<Principal | undefined> }>();
  readonly #stops: readonly (() => void)[];

  constructor(options: DatasetsOptions, answers: Answers) {
    this.#options = options;
    this.#answers = answers;
    this.#stops = [
      options.tags.onTouch((tags) => this.#touched(tags)),
      options.onReload(() => {
        this.#rights.clear();
        for (const watcher of this.#watchers) this.#look(watcher);
      }),
    ];
  }

  /** How many look on. */
  get size(): number {
    return this.#watchers.size;
  }

  /** Tells `listener` now and whenever the answer changes, until the function that comes back is called. */
  watch(order: DatasetOrder, listener: (answer: DatasetAnswer) => void): () => void {
    const watcher: Watcher = {
      order,
      listener,
      left: new AbortController(),
      looking: false,
      again: false,
      told: undefined,
      stopTimer: () => undefined,
    };
    this.#watchers.add(watcher);
    const leave = (): void => this.#leave(watcher);
    order.signal?.addEventListener('abort', leave, { once: true });
    if (order.signal?.aborted === true) leave();
    else this.#look(watcher);
    return leave;
  }

  /** Lets everybody go. */
  close(): void {
    for (const stop of this.#stops) stop();
    for (const watcher of [...this.#watchers]) this.#leave(watcher);
  }

  #leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    watcher.stopTimer();
    watcher.left.abort();
  }

  #touched(tags: ReadonlySet<string>): void {
    const { datasets } = this.#options.definitions();
    this.#rights.clear();
    for (const watcher of this.#watchers) {
      const own = datasets.get(watcher.order.dataset)?.definition.cache?.tags ?? [];
      if (own.some((tag) => tags.has(tag))) this.#look(watcher);
    }
  }

  #look(watcher: Watcher): void {
    watcher.again = true;
    if (watcher.looking) return;
    watcher.looking = true;
    this.#lookOn(watcher).catch((err: unknown) =>
      this.#options.logger.error({ err, dataset: watcher.order.dataset }, 'somebody who looks on was not told'),
    );
  }

  async #lookOn(watcher: Watcher): Promise<void> {
    try {
      while (watcher.again && this.#watchers.has(watcher)) {
        watcher.again = false;
        watcher.stopTimer();
        const { answer } = await this.#answers.answer(await this.#orderOf(watcher), { waits: true });
        if (!this.#watchers.has(watcher)) return;
        this.#tell(watcher, answer);
        watcher.stopTimer = this.#nextLook(watcher, answer);
      }
    } finally {
      watcher.looking = false;
    }
  }

  #tell(watcher: Watcher, answer: DatasetAnswer): void {
    const { outcome, version, at, run, stale, problem } = answer;
    const sign = JSON.stringify([outcome, version, at, stale?.problem, problem, run === undefined]);
    if (sign === watcher.told) return;
    watcher.told = sign;
    watcher.listener(answer);
  }

  /** The order with the rights that its principal has now; nobody's where it is gone. */
  async #orderOf({ order, left }: Watcher): Promise<DatasetOrder> {
    const principal = await this.#current(order.principal);
    const { fresh: _once, ...rest } = order;
    return { ...rest, signal: left.signal, principal: principal ?? withoutRights(order.principal) };
  }

  #current(principal: Principal): Promise<Principal | undefined> {
    const now = this.#options.clock.monotonic();
    const key = JSON.stringify([principal.kind, principal.id, principal.key, principal.scopes]);
    const known = this.#rights.get(key);
    if (known !== undefined && now - known.at < rightsHold) return known.read;
    const read = this.#options.principals.current(principal);
    this.#rights.set(key, { at: now, read });
    for (const [other, { at }] of this.#rights) if (now - at >= rightsHold) this.#rights.delete(other);
    return read;
  }

  /** Looks again when the answer's time is up, when the version is to be asked for, or a while after a failure. */
  #nextLook(watcher: Watcher, { at, stale, problem }: DatasetAnswer): () => void {
    const { clock } = this.#options;
    const cache = this.#options.definitions().datasets.get(watcher.order.dataset)?.definition.cache;
    const failed = problem !== undefined || stale?.problem !== undefined;
    const waits = [
      ...(failed ? [retryAfter] : []),
      ...(cache?.ttl === undefined || failed ? [] : [Math.max(1, at + cache.ttl - clock.now())]),
      ...(cache?.poll === undefined ? [] : [cache.poll.every]),
    ];
    if (waits.length === 0 || cache === undefined) return () => undefined;
    return clock.after(Math.min(...waits), () => this.#look(watcher));
  }
}

function withoutRights(principal: Principal): Principal {
  return { ...principal, roles: [], attributes: {}, scopes: [] };
}
