import { privileges } from '../../model/privilege.ts';
import { code, markdownTable, pageHead } from './markdown.ts';

/** `privileges.md`. */
export function privilegesPage(): string {
  const rows = Object.entries(privileges).map(([name, allows]) => [code(name), allows]);
  return [
    ...pageHead('Privileges'),
    'A role (`kind: role`) names some of these; `chain:*` stands for all that begin so, and `*:*` for all. The role `administrator` is there by itself and has all of them. Beside the privilege it takes access to the object: one is its owner, has one of its `roles`, or is an administrator. The scopes of an API key are privileges, too.',
    '',
    ...markdownTable(['privilege', 'what it allows'], rows),
    '',
  ].join('\n');
}
