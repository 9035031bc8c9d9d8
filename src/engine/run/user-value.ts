import { MillraceError, messageOf } from '../../core/errors.ts';
import type { Principal } from '../../model/principal.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { fromJson } from '../../model/value-codec.ts';
import type { Shape } from '../../model/value-type.ts';

/** The value of `@user`: who lacks an attribute has null. Throws `attribute_invalid` for one that is not as declared. */
export function userValue(principal: Principal, attributes: Shape): DataRecord {
  const values = attributes.map(({ name, type }): [string, Value] => {
    const given = Object.hasOwn(principal.attributes, name) ? principal.attributes[name] : null;
    return [name, given === null || given === undefined ? null : attributeValue({ name, given }, type)];
  });
  return { ...Object.fromEntries(values), id: principal.id, name: principal.name, roles: principal.roles };
}

function attributeValue({ name, given }: { name: string; given: unknown }, type: Shape[number]['type']): Value {
  try {
    return fromJson(given, type, ['user', name]);
  } catch (error) {
    throw new MillraceError(
      'attribute_invalid',
      `The attribute ${name} of the user is not as declared: ${messageOf(error)}`,
      {
        hint: 'Correct it at the user, or in the definition of kind attributes.',
      },
    );
  }
}
