import { castValue } from '../../model/cast.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import type { Pipeline } from '../planned.ts';
import type { Frame } from './run-scope.ts';

/** The frame that a nested pipeline runs in: the caller's, or for a called chain one with the parameters of the call. */
export function frameOf(pipeline: Pipeline, frame: Frame, record?: DataRecord): Frame {
  if (pipeline.call === undefined) return frame;
  const parameters: Record<string, Value> = {};
  for (const { name, value, type } of pipeline.call.parameters) {
    parameters[name] = castValue(value.evaluate(record ?? {}, frame.env), value.type, type);
  }
  return { ...frame, env: { ...frame.env, parameters } };
}
