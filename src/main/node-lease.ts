/**
 * The lease of this node. Invariant: what asks {@link NodeLease.require} and goes on did so in a life of the node that
 * nobody had declared over when the lease was last extended, no longer ago than the lease is long.
 */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { beatNode, type NodeIdentity, reviveNode } from '../store/nodes.ts';
import type { StoreContext } from '../store/open-store.ts';

/** What a lease is kept with. */
export interface NodeLeaseOptions {
  readonly store: StoreContext;
  readonly node: NodeIdentity;
  /** How long it lasts after each beat, in milliseconds. */
  readonly length: number;
  readonly clock: Clock;
}

/** Who this node is at the moment; after it was declared gone, with another token. */
export class NodeLease implements NodeIdentity {
  readonly #options: NodeLeaseOptions;
  readonly #onLost = new Set<() => void>();
  #identity: NodeIdentity;
  #beating: Promise<boolean> | undefined;
  /** On the monotonic clock, which goes on while the process stands still. */
  #heldUntil: number;

  constructor(options: NodeLeaseOptions) {
    this.#options = options;
    this.#identity = options.node;
    this.#heldUntil = options.clock.monotonic() + options.length;
  }

  get node(): string {
    return this.#identity.node;
  }

  get fence(): number {
    return this.#identity.fence;
  }

  /** How long it lasts after each beat, in milliseconds. */
  get length(): number {
    return this.#options.length;
  }

  /** Calls `listener` when the node turns out to have been declared gone. */
  onLost(listener: () => void): void {
    this.#onLost.add(listener);
  }

  /** Extends the lease; false when the node was declared gone meanwhile, and goes on as another. */
  beat(): Promise<boolean> {
    // Two that found it gone would each give it a new life.
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  async #beat(): Promise<boolean> {
    const { store, length, clock } = this.#options;
    // Counted from before the question: the database counts from later on.
    const asked = clock.monotonic();
    const isKnown = await beatNode(store, this.#identity, length);
    if (!isKnown) {
      this.#identity = await reviveNode(store, this.#identity, length);
      for (const listener of this.#onLost) listener();
    }
    this.#heldUntil = asked + length;
    return isKnown;
  }

  /** Resolves while the node is believed to live; where its lease is over, asks first. Throws `busy` if it was lost. */
  async require(): Promise<void> {
    const { clock } = this.#options;
    if (clock.monotonic() < this.#heldUntil) return;
    if (await this.beat()) return;
    throw new MillraceError('busy', 'This node was declared gone, so it begins no further effects.', {
      hint: 'Send it again.',
    });
  }
}
