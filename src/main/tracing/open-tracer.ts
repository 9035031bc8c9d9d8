import type { Clock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger.ts';
import { createTracer, noTracer, type Tracer } from '../../core/tracer.ts';
import { parseTracingSettings } from './tracing-settings.ts';

/** The tracer that the environment asks for. Where it asks for none, not even the code for it is loaded. */
export async function openTracer(
  environment: Readonly<Record<string, string | undefined>>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<Tracer> {
  const settings = parseTracingSettings(environment);
  if (settings === undefined) return noTracer;
  const { openSpanSink } = await import('./otlp-sink.ts');
  return createTracer(openSpanSink(settings, { logger, clock }), clock);
}
