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

/** Opens a sink; batches go out while everything goes on. */
export function openSpanSink(settings: TracingSettings, parts: SinkParts): SpanSink {
  const { protocol, url, sampler, batch } = settings;
  const exporter = protocol === 'http/json' ? new JsonExporter({ url }) : new ProtobufExporter({ url });
  const processor = new BatchSpanProcessor({ exporter: complaining(exporter, parts), ...batch });
  const resource = resourceOf(settings);
  const drawing = new TraceIdRatioBasedSampler(sampler.ratio);
  return {
    take: (span) => processor.onEnd(readable(span, resource)),
    samples(traceId, parent) {
      if (sampler.follows && parent !== undefined) return parent;
      return drawing.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
    },
    async close() {
      await processor.shutdown().catch((err: unknown) => {
        parts.logger.warn({ err }, 'the last spans could not be sent');
      });
    },
  };
}

function resourceOf({ serviceName }: TracingSettings): Resource {
  const own = resourceFromAttributes({ 'service.version': version, 'service.instance.id': newId() });
  const given = detectResources({ detectors: [envDetector] });
  return own.merge(given).merge(resourceFromAttributes({ 'service.name': serviceName }));
}

/** Says that spans cannot be sent, but not with every batch. */
function complaining(exporter: SpanExporter, { logger, clock }: SinkParts): SpanExporter {
  let last = Number.NEGATIVE_INFINITY;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined && clock.monotonic() - last >= complaintInterval) {
          last = clock.monotonic();
          logger.warn({ err: result.error, spans: spans.length }, 'spans could not be sent to the collector');
        }
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
