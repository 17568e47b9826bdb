import type { SendRequest } from '../../shared/provider/file-sender';
import { fileNameInUrl } from '../../shared/files/file-url';
import { cannotGo } from '../../shared/templates/fill-template';
import type {
  HeaderKind,
  HeaderMedia,
  TemplateName,
  TemplateRules,
  TemplateSend,
  TemplateVariable,
} from '../../shared/templates/template';
import { hasNumber, variableName } from '../../shared/templates/template-variables';
import { ONE_MSG } from '../api/channel';
import { recipientFields } from '../api/recipient-fields';
import { readTemplateId, templateId } from './templates';
import { variablesOf } from './template-variables';

type Component = Record<string, unknown>;

/** What 1MSG's templates are like (1msg-api.md#templates): those of Meta's Cloud API. */
export const ONE_MSG_TEMPLATES: TemplateRules = {
  provider: ONE_MSG,
  id: { example: 'invoice_ready:en', consistsOf: 'its name and language' },
  readId: readTemplateId,
  idOf: templateId,
  variablesOf,
  usualFields: ['body_1', 'body_2', 'body_3', 'body_4', 'body_5', 'header_1', 'button_1'],
  whyUnfit: ({ body }) => (body ? undefined : '1MSG does not list what its text is'),
  check: (send, takes) => {
    checkNamespace(send);
    if (takes && send.message.atOnce) checkLink(send);
  },
  bodyBefore: templateFields,
  body: (send, header) => ({
    ...templateFields(send.request, send.template),
    namespace: send.template.namespace,
    params: [
      ...(header ? [headerOf(header.kind, header.media, send.request.filename)] : []),
      ...componentsOf(send),
    ],
  }),
};

function templateFields({ recipient }: SendRequest, { name, language }: TemplateName) {
  return {
    template: name,
    language: { policy: 'deterministic', code: language },
    ...recipientFields(recipient),
  };
}

/** 1MSG wants it; its own n8n node refuses to send a template without. */
function checkNamespace({ message, template }: TemplateSend): void {
  if (template.namespace) return;
  throw cannotGo(
    message,
    '1MSG lists no namespace for it. Look at the template in the 1MSG panel, and whether the channel is connected to WhatsApp',
  );
}

function checkLink({ message, request }: TemplateSend): void {
  if (request.file.source !== 'url' || endsAsItsFile(request.file.url, request.filename)) return;
  const extension = extensionOf(request.filename ?? '');
  throw cannotGo(
    message,
    `a link in a header has to end in the file's extension${extension && `, .${extension}`}; switch on the option Download File First, or give the file From Binary Data`,
    'INVALID_FILE',
  );
}

/** @returns whether a link can be given to a header as it is: by 1MSG's help it has to end as the file's name does */
export function endsAsItsFile(url: string, filename = ''): boolean {
  const extension = extensionOf(filename);
  return extension !== '' && extensionOf(fileNameInUrl(url)) === extension;
}

function extensionOf(name: string): string {
  const [, extension = ''] = /\.([a-z0-9]{1,8})$/i.exec(name) ?? [];
  return extension.toLowerCase().replace(/^jpe?g?$/, 'jpeg');
}

function componentsOf({ values, template }: TemplateSend): Component[] {
  const variables = variablesOf(template);
  return [
    ...(['header', 'body'] as const).flatMap((part) => {
      const own = variables.filter((variable) => variable.part === part);
      return own.length > 0 ? [textComponent(part, own, values)] : [];
    }),
    ...template.buttons.flatMap(({ type }, index) => {
      const variable = variables.find(({ button }) => button === index);
      const value = variable && values[variable.field];
      return type === 'flow' || value ? [buttonComponent(index, type, value ?? '')] : [];
    }),
  ];
}

function textComponent(
  type: 'header' | 'body',
  variables: ReadonlyArray<Pick<TemplateVariable, 'field' | 'placeholder'>>,
  values: Record<string, string>,
): Component {
  const parameters = variables.map(({ field, placeholder }) => {
    const name = hasNumber(placeholder) ? undefined : variableName(placeholder);
    return { type: 'text', ...(name && { parameter_name: name }), text: values[field] };
  });
  return { type, parameters };
}

function buttonComponent(index: number, type: string, value: string): Component {
  const [subType, parameter] = buttonParameter(type, value);
  return { type: 'button', sub_type: subType, index: String(index), parameters: [parameter] };
}

function buttonParameter(type: string, value: string): [subType: string, parameter: Component] {
  // Meta's own default for a flow that is started without a token; the button needs its component all the same.
  if (type === 'flow') return ['flow', { type: 'action', action: { flow_token: 'unused' } }];
  if (type === 'copy_code') return ['copy_code', { type: 'coupon_code', coupon_code: value }];
  return ['url', { type: 'text', text: value }];
}

function headerOf(kind: HeaderKind, media: HeaderMedia, filename: string | undefined): Component {
  const named = kind === 'document' && filename && { filename };
  return { type: 'header', parameters: [{ type: kind, [kind]: { ...media, ...named } }] };
}
