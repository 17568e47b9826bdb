import type { INodeProperties } from 'n8n-workflow';

const show = { operation: ['sendFile'] };
const showTemplate = { ...show, whenWindowClosed: ['sendTemplate'] };

/** What Send File does outside the session window. */
export const windowClosedFields: INodeProperties[] = [
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
        description: 'An approved template goes out instead, with the file in its header',
      },
    ],
    description:
      'What to do when the customer has not written within the last 24 hours. Templates go out at any time, and WhatsApp charges for them.',
    hint: "WhatsApp takes files only within 24 hours of the customer's last message",
  },
  {
    displayName: 'Template',
    name: 'template',
    type: 'resourceLocator',
    required: true,
    default: { mode: 'list', value: '' },
    displayOptions: { show: showTemplate },
    description:
      "One of the channel's approved templates. If the variables below do not follow your choice, choose Refresh Variable List in their menu: n8n follows by itself only when the node before has data.",
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
        placeholder: 'e.g. invoice_ready:en',
        hint: "The template's name and language",
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '[^:]+:[A-Za-z_-]+',
              errorMessage: 'Enter the name and language, such as invoice_ready:en',
            },
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
    displayOptions: { show: showTemplate, hide: { template: [''] } },
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
  {
    displayName: "Put the File in the Template's Header",
    name: 'templateIncludeFile',
    type: 'boolean',
    default: true,
    displayOptions: { show: showTemplate },
    description:
      'Whether the file goes along, where the template has a header for a document, image or video',
  },
];
