import type { IExecuteFunctions, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

/**
 * Reads a node's parameters item by item. An expression costs n8n up to 0.6 ms, so a parameter that
 * holds none is read once a run.
 */
export class ItemParameters {
  private readonly constants = new Map<string, unknown>();

  private readonly written: INodeParameters;

  constructor(private readonly context: IExecuteFunctions) {
    this.written = context.getNode().parameters; // a deep copy each time
  }

  /**
   * @param name a parameter of the node, such as `phone` or `options`
   * @param item the item's index
   * @param fallback what a parameter gives that the node does not show
   */
  get<T>(name: string, item: number, fallback?: T): T {
    if (this.constants.has(name)) return this.constants.get(name) as T;
    const value = this.context.getNodeParameter(name, item, fallback) as T;
    if (!holdsExpression(this.written[name])) this.constants.set(name, value);
    return value;
  }

  /** As {@link get}, as a text without surrounding spaces; null and undefined are empty. */
  text(name: string, item: number): string {
    return asText(this.get<unknown>(name, item, ''));
  }
}

/** @returns the value as people would write it; null, undefined and objects are empty */
export function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).trim()
    : '';
}

function holdsExpression(parameter: NodeParameterValueType | undefined): boolean {
  if (typeof parameter === 'string') return parameter.startsWith('=');
  if (typeof parameter !== 'object' || parameter === null) return false;
  return Object.values(parameter).some((part) => holdsExpression(part as NodeParameterValueType));
}
