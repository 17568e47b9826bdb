/** An input item. */
export interface Item {
  phone: string;
  link: string;
  number: number;
  ticket: string;
  [name: string]: string | number;
}

/** Whether all items link to one file, or each to one of its own. */
export type Links = 'one' | 'distinct';

/** The four fields of a message as each subject's node holds them. */
export const EXPRESSIONS = {
  phone: '={{ $json.phone }}',
  link: '={{ $json.link }}',
  filename: '=Invoice {{ $json.number }}.pdf',
  caption: '=Your invoice for ticket {{ $json.ticket }}',
};

const FIRST_NUMBER = 12025550000;

/** Input items with a recipient each. @param server where the links lead to */
export function makeItems(count: number, server: string, links: Links): Item[] {
  return Array.from({ length: count }, (_, index) => ({
    phone: String(FIRST_NUMBER + index),
    link: `${server}/files/${links === 'one' ? 'invoice' : `invoice-${index}`}.pdf`,
    number: 2048 + index,
    ticket: `TKT-${2048 + index}`,
  }));
}

/** The request's body that comes of an item, for who has no n8n to make it. */
export function bodyOf({ phone, link, number, ticket }: Item): string {
  return JSON.stringify({
    phone,
    body: link,
    filename: `Invoice ${number}.pdf`,
    caption: `Your invoice for ticket ${ticket}`,
  });
}
