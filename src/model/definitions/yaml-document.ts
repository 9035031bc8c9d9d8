/** One document of a YAML file: its value, what is wrong with it as YAML, and where everything stands. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { formatPath, sentence, type Path, type Problem, type SourcePosition } from '../problem.ts';
import { offsetInSource } from './scalar-offset.ts';
import type { Fault } from './schema-faults.ts';
import { explainComplaints } from './yaml-faults.ts';
import { readValue } from './yaml-value.ts';

/** A file of definitions. */
export interface DefinitionFile {
  /** As problems name it; for a folder relative to it, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A document of a file. */
export class YamlDocument {
  readonly file: string;
  /** Undefined if the document is not valid YAML. */
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly problems: readonly Problem[];
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #text: string;

  constructor(file: DefinitionFile, document: Document, lines: LineCounter) {
    this.file = file.path;
    this.#text = file.text;
    this.#document = document;
    this.#lines = lines;
    const complaints = [...document.errors, ...document.warnings];
    const syntax = explainComplaints(complaints, file.text);
    const { value, faults } = readValue(document);
    this.value = syntax.length > 0 ? undefined : value;
    this.problems =
      syntax.length > 0
        ? syntax.map(({ at, message, ...rest }) => ({
            severity: 'error',
            ...rest,
            message: sentence(message),
            position: this.#at(at),
          }))
        : faults.map((fault) => this.problem(fault));
  }

  /** The text that it was written in. */
  get source(): string {
    const { range } = this.#document;
    return range ? this.#text.slice(range[0], range[2]) : this.#text;
  }

  /** A top-level text, also of a document that is not valid YAML: enough to know what it was meant to be. */
  topLevel(key: string): string | undefined {
    if (!isMap(this.#document.contents)) return undefined;
    const found = this.#document.contents.get(key);
    return typeof found === 'string' ? found : undefined;
  }

  /** Where the value at `path` starts; falls back to the nearest value above it. */
  positionOf(path: Path): SourcePosition {
    const { pair, node } = this.#find(path);
    return this.#at(startOf(node) ?? startOf(pair?.key) ?? this.#start());
  }

  /** Where the key at `path` starts; falls back as {@link positionOf} does. */
  keyPositionOf(path: Path): SourcePosition {
    const { pair, node } = this.#find(path);
    return this.#at(startOf(pair?.key) ?? startOf(node) ?? this.#start());
  }

  /** Where the character `offset` of the text at `path` stands, whichever way the text is written. */
  positionInScalar(path: Path, offset: number): SourcePosition {
    const { node, complete } = this.#find(path);
    const range = isScalar(node) ? node.range : undefined;
    if (!complete || !isScalar(node) || !range) return this.positionOf(path);
    const source = this.#text.slice(range[0], range[1]);
    const value = typeof node.value === 'string' ? node.value : (node.source ?? '');
    return this.#at(range[0] + offsetInSource({ source, value, style: node.type ?? 'PLAIN' }, offset));
  }

  /** A fault as a problem with file, line and column. */
  problem(fault: Fault): Problem {
    const { path, code, message, hint, severity = 'error', offset } = fault;
    const position =
      offset !== undefined
        ? this.positionInScalar(path, offset)
        : fault.atKey
          ? this.keyPositionOf(path)
          : this.positionOf(path);
    const where = path.length === 0 ? {} : { path: formatPath(path) };
    return { code, severity, message: sentence(message), ...(hint === undefined ? {} : { hint }), ...where, position };
  }

  #start(): number {
    return startOf(this.#document.contents) ?? this.#document.range?.[0] ?? 0;
  }

  #at(offset: number): SourcePosition {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.#text.length));
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }

  /** The deepest node on the way along `path`, with the pair that holds it. */
  #find(path: Path): { pair: Pair | undefined; node: unknown; complete: boolean } {
    let node: unknown = this.#document.contents;
    let pair: Pair | undefined;
    for (const part of path) {
      const inside = this.#resolve(node);
      const next = isMap(inside) ? this.#pairOf(inside.items, String(part)) : undefined;
      const item = isSeq(inside) && typeof part === 'number' ? inside.items[part] : undefined;
      if (next === undefined && item === undefined) return { pair, node, complete: false };
      pair = next;
      node = next === undefined ? item : next.value;
    }
    return { pair, node, complete: true };
  }

  #pairOf(items: readonly Pair[], key: string): Pair | undefined {
    const own = items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
    if (own !== undefined) return own;
    const merged = items.find((pair) => isScalar(pair.key) && pair.key.value === '<<');
    const sources = this.#resolve(merged?.value);
    const maps = (isSeq(sources) ? sources.items : [sources]).map((one) => this.#resolve(one));
    return maps.filter(isMap).flatMap((map) => this.#pairOf(map.items, key) ?? [])[0];
  }
}

function startOf(node: unknown): number | undefined {
  const { range, type } = (node ?? {}) as Partial<Node> & { type?: string };
  if (!range) return undefined;
  return type !== undefined && range[0] === range[1] ? undefined : range[0];
}

/** Reads the documents of a file; empty ones are left out. */
export function readYaml(file: DefinitionFile): readonly YamlDocument[] {
  const lines = new LineCounter();
  const options = { lineCounter: lines, stringKeys: true, prettyErrors: false, logLevel: 'silent' } as const;
  const documents = parseAllDocuments(file.text, options);
  const list = 'empty' in documents ? [] : documents;
  return list
    .filter((document) => document.contents !== null || document.errors.length > 0)
    .filter(
      (document) => !(isScalar(document.contents) && document.contents.value === null && document.errors.length === 0),
    )
    .map((document) => new YamlDocument(file, document as unknown as Document, lines));
}
