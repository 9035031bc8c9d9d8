import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { filePreviewQuery } from '../api/queries.ts';
import { Answer } from '../states/states.tsx';
import classes from './cards.module.css';

/** The first rows of a file, as a table that scrolls in its own box. */
export function FilePreview({ run, name }: { readonly run: string; readonly name: string }) {
  const [sheet, setSheet] = useState<string>();
  const query = useQuery(filePreviewQuery(run, name, sheet));
  return (
    <div className={classes.preview}>
      <Answer query={query} rows={5}>
        {(preview) => (
          <>
            {preview.sheets.length > 1 && <Sheets preview={preview} choose={setSheet} />}
            <Rows preview={preview} name={name} />
          </>
        )}
      </Answer>
    </div>
  );
}

type Preview = Schemas['FilePreview'];

function Sheets({ preview, choose }: { readonly preview: Preview; readonly choose: (sheet: string) => void }) {
  return (
    <fieldset className={classes.sheets}>
      <legend className="hidden">Sheets</legend>
      {preview.sheets.map((sheet) => (
        <button key={sheet} type="button" aria-pressed={sheet === preview.sheet} onClick={() => choose(sheet)}>
          {sheet}
        </button>
      ))}
    </fieldset>
  );
}

function Rows({ preview, name }: { readonly preview: Preview; readonly name: string }) {
  const { columns, rows, more } = preview;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.box} tabIndex={0} aria-label={`Rows of ${name}`}>
        <table className={classes.rows}>
          <thead>
            <tr>
              {columns.map((column, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns of a file may have one name
                <th key={at} data-numeric={column.numeric}>
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no names
              <tr key={line}>
                {row.map((cell, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: see above
                  <td key={at} data-numeric={columns[at]?.numeric}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {more && <p className={classes.more}>The first {rows.length} rows; the file has more.</p>}
    </>
  );
}
