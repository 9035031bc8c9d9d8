/** Datasets: list, one, its choices, reading anew. Questions themselves are in `dataset-query-routes.ts`. */
import { z } from 'zod';
import { maySee } from '../../access/permission.ts';
import { didYouMean } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import type { CheckedDataset } from '../../dataset/check-datasets.ts';
import type { Principal } from '../../model/principal.ts';
import { formatValue, toJson } from '../../model/value-codec.ts';
import type { DataRecord } from '../../model/value.ts';
import { fieldType, type Shape } from '../../model/value-type.ts';
import { type App, callerOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { answerHead, datasetAnswerSchema, errorOfAnswer } from '../views/dataset-answer.ts';
import { datasetSchema, datasetSummarySchema, datasetSummaryView, datasetView } from '../views/dataset-view.ts';
import { problemsOfDocument } from '../views/definition-problem-view.ts';
import { defaultValues } from '../views/default-values.ts';

const tags: Tag[] = ['datasets'];
const params = z.object({ dataset: z.string() });

/** All that is not a question. */
export function addDatasetRoutes(app: App, services: HttpServices): void {
  addReading(app, services);
  addChoices(app, services);
  addRefresh(app, services);
  addInvalidate(app, services);
}

/** A dataset that the caller may know of; throws `not_found`. */
function visibleDataset({ datasets }: HttpServices, principal: Principal, name: string): CheckedDataset {
  const visible = datasets.visible(principal);
  const found = visible.find(({ definition }) => definition.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    visible.map(({ definition }) => definition.name),
  );
  throw new MillraceError('not_found', `There is no dataset '${name}'.`, hint === undefined ? {} : { hint });
}

function viewOf(services: HttpServices, checked: CheckedDataset, principal: Principal) {
  const { workspace, problems: all } = services.workspace();
  const { name, document } = checked.definition;
  const defaultsFor = { principal, zone: workspace.settings.zone, now: services.clock.now() };
  return datasetView(checked, services.datasets.standing(name), {
    defaults: checked.runnable ? defaultValues(checked.chain, defaultsFor) : {},
    problems: problemsOfDocument(all, document, workspace.documents),
  });
}

function addReading(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/datasets',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Datasets that the caller may see',
        response: { 200: z.object({ datasets: z.array(datasetSummarySchema) }), ...problems(401) },
      },
    },
    async (request) => {
      const visible = services.datasets.visible(callerOf(request));
      const standing = (name: string) => services.datasets.standing(name);
      return { datasets: visible.map((one) => datasetSummaryView(one, standing(one.definition.name))) };
    },
  );
  app.get(
    '/api/v1/datasets/:dataset',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'A dataset: parameters, shape, figures',
        params,
        response: { 200: datasetSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const principal = callerOf(request);
      return viewOf(services, visibleDataset(services, principal, request.params.dataset), principal);
    },
  );
}

const choicesSchema = z.object({
  choices: z.array(z.object({ value: z.unknown(), label: z.string() })),
  truncated: z.boolean().meta({ description: 'True where there are more.' }),
});

function addChoices(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/datasets/:dataset/parameters/:parameter/choices',
    {
      config: { access: { privilege: 'dataset:query' } },
      schema: {
        tags,
        summary: 'The values that a parameter can have, as the caller may see them',
        params: params.extend({ parameter: z.string() }),
        querystring: z.object({
          search: z.string().optional().meta({ description: 'Only those whose label holds this.' }),
          limit: z.coerce.number().int().min(1).max(1000).default(200),
        }),
        response: { 200: choicesSchema, ...problems(401, 403, 404, 409, 422, 429, 500, 502, 504) },
      },
    },
    async (request) => {
      const { dataset, parameter } = request.params;
      const checked = services.datasets.require(dataset, callerOf(request));
      return choicesOf(services, { checked, parameter, principal: callerOf(request), ...request.query });
    },
  );
}

interface ChoicesOrder {
  readonly checked: CheckedDataset;
  readonly parameter: string;
  readonly principal: Principal;
  readonly search?: string | undefined;
  readonly limit: number;
}

async function choicesOf(
  { datasets }: HttpServices,
  { checked, parameter, principal, search = '', limit }: ChoicesOrder,
): Promise<z.output<typeof choicesSchema>> {
  const field = checked.chain.parameters.find((one) => one.field.name === parameter)?.field;
  if (field === undefined) throw new MillraceError('not_found', `There is no parameter '${parameter}'.`);
  const options = checked.definition.params?.[parameter]?.options;
  const wanted = (label: string): boolean => label.toLowerCase().includes(search.toLowerCase());
  if (options === undefined || Array.isArray(options)) {
    const all = (field.options ?? [])
      .map((value) => ({ value, label: String(value) }))
      .filter((one) => wanted(one.label));
    return { choices: all.slice(0, limit), truncated: all.length > limit };
  }
  const answer = await datasets.query({ dataset: options.dataset, parameters: {}, principal });
  const error = errorOfAnswer(answer);
  if (error !== undefined) throw error;
  const all = answer.records
    .map((record) => choiceOf(record, answer.shape, options))
    .filter(({ value, label }) => value !== null && wanted(label));
  return { choices: all.slice(0, limit), truncated: answer.truncated || all.length > limit };
}

function choiceOf(
  record: DataRecord,
  shape: Shape,
  { value, label = value }: { value: string; label?: string | undefined },
) {
  const shown = record[label] ?? record[value] ?? null;
  return {
    value: toJson(record[value], fieldType(shape, value)),
    label: shown === null ? '' : formatValue(shown, fieldType(shape, record[label] == null ? value : label)),
  };
}

const parametersSchema = z.record(z.string(), z.unknown()).default({}).meta({ description: 'JSON values by name.' });

function addRefresh(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/datasets/:dataset/refresh',
    {
      config: { access: { privilege: 'dataset:refresh' } },
      schema: {
        tags,
        summary: 'Read a dataset anew, whatever is kept',
        params,
        body: z.object({ parameters: parametersSchema }),
        response: {
          200: datasetAnswerSchema.omit({ records: true }).meta({ id: 'DatasetRefresh' }),
          ...problems(401, 403, 404, 409, 422, 429, 500, 502, 504),
        },
      },
    },
    async (request) => {
      const { dataset } = request.params;
      const order = { dataset, parameters: request.body.parameters, principal: callerOf(request), fresh: true };
      const answer = await services.datasets.query(order);
      const error = errorOfAnswer(answer);
      if (error !== undefined) throw error;
      return answerHead(dataset, answer);
    },
  );
}

function addInvalidate(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/datasets/invalidate',
    {
      config: { access: { privilege: 'dataset:refresh' } },
      schema: {
        tags,
        summary: 'End what is kept of all datasets with these tags, on every node',
        body: z.object({ tags: z.array(z.string().min(1).max(200)).min(1).max(100) }),
        response: { 204: z.undefined().meta({ description: 'Done.' }), ...problems(401, 403, 404, 422) },
      },
    },
    async (request, reply) => {
      checkTags(services, callerOf(request), request.body.tags);
      await services.datasets.invalidate(request.body.tags);
      return reply.code(204).send();
    },
  );
}

/** A tag is as visible as the datasets that have it. */
function checkTags({ workspace }: HttpServices, principal: Principal, wanted: readonly string[]): void {
  const visible = [...workspace().workspace.datasets.values()].filter((dataset) => maySee(principal, dataset));
  const known = new Set(visible.flatMap(({ cache }) => cache?.tags ?? []));
  const unknown = wanted.find((tag) => !known.has(tag));
  if (unknown === undefined) return;
  throw new MillraceError('not_found', `No dataset has the tag '${unknown}'.`, {
    hint: didYouMean(unknown, known) ?? 'See `cache.tags` of the datasets.',
  });
}
