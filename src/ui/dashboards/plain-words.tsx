/** Texts of a dashboard: paragraphs, lists, `**strong**` and links. No HTML ever comes from a text. */
import { Link } from 'react-router';
import classes from './dashboards.module.css';

const inline = /\*\*([^*]+)\*\*|\[([^\]]+)\]\(((?:https?:\/\/|\/)[^\s)]+)\)/g;

function Inline({ text }: { readonly text: string }) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(inline)) {
    const [whole, strong, label, to = ''] = found;
    parts.push(text.slice(end, found.index));
    end = found.index + whole.length;
    if (strong !== undefined) parts.push(<strong key={end}>{strong}</strong>);
    else if (to.startsWith('/') && !to.startsWith('//'))
      parts.push(
        <Link key={end} to={to}>
          {label}
        </Link>,
      );
    else if (/^https?:/.test(to))
      parts.push(
        <a key={end} href={to} rel="noreferrer">
          {label}
        </a>,
      );
    else parts.push(whole);
  }
  parts.push(text.slice(end));
  return parts;
}

/** A text as it is meant to be read. */
export function PlainWords({ text }: { readonly text: string }) {
  return (
    <div className={classes.words}>
      {text
        .trim()
        .split(/\n\s*\n/)
        .map((block) => {
          const lines = block.split('\n');
          if (lines.every((line) => /^\s*[-*] /.test(line))) {
            return (
              <ul key={block}>
                {lines.map((line) => (
                  <li key={line}>
                    <Inline text={line.replace(/^\s*[-*] /, '')} />
                  </li>
                ))}
              </ul>
            );
          }
          return (
            <p key={block}>
              <Inline text={block} />
            </p>
          );
        })}
    </div>
  );
}
