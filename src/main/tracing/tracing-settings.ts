/** OpenTelemetry's own environment variables, as far as traces need them; what the exporter reads itself is not here. */
import { type Issue, MillraceError } from '../../core/errors.ts';

/** How traces are sent. */
export interface TracingSettings {
  /** The whole address that spans are sent to. */
  readonly url: string;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly sampler: { readonly follows: boolean; readonly ratio: number };
  readonly serviceName: string;
  readonly batch: {
    readonly scheduledDelayMillis: number;
    readonly maxQueueSize: number;
    readonly maxExportBatchSize: number;
    readonly exportTimeoutMillis: number;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

const protocols = ['http/protobuf', 'http/json'] as const;
const samplers = ['always_on', 'always_off', 'traceidratio'] as const;

/** Reads the variables, and gathers what is wrong with them. */
class Reader {
  readonly issues: Issue[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(variable: string): string | undefined {
    const text = this.#environment[variable]?.trim();
    return text === '' ? undefined : text;
  }

  oneOf<T extends string>(variable: string, names: readonly T[], byDefault: T): T {
    const text = this.text(variable) ?? byDefault;
    const found = names.find((name) => name === text);
    if (found === undefined) this.#wrong(variable, `takes one of ${names.join(', ')}, not '${text}'`);
    return found ?? byDefault;
  }

  whole(variable: string, byDefault: number): number {
    const text = this.text(variable) ?? String(byDefault);
    if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
    this.#wrong(variable, `takes a whole number from 1, not '${text}'`);
    return byDefault;
  }

  share(variable: string): number {
    const text = this.text(variable) ?? '1';
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= 0 && value <= 1) return value;
    this.#wrong(variable, `takes a number from 0 to 1, not '${text}'`);
    return 1;
  }

  /** The address for traces: its own as it is, the common one with the path that belongs to them. */
  address(): string | undefined {
    const own = this.text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
    const common = this.text('OTEL_EXPORTER_OTLP_ENDPOINT');
    if (own === undefined && common === undefined) return undefined;
    const variable = own === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
    const given = own ?? `${(common ?? '').replace(/\/+$/, '')}/v1/traces`;
    if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
      this.#wrong(variable, 'takes an address that begins with http:// or https://');
    return given;
  }

  #wrong(path: string, message: string): void {
    this.issues.push({ path, message, code: 'invalid_value' });
  }
}

function samplerOf(reader: Reader): TracingSettings['sampler'] {
  const names = samplers.flatMap((name) => [name, `parentbased_${name}` as const]);
  const name = reader.oneOf('OTEL_TRACES_SAMPLER', names, 'parentbased_always_on');
  const ratio = name.endsWith('traceidratio') ? reader.share('OTEL_TRACES_SAMPLER_ARG') : 1;
  return { follows: name.startsWith('parentbased_'), ratio: name.endsWith('always_off') ? 0 : ratio };
}

/** The settings; undefined where nothing is to be traced. Throws `setting_invalid` with all faults. */
export function parseTracingSettings(environment: Environment): TracingSettings | undefined {
  const reader = new Reader(environment);
  if (reader.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
  const url = reader.address();
  if (url === undefined || reader.oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp') === 'none') return undefined;
  const common = reader.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', protocols, 'http/protobuf');
  const settings: TracingSettings = {
    url,
    protocol: reader.oneOf('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', protocols, common),
    sampler: samplerOf(reader),
    serviceName: reader.text('OTEL_SERVICE_NAME') ?? 'millrace',
    batch: {
      scheduledDelayMillis: reader.whole('OTEL_BSP_SCHEDULE_DELAY', 5000),
      maxQueueSize: reader.whole('OTEL_BSP_MAX_QUEUE_SIZE', 2048),
      maxExportBatchSize: reader.whole('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
      exportTimeoutMillis: reader.whole('OTEL_BSP_EXPORT_TIMEOUT', 30_000),
    },
  };
  if (reader.issues.length === 0) return settings;
  const list = reader.issues.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new MillraceError('setting_invalid', `The environment has settings that are not valid: ${list}.`, {
    hint: 'Correct or unset these environment variables; without an endpoint nothing is traced.',
    issues: reader.issues,
  });
}
