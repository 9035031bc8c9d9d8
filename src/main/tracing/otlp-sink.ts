/** Sends spans to a collector with OpenTelemetry's own batches and exporters. The only file that knows its packages. */
import { type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { Clock } from '../../core/clock.ts';
import { MillraceError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Logger } from '../../core/logger.ts';
import type { SpanRecord, SpanSink } from '../../core/tracer.ts';
import { version } from '../version.ts';
import type { TracingSettings } from './tracing-settings.ts';

/** What a sink is opened with. */
export interface SinkParts {
  readonly logger: Logger;
  readonly clock: Clock;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** A collector that is away is complained of this often at most, in milliseconds. */
const complaintInterval = 60_000;

/** How long the last spans may take when everything is closed, in milliseconds. */
const closePatience = 2_500;

/** Opens a sink; batches go out while everything goes on. */
export function openSpanSink(settings: TracingSettings, parts: SinkParts): SpanSink {
  const { protocol, url, sampler, batch } = settings;
  const exporter = protocol === 'http/json' ? new JsonExporter({ url }) : new ProtobufExporter({ url });
  const complain = complainer(parts);
  const processor = new BatchSpanProcessor({ exporter: complaining(exporter, complain), ...batch });
  const resource = resourceOf(settings);
  const drawing = new TraceIdRatioBasedSampler(sampler.ratio);
  return {
    take: (span) => processor.onEnd(readable(span, resource)),
    samples(traceId, parent) {
      if (sampler.follows && parent !== undefined) return parent;
      return drawing.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
    },
    close: () => withinPatience(processor.shutdown(), parts.clock).catch(complain),
  };
}

function resourceOf({ serviceName }: TracingSettings): Resource {
  const own = resourceFromAttributes({ 'service.version': version, 'service.instance.id': newId() });
  const given = detectResources({ detectors: [envDetector] });
  return own.merge(given).merge(resourceFromAttributes({ 'service.name': serviceName }));
}

/** A node that stops does not wait for a collector that is away. */
async function withinPatience(closing: Promise<void>, clock: Clock): Promise<void> {
  let stopTimer = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    stopTimer = clock.after(closePatience, () =>
      reject(new MillraceError('timeout', 'The collector did not take the last spans in time.')),
    );
  });
  try {
    await Promise.race([closing, late]);
  } finally {
    stopTimer();
  }
}

/** Says that spans cannot be sent, but not with every batch. */
function complainer({ logger, clock }: SinkParts): (err: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (err) => {
    if (clock.monotonic() - last < complaintInterval) return;
    last = clock.monotonic();
    logger.warn({ err }, 'spans could not be sent to the collector');
  };
}

/** The exporter, whose failures are complained of. */
function complaining(exporter: SpanExporter, complain: (err: unknown) => void): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined) complain(result.error);
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

function readable(span: SpanRecord, resource: Resource): ReadableSpan {
  const { traceId, spanId, parentId, name, kind, attributes, failed } = span;
  const context = (id: string) => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED });
  return {
    ...{ name, kind: kinds[kind], attributes, resource },
    spanContext: () => context(spanId),
    ...(parentId === undefined ? {} : { parentSpanContext: context(parentId) }),
    startTime: hrTime(span.start),
    endTime: hrTime(span.end),
    duration: hrTime(span.end - span.start),
    status: failed === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: failed },
    ended: true,
    links: [],
    events: [],
    instrumentationScope: { name: 'millrace', version },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Milliseconds as seconds and nanoseconds. */
function hrTime(milliseconds: number): HrTime {
  const seconds = Math.trunc(milliseconds / 1000);
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
}
