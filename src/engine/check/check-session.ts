import type { FunctionRegistry } from '../../expression/function-declaration.ts';
import type { KnownCalendars } from '../../expression/scope.ts';
import type { ConnectorRegistry } from '../../model/connection.ts';
import type { ChainDefinition, PolicyDefinition, Workspace } from '../../model/definitions/definition.ts';
import type { Fault } from '../../model/definitions/schema-faults.ts';
import type { Shape } from '../../model/value-type.ts';
import { joinReach, noReach, type UserReach } from '../user-reach.ts';
import type { StepRegistry } from '../step-contract.ts';
import type { LostFields } from './lost-fields.ts';

/** What can be named as a source beside chains and steps: `source: { key: name, with: {..} }`. */
export interface NamedSources {
  /** The key that names one. */
  readonly key: string;
  /** The names that there are. */
  names(workspace: Workspace): readonly string[];
  /** The chain behind a name, and how many records of it are taken; undefined if there is none that is in order. */
  find(name: string, workspace: Workspace): NamedSource | undefined;
}

/** A chain under another name. */
export interface NamedSource {
  readonly chain: ChainDefinition;
  /** More records are cut off, and the run is then `truncated`. */
  readonly atMost?: number;
}

/** What checking needs from around. */
export interface CheckServices {
  readonly steps: StepRegistry;
  readonly functions: FunctionRegistry;
  readonly workspace: Workspace;
  readonly connectors: ConnectorRegistry;
  readonly sources: readonly NamedSources[];
}

/** What one check of a chain shares among all its steps, nested and called ones too. */
export class CheckSession {
  readonly services: CheckServices;
  /** Names of the definitions that the chain uses: `chain sales.Daily`, `connection shop`. */
  readonly used = new Set<string>();
  /** The policies of the sources that it reads, by name. */
  readonly policies = new Map<string, PolicyDefinition>();
  #reach: UserReach = noReach;
  #index = 0;
  #slot = 0;
  #depth = 0;

  constructor(services: CheckServices) {
    this.services = services;
  }

  /** The calendars of the workspace; one that is found is used by the chain. */
  get calendars(): KnownCalendars {
    const { calendars } = this.services.workspace;
    return {
      find: (name) => {
        const found = calendars.get(name);
        if (found !== undefined) this.used.add(`calendar ${name}`);
        return found;
      },
      names: () => calendars.keys(),
    };
  }

  /** What of the user the chain sees. */
  get reach(): UserReach {
    return this.#reach;
  }

  /** Notes what expressions see of the user. */
  sees(reach: UserReach): void {
    this.#reach = joinReach(this.#reach, reach);
  }

  /** The next step's number in the order of `explain`. */
  nextIndex(): number {
    return this.#index++;
  }

  /** How many steps are being checked around this moment. */
  get depth(): number {
    return this.#depth;
  }

  /** Checks what stands inside of a step. */
  inside<T>(check: () => T): T {
    this.#depth += 1;
    try {
      return check();
    } finally {
      this.#depth -= 1;
    }
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
  /** The chains around, outermost first; the last is this one. */
  readonly chains: readonly ChainDefinition[];
  readonly parameters: Shape;
  readonly context: Shape;
  /** The ids of the steps so far. */
  readonly ids: Set<string>;
  /** The fields that were there once, for steps that take what comes in. */
  readonly lost?: LostFields;
  /** The step since which the order is not defined. */
  readonly unorderedSince?: string | undefined;
  /** Takes a fault; its path starts at the chain. */
  report(fault: Fault): void;
}

/** The chain that `name` means in a definition: one of its own chainset by its bare name, an imported one by its full name. */
export function findChain(name: string, from: ChainDefinition, workspace: Workspace): ChainDefinition | undefined {
  const full = name.includes('.') ? name : `${from.chainset}.${name}`;
  const found = workspace.chains.get(full);
  return found !== undefined && from.visible.includes(found.chainset) ? found : undefined;
}

/** The names by which a chain can call others. */
export function callableChains(from: ChainDefinition, workspace: Workspace): string[] {
  const visible = [...workspace.chains.values()].filter((chain) => from.visible.includes(chain.chainset));
  return visible.map((chain) => (chain.chainset === from.chainset ? chain.name : chain.fullName));
}
