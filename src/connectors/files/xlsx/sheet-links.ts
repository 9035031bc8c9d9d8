/** The links of a sheet: the addresses that its cells lead to, written down until the sheet ends. */
import type { Value } from '../../../model/value.ts';
import { namespaces, type Relation } from './office-names.ts';

/** Excel takes no more links in a sheet. */
const mostLinks = 65_530;
/** Nor longer addresses. */
const longestAddress = 2079;

/** Addresses by cell. */
export class SheetLinks {
  readonly #cells: { readonly place: string; readonly address: string }[] = [];

  /** Whether a cell may lead there: only to the web and to mail, and not where there are too many already. */
  takes(address: Value | undefined): address is string {
    if (typeof address !== 'string' || address.length > longestAddress || this.#cells.length >= mostLinks) return false;
    return /^(?:https?:|mailto:)/i.test(address) && URL.canParse(address);
  }

  /** Notes that a cell leads to an address. */
  add(place: string, address: string): void {
    this.#cells.push({ place, address });
  }

  /** The addresses as relations, one for each. */
  get relations(): readonly Relation[] {
    const type = `${namespaces.relations}/hyperlink`;
    return this.#addresses.map((target) => ({ type, target, external: true }));
  }

  get #addresses(): readonly string[] {
    return [...new Set(this.#cells.map(({ address }) => address))];
  }

  /** The element of the sheet; its relations come first among those of the sheet. */
  xml(): string {
    if (this.#cells.length === 0) return '';
    const ids = new Map(this.#addresses.map((address, at) => [address, at + 1]));
    const lines = this.#cells.map(({ place, address }) => `<hyperlink ref="${place}" r:id="rId${ids.get(address)}"/>`);
    return `<hyperlinks>${lines.join('')}</hyperlinks>`;
  }
}
