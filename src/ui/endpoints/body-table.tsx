import type { Schemas } from '../api/client.ts';
import table from '../look/table.module.css';
import classes from './endpoints.module.css';
import { fieldRules } from './endpoint-words.ts';

type Endpoint = Schemas['Endpoint'];
type Field = Schemas['Field'];

/** The body of a call, by path. */
export function BodyTable({ endpoint }: { readonly endpoint: Endpoint }) {
  const { input, nested, method } = endpoint;
  if (method === 'GET' || method === 'DELETE') return null;
  if (input === undefined || input.length === 0)
    return (
      <div className={classes.part}>
        <h2>Body</h2>
        <p className="soft">Any JSON, or none.</p>
      </div>
    );
  return (
    <div className={classes.flush}>
      <h2>Body</h2>
      <div className={table.scroll}>
        <table className={table.table} aria-label="Fields of the body">
          <thead>
            <tr>
              <th>Path</th>
              <th className={table.notSmall}>Type</th>
              <th>What it must be</th>
            </tr>
          </thead>
          <tbody>
            {input.map((field) => (
              <FieldRows key={field.name} field={field} nested={nested} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function FieldRows({ field, nested }: { readonly field: Field; readonly nested: Endpoint['nested'] }) {
  const { name, type, kind, optional, description, help, label } = field;
  const inside = nested.filter(({ path }) => path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
  const shown = inside.length > 0 ? (kind === 'list' ? 'list of records' : 'record') : type;
  const words = [label, description, help].filter((part) => part !== undefined).join(' · ');
  return (
    <>
      <tr>
        <td>
          <code>{name}</code>
          <span className={`${table.onlySmall} ${table.second} code`}>{shown}</span>
        </td>
        <td className={`${table.notSmall} code`}>{shown}</td>
        <td>
          {[optional ? 'may be left out' : 'needed', ...fieldRules(field)].join(', ')}
          {words !== '' && <span className={table.second}>{words}</span>}
        </td>
      </tr>
      {inside.map((one) => (
        <tr key={one.path} className={classes.nested}>
          <td>
            <code>{one.path}</code>
            <span className={`${table.onlySmall} ${table.second} code`}>{one.type}</span>
          </td>
          <td className={`${table.notSmall} code`}>{one.type}</td>
          <td />
        </tr>
      ))}
    </>
  );
}
