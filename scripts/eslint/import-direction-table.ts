/** Everything that a context adapter stands on. */
const ENGINE_AND_BELOW = ['core', 'model', 'expression', 'duckdb', 'engine'];

/** The five adapters: none of them knows another. */
const CONTEXTS = ['scheduler', 'workflow', 'dataset', 'dashboard', 'endpoint'];

/** Everything but the browser's part: for the files that wire, which are few. */
const EVERYTHING = [...ENGINE_AND_BELOW, ...CONTEXTS, 'steps', 'connectors', 'access', 'store', 'runs', 'http', 'main'];

/**
 * Folder of `src/` -> what its files may import, besides their own folder. `a/b` allows the file or folder `b` of `a`
 * alone; `type:a` allows `import type` alone. A file directly in `src/` counts as a folder of its name.
 */
export const IMPORT_DIRECTION: Readonly<Record<string, readonly string[]>> = {
  core: [],
  model: ['core'],
  expression: ['core', 'model'],
  engine: ['core', 'model', 'expression', 'duckdb'],
  connectors: ['core', 'model', 'expression', 'duckdb'],
  access: ['core', 'model', 'expression'],
  store: ['core', 'model', 'expression'],
  steps: [
    'core',
    'model',
    'expression',
    'duckdb',
    'engine/step-contract',
    'engine/step-example',
    'engine/algebra',
    'engine/shape-change',
    'connectors',
    'isolate',
  ],
  runs: ENGINE_AND_BELOW,
  duckdb: ['core', 'model'],
  isolate: ['core'],
  ...Object.fromEntries(CONTEXTS.map((context) => [context, [...ENGINE_AND_BELOW, 'access/permission']])),
  http: [...ENGINE_AND_BELOW, ...CONTEXTS, 'access', 'runs'],
  main: EVERYTHING,
  runner: EVERYTHING,
  'runner-process': ['runner'],
  cli: EVERYTHING.filter((folder) => folder !== 'store'),
  ui: ['type:model'],
};
