import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSteps, runSteps } from '../../test/steps/run-steps.ts';

const read = (settings: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  uses: 'json.read',
  with: { file: 'data/x.json', columns: { id: 'integer' }, ...settings },
  ...more,
});

describe('json.read', () => {
  it('puts records aside that do not fit', async () => {
    const files = { 'data/x.json': '{"id":1}\n{"id":\n{"id":"x","more":true}\n' };
    const run = await runSteps({ files, steps: [read({}, { onError: 'reject' })] });
    assert.deepEqual([run.end.outcome, run.records], ['ok', [{ id: 1 }]]);
    assert.deepEqual(
      run.rejects.map(({ code, record }) => [code, record]),
      [
        ['file_malformed', { line: '{"id":' }],
        ['invalid_input', { id: 'x', more: true }],
      ],
    );
  });

  it('a document that is cut off ends the run, whatever is said about records', async () => {
    const run = await runSteps({
      files: { 'data/x.json': '[{"id":1},{"id":2' },
      steps: [read({}, { onError: 'reject' })],
    });
    assert.deepEqual([run.end.outcome, run.end.problem?.code], ['invalid', 'file_malformed']);
    assert.match(run.end.problem!.message, /^data\/x\.json:1: the file is cut off/);
  });

  it('reads the same file that this run has written', async () => {
    const write = { uses: 'json.write', with: { file: 'own.json' } };
    const run = await runSteps({
      input: { shape: { id: 'integer' }, records: [{ id: 1 }] },
      steps: [write, { uses: 'join', with: { source: { steps: [read({ file: 'own.json' })] }, on: ['id'] } }],
    });
    assert.deepEqual([run.end.problem, run.records], [undefined, [{ id: 1 }]]);
  });

  const faults: readonly (readonly [name: string, settings: Record<string, unknown>, message: RegExp])[] = [
    ['a path with an empty key', { path: 'a..b' }, /'a\.\.b' has an empty key/],
    ['a path with lines', { path: 'a', format: 'lines' }, /has no path/],
    ['no fields', { columns: {} }, /No field is declared/],
  ];
  for (const [name, settings, message] of faults) {
    it(`refuses ${name}`, () => assert.match(checkSteps({ steps: [read(settings)] }).join('\n'), message));
  }
});
