/** What the sources of a chain look like, for those who write their columns. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { type SecretSource, SecretVault } from '../core/secrets.ts';
import { OpenConnections } from '../connectors/connection-set.ts';
import { createConnectorRegistry } from '../connectors/registry.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { type SampledSource, samplableSources } from '../engine/check/check-sources.ts';
import { LocalRunFiles } from '../engine/run/local-run-files.ts';
import { runEnvironment } from '../engine/run/run-values.ts';
import type { SourceSample } from '../engine/step-contract.ts';
import type { Env } from '../expression/closure.ts';
import { localAdministrator } from '../model/principal.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { checkServices } from './perform-run.ts';

/** What sampling needs from around. */
export interface SampleOptions {
  readonly live: LiveWorkspace;
  readonly clock: Clock;
  /** Where secrets come from; undefined where no source needs a connection. */
  readonly secrets: SecretSource | undefined;
  readonly signal: AbortSignal;
  /** Undefined where no source needs a connection. */
  readonly storeUrl: string | undefined;
  /** Parameters of the chain as JSON; what is missing takes its default, or is null. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** How many records of each source are looked at. */
  readonly count: number;
}

/** What was found of one source, or why nothing was. */
export type SampleResult = { readonly source: SampledSource } & (
  | { readonly sample: SourceSample; readonly error?: undefined }
  | { readonly sample?: undefined; readonly error: MillraceError }
);

/** The sources of a chain that can be sampled, whether the chain is right or not. */
export function sourcesToSample(name: string, live: LiveWorkspace): readonly SampledSource[] {
  const { workspace } = live.checked;
  const defined = workspace.chains.get(name);
  return defined === undefined ? [] : samplableSources(defined, { ...checkServices(), workspace });
}

/** Samples them, one after the other; what is wrong with one of them does not keep the others from being looked at. */
export async function* sampleSources(
  chain: CheckedChain,
  sources: readonly SampledSource[],
  options: SampleOptions,
): AsyncGenerator<SampleResult> {
  const { signal, count, live } = options;
  const env = sampleEnvironment(chain, options);
  const directory = await mkdtemp(path.join(tmpdir(), 'millrace-shape-'));
  const files = new LocalRunFiles({ workspace: live.folder, directory, publishes: false, published: () => undefined });
  const vault = (await options.secrets?.vault()) ?? new SecretVault(() => undefined);
  const connections = openConnections(options, vault);
  try {
    for (const source of sources) {
      const connect: Parameters<SampledSource['sample']>[0]['connect'] = ({ kind, name }) =>
        connections.open(kind, name);
      const result = await attempt(source, () => source.sample({ env, signal, files, connect, count }));
      yield result.error === undefined ? result : { source, error: redacted(result.error, vault) };
    }
  } finally {
    await connections.close();
    await files.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function attempt(source: SampledSource, work: () => Promise<SourceSample>): Promise<SampleResult> {
  try {
    return { source, sample: await work() };
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    return { source, error: thrown };
  }
}

/** What a server says may repeat what it was sent. */
function redacted({ code, message, hint }: MillraceError, vault: SecretVault): MillraceError {
  const shown = hint === undefined ? {} : { hint: vault.redact(hint) };
  return new MillraceError(code, vault.redact(message), shown);
}

/** As a run by hand would have it, except that no parameter has to be given. */
function sampleEnvironment(chain: CheckedChain, { clock, live, parameters }: SampleOptions): Env {
  const lenient = chain.parameters.map(({ field, value }) => ({ field: { ...field, optional: true }, value }));
  return runEnvironment(
    { ...chain, parameters: lenient },
    {
      id: 'sample',
      chain: chain.name,
      parameters,
      principal: localAdministrator,
      trigger: { kind: 'cli' },
      effectId: 'sample',
      dryRun: true,
      zone: live.checked.workspace.settings.zone,
      now: clock.now(),
    },
  );
}

function openConnections({ live, clock, signal, storeUrl }: SampleOptions, secrets: SecretVault): OpenConnections {
  return new OpenConnections({
    definitions: live.checked.workspace.connections,
    connectors: createConnectorRegistry(),
    secrets,
    context: {
      clock,
      signal,
      storeUrl,
      principal: localAdministrator,
      workspace: live.folder,
      log: () => undefined,
    },
  });
}
