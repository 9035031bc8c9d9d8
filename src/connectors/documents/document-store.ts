/**
 * Glossary. *Document*: a record with an `_id`, whose other fields may differ from its neighbours'. *Collection*: named
 * documents. *Document store*: a connection that holds collections. Types of connection differ in where the documents
 * lie and in nothing that a chain could see; `test/conformance/documents.test.ts` holds them to it.
 */
import type { MillraceError } from '../../core/errors.ts';
import type { ConnectorKind } from '../../model/connection.ts';
import type { BatchStream, DataRecord } from '../../model/value.ts';
import type { Shape } from '../../model/value-type.ts';
import type { AggregateQuery } from '../push-down/aggregate-query.ts';
import type { Condition } from '../push-down/condition.ts';

/** A field that the store sorts by; nulls come last in both directions. */
export interface DocumentOrder {
  readonly path: readonly string[];
  readonly type: Shape[number]['type'];
  readonly descending: boolean;
}

/** What to read. */
export interface DocumentQuery {
  readonly collection: string;
  /** The fields to fetch, with the types to decode to. */
  readonly shape: Shape;
  /** Documents that surely do not meet it need not come; those that do, or cannot be judged, must. */
  readonly condition?: Condition;
  /** Sorted exactly so, if given. */
  readonly sort?: readonly DocumentOrder[];
  /** No more documents than this are needed; never 0. */
  readonly limit?: number;
  /** Stages of MongoDB's aggregation, which come before everything else; only for stores that have them. */
  readonly pipeline?: readonly DataRecord[];
  /** How many documents a batch should hold. */
  readonly batch: number;
  readonly signal: AbortSignal;
  /** Called for a document that does not fit the shape, with as much of it as can be shown; returns if it is to be left out. */
  failed(record: DataRecord, error: MillraceError): void;
}

/** What to aggregate. */
export interface DocumentAggregation extends Pick<DocumentQuery, 'collection' | 'batch' | 'signal'> {
  readonly query: AggregateQuery;
}

/** How documents are written. */
export type WriteMode = 'insert' | 'upsert' | 'replace' | 'mirror';

/** Where and how to write. */
export interface DocumentWriteOptions {
  readonly collection: string;
  readonly mode: WriteMode;
  /** The fields of the records, with their types. */
  readonly shape: Shape;
  /** The fields that say which document a record is; not empty unless the mode is `insert`. */
  readonly key: readonly string[];
  /** The most documents that a mirror may delete. */
  readonly maxDelete: number | undefined;
  readonly signal: AbortSignal;
  /** Called for a record that the store refuses; returns if it is to be left out. */
  failed(record: DataRecord, error: MillraceError): void;
}

/** What a write did. */
export interface WriteCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** A record to write, with the `_id` that it gets if it has none and is new. */
export interface WriteItem {
  readonly record: DataRecord;
  readonly id: string;
}

/** A write in progress. */
export interface DocumentWriter {
  /** Writes some records; resolves when the next may come. */
  write(items: readonly WriteItem[]): Promise<void>;
  /** Ends the write: what a mirror has to delete is deleted now, what is transactional is committed. */
  finish(): Promise<WriteCounts>;
  /** Gives up: undoes what can be undone. */
  abandon(): Promise<void>;
}

/** What to delete. */
export interface DocumentDeletion {
  readonly collection: string;
  /** The `_id`s as {@link DocumentStore.identities} gave them. */
  readonly ids: readonly DocumentIdentity[];
  readonly signal: AbortSignal;
}

/** An `_id` as its store keeps it; opaque to everybody else. */
export type DocumentIdentity = { readonly identity: unknown };

/** A document's `_id` with the fields that a condition was asked about. */
export interface IdentifiedRecord {
  readonly id: DocumentIdentity;
  readonly record: DataRecord;
}

/** An opened connection to a document store. */
export interface DocumentStore {
  /** Streams documents as records; closing the iteration early closes the cursor. */
  read(query: DocumentQuery): BatchStream;
  /** The groups, with the names of keys and aggregates; or why the store's answer could differ from ours. Only of stores that can. */
  aggregate?(aggregation: DocumentAggregation): Promise<BatchStream | string>;
  /** Streams records together with their `_id`s. */
  identify(query: DocumentQuery): AsyncIterable<readonly IdentifiedRecord[]>;
  /** How many documents a collection has. */
  count(collection: string, signal: AbortSignal): Promise<number>;
  /** Starts a write. */
  write(options: DocumentWriteOptions): Promise<DocumentWriter>;
  /** Deletes documents and says how many were there. */
  remove(deletion: DocumentDeletion): Promise<number>;
  /** The fields of the first documents of a collection, or of what a pipeline makes of them, with types that fit all of them. */
  sampleShape(collection: string, count: number, pipeline?: readonly DataRecord[]): Promise<Shape>;
}

/** Connections that hold collections of documents. */
export const documentsKind: ConnectorKind<DocumentStore> = { name: 'documents' };
