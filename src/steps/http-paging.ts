/** Answers that come in pages: how the next one is asked for, and which is the last. */
import { z } from 'zod';
import type { HttpAnswer } from '../connectors/http/http-client.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckContext } from '../engine/step-contract.ts';
import { type Closure, compileClosure, type Env } from '../expression/closure.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { formatValue } from '../model/value-codec.ts';
import { type Shape, types } from '../model/value-type.ts';
import { choice, expression, integer, text } from '../model/setting.ts';

/** The setting that says how the next page is asked for. */
export const pagingSetting = z
  .strictObject({
    by: choice(
      ['page', 'offset', 'cursor', 'link'],
      'What leads to the next page: `page` counts pages, `offset` counts records, `cursor` is a value in the answer, `link` is the header `Link` with rel="next".',
    ),
    parameter: text('The parameter of the query that says which page; default: `page`, `offset` or `cursor`.', {
      example: 'p',
    }).optional(),
    from: integer('The number of the first page; default: 1 for `page`, 0 for `offset`.', { example: 0 }).optional(),
    size: integer('How many records a full page has; one with fewer is the last.', { min: 1, example: 100 }).optional(),
    next: expression(
      'With `cursor`: where the value stands, over `body`, `status` and `headers`. A null or empty text means that there are no more pages.',
      { example: 'body.meta.next' },
    ).optional(),
    until: expression(
      'True for the last page, over `body`, `status`, `headers` and `records`, the number of records in it.',
      {
        example: 'not body.has_more::boolean',
      },
    ).optional(),
    most: integer('The most pages; with more the run fails, so that nothing is missing without a word.', {
      min: 1,
      example: 50,
    }).default(1000),
  })
  .optional()
  .meta({
    description: 'Asks for further pages until there are none. Default: one request.',
    examples: [
      { by: 'page', size: 100 },
      { by: 'cursor', next: 'body.next' },
    ],
  });

/** How pages are asked for. */
export interface PagingPlan {
  readonly by: 'page' | 'offset' | 'cursor' | 'link';
  readonly parameter: string;
  readonly from: number;
  readonly size: number | undefined;
  readonly next: Closure | undefined;
  readonly until: Closure | undefined;
  readonly most: number;
}

/** What is special to the request for one page. */
export interface PageRequest {
  readonly query: Readonly<Record<string, string>>;
  /** The whole address, where a link gave it. */
  readonly url?: URL;
}

/** A page that has come. */
export interface Page {
  readonly answer: HttpAnswer;
  /** Where it came from. */
  readonly url: URL;
  /** `body`, `status`, `headers`. */
  readonly whole: DataRecord;
  readonly records: readonly DataRecord[];
}

/** Checks the setting. */
export function checkPaging(
  given: z.output<typeof pagingSetting>,
  context: CheckContext,
  { answer, listed }: { readonly answer: Shape; readonly listed: boolean },
): PagingPlan | undefined {
  if (given === undefined) return undefined;
  const { by, parameter = by, from = by === 'page' ? 1 : 0, size, most } = given;
  if ((by === 'cursor') !== (given.next !== undefined)) {
    context.problem(
      ['paging', 'next'],
      by === 'cursor' ? 'missing_key' : 'no_effect',
      by === 'cursor' ? 'Nothing says where the cursor stands.' : `Pages by ${by} need no \`next\`.`,
      by === 'cursor' ? 'Say it: `next: body.next`.' : 'Leave it out, or say `by: cursor`.',
    );
  }
  if ((by === 'page' || by === 'offset') && !listed && given.until === undefined) {
    const hint = 'Give `until`, or `columns`: then a page without records is the last.';
    context.problem(['paging'], 'missing_key', 'Nothing says which page is the last.', hint);
  }
  const next =
    given.next === undefined ? undefined : context.expression(['paging', 'next'], given.next, { scope: answer });
  const scope: Shape = [...answer, { name: 'records', type: types.integer }];
  const until =
    given.until === undefined
      ? undefined
      : context.expression(['paging', 'until'], given.until, { scope, expects: types.boolean });
  return {
    by,
    parameter,
    from,
    size,
    next: next && compileClosure(next),
    until: until && compileClosure(until),
    most,
  };
}

/** The request for the first page. */
export function firstPage(plan: PagingPlan | undefined): PageRequest {
  const counts = plan?.by === 'page' || plan?.by === 'offset';
  return { query: plan !== undefined && counts ? { [plan.parameter]: String(plan.from) } : {} };
}

/** What has been read so far. */
export interface Progress {
  readonly pages: number;
  readonly records: number;
  /** The request that gave the page. */
  readonly request: PageRequest;
}

/** The request for the page behind one; undefined if that was the last. */
export function nextPage(
  plan: PagingPlan,
  page: Page,
  { progress, env }: { progress: Progress; env: Env },
): PageRequest | undefined {
  const { records, whole } = page;
  if (plan.until?.({ ...whole, records: records.length }, env) === true) return undefined;
  const following = follow(plan, page, { progress, env });
  if (following !== undefined && progress.pages >= plan.most) {
    throw new MillraceError('limit', `${page.url.host} has more than ${plan.most} pages.`, {
      hint: 'Raise `paging.most`, or ask for larger pages.',
    });
  }
  return following;
}

function follow(
  plan: PagingPlan,
  page: Page,
  { progress, env }: { progress: Progress; env: Env },
): PageRequest | undefined {
  const { by, parameter, size, from } = plan;
  if (by === 'link') return followLink(page);
  if (by === 'cursor') {
    const cursor = textOf(plan.next?.(page.whole, env) ?? null);
    if (cursor === undefined) return undefined;
    if (progress.request.query[parameter] === cursor) throw inCircle(page);
    return { query: { [parameter]: cursor } };
  }
  const isLast = plan.until === undefined && page.records.length < (size ?? 1);
  if (isLast) return undefined;
  const place =
    by === 'page' ? from + progress.pages : from + (size === undefined ? progress.records : size * progress.pages);
  return { query: { [parameter]: String(place) } };
}

function textOf(value: Value): string | undefined {
  if (value === null || value === '') return undefined;
  return typeof value === 'string' ? value : formatValue(value);
}

function inCircle({ url }: Page): MillraceError {
  return new MillraceError('upstream_refused', `${url.host} leads from a page to the same page again.`, {
    hint: 'See whether `paging` is as the server has it.',
  });
}

/** The target of `<https://..>; rel="next"`, relative to where the page came from. */
function followLink(page: Page): PageRequest | undefined {
  const links = page.answer.headers['link'] ?? '';
  for (const [, target = '', parameters = ''] of links.matchAll(
    /<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,"]+))*)/g,
  )) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    if (!(rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/).includes('next')) continue;
    if (!URL.canParse(target, page.url.href))
      throw new MillraceError(
        'upstream_refused',
        `${page.url.host} names '${target}' as its next page, which is no address.`,
      );
    const url = new URL(target, page.url);
    if (url.href === page.url.href) throw inCircle(page);
    return { query: {}, url };
  }
  return undefined;
}
