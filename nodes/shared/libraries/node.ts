// n8n's rules keep Node's own modules out of nodes, but for those in libraries.
export { env } from 'node:process';
export { Readable } from 'node:stream';
