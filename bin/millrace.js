#!/usr/bin/env node
// The command `millrace`: starts the command line with a Node that is new enough, whichever Node started this file.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become, findModernNode, noModernNode } from './modern-node.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src', 'cli.ts');
const program = existsSync(source) ? source : join(root, 'dist', 'cli.js');
const node = findModernNode(root);

if (node === undefined) {
  console.error(noModernNode());
  process.exitCode = 1;
} else {
  become(node, [program, ...process.argv.slice(2)]);
}
