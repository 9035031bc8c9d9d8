import { z } from 'zod';
import { requireUse } from '../../access/permission.ts';
import type { CheckedWorkspace } from '../../engine/check/check-workspace-chains.ts';
import { type App, callerOf } from '../app.ts';
import { chainOf, visibleChainset, visibleChainsets } from '../chain-access.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { chainsetSchema, chainsetView, chainSchema, chainView, declaredParameters } from '../views/chain-view.ts';
import { definitionProblemSchema, definitionProblemView } from '../views/definition-problem-view.ts';
import { runSchema, runView } from '../views/run-view.ts';
import type { Problem } from '../../model/problem.ts';

const tags: Tag[] = ['chains'];
const chainsetParams = z.object({ chainset: z.string() });
const chainParams = z.object({ chainset: z.string(), chain: z.string() });

/** Chainsets and their chains. */
export function addChainsetRoutes(app: App, services: HttpServices): void {
  addReading(app, services);
  addValidation(app, services);
  addRunning(app, services);
}

function addReading(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/chainsets',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'All chainsets with their chains',
        response: { 200: z.object({ chainsets: z.array(chainsetSchema) }), ...problems(401) },
      },
    },
    async (request) => {
      const checked = services.workspace();
      const visible = visibleChainsets(checked, callerOf(request));
      return { chainsets: visible.map((chainset) => chainsetView(checked, chainset)) };
    },
  );
  app.get(
    '/api/v1/chainsets/:chainset',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'A chainset with its chains',
        params: chainsetParams,
        response: { 200: chainsetSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const checked = services.workspace();
      return chainsetView(checked, visibleChainset(checked, callerOf(request), request.params.chainset));
    },
  );
  app.get(
    '/api/v1/chainsets/:chainset/chains/:chain',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'A chain: parameters, steps, effects, plan',
        params: chainParams,
        response: { 200: chainSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const checked = services.workspace();
      const principal = callerOf(request);
      const chain = chainOf(visibleChainset(checked, principal, request.params.chainset), request.params.chain);
      const { zone } = checked.workspace.settings;
      return chainView(checked, chain, { principal, zone, now: services.clock.now() });
    },
  );
}

const validationSchema = z.object({ valid: z.boolean(), problems: z.array(definitionProblemSchema) });

function addValidation(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/chainsets/:chainset/validate',
    {
      config: { access: { privilege: 'chain:edit' } },
      schema: {
        tags,
        summary: 'What is wrong with a chainset, as it is or as its file would be',
        params: chainsetParams,
        body: z.object({
          text: z.string().optional().meta({ description: 'What its file would say; without it, what it says now.' }),
        }),
        response: { 200: validationSchema, ...problems(401, 404, 422) },
      },
    },
    async (request) => {
      const checked = services.workspace();
      const { document } = visibleChainset(checked, callerOf(request), request.params.chainset);
      const { text } = request.body;
      const found = await services.validate(text === undefined ? undefined : { path: document.file, text });
      const own = found.filter(({ position }) => position?.file === document.file);
      return { valid: !own.some(isError), problems: own.map(definitionProblemView) };
    },
  );
}

const isError = ({ severity }: Problem): boolean => severity === 'error';

const orderSchema = z.object({
  parameters: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: 'Values by name; what is missing takes its default.' }),
  input: z.array(z.unknown()).optional().meta({ description: 'Records, for a chain that takes them.' }),
  dryRun: z.boolean().default(false).meta({ description: 'Do everything but effects, and show those.' }),
});

function addRunning(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/chainsets/:chainset/chains/:chain/run',
    {
      config: { access: { privilege: 'chain:run' } },
      schema: {
        tags,
        summary: 'Run a chain: queued durably, then 202',
        params: chainParams,
        body: orderSchema,
        response: { 202: runSchema, ...problems(401, 404, 422, 429) },
      },
    },
    async (request, reply) => {
      const checked = services.workspace();
      const principal = callerOf(request);
      const chainset = visibleChainset(checked, principal, request.params.chainset);
      const { fullName } = chainOf(chainset, request.params.chain);
      requireUse(
        principal,
        { noun: 'chainset', ...chainset },
        { privilege: 'chain:run', roles: checked.workspace.roles },
      );
      const run = await services.runs.start({
        chain: fullName,
        ...request.body,
        principal,
        trigger: { kind: 'manual' },
      });
      return reply.code(202).header('location', `/api/v1/runs/${run.id}`).send(shown(checked, run));
    },
  );
}

const shown = (checked: CheckedWorkspace, run: Parameters<typeof runView>[0]) =>
  runView(run, declaredParameters(checked, run.chain));
