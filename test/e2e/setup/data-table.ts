import type { IDataObject } from 'n8n-workflow';

import { n8n } from './n8n-under-test';

/** A data table of n8n 2. */
export interface DataTable {
  insert(...rows: IDataObject[]): Promise<void>;
  /** All its rows, oldest first. */
  rows(): Promise<IDataObject[]>;
  delete(): Promise<void>;
}

/**
 * Creates a data table in the owner's personal project, which must have none of that name.
 * @param columns their types by their names
 */
export async function createDataTable(
  name: string,
  columns: Record<string, 'string' | 'number'>,
): Promise<DataTable> {
  const project = await n8n.call<{ id: string }>('GET', '/rest/projects/personal');
  const tables = `/rest/projects/${project.id}/data-tables`;
  const { id } = await n8n.call<{ id: string }>('POST', tables, {
    name,
    columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
  });
  return {
    insert: async (...data) => {
      await n8n.call('POST', `${tables}/${id}/insert`, { data });
    },
    rows: async () => {
      const { data } = await n8n.call<{ data: IDataObject[] }>('GET', `${tables}/${id}/rows`);
      return data.sort((one, other) => Number(one.id) - Number(other.id));
    },
    delete: async () => {
      await n8n.call('DELETE', `${tables}/${id}`);
    },
  };
}
