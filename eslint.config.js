import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { documentedExports } from './scripts/eslint/documented-exports.ts';
import { importDirection } from './scripts/eslint/import-direction.ts';
import { noVagueFolders } from './scripts/eslint/no-vague-folders.ts';

/** Tests may use plain errors, real time and long describe blocks. */
const TESTS = ['**/*.test.ts', '**/*.test.tsx', 'test/**/*.ts'];

/** Written by a program; their size is not ours to choose. */
const GENERATED = ['src/ui/api/generated*', 'docs/reference/**'];

const PLAIN_ERROR = {
  selector: "NewExpression[callee.name='Error'], CallExpression[callee.name='Error']",
  message: 'Take an error from the catalogue in core/errors.ts: a plain Error has no code, no fault and no outcome.',
};

const DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'Export by name: a default export can be called anything where it is imported.',
};

const ENUM = { selector: 'TSEnumDeclaration', message: 'Enums are not erasable: use a union of string literals.' };

const TIME = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Only core/clock.ts knows the time: take a Clock.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
    message: 'Only core/clock.ts knows the time: take a Clock.',
  },
  {
    selector: "MemberExpression[object.name='performance'][property.name='now']",
    message: 'Only core/clock.ts knows the time: take a Clock.',
  },
  {
    selector: 'CallExpression[callee.name=/^(setTimeout|setInterval)$/]',
    message: 'Only core/clock.ts waits: take a Clock, so that tests need not sleep.',
  },
  {
    selector:
      'MemberExpression[object.name=/^(process|globalThis)$/][property.name=/^(hrtime|uptime|setTimeout|setInterval)$/]',
    message: 'Only core/clock.ts knows the time: take a Clock.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?timers/]',
    message: 'Only core/clock.ts waits: take a Clock, so that tests need not sleep.',
  },
];

const syntax = (...bans) => ({ 'no-restricted-syntax': ['error', ...bans.flat()] });

const typed = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': [
    'error',
    // node:test gathers what its own calls return.
    {
      allowForKnownSafeCalls: [
        { from: 'package', name: ['test', 'it', 'describe', 'suite', 'before', 'after'], package: 'node:test' },
      ],
    },
  ],
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/prefer-promise-reject-errors': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

const size = {
  'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: false, skipComments: false, IIFEs: true }],
  'max-params': ['error', { max: 3 }],
};

const local = {
  rules: {
    'documented-exports': documentedExports,
    'import-direction': importDirection,
    'no-vague-folders': noVagueFolders,
  },
};

const inProject = (project) => ({
  parser: tseslint.parser,
  parserOptions: { project, tsconfigRootDir: import.meta.dirname },
});

// ESLint itself asks for a default export here.
export default defineConfig(
  { ignores: ['node_modules/**', 'dist/**', '.millrace/**', '**/.millrace/**', 'coverage/**', '.cache/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['{src,test,bench,scripts,examples}/**/*.ts', 'vite.config.ts'],
    ignores: ['src/ui/**'],
    languageOptions: inProject('./tsconfig.json'),
    plugins: { '@typescript-eslint': tseslint.plugin, local },
    rules: { ...typed, ...size, ...syntax(DEFAULT_EXPORT, ENUM), 'local/no-vague-folders': 'error' },
  },
  {
    files: ['src/ui/**/*.{ts,tsx}'],
    languageOptions: inProject('./tsconfig.ui.json'),
    plugins: { '@typescript-eslint': tseslint.plugin, local },
    rules: {
      ...typed,
      ...size,
      ...syntax(DEFAULT_EXPORT, ENUM, PLAIN_ERROR),
      'local/no-vague-folders': 'error',
      'local/import-direction': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [...TESTS, 'src/ui/**'],
    rules: {
      ...syntax(DEFAULT_EXPORT, ENUM, PLAIN_ERROR, TIME),
      'local/documented-exports': 'error',
      'local/import-direction': 'error',
    },
  },
  { files: ['src/core/clock.ts'], rules: syntax(DEFAULT_EXPORT, ENUM, PLAIN_ERROR) },
  {
    files: TESTS,
    rules: { ...syntax(DEFAULT_EXPORT, ENUM), 'max-lines-per-function': 'off', 'local/import-direction': 'off' },
  },
  // Vite asks for a default export.
  { files: ['vite.config.ts'], rules: syntax(ENUM) },
  { files: GENERATED, rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'max-params': 'off' } },
  {
    files: ['**/*.{js,mjs}'],
    rules: { ...size, 'no-unused-vars': 'error' },
  },
);
