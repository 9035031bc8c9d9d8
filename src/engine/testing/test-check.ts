/** What the check of a test shares: what its expressions may name, and where its faults go. */
import type { ErrorCode } from '../../core/errors.ts';
import { type Closure, compileClosure } from '../../expression/closure.ts';
import { checkExpression } from '../../expression/checker.ts';
import type { FunctionRegistry } from '../../expression/function-declaration.ts';
import type { Workspace } from '../../model/definitions/definition.ts';
import type { Fault } from '../../model/definitions/schema-faults.ts';
import type { Path } from '../../model/problem.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';
import type { CheckedChain } from '../check/check-chain.ts';
import { contextShape } from '../check/context-shape.ts';

/** What tests are checked with. */
export interface TestServices {
  readonly functions: FunctionRegistry;
  readonly workspace: Pick<Workspace, 'attributes' | 'services'>;
}

/** The check of one test; paths of its faults start at the test. */
export class TestCheck {
  readonly chain: CheckedChain;
  readonly services: TestServices;
  readonly faults: Fault[] = [];

  constructor(chain: CheckedChain, services: TestServices) {
    this.chain = chain;
    this.services = services;
  }

  /** Notes what is wrong. */
  fault(
    path: Path,
    message: string,
    more: { code?: ErrorCode; hint?: string | undefined; atKey?: boolean } = {},
  ): void {
    const { code = 'invalid_value', hint, atKey } = more;
    const rest = { ...(hint === undefined ? {} : { hint }), ...(atKey === undefined ? {} : { atKey }) };
    this.faults.push({ path, code, message, ...rest });
  }

  /** An expression over `fields`; undefined after a fault. */
  expression(
    path: Path,
    source: string,
    { fields, expects }: { fields: Shape; expects?: ValueType },
  ): Closure | undefined {
    const { chain, services } = this;
    const state = chain.state.map(({ name, type }) => ({ name, type }));
    const { typed, problems } = checkExpression(
      source,
      {
        fields,
        parameters: chain.parameters.map(({ field }) => ({ name: field.name, type: field.type })),
        context: contextShape(services.workspace, state),
        aggregates: 'none',
        windows: false,
        functions: services.functions,
      },
      expects === undefined ? {} : { expects },
    );
    for (const { at, ...problem } of problems) this.faults.push({ path, offset: at.start, ...problem });
    return typed === undefined ? undefined : compileClosure(typed);
  }
}
