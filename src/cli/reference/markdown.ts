/** Pieces of Markdown. */
import { stringify } from 'yaml';

/** A table; cells may hold Markdown, but no line breaks and no bars of their own. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---').join('|')}|`, ...rows.map(line)];
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

/** Text as code inside a line. */
export function code(text: string): string {
  if (text === '') return '';
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A fence. */
export function fence(info: string, lines: readonly string[]): readonly string[] {
  return [`\`\`\`${info}`, ...lines, '```'];
}

/** A value as YAML, as people write it. */
export function yamlLines(value: unknown): readonly string[] {
  return stringify(value, { lineWidth: 100, flowCollectionPadding: true }).trimEnd().split('\n');
}

/** The head of every page of the reference. */
export function pageHead(title: string): readonly string[] {
  return [
    `# ${title}`,
    '',
    '<!-- Written by `npm run docs` from the declarations in src/; changes made here are lost. -->',
    '',
  ];
}
