/** Reads the body of a call: bytes to JSON, or a fault with the status that it has. */
import { type ErrorCode, messageOf } from '../core/errors.ts';
import { parseExactJson } from '../model/exact-json.ts';

/** What a body holds, or why it cannot be read. `status` only where the code's own is not right: 400. */
export type BodyResult =
  | { readonly value: unknown; readonly fault?: undefined }
  | {
      readonly fault: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly hint: string;
        readonly status?: 400;
      };
    };

/** Deeper bodies are refused: nothing that people mean is nested so far. */
const deepestBody = 64;

/** Reads a body; one that is empty is null. */
export function readBody(bytes: Uint8Array, headers: Readonly<Record<string, string>>): BodyResult {
  if (bytes.length === 0) return { value: null };
  const media = mediaFault(headers);
  if (media !== undefined) return media;
  const text = decodeText(bytes);
  if (text === undefined) return malformed('The body is not UTF-8.', 'Send JSON in UTF-8.');
  if (depthOf(text) > deepestBody)
    return malformed(`The body is nested more than ${deepestBody} levels deep.`, 'Send a flatter one.');
  try {
    return { value: parseExactJson(text) };
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return malformed(`The body is not JSON: ${messageOf(thrown)}.`, 'Send one JSON value.');
  }
}

function malformed(message: string, hint: string): BodyResult {
  return { fault: { code: 'invalid_input', message, hint, status: 400 } };
}

function mediaFault(headers: Readonly<Record<string, string>>): BodyResult | undefined {
  const hint = 'Send content-type: application/json.';
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  const message =
    type !== 'application/json' && !/^application\/[a-z0-9!#$&^_.-]+\+json$/.test(type)
      ? 'The body must be JSON.'
      : charset !== undefined && charset !== 'utf-8' && charset !== 'utf8'
        ? 'The body must be JSON in UTF-8.'
        : encoding !== 'identity'
          ? 'The body must not be compressed.'
          : undefined;
  return message === undefined ? undefined : { fault: { code: 'wrong_media_type', message, hint } };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A mark of the byte order is none of the text. */
function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}

/** How deep lists and objects are nested, told without nesting itself. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
