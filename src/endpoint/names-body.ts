import { fieldsUsed } from '../expression/typed-walk.ts';
import type { Typed } from '../expression/typed.ts';

/** True if an expression asks for something of the body, which then must be readable. */
export function namesBody(typed: Typed): boolean {
  return fieldsUsed(typed).some(([root]) => root === 'body');
}
