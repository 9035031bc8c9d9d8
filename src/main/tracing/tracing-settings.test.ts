import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTracingSettings } from './tracing-settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

describe('the settings of traces', () => {
  const off: readonly Readonly<Record<string, string>>[] = [
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' },
    { ...endpoint, OTEL_SDK_DISABLED: 'True' },
    { ...endpoint, OTEL_TRACES_EXPORTER: 'none' },
  ];
  for (const environment of off) {
    test(`nothing is traced with ${JSON.stringify(environment)}`, () => {
      assert.equal(parseTracingSettings(environment), undefined);
    });
  }

  test('an endpoint is enough', () => {
    assert.deepEqual(parseTracingSettings(endpoint), {
      url: 'http://collector:4318/v1/traces',
      protocol: 'http/protobuf',
      sampler: { follows: true, ratio: 1 },
      serviceName: 'millrace',
      batch: {
        scheduledDelayMillis: 5000,
        maxQueueSize: 2048,
        maxExportBatchSize: 512,
        exportTimeoutMillis: 30_000,
      },
    });
  });

  test('an address for traces alone is taken as it is', () => {
    const own = { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/in' };
    assert.equal(parseTracingSettings(own)?.url, 'https://traces.example.com/in');
  });

  const samplers: readonly (readonly [string, string, { follows: boolean; ratio: number }])[] = [
    ['always_on', '', { follows: false, ratio: 1 }],
    ['always_off', '', { follows: false, ratio: 0 }],
    ['parentbased_always_off', '', { follows: true, ratio: 0 }],
    ['traceidratio', '0.25', { follows: false, ratio: 0.25 }],
    ['parentbased_traceidratio', '.5', { follows: true, ratio: 0.5 }],
    ['parentbased_traceidratio', '', { follows: true, ratio: 1 }],
  ];
  for (const [name, argument, expected] of samplers) {
    test(`the sampler ${name} of '${argument}'`, () => {
      const given = { ...endpoint, OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: argument };
      assert.deepEqual(parseTracingSettings(given)?.sampler, expected);
    });
  }

  test('all that is wrong is said at once', () => {
    const wrong = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '2',
      OTEL_BSP_SCHEDULE_DELAY: 'soon',
    };
    assert.throws(() => parseTracingSettings(wrong), {
      code: 'setting_invalid',
      message:
        "The environment has settings that are not valid: OTEL_EXPORTER_OTLP_ENDPOINT takes an address that begins with http:// or https://; OTEL_EXPORTER_OTLP_PROTOCOL takes one of http/protobuf, http/json, not 'grpc'; OTEL_TRACES_SAMPLER_ARG takes a number from 0 to 1, not '2'; OTEL_BSP_SCHEDULE_DELAY takes a whole number from 1, not 'soon'.",
    });
  });
});
