import type { FunctionRegistry } from '../../expression/function-declaration.ts';
import type { Chain } from '../../model/definitions/chainset-schema.ts';
import type { Fault } from '../../model/definitions/schema-faults.ts';
import type { Shape } from '../../model/value-type.ts';
import type { StepRegistry } from '../step-contract.ts';

/** A chain as it is defined, under its full name. */
export interface DefinedChain {
  readonly name: string;
  readonly chain: Chain;
}

/** What the check looks up: the workspace, as far as the engine needs to know it. */
export interface ChainDirectory {
  readonly zone: string;
  /** The chain called `name` in a definition of chainset `from`: its own chains by their bare name too. */
  chain(name: string, from: string): DefinedChain | undefined;
  /** The names by which chainset `from` can call chains. */
  chainNames(from: string): readonly string[];
  connection(name: string): { readonly type: string } | undefined;
  connectionNames(): readonly string[];
}

/** The kinds of connections by type, without the connectors themselves. */
export interface ConnectorCatalogue {
  /** The name of the kind that connections of `type` offer; undefined for an unknown type. */
  kindOf(type: string): string | undefined;
  typesOf(kind: string): readonly string[];
}

/** What checking needs from around. */
export interface CheckServices {
  readonly steps: StepRegistry;
  readonly functions: FunctionRegistry;
  readonly directory: ChainDirectory;
  readonly connectors: ConnectorCatalogue;
}

/** What one check of a chain shares among all its steps, nested and called ones too. */
export class CheckSession {
  readonly services: CheckServices;
  /** Names of the definitions that the chain uses: `chain sales.Daily`, `connection shop`. */
  readonly used = new Set<string>();
  #index = 0;
  #slot = 0;

  constructor(services: CheckServices) {
    this.services = services;
  }

  /** The next step's number in the order of `explain`. */
  nextIndex(): number {
    return this.#index++;
  }

  /** The next number for a relation that stands for a nested pipeline. */
  nextSlot(): number {
    this.#slot += 1;
    return this.#slot;
  }
}

/** What expressions of one chain may name, and where its faults go. */
export interface ChainScope {
  readonly session: CheckSession;
  /** The full names of the chains around, outermost first; the last is this one. */
  readonly chains: readonly string[];
  readonly parameters: Shape;
  readonly context: Shape;
  /** The ids of the steps so far. */
  readonly ids: Set<string>;
  /** Takes a fault; its path starts at the chain. */
  report(fault: Fault): void;
}

/** The chainset that a full chain name belongs to. */
export function chainsetOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf('.')));
}
