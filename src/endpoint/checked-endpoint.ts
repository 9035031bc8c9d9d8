/** An endpoint that was checked: everything worked out that does not depend on a call. */
import type { Typed } from '../expression/typed.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { EndpointDefinition } from '../model/definitions/definition.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Shape, ValueType } from '../model/value-type.ts';
import type { Routed } from './route.ts';
import type { SignatureRule } from './signature.ts';

/** What expressions of an endpoint name of a call, beside the body. */
export interface NamedParts {
  readonly parameters: readonly string[];
  readonly headers: readonly string[];
  readonly query: readonly string[];
}

/** A value that the work is given. */
export interface GivenValue {
  readonly name: string;
  /** What the chain wants; undefined for the input of an event, which takes what there is. */
  readonly type: ValueType | undefined;
  readonly value: CheckedValue;
}

/** An endpoint, ready to take calls if `runnable`. */
export interface CheckedEndpoint extends Routed {
  readonly definition: EndpointDefinition;
  readonly signature: SignatureRule | undefined;
  readonly when: Typed | undefined;
  /** `within` in milliseconds. */
  readonly key: { readonly typed: Typed; readonly within: number } | undefined;
  /** By which the body is validated; undefined where anything is taken. */
  readonly body: readonly DeclaredField[] | undefined;
  /** Of fields that the body may leave out. */
  readonly defaults: readonly GivenValue[];
  /** What the chain takes as its records, which the body then is; undefined where it starts from a source. */
  readonly records: readonly DeclaredField[] | undefined;
  readonly given: readonly GivenValue[];
  /** The instance that an event goes to. */
  readonly to: CheckedValue | undefined;
  readonly names: NamedParts;
  /** What the chain gives; empty for a workflow. */
  readonly output: Shape;
  /** The attributes that users have. */
  readonly attributes: Shape;
  readonly runnable: boolean;
}
