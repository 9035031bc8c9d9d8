/**
 * Turns the nodes of a YAML document into plain values. Numbers keep their text where JavaScript's form would lose
 * something; aliases are expanded up to a limit, so that a small file cannot become a large value.
 */
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Path } from '../problem.ts';
import { readNumber } from '../source-number.ts';
import { lostQuotes } from './quote-advice.ts';
import type { Fault } from './schema-faults.ts';

/** Values go no deeper than this. */
const deepest = 100;
/** How many values aliases may add in all. */
const mostAliased = 10_000;

interface Reading {
  readonly document: Document;
  readonly faults: Fault[];
  /** Anchored nodes that are being expanded: an alias to one of them would never end. */
  readonly open: Set<Node>;
  aliased: number;
}

/** The plain value of a document, and what is wrong with it that YAML itself allows. */
export function readValue(document: Document): { value: unknown; faults: readonly Fault[] } {
  const reading: Reading = { document, faults: [], open: new Set(), aliased: 0 };
  const value = readNode(document.contents, [], reading);
  return { value, faults: reading.faults };
}

function report(reading: Reading, fault: Fault): undefined {
  reading.faults.push(fault);
  return undefined;
}

function readNode(node: unknown, path: Path, reading: Reading): unknown {
  if (path.length > deepest) {
    return report(reading, { path, code: 'limit', message: `values are nested more than ${deepest} levels deep` });
  }
  if (reading.open.size > 0 && ++reading.aliased > mostAliased) {
    if (reading.aliased > mostAliased + 1) return undefined;
    return report(reading, {
      path,
      code: 'limit',
      message: `aliases would add more than ${mostAliased} values`,
      hint: 'Write it out, or use fewer aliases.',
    });
  }
  if (isAlias(node)) return readAlias(node, path, reading);
  if (isMap(node)) return readMap(node, path, reading);
  if (isSeq(node)) return node.items.map((item, index) => readNode(item, [...path, index], reading));
  return isScalar(node) ? readScalar(node, path, reading) : null;
}

function readAlias(node: unknown, path: Path, reading: Reading): unknown {
  if (!isAlias(node)) return undefined;
  const target = node.resolve(reading.document);
  if (target === undefined) {
    return report(reading, {
      path,
      code: 'yaml_syntax',
      message: `'*${node.source}' would repeat a value marked &${node.source}, but there is none`,
      hint: `If it is an expression or plain text, put the whole value in quotes.`,
    });
  }
  if (reading.open.has(target)) {
    return report(reading, { path, code: 'yaml_syntax', message: `'*${node.source}' contains itself` });
  }
  reading.open.add(target);
  const value = readNode(target, path, reading);
  reading.open.delete(target);
  return value;
}

function readMap(node: YAMLMap, path: Path, reading: Reading): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
    const at = [...path, key];
    if (key === '__proto__')
      report(reading, { path: at, code: 'invalid_value', message: "'__proto__' cannot be a name", atKey: true });
    else if (key === '<<' && isMerge(pair)) Object.assign(record, { ...readMerge(pair, path, reading), ...record });
    else record[key] = readPair(pair, { node, at, reading });
  }
  return record;
}

function readPair(pair: Pair, { node, at, reading }: { node: YAMLMap; at: Path; reading: Reading }): unknown {
  const advice = lostQuotes(node, pair);
  if (advice !== undefined) return report(reading, { path: at, code: 'yaml_syntax', ...advice, atKey: true });
  return pair.value === null ? null : readNode(pair.value, at, reading);
}

function isMerge(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === 'PLAIN';
}

/** `<<: *base` or `<<: [*a, *b]`: keys of the map itself and of earlier ones win. */
function readMerge(pair: Pair, path: Path, reading: Reading): Record<string, unknown> {
  const value = readNode(pair.value, [...path, '<<'], reading);
  const parts: unknown[] = Array.isArray(value) ? value.toReversed() : [value];
  return Object.assign({}, ...parts.filter((part) => typeof part === 'object')) as Record<string, unknown>;
}

const decimalNumber = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

function readScalar(node: Scalar, path: Path, reading: Reading): unknown {
  const { value, source } = node;
  if (typeof value !== 'number') return value;
  if (source !== undefined && decimalNumber.test(source)) return readNumber(source.replace(/^\+/, ''));
  if (Number.isFinite(value)) return value;
  return report(reading, { path, code: 'invalid_value', message: `${source} is not a finite number` });
}
