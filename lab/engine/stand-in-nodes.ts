import type {
  IDataObject,
  IExecuteFunctions,
  INodeExecutionData,
  INodeProperties,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
} from 'n8n-workflow';

/** The rows of the data tables by the tables' names. */
export type DataTables = Map<string, IDataObject[]>;

/**
 * Stand-ins for those nodes of n8n's own that the demo's workflows have: `n8n-nodes-base` is most of an n8n. They can
 * what those workflows ask of them, and refuse the rest.
 */
export const standInNodes = (tables: DataTables): Record<string, INodeType> => ({
  'n8n-nodes-base.webhook': webhook,
  'n8n-nodes-base.set': set,
  'n8n-nodes-base.merge': merge,
  'n8n-nodes-base.dataTable': dataTable(tables),
});

function describe(
  name: string,
  parameters: string[],
  more: Partial<INodeTypeDescription> = {},
): INodeTypeDescription {
  const property = (each: string): INodeProperties => ({
    displayName: each,
    name: each,
    type: 'json', // whatever it is, it stays as it is
    default: '',
  });
  return {
    displayName: name,
    name,
    group: ['transform'],
    version: [1, 1.1, 2, 3, 3.4],
    description: '',
    defaults: {},
    inputs: ['main'],
    outputs: ['main'],
    properties: parameters.map(property),
    ...more,
  };
}

const webhook: INodeType = {
  description: describe('webhook', ['httpMethod', 'path', 'responseMode'], {
    group: ['trigger'],
    inputs: [],
    webhooks: [
      {
        name: 'default',
        httpMethod: 'POST',
        path: '={{ $parameter["path"] }}',
        isFullPath: true,
        responseMode: 'lastNode',
      },
    ],
  }),
  webhook(this: IWebhookFunctions) {
    const { query, body } = this.getRequestObject() as { query: IDataObject; body: IDataObject };
    const json = { headers: this.getHeaderData() as IDataObject, params: {}, query, body };
    return Promise.resolve({ workflowData: [[{ json }]] });
  },
};

const set: INodeType = {
  description: describe('set', ['mode', 'assignments', 'options']),
  execute(this: IExecuteFunctions) {
    const items = this.getInputData().map((_item, index) => {
      const given = this.getNodeParameter('assignments', index) as {
        assignments: Array<{ name: string; value: string }>;
      };
      const fields = given.assignments.map(({ name, value }) => [name, value]);
      return { json: Object.fromEntries(fields) as IDataObject, pairedItem: index };
    });
    return Promise.resolve([items]);
  },
};

/** *Combine*, matching fields, *Enrich Input 1*, where the first input's values win. */
const merge: INodeType = {
  description: describe('merge', ['mode', 'combineBy', 'advanced', 'mergeByFields', 'joinMode'], {
    inputs: ['main', 'main'],
  }),
  execute(this: IExecuteFunctions) {
    const how = this.getNodeParameter('joinMode', 0) as string;
    if (how !== 'enrichInput1') throw new Error(`This stand-in cannot merge by ${how}.`);
    const { values } = this.getNodeParameter('mergeByFields', 0) as {
      values: Array<{ field1: string; field2: string }>;
    };
    const others = this.getInputData(1);
    const items = this.getInputData(0).map(({ json }, index) => {
      const isSame = ({ json: other }: INodeExecutionData) =>
        values.every(({ field1, field2 }) => json[field1] === other[field2]);
      return { json: { ...others.find(isSame)?.json, ...json }, pairedItem: index };
    });
    return Promise.resolve([items]);
  },
};

const dataTable = (tables: DataTables): INodeType => ({
  description: describe('dataTable', ['operation', 'dataTableId', 'columns', 'filters', 'limit']),
  execute(this: IExecuteFunctions) {
    const items = this.getInputData().flatMap((_item, index): INodeExecutionData[] => {
      const { value: name } = this.getNodeParameter('dataTableId', index) as { value: string };
      const rows = tables.get(name);
      if (!rows) throw new Error(`There is no data table "${name}".`);
      const operation: string = this.getNodeParameter('operation', index);
      if (operation === 'insert') {
        const { value } = this.getNodeParameter('columns', index) as { value: IDataObject };
        rows.push(value);
        return [{ json: value, pairedItem: index }];
      }
      if (operation !== 'get') throw new Error(`This stand-in cannot ${operation} a row.`);
      const { conditions } = this.getNodeParameter('filters', index) as {
        conditions: Array<{ keyName: string; keyValue: unknown }>;
      };
      const found = rows.filter((row) =>
        conditions.every(({ keyName, keyValue }) => row[keyName] === keyValue),
      );
      const limit = Number(this.getNodeParameter('limit', index));
      return found.slice(0, limit).map((json) => ({ json, pairedItem: index }));
    });
    return Promise.resolve([items]);
  },
});
