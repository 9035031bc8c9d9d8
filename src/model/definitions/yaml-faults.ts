/** What the YAML parser complains of, in words that help somebody who does not know YAML's grammar. */
import type { ErrorCode } from '../../core/errors.ts';
import { quoteLine } from './quote-advice.ts';

/** A complaint of the parser: its code, message, and where it is in the text. */
export interface YamlComplaint {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** The same for people. */
export interface YamlFault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly at: number;
}

function lineAround(text: string, at: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  const end = text.indexOf('\n', at);
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
}

function keyAt(text: string, at: number): string {
  return /^[^:\s]+/.exec(text.slice(at))?.[0] ?? '';
}

const make = (at: number, message: string, hint?: string): YamlFault => ({
  code: 'yaml_syntax',
  message,
  at,
  ...(hint === undefined ? {} : { hint }),
});

/** For values in `{ }` and `[ ]`, which end where people do not expect it. */
const flowAdvice = 'Inside { } and [ ], quote every expression that contains , [ ] { } : or #.';

type Explain = (complaint: YamlComplaint, text: string) => YamlFault;

const indentation: Explain = ({ pos: [at] }, text) => {
  const advice = quoteLine(lineAround(text, at));
  if (advice !== undefined) return make(at, 'the value is not valid YAML', advice);
  return make(
    at,
    'the next line is indented as if it belonged to this value',
    'Give keys of the same level the same indentation.',
  );
};

const unexpected: Explain = ({ pos: [at], message }, text) => {
  const advice = quoteLine(lineAround(text, at));
  if (advice === undefined && message.startsWith('Unexpected flow-')) {
    return make(at, `'${text[at]}' is not wanted here`, flowAdvice);
  }
  return make(
    at,
    advice === undefined ? `not valid YAML: ${lowerFirst(message)}` : 'the value is not valid YAML',
    advice,
  );
};

const explanations: Readonly<Record<string, Explain>> = {
  TAB_AS_INDENT: ({ pos: [at] }) =>
    make(at, 'a tab is used to indent; YAML allows only spaces', 'Replace tabs by spaces.'),
  DUPLICATE_KEY: ({ pos: [at] }, text) => ({
    ...make(at, `the key '${keyAt(text, at)}' stands twice in the same place`, 'Remove one of the two.'),
    code: 'duplicate_name',
  }),
  BLOCK_AS_IMPLICIT_KEY: indentation,
  BAD_SCALAR_START: ({ pos: [at] }, text) =>
    make(
      at,
      `a value cannot start with ${text[at]} in YAML`,
      quoteLine(lineAround(text, at)) ?? 'Put the value in quotes.',
    ),
  TAG_RESOLVE_FAILED: ({ pos: [at] }, text) =>
    make(
      at,
      'a value that starts with ! is a tag in YAML',
      quoteLine(lineAround(text, at)) ?? 'Put the value in quotes.',
    ),
  BAD_ALIAS: ({ pos: [at] }, text) =>
    make(
      at,
      'a value that starts with & or * is an anchor or alias in YAML',
      quoteLine(lineAround(text, at)) ?? 'Put the value in quotes.',
    ),
  NON_STRING_KEY: ({ pos: [at] }, text) => make(at, 'a list or map cannot be a key', quoteLine(lineAround(text, at))),
  BAD_DQ_ESCAPE: ({ pos: [at], message }) =>
    make(at, lowerFirst(message), 'Use single quotes, in which a backslash is a backslash, or write it twice.'),
  MULTILINE_IMPLICIT_KEY: ({ pos: [at] }, text) =>
    make(
      at,
      `'${lineAround(text, at).trim()}' is not a key with a value`,
      'Write `key: value`; the colon and the space after it are missing.',
    ),
  MISSING_CHAR: ({ pos: [at], message }, text) => {
    if (message.includes('quote'))
      return make(
        at,
        'a quote is opened and never closed',
        'Close it, or put the whole value in the other kind of quotes.',
      );
    if (message.startsWith('Sequence item without'))
      return make(at, 'the line belongs to no entry of the list', 'Give the keys of an entry the same indentation.');
    const advice = quoteLine(lineAround(text, at));
    return make(at, lowerFirst(message.replace(/^Missing/, 'missing')), advice);
  },
  BAD_INDENT: ({ pos: [at], message }) =>
    message.startsWith('Flow')
      ? make(
          at,
          'a { or [ is opened and not closed before the next key',
          'Close it with } or ], and quote expressions inside it.',
        )
      : make(at, 'the indentation fits no level above', 'Give keys of the same level the same indentation.'),
  RESOURCE_EXHAUSTION: ({ pos: [at] }) => ({ ...make(at, 'values are nested too deeply'), code: 'limit' }),
};

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** The first complaint, and every key that stands twice; the others mostly follow from the first. */
export function explainComplaints(complaints: readonly YamlComplaint[], text: string): readonly YamlFault[] {
  const sorted = complaints.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const root =
    sorted.find(({ code }) => code === 'RESOURCE_EXHAUSTION') ?? sorted.find(({ code }) => code === 'TAB_AS_INDENT');
  const first = root ?? sorted[0];
  const others = first?.code === 'DUPLICATE_KEY' ? sorted.slice(1).filter(({ code }) => code === 'DUPLICATE_KEY') : [];
  return [...(first === undefined ? [] : [first]), ...others].map((one) =>
    (explanations[one.code] ?? unexpected)(one, text),
  );
}
