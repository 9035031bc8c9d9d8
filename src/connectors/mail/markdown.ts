import { Marked } from 'marked';

const safeAddress = /^(https?:|mailto:|#|\/)/i;

/** Text as HTML, nothing in it being markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Markdown as HTML. Values of records stand in it, so markup in it is shown and not obeyed, and links lead only to web
 * and mail addresses.
 */
export function markdownToHtml(markdown: string): string {
  const marked = new Marked({
    async: false,
    gfm: true,
    breaks: true,
    renderer: {
      html: ({ text }) => escapeHtml(text),
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        return safeAddress.test(href) ? `<a href="${escapeHtml(href)}">${inner}</a>` : inner;
      },
      // Pictures from elsewhere tell the sender who reads; their text stays.
      image: ({ text }) => escapeHtml(text),
    },
  });
  return marked.parse(markdown) as string;
}
