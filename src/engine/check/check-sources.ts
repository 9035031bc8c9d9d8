/** The sources of a chain that can be sampled, checked as far as that needs: what their columns are is still open. */
import { MillraceError } from '../../core/errors.ts';
import { formatPath, type Path } from '../../model/problem.ts';
import type { ChainDefinition } from '../../model/definitions/definition.ts';
import { type Fault, parseWithSchema, under } from '../../model/definitions/schema-faults.ts';
import { shapeOf } from '../../model/parse-shape.ts';
import type { StepOrigin } from '../algebra.ts';
import type { AnyStep, SampleContext, SourceSample } from '../step-contract.ts';
import { type ChainScope, CheckSession, type CheckServices } from './check-session.ts';
import { contextShape } from './context-shape.ts';
import { StepCheckContext } from './step-check-context.ts';

/** A source whose columns can be sampled. */
export interface SampledSource {
  readonly origin: StepOrigin;
  /** True if it needs a connection. */
  readonly connects: boolean;
  /** Looks at its first records; throws what is wrong with its settings, or what happens while it looks. */
  sample(context: Omit<SampleContext, 'step'>): Promise<SourceSample>;
}

/** Settings that are about the columns, so that nothing can be said of them yet. */
const openKeys: ReadonlySet<unknown> = new Set(['columns', 'where', 'select', 'sort', 'limit']);

interface WrittenSource {
  readonly declaration: AnyStep;
  readonly name: string;
  readonly path: Path;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The sources of a chain, those of nested steps too, in the order in which they are written. */
export function samplableSources(defined: ChainDefinition, services: CheckServices): readonly SampledSource[] {
  const written = sourcesIn(defined.chain.steps, { path: ['steps'], services });
  return written.map((source, index) => checkSource(source, index, { defined, services }));
}

function sourcesIn(value: unknown, at: { path: Path; services: CheckServices }): readonly WrittenSource[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => {
    return sourcesIn(part, { ...at, path: [...at.path, Array.isArray(value) ? Number(key) : key] });
  });
  const { uses, id, with: settings } = value as { uses?: unknown; id?: unknown; with?: unknown };
  const declaration = typeof uses === 'string' ? at.services.steps.find(uses) : undefined;
  if (declaration?.sample === undefined) return inner;
  const name = typeof id === 'string' ? id : `${declaration.name}#${Number(at.path.at(-1)) + 1}`;
  const given = typeof settings === 'object' && settings !== null ? settings : {};
  return [{ declaration, name, path: at.path, settings: { ...given, columns: {} } }, ...inner];
}

function checkSource(
  { declaration, name, path, settings }: WrittenSource,
  index: number,
  { defined, services }: { defined: ChainDefinition; services: CheckServices },
): SampledSource {
  const faults: Fault[] = [];
  const scope = scopeOf(defined, services, (fault) => faults.push(fault));
  const origin: StepOrigin = { index, name, uses: declaration.name };
  const context = new StepCheckContext({ origin, onError: 'fail', path, input: [], ordered: true }, scope);
  const parsed = parseWithSchema(declaration.settings, settings);
  const plan = parsed.value === undefined ? undefined : declaration.check(parsed.value, context).plan;
  return {
    origin,
    connects: scope.session.used.size > 0,
    async sample(how) {
      const [misfit] = parsed.faults.map((fault) => under([...path, 'with'], fault));
      const wrong = misfit ?? faults.find((fault) => !isOpen(fault, path));
      if (wrong !== undefined) throw faultError(wrong);
      if (declaration.sample === undefined) throw new MillraceError('internal', `${origin.uses} cannot be sampled.`);
      return declaration.sample(plan, { ...how, step: origin });
    },
  };
}

function isOpen({ severity, path: at }: Fault, path: Path): boolean {
  return severity === 'warning' || openKeys.has(at[path.length + 1]);
}

function scopeOf(defined: ChainDefinition, services: CheckServices, report: (fault: Fault) => void): ChainScope {
  return {
    session: new CheckSession(services),
    chains: [defined],
    parameters: shapeOf(defined.params),
    context: contextShape(
      services.workspace,
      defined.state.map(({ name, type }) => ({ name, type })),
    ),
    ids: new Set(),
    report,
  };
}

function faultError({ code, message, hint, path }: Fault): MillraceError {
  return new MillraceError(code, `${formatPath(path)}: ${message}`, hint === undefined ? {} : { hint });
}
