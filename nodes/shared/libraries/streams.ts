// How n8n takes a file piece by piece. n8n's rules keep Node's own modules out of nodes, but for those in libraries.
export { Readable } from 'node:stream';
