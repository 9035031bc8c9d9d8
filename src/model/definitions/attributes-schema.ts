/** `kind: attributes`: what is known of users beside their names and roles, for `@user.x` in expressions. */
import { z } from 'zod';
import type { DeclaredField, ParsedShape } from '../parse-shape.ts';
import { parseShape } from '../parse-shape.ts';
import { documentKeys, shapeText } from './fields.ts';
import type { Fault } from './schema-faults.ts';
import { under } from './schema-faults.ts';

/** The attributes of users. */
export const attributesSchema = z
  .strictObject({
    ...documentKeys('attributes', 'What is known of users; at most one document of this kind.'),
    attributes: shapeText('The attributes by name, with their types. Who has no value for one has null.', {
      warehouses: 'list(text)',
      costCentre: { type: 'text', label: 'Cost centre' },
    }),
  })
  .meta({ title: 'attributes', description: 'What is known of users, for `@user.name` in expressions.' });

/** What every user has anyway. */
const builtIn = ['id', 'name', 'roles'];

/** The declared attributes. Everybody may lack each of them, so all are optional. */
export function parseAttributes(source: Readonly<Record<string, unknown>>): ParsedShape {
  const { fields, faults } = parseShape(source);
  return {
    fields: fields.map((field): DeclaredField => ({ ...field, optional: true })),
    faults: [...faults, ...Object.entries(source).flatMap(([name, written]) => attributeFaults(name, written))].map(
      (fault) => under(['attributes'], fault),
    ),
  };
}

function attributeFaults(name: string, written: unknown): readonly Fault[] {
  if (builtIn.includes(name)) {
    const message = `@user.${name} is what every user has, so it cannot be an attribute`;
    return [{ path: [name], code: 'duplicate_name', message, hint: 'Choose another name.', atKey: true }];
  }
  if (typeof written !== 'object' || written === null) return [];
  const { default: value, required, optional } = written as Readonly<Record<string, unknown>>;
  const refused = { default: value, required, ...(optional === false ? { optional } : {}) };
  return Object.entries(refused)
    .filter(([, given]) => given !== undefined)
    .map(([key]) => ({
      path: [name, key],
      code: 'no_effect',
      message: `'${key}' has no effect on an attribute: who has no value has null`,
      hint: 'Remove it.',
      atKey: true,
    }));
}
