import { describe, it } from 'node:test';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { documentedExports } from './documented-exports.ts';

RuleTester.describe = describe;
RuleTester.it = it;

new RuleTester({ languageOptions: { parser: tseslint.parser } }).run('documented-exports', documentedExports, {
  valid: [
    { name: 'documented', code: '/** One. */\nexport const one = 1;' },
    { name: 'an interface', code: '/** One. */\nexport interface One { a: number }' },
    { name: 'handed on from elsewhere', code: "export { one } from './one.ts';" },
    { name: 'not exported', code: 'const one = 1;' },
    {
      name: 'overloads after the first',
      code: '/** One. */\nexport function one(a: string): string;\nexport function one(a: number): number;\nexport function one(a: unknown) { return a; }',
    },
  ],
  invalid: [
    { name: 'nothing', code: 'export const one = 1;', errors: [{ message: /^Say what one is/ }] },
    { name: 'a plain comment', code: '// One.\nexport function one() {}', errors: [{ message: /^Say what one is/ }] },
    { name: 'a block that is no doc comment', code: '/* One. */\nexport class One {}', errors: 1 },
    { name: 'a type', code: 'export type One = 1;', errors: [{ message: /^Say what One is/ }] },
    { name: 'the second of two', code: '/** One. */\nexport const one = 1;\nexport const two = 2;', errors: 1 },
  ],
});
