import type { NinetyNineDigitalConfig } from './config';

/** A template of the number, with what `getTemplates` does not tell. */
export interface NumberTemplate {
  name: string;
  language: string;
  category: string;
  status: 'approved' | 'submitted' | 'rejected' | 'paused' | 'deactivated';
  /** With a `text` it is one of words, else it takes a file. */
  header?: { kind: 'text' | 'image' | 'video' | 'document'; text?: string };
  body: string;
  footer?: string;
  buttons?: NumberTemplateButton[];
}

/** A link that may end in `{{1}}`, a code to copy, or an answer. */
export interface NumberTemplateButton {
  text: string;
  url?: string;
  copiesCode?: true;
}

/** The number's templates at the start. */
export const TEMPLATES: NumberTemplate[] = [
  {
    name: 'invoice_ready',
    language: 'en',
    category: 'utility',
    status: 'approved',
    header: { kind: 'document' },
    body: 'Hello {{1}}, your invoice for ticket {{2}} is ready.',
    footer: 'Acme Helpdesk',
  },
  {
    name: 'invoice_ready_he',
    language: 'he',
    category: 'utility',
    status: 'approved',
    header: { kind: 'document' },
    body: 'שלום {{1}}, החשבונית לפנייה {{2}} מוכנה.',
  },
  {
    name: 'ticket_update',
    language: 'en_US',
    category: 'utility',
    status: 'approved',
    body: 'Hello {{1}}, ticket {{2}} is now {{3}}. Reply to read more.',
    buttons: [{ text: 'Show me' }],
  },
  {
    name: 'product_photo',
    language: 'en',
    category: 'marketing',
    status: 'approved',
    header: { kind: 'image' },
    body: 'Look what has arrived, {{1}}!',
  },
  {
    name: 'product_video',
    language: 'en',
    category: 'marketing',
    status: 'approved',
    header: { kind: 'video' },
    body: 'See it in use.',
  },
  {
    name: 'order_shipped',
    language: 'en',
    category: 'utility',
    status: 'approved',
    header: { kind: 'text', text: 'Your order' },
    body: 'Hello {{1}}, your order has left our store.',
    buttons: [
      { text: 'Track', url: 'https://example.com/track/{{1}}' },
      { text: 'Bill', url: 'https://example.com/bill/{{1}}' },
    ],
  },
  {
    name: 'spring_coupon',
    language: 'en',
    category: 'marketing',
    status: 'approved',
    body: 'Everything for half the price, {{1}}!',
    buttons: [{ text: 'Copy code', copiesCode: true }],
  },
  {
    name: 'summer_sale',
    language: 'en',
    category: 'marketing',
    status: 'submitted',
    body: 'Everything for half the price, {{1}}!',
  },
  {
    name: 'free_money',
    language: 'en',
    category: 'marketing',
    status: 'rejected',
    body: 'Free money for {{1}}!',
  },
  {
    name: 'weekly_news',
    language: 'en',
    category: 'marketing',
    status: 'paused',
    body: 'News for {{1}}.',
  },
  {
    name: 'old_offer',
    language: 'en',
    category: 'marketing',
    status: 'deactivated',
    body: 'An offer for {{1}}.',
  },
];

/**
 * A row of `getTemplates`: buttons are not in it.
 * @param form how a header that takes a file is listed, which nobody knows
 */
export function templateRow(
  { name, language, category, status, header, body, footer }: NumberTemplate,
  form: NinetyNineDigitalConfig['templateHeaders'],
): object {
  const template = [
    ...(header ? headerRows(header, form) : []),
    { type: 'body', text: body },
    ...(footer ? [{ type: 'footer', text: footer }] : []),
  ];
  return { name, language, category, status, template };
}

function headerRows(
  { kind, text }: NonNullable<NumberTemplate['header']>,
  form: NinetyNineDigitalConfig['templateHeaders'],
): object[] {
  if (kind === 'text') return [{ type: 'header', text }];
  switch (form) {
    case 'missing':
      return [];
    case 'empty':
      return [{ type: 'header', text: '' }];
    case 'link':
      return [{ type: 'header', text: 'https://example.com/sample' }];
    case 'kind':
      return [{ type: 'header', text: kind.toUpperCase() }];
    case 'format':
      return [{ type: 'header', format: kind }];
  }
}
