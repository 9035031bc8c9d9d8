import { z } from 'zod';
import type { CheckContext } from '../engine/step-contract.ts';
import type { TypedOrder } from '../expression/typed.ts';
import type { Path } from '../model/problem.ts';
import { text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';

/** The setting of an order: `[revenue desc, category]`. */
export const orderSetting = (description: string) =>
  z
    .array(text('An expression, with `desc` after it for the largest first.'))
    .min(1)
    .meta({ description, role: 'expression', examples: [['revenue desc', 'category']] });

/** An order as it stands in settings. */
export interface OrderSetting {
  readonly path: Path;
  readonly keys: readonly string[];
}

/** The checked keys of an order, over the fields that come in or those of `scope`. */
export function checkOrder(
  { path, keys }: OrderSetting,
  context: CheckContext,
  scope: Shape = context.input,
): TypedOrder[] {
  return keys.map((key, at) => {
    const [, source = key, direction = 'asc'] = /^(.*?)\s+(asc|desc)\s*$/is.exec(key) ?? [];
    return {
      by: context.expression([...path, at], source, { scope, groups: true }),
      descending: direction.toLowerCase() === 'desc',
    };
  });
}
