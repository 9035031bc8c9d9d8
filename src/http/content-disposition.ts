/**
 * The header that makes a browser save a file and not show it. The plain name is kept to characters that no header can be
 * broken out of; the exact one follows as RFC 6266 asks.
 */
export function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w. ()-]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
