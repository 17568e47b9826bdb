export interface TemplateComponent {
  /** HEADER, BODY, FOOTER, BUTTONS; or what only some have, such as CAROUSEL. */
  type: string;
  /** TEXT, DOCUMENT, IMAGE, VIDEO; or what takes something else than a file, such as LOCATION. */
  format?: string;
  text?: string;
  buttons?: { type: string; text: string; url?: string; phone_number?: string }[];
  example?: Record<string, unknown>;
}

export interface Template {
  name: string;
  language: string;
  /** Its letter case varies (1msg-api.md#templates). */
  status: string;
  category: string;
  namespace: string;
  components: TemplateComponent[];
}

const namespace = 'c0ffee00_2048_4a5b_9c1d_5a6db0c0ffee';

const INVOICE_IN = (language: string, text: string): Template => ({
  name: 'invoice_ready',
  language,
  status: 'APPROVED',
  category: 'UTILITY',
  namespace,
  components: [
    { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['https://example.com/i'] } },
    { type: 'BODY', text, example: { body_text: [['Dana', 'TKT-2048']] } },
    { type: 'FOOTER', text: 'Acme Helpdesk' },
  ],
});

/** The channel's templates at the start. */
export const TEMPLATES: Template[] = [
  INVOICE_IN('en', 'Hello {{1}}, your invoice for ticket {{2}} is ready.'),
  INVOICE_IN('he', 'שלום {{1}}, החשבונית לפנייה {{2}} מוכנה.'),
  {
    name: 'ticket_update',
    language: 'en_US',
    status: 'approved',
    category: 'UTILITY',
    namespace,
    components: [
      { type: 'BODY', text: 'Hello {{1}}, ticket {{2}} is now {{3}}. Reply to read more.' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Show me' }] },
    ],
  },
  {
    name: 'product_photo',
    language: 'en',
    status: 'Approved',
    category: 'MARKETING',
    namespace,
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Look what has arrived, {{1}}!' },
    ],
  },
  {
    name: 'product_video',
    language: 'en',
    status: 'APPROVED',
    category: 'MARKETING',
    namespace,
    components: [
      { type: 'HEADER', format: 'VIDEO' },
      { type: 'BODY', text: 'See it in use.' },
    ],
  },
  {
    name: 'order_shipped',
    language: 'en',
    status: 'APPROVED',
    category: 'UTILITY',
    namespace,
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
      { type: 'BODY', text: 'Hello {{1}}, your order has left our store.' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'Track', url: 'https://example.com/track/{{1}}' }],
      },
    ],
  },
  {
    name: 'spring_sale',
    language: 'en',
    status: 'PENDING',
    category: 'MARKETING',
    namespace,
    components: [{ type: 'BODY', text: 'Everything for half the price, {{1}}!' }],
  },
  {
    name: 'free_money',
    language: 'en',
    status: 'rejected',
    category: 'MARKETING',
    namespace,
    components: [{ type: 'BODY', text: 'Free money for {{1}}!' }],
  },
];
