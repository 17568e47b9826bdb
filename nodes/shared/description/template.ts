import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { fileSourceField, phoneField } from './fields';

// What Send File and Send a Template show of templates whoever the provider is.

type Shown = NonNullable<INodeProperties['displayOptions']>['show'];

/** What the fields of templates say of a provider. */
interface OfTemplates {
  /** What its accounts are called: channel, number. */
  account: string;
  /** A template's ID: the hint below it, and what it has to look like. */
  id: { example: string; hint: string; regex: string; errorMessage: string };
  /** Describes the field Phone Number of Send a Template. */
  phone: string;
  /** Where a file may come from. */
  fileSources: INodePropertyOptions[];
  /** What else is to be known of a template's header, as a sentence; may be empty. */
  header: string;
}

/** The fields Template and Template Variables. @param when they are shown */
const templateFields = ({ account, id }: OfTemplates, when: Shown): INodeProperties[] => [
  {
    displayName: 'Template',
    name: 'template',
    type: 'resourceLocator',
    required: true,
    default: { mode: 'list', value: '' },
    displayOptions: { show: when },
    description: `One of the ${account}'s approved templates. If the variables below do not follow your choice, choose Refresh Variable List in their menu: n8n follows by itself only when the node before has data.`,
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        placeholder: 'Select a template…',
        typeOptions: { searchListMethod: 'searchTemplates', searchable: true },
      },
      {
        displayName: 'By ID',
        name: 'id',
        type: 'string',
        placeholder: `e.g. ${id.example}`,
        hint: id.hint,
        validation: [
          {
            type: 'regex',
            properties: { regex: id.regex, errorMessage: id.errorMessage },
          },
        ],
      },
    ],
  },
  {
    displayName: 'Template Variables',
    name: 'templateVariables',
    type: 'resourceMapper',
    noDataExpression: true,
    default: { mappingMode: 'defineBelow', value: null },
    // Not before a template is chosen: where an expression of the node has no data yet, n8n does not ask for
    // the variables when the template changes, but it does when the field appears.
    displayOptions: { show: when, hide: { template: [''] } },
    typeOptions: {
      loadOptionsDependsOn: ['template.value'],
      resourceMapper: {
        resourceMapperMethod: 'getTemplateVariables',
        mode: 'add',
        valuesLabel: 'Template Variables',
        fieldWords: { singular: 'variable', plural: 'variables' },
        addAllFields: true,
        multiKeyMatch: false,
        supportAutoMap: false,
        noFieldsError: 'The template has no variables, or none is chosen yet.',
      },
    },
    description:
      "The values of the template's variables. Line breaks and tabs become spaces, since WhatsApp allows none there.",
  },
];

/** What Send File does outside the session window. */
export const windowClosedFields = (of: OfTemplates): INodeProperties[] => {
  const show = { operation: ['sendFile'] };
  const showFallback = { ...show, whenWindowClosed: ['sendTemplate', 'sendTemplateUnlessOpen'] };
  return [
    {
      displayName: 'When Session Window Is Closed',
      name: 'whenWindowClosed',
      type: 'options',
      default: 'fail',
      displayOptions: { show },
      options: [
        {
          name: 'Fail',
          value: 'fail',
          description: 'The item fails with the error code WINDOW_CLOSED',
        },
        {
          name: 'Send a Template',
          value: 'sendTemplate',
          description:
            'The file is tried first; if the closed window stops it, a template goes. Add the option Wait For, too.',
        },
        {
          name: 'Send a Template Unless It Is Open',
          value: 'sendTemplateUnlessOpen',
          description:
            'The window is looked up. The file goes only if it is known to be open; else the template, at once.',
        },
      ],
      description:
        'What to do when the customer has not written within the last 24 hours. Templates go out at any time, and WhatsApp charges for them. WhatsApp mostly refuses a file only seconds after it took it: with the option Wait For the node hears of it, and sends the template. Where most customers have not written lately, choose Send a Template Unless It Is Open.',
    },
    ...templateFields(of, showFallback),
    {
      displayName: "Put the File in the Template's Header",
      name: 'templateIncludeFile',
      type: 'boolean',
      default: true,
      displayOptions: { show: showFallback },
      description: `Whether the file goes along, where the template has a header for a document, image or video${of.header && `. ${of.header}`}`,
    },
  ];
};

/** What Send a Template has before the fields of its file. */
export const sendTemplateFields = (of: OfTemplates): INodeProperties[] => {
  return [
    phoneField('sendTemplate', of.phone),
    ...templateFields(of, { operation: ['sendTemplate'] }),
    {
      ...fileSourceField('sendTemplate', [
        ...of.fileSources,
        {
          name: 'None',
          value: 'none',
          description: 'The template has no header that takes a file',
        },
      ]),
      default: 'none',
      description:
        `Where the file in the template's header comes from. The list of templates says which ones take a document, an image or a video. ${of.header}`.trim(),
    },
  ];
};
