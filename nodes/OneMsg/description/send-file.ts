import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { phoneField, WITHIN_THE_WINDOW } from '../../shared/description/fields';
import { binaryFieldField, captionField, fileUrlField } from '../../shared/description/send-file';
import { sendOptions, templateOptions } from './options';

const show = { operation: ['sendFile'] };
const showFile = { operation: ['sendFile', 'sendTemplate'] };
const showFallback = { ...show, whenWindowClosed: ['sendTemplate', 'sendTemplateUnlessOpen'] };

/** The fields Template and Template Variables. @param when they are shown */
const templateFields = (
  when: NonNullable<INodeProperties['displayOptions']>['show'],
): INodeProperties[] => [
  {
    displayName: 'Template',
    name: 'template',
    type: 'resourceLocator',
    required: true,
    default: { mode: 'list', value: '' },
    displayOptions: { show: when },
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

/** Where a file comes from. */
const fileSources: INodePropertyOptions[] = [
  {
    name: 'From Binary Data',
    value: 'binary',
    description: 'A file that an earlier node made or fetched',
  },
  {
    name: 'From URL',
    value: 'url',
    description: 'A link that can be opened without logging in',
  },
  {
    name: 'From Media ID',
    value: 'mediaId',
    description: 'A file that was uploaded to 1MSG before',
  },
];

/** What Send File does outside the session window. */
const windowClosedFields: INodeProperties[] = [
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
          'The file is tried first. If WhatsApp refuses it because the window is closed, an approved template goes out instead, with the file in its header. WhatsApp mostly refuses a few seconds later: set the option Wait For, so that the node hears of it.',
      },
      {
        name: 'Send a Template Unless It Is Open',
        value: 'sendTemplateUnlessOpen',
        description:
          'The window is looked up first. The file goes only if the customer is known to have written within the last 24 hours; else the template goes at once. Choose this where most customers have not written lately.',
      },
    ],
    description:
      'What to do when the customer has not written within the last 24 hours. Templates go out at any time, and WhatsApp charges for them.',
  },
  ...templateFields(showFallback),
  {
    displayName: "Put the File in the Template's Header",
    name: 'templateIncludeFile',
    type: 'boolean',
    default: true,
    displayOptions: { show: showFallback },
    description:
      'Whether the file goes along, where the template has a header for a document, image or video',
  },
];

/** What Send a Template has before the fields of its file. */
const headerFields: INodeProperties[] = [
  phoneField(
    'sendTemplate',
    "Whom the template goes to: a number in any spelling, a chat ID (…@c.us, …@g.us for a group), or a hidden number's ID (CO.1726…). It needs no open session window, and WhatsApp charges for it.",
  ),
  ...templateFields({ operation: ['sendTemplate'] }),
  {
    displayName: 'File',
    name: 'fileSource',
    type: 'options',
    noDataExpression: true,
    default: 'none',
    displayOptions: { show: { operation: ['sendTemplate'] } },
    options: [
      ...fileSources,
      { name: 'None', value: 'none', description: 'The template has no header that takes a file' },
    ],
    description:
      "Where the file in the template's header comes from. The list of templates says which ones take a document, an image or a video.",
  },
];

/** What the editor shows for the operations Send File and Send a Template. */
export const sendFileFields: INodeProperties[] = [
  phoneField(
    'sendFile',
    "Whom the file goes to: a number in any spelling, a chat ID (…@c.us, …@g.us for a group), or a hidden number's ID (CO.1726…)",
    WITHIN_THE_WINDOW,
  ),
  {
    displayName: 'File',
    name: 'fileSource',
    type: 'options',
    noDataExpression: true,
    default: 'url',
    displayOptions: { show },
    options: fileSources,
    description: 'Where the file comes from',
  },
  ...headerFields,
  fileUrlField('1MSG fetches the file from there, so it must be reachable from the internet'),
  binaryFieldField,
  {
    displayName: 'Media ID',
    name: 'mediaId',
    type: 'string',
    required: true,
    default: '',
    displayOptions: { show: { ...showFile, fileSource: ['mediaId'] } },
    placeholder: 'e.g. 1037543291543636',
    description: "What 1MSG answered when the file was uploaded through its API's uploadMedia",
  },
  {
    displayName: 'Media Type',
    name: 'mediaType',
    type: 'options',
    default: 'document',
    displayOptions: { show: { ...showFile, fileSource: ['mediaId'] } },
    options: [
      { name: 'Audio', value: 'audio' },
      { name: 'Document', value: 'document' },
      { name: 'Image', value: 'image' },
      { name: 'Video', value: 'video' },
    ],
    description: 'The kind of file that was uploaded',
  },
  {
    displayName: 'File Name',
    name: 'filename',
    type: 'string',
    default: '',
    displayOptions: { show: showFile, hide: { fileSource: ['none'] } },
    placeholder: 'e.g. Invoice TKT-2048.pdf',
    description: 'What the customer sees. An extension is added where there is none.',
    hint: "Leave empty to take the file's own name",
  },
  captionField,
  ...windowClosedFields,
  sendOptions,
  templateOptions,
];

/** What the editor shows for the operation Get Delivery Status. */
export const getDeliveryStatusFields: INodeProperties[] = [
  {
    displayName: 'Message ID',
    name: 'messageId',
    type: 'string',
    required: true,
    default: '',
    displayOptions: { show: { operation: ['getDeliveryStatus'] } },
    placeholder: 'e.g. wamid.HBgLMTIwMjA3MjEzNjk…',
    description: 'The ID that Send File returned',
  },
];
