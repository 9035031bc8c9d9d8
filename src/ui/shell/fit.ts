/** How well a name fits; 0 is best, undefined not at all. Every word must be there, in any order. Pure. */
export function fit(name: string, text: string): number | undefined {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const lower = name.toLowerCase();
  if (!words.every((word) => lower.includes(word))) return undefined;
  const [first = ''] = words;
  if (lower.startsWith(first)) return 0;
  return lower.split(/[^a-z0-9]+/).some((part) => part.startsWith(first)) ? 1 : 2;
}
