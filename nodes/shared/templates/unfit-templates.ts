import { tellText } from '../values/text';
import type { Template, TemplateButton, TemplateRules } from './template';
import { placeholdersIn } from './template-variables';

/** Buttons that take nothing when a template is sent, and those that are filled in. */
const BUTTONS = ['', 'quick_reply', 'phone_number', 'voice_call', 'url', 'copy_code', 'flow'];

/** What templates may consist of, in words; all else is called as the provider calls it. */
const IN_WORDS: Record<string, string> = {
  carousel: 'a carousel',
  catalog: 'a catalog',
  limited_time_offer: 'a limited-time offer',
  location: 'a location',
  mpm: 'a list of products',
  order_details: 'order details',
  otp: 'a one-time password',
  product: 'a product',
  spm: 'a product',
};

/**
 * Why a template is not offered, and not sent: WhatsApp would refuse it, or deliver it without what it needs.
 * @returns a phrase without a full stop; undefined for a template that this node can fill in
 */
export function whyUnfit(
  template: Template,
  rules: Pick<TemplateRules, 'whyUnfit'>,
): string | undefined {
  const { status, header, buttons, others } = template;
  if (status && status !== 'approved')
    return `it is not approved, but ${tellText(status)}; choose another template`;
  const own = rules.whyUnfit(template);
  if (own !== undefined) return own;
  const [part] = others;
  if (part !== undefined) return needs(part, 'it holds');
  if (header?.kind === 'other') return needs(header.format, 'its header takes');
  const button = buttons.find((each) => !isFilledIn(each));
  return button && needs(button.type, `its button "${tellText(button.text)}" opens`);
}

function isFilledIn({ type, url }: TemplateButton): boolean {
  return BUTTONS.includes(type) && placeholdersIn(url).length <= 1;
}

function needs(type: string, where: string): string {
  const what = IN_WORDS[type] ?? (type ? `${tellText(type.toUpperCase())}` : 'something unknown');
  return `${where} ${what}, which this node cannot fill in; choose another template`;
}
