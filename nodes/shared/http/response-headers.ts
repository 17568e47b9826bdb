type IncomingHeaders = Record<string, string | string[] | undefined>;

/** @returns the headers as undici gives them, with those that came more than once joined by ", " */
export function joinedHeaders(incoming: IncomingHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return headers;
}
