import {
  type INodeParameters,
  type INodeProperties,
  type INodeTypeDescription,
  NodeHelpers,
} from 'n8n-workflow';

import { readFields, readNotices, type ShownField } from '../../../lab/browser/read-fields';
import { EditorUnderTest, type NodeToOpen, PATIENCE_MS } from '../setup/editor';
import { providers, type ProviderUnderTest } from '../setup/providers';
import { n8n } from '../setup/stage';

const stage = new EditorUnderTest();
/** As n8n has loaded them from the package. */
let descriptions: INodeTypeDescription[];

beforeAll(async () => {
  const types = await n8n.nodeTypes('n8n-nodes-1msg-send-file.');
  descriptions = types as unknown as INodeTypeDescription[];
}, PATIENCE_MS);

describe.each(providers)('$title', (provider) => {
  const nodes = nodesOf(provider);
  beforeAll(async () => {
    const withOptions = nodes.map((node) => ({ ...node, parameters: parametersOf(node) }));
    await stage.openNodes(provider, withOptions);
  }, PATIENCE_MS);

  test.each(nodes)(
    '$name: each field has its label, description, placeholder, hint and red mark, all to be read in full',
    async (node) => {
      const { editor } = stage;
      const panel = editor.part('node-parameters');
      await editor.openNode(node.name);
      await editor.parametersSay(node.kind === 'trigger' ? 'Events' : 'Operation');
      const parameters = parametersOf(node);
      const { fields, notices, menu } = expected(descriptionOf(node), parameters);
      const read = { fields: await readFields(panel), notices: await readNotices(panel) };
      // A single option is added by a button and not from a menu.
      const offered = menu.length > 1 ? await editor.optionsToAdd() : menu;
      await editor.closeNode();
      expect(read).toEqual({ fields, notices });
      expect(offered).toEqual(menu);
    },
    PATIENCE_MS,
  );

  function descriptionOf({ kind = 'sendFile' }: NodeToOpen): INodeTypeDescription {
    const found = descriptions.find(({ name }) => name === provider[kind]);
    if (!found) throw new Error(`n8n has no ${provider[kind]}`);
    return found;
  }

  /** The node's own; where it has options, all others that there are, too, with their defaults. */
  function parametersOf(node: NodeToOpen): INodeParameters {
    const { options, ...rest } = node.parameters ?? {};
    if (!options) return rest;
    const all: INodeParameters = {};
    for (const option of collection(descriptionOf(node), rest)) all[option.name] = option.default;
    return { ...rest, options: { ...all, ...(options as INodeParameters) } };
  }
});

/** The nodes as they are dropped, and further ones that show the other fields and every option. */
function nodesOf({ name }: ProviderUnderTest): NodeToOpen[] {
  const window = {
    name: 'Window',
    parameters: { resource: 'chat', operation: 'getSessionWindow' },
  };
  const status = { name: 'Status', parameters: { operation: 'getDeliveryStatus' } };
  const template = { fileSource: 'mediaId', whenWindowClosed: 'sendTemplate' };
  return [
    { name: 'Send File' },
    { name: 'Binary', parameters: { fileSource: 'binary', options: { waitFor: 'read' } } },
    ...(name === '1msg' ? [status, { name: 'Template', parameters: template }] : []),
    window,
    { name: 'Trigger', kind: 'trigger' },
    {
      name: 'By Hand',
      kind: 'trigger',
      parameters: { options: { register: false, acknowledge: 'finished' } },
    },
  ];
}

/** What the editor has to show of a node by its description. */
function expected(type: INodeTypeDescription, parameters: INodeParameters) {
  const shown = shownOf(type.properties, withDefaults(type, parameters), type);
  const options = (parameters.options ?? {}) as INodeParameters;
  const all = collection(type, parameters);
  const isChosen = ({ name }: INodeProperties) => name in options;
  return {
    notices: shown.filter(isNotice).map(({ displayName }) => displayName),
    fields: [...shown.filter((property) => !isNotice(property)), ...all.filter(isChosen)].map(
      asShown,
    ),
    menu: all.filter((option) => !isChosen(option)).map(({ displayName }) => displayName),
  };
}

const isNotice = ({ type }: INodeProperties) => type === 'notice';

function asShown(property: INodeProperties): ShownField {
  const { displayName, description = '', hint = '', placeholder = '' } = property;
  const ofMode = property.modes?.[0]?.placeholder;
  const isEmpty = property.default === '' || property.type === 'resourceLocator';
  return {
    label: displayName,
    // n8n has no place for the description of a list of options, which has a placeholder on its button.
    description,
    placeholder: property.type === 'collection' ? '' : (ofMode ?? placeholder),
    hint,
    issue: property.required && isEmpty ? `Issues: Parameter "${displayName}" is required.` : '',
    cut: [],
  };
}

/** The options that the node offers with these parameters. */
function collection(type: INodeTypeDescription, parameters: INodeParameters): INodeProperties[] {
  const values = withDefaults(type, parameters);
  const [options] = shownOf(type.properties, values, type).filter(({ name }) => name === 'options');
  return shownOf((options?.options ?? []) as INodeProperties[], values.options, type, values);
}

/** Those that n8n shows, by the conditions in the description. */
function shownOf(
  properties: INodeProperties[],
  values: unknown,
  type: INodeTypeDescription,
  root?: INodeParameters,
): INodeProperties[] {
  const node = { typeVersion: [type.version].flat()[0] ?? 1 };
  return properties.filter((property) =>
    NodeHelpers.displayParameter((values ?? {}) as INodeParameters, property, node, type, root),
  );
}

/** What n8n makes of the parameters: several fields of a name have each a default of its own. */
function withDefaults(type: INodeTypeDescription, parameters: INodeParameters): INodeParameters {
  const node = { typeVersion: [type.version].flat()[0] ?? 1 };
  return NodeHelpers.getNodeParameters(type.properties, parameters, true, false, node, type) ?? {};
}
