/**
 * Glossary. *Checked workflow*: a definition with its shapes parsed, its expressions ready to run and its chains known
 * to fit. *Place*: where in the definition something stands: `pending.onEntry.0`. *Call*: how a chain gets its
 * parameters and its record.
 */
import type { Outcome } from '../core/outcome.ts';
import type { Closure } from '../expression/closure.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { WorkflowDefinition } from '../model/definitions/definition.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { ValueType } from '../model/value-type.ts';
import type { RetryRhythm } from '../model/workflow-instance.ts';

/** A value with the type that it is wanted as. */
export interface NamedValue {
  readonly name: string;
  readonly type: ValueType;
  readonly value: CheckedValue;
}

/** How a chain is called. */
export interface CheckedCall {
  readonly chain: string;
  readonly parameters: readonly NamedValue[];
  /** What makes the one record that it takes: the whole instance, or these fields; undefined where it takes none. */
  readonly input: 'instance' | readonly NamedValue[] | undefined;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** Where the one record that a chain gives goes. */
export interface CheckedWrite {
  readonly part: 'public' | 'private';
  readonly mode: 'merge' | 'replace';
  readonly at: readonly string[];
}

/** A chain that runs on the way. */
export interface CheckedAction {
  readonly place: string;
  readonly call: CheckedCall;
  readonly write?: CheckedWrite;
  /** It runs after the commit. */
  readonly later: boolean;
  readonly retry: RetryRhythm;
  readonly onError: Readonly<Partial<Record<Outcome, string>>>;
}

/** Whether an event may lead somewhere. */
export type CheckedGuard =
  | { readonly kind: 'expression'; readonly text: string; readonly place: string; readonly holds: Closure }
  | { readonly kind: 'chain'; readonly text: string; readonly place: string; readonly call: CheckedCall };

/** Where an event leads. */
export interface CheckedTransition {
  readonly to: string;
  readonly internal: boolean;
  /** Undefined: who has the task, else who may see the instance. */
  readonly roles?: readonly string[];
  readonly guard?: CheckedGuard;
  readonly actions: readonly CheckedAction[];
  readonly reassign?: CheckedValue;
}

/** What an event asks for; with `merges` its fields are those of the public data, else it is read as `event.input`. */
export interface EventInput {
  readonly fields: readonly DeclaredField[];
  readonly merges: boolean;
}

/** An event that a state takes. */
export interface CheckedEvent {
  readonly name: string;
  readonly label?: string;
  readonly input: EventInput;
  readonly transitions: readonly CheckedTransition[];
}

/** Who has a task. */
export interface CheckedAssignment {
  readonly assignee?: CheckedValue;
  readonly role?: string;
  /** In words, for people. */
  readonly words: string;
}

/** Who has to act in a state. */
export interface CheckedTask extends CheckedAssignment {
  readonly otherwise?: CheckedAssignment;
  readonly label?: string;
  readonly fourEyes: boolean;
  readonly due?: number;
}

/** A state. */
export interface CheckedState {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  readonly final: boolean;
  readonly onEntry: readonly CheckedAction[];
  readonly onExit: readonly CheckedAction[];
  readonly task?: CheckedTask;
  /** Milliseconds after which an event is sent. */
  readonly timers: readonly { readonly after: number; readonly event: string }[];
  readonly events: ReadonlyMap<string, CheckedEvent>;
}

/** A workflow, ready to run if none of its problems is an error. */
export interface CheckedWorkflow {
  readonly definition: WorkflowDefinition;
  readonly name: string;
  readonly public: readonly DeclaredField[];
  readonly private: readonly DeclaredField[];
  readonly view?: Closure;
  readonly start: string;
  readonly initial: string;
  readonly startRoles: readonly string[];
  readonly enabled: boolean;
  readonly runAs?: string;
  readonly states: ReadonlyMap<string, CheckedState>;
}

/** What an instance is called in expressions. */
export interface InstanceFacts {
  readonly id: string;
  readonly workflow: string;
  readonly state: string;
  readonly version: number;
  readonly startedBy: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}
