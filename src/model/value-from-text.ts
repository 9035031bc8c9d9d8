/** Values as people type them on a command line or into an address: text becomes JSON, by the type that is wanted. */
import { messageOf, MillraceError } from '../core/errors.ts';
import { parseExactJson } from './exact-json.ts';
import { jsonForm } from './json-form.ts';
import { formatType, types, type ValueType } from './value-type.ts';

/**
 * JSON for a text; lists as `a,b` or `[..]`, records as JSON, nothing for null. What does not fit is handed on as it is,
 * for the check of values to say so; `invalid_input` for text that should be JSON and is none.
 */
export function valueFromText(text: string, type: ValueType): unknown {
  if (type.kind === 'text') return text;
  if (text === '') return null;
  switch (type.kind) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case 'list':
      return text.startsWith('[')
        ? json(text, type)
        : text.split(',').map((item) => valueFromText(item.trim(), type.item));
    case 'record':
      return json(text, type);
    case 'any':
      return /^(["[{]|-?\d|true$|false$|null$)/.test(text) ? json(text, types.any) : text;
    default:
      return text;
  }
}

function json(text: string, type: ValueType): unknown {
  try {
    return jsonForm(parseExactJson(text), type);
  } catch (thrown) {
    throw new MillraceError('invalid_input', `'${text}' is not JSON for ${formatType(type)}: ${messageOf(thrown)}`);
  }
}
