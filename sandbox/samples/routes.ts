import type { FastifyInstance } from 'fastify';
import { invoicePdf } from './invoice-pdf';

/**
 * Files to send in demos and tests: `/samples/invoice.pdf?ticket=TKT-2048` (any ticket) and
 * `/samples/invoice-TKT-2048.pdf`, whose path holds a file name as a helpdesk's would; and any other name of a PDF.
 */
export function sampleRoutes(app: FastifyInstance): void {
  app.get<{ Params: { name: string }; Querystring: { ticket?: string } }>(
    '/samples/:name',
    (request, reply) => {
      const ticket = /^(?:invoice-([\w-]+)|.*)\.pdf$/.exec(request.params.name);
      if (!ticket) return reply.code(404).send({ error: 'There is no such sample' });
      // No Content-Disposition, cookies or Vary: 1MSG was seen to refuse files with them (1msg-api.md#links-to-files).
      return reply
        .type('application/pdf')
        .send(invoicePdf(ticket[1] ?? request.query.ticket ?? 'TKT-2048'));
    },
  );
}
