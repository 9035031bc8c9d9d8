/** Colours for terminals. Invariant: colour never says anything that the text does not say as well. */

/** Ways to mark a text. */
export const styles = {
  bold: ['1', '22'],
  dim: ['2', '22'],
  red: ['31', '39'],
  green: ['32', '39'],
  yellow: ['33', '39'],
  blue: ['34', '39'],
  cyan: ['36', '39'],
} as const;

/** The name of a way to mark a text. */
export type Style = keyof typeof styles;

/** Marks texts, or leaves them as they are. */
export type Paint = (style: Style, text: string) => string;

/** Paint for a stream that shows colours, or for one that does not. */
export function createPaint(colours: boolean): Paint {
  if (!colours) return (_style, text) => text;
  return (style, text) => {
    const [on, off] = styles[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

/** Whether a stream gets colours: a terminal does, unless `NO_COLOR` is set; `FORCE_COLOR` asks for them anywhere. */
export function wantsColours(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTerminal && environment['TERM'] !== 'dumb';
}
