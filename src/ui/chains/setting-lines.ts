/** A setting of a step as a line of text. */
export interface SettingLine {
  readonly name: string;
  readonly text: string;
}

const LONGEST = 600;

/** Settings as they are written, a line for each; maps of texts one below the other. Pure. */
export function settingLines(settings: unknown): readonly SettingLine[] {
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).map(([name, value]) => ({ name, text: shortened(valueText(value)) }));
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value.trimEnd();
  if (Array.isArray(value))
    return value.map((one) => (typeof one === 'string' ? one : flowText(one))).join(value.every(isShort) ? ', ' : '\n');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${typeof part === 'string' ? part : flowText(part)}`)
    .join('\n');
}

const isShort = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** A value on one line, as YAML writes it in flow. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([name, part]) => `${name}: ${flowText(part)}`)
    .join(', ')} }`;
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);
