/** @returns whether n8n has something to evaluate in a parameter as the node holds it, or in any part of it */
export function holdsExpression(parameter: unknown): boolean {
  if (typeof parameter === 'string') return parameter.startsWith('=');
  if (typeof parameter !== 'object' || parameter === null) return false;
  return Object.values(parameter).some((part) => holdsExpression(part));
}
