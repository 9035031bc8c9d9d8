/**
 * A page of a dashboard as it is now: opened on the event stream, then followed. While another page or other parameters
 * are on their way, what was shown stays.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { useConnection } from '../api/live.ts';
import { hearPictures, type PictureEvent, useStream } from '../api/pictures.ts';
import type { Parameters } from './address.ts';

/** What a part shows. */
export type Picture = Schemas['Picture'];

/** Which page, with which parameters. */
export interface Look {
  readonly dashboard: string;
  readonly page: string;
  readonly parameters: Parameters;
}

type Part = Schemas['PartPicture'];
type Opened = Schemas['DashboardView'] & { readonly id: string };

/** A page that is looked at. */
export interface View {
  readonly page: string;
  /** All parameters that have a value, defaults too. */
  readonly parameters: Parameters;
  readonly titles: readonly (string | null)[];
  picture(kind: Part['kind'], index: number): Picture | undefined;
}

/** How often a page is asked for anew where there is no stream. */
const ASK_AGAIN = 10_000;

/** A new UUID; `crypto.randomUUID` is only there on https and localhost. */
function newViewId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Newer pictures by part. */
type Pictures = ReadonlyMap<string, Part>;

const keyOf = ({ kind, index }: Pick<Part, 'kind' | 'index'>): string => `${kind} ${index}`;

function withPart(before: Pictures, part: Part): Pictures {
  return (before.get(keyOf(part))?.seq ?? 0) >= part.seq ? before : new Map(before).set(keyOf(part), part);
}

/** Looks at a page and follows it. */
export function useView(look: Look) {
  const stream = useStream();
  const connection = useConnection();
  const held = useRef<Held>({ attempt: 0, view: undefined });
  const [told, setTold] = useState<{ readonly id: string; readonly pictures: Pictures }>();
  const canFollow = stream !== undefined;
  const query = useQuery({
    queryKey: ['dashboards', 'view', look, stream],
    queryFn: async ({ signal }): Promise<Opened> => {
      if (stream === undefined) return { ...(await lookOnce(look, signal)), id: 'once' };
      const attempt = ++held.current.attempt;
      const hear = (id: string, part: PictureEvent): void => setTold(added(id, part));
      const opened = await openView(look, { stream, instead: held.current.view, hear });
      // Somebody who chose again in the meantime looks at something newer.
      if (attempt < held.current.attempt) endView(look.dashboard, stream, opened.id);
      else held.current.view = opened.id;
      return opened;
    },
    enabled: canFollow || connection === 'lost',
    refetchInterval: canFollow ? false : ASK_AGAIN,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    const { current } = held;
    return () => {
      current.attempt += 1;
      if (current.view !== undefined) endView(look.dashboard, stream, current.view);
      current.view = undefined;
    };
  }, [look.dashboard, stream]);
  return { query, view: query.data && viewOf(query.data, told) };
}

/** What this window holds open; attempts are counted, so that a late answer is known as such. */
interface Held {
  attempt: number;
  view: string | undefined;
}

type Told = { readonly id: string; readonly pictures: Pictures } | undefined;

function added(id: string, part: Part): (before: Told) => Told {
  return (before) => ({ id, pictures: withPart(before?.id === id ? before.pictures : new Map(), part) });
}

function viewOf({ id, page, parameters, titles, parts }: Opened, told: Told): View {
  let pictures: Pictures = new Map(parts.map((part) => [keyOf(part), part]));
  if (told?.id === id) for (const part of told.pictures.values()) pictures = withPart(pictures, part);
  return { page, parameters, titles, picture: (kind, index) => pictures.get(keyOf({ kind, index }))?.picture };
}

const silences = new Map<string, () => void>();

async function openView(
  { dashboard, page, parameters }: Look,
  order: { stream: string; instead: string | undefined; hear: (id: string, part: PictureEvent) => void },
): Promise<Opened> {
  const id = newViewId();
  const { stream, instead } = order;
  // Pictures may come before the answer does.
  silences.set(
    id,
    hearPictures(id, (part) => order.hear(id, part)),
  );
  try {
    const body = { stream, page, parameters: { ...parameters }, ...(instead === undefined ? {} : { instead }) };
    const call = api.PUT('/api/v1/dashboards/{dashboard}/views/{view}', {
      params: { path: { dashboard, view: id } },
      body,
    });
    const opened = { ...(await dataOf(call)), id };
    if (instead !== undefined) silence(instead);
    return opened;
  } catch (thrown) {
    silence(id);
    throw thrown;
  }
}

function silence(id: string): void {
  silences.get(id)?.();
  silences.delete(id);
}

async function lookOnce({ dashboard, page, parameters }: Look, signal: AbortSignal): Promise<Schemas['DashboardView']> {
  const body = { page, parameters: { ...parameters } };
  return dataOf(api.POST('/api/v1/dashboards/{dashboard}/look', { params: { path: { dashboard } }, body, signal }));
}

/** Ends the view, so that the server does not work for nobody; a stream that is gone has ended it already. */
function endView(dashboard: string, stream: string | undefined, view: string): void {
  silence(view);
  if (stream === undefined) return;
  const params = { path: { dashboard, view }, query: { stream } };
  api.DELETE('/api/v1/dashboards/{dashboard}/views/{view}', { params }).catch((thrown: unknown) => {
    // The stream's end will end the view as well.
    console.info('a view was not ended by itself', thrown);
  });
}
