// Run by the Node.js that n8n runs on, which has SQLite: writes the row in which n8n remembers a node's keys, as n8n
// itself does, since a node would need minutes to send so many files. Arguments: the database, the workflow's ID, the
// node's ID, how many keys.
const { createHash } = require('node:crypto');
const { DatabaseSync } = require('node:sqlite');

const [file, workflowId, nodeId, count] = process.argv.slice(2);
const data = Array.from({ length: Number(count) }, (_, index) =>
  createHash('md5').update(`noted-${index}`).digest('base64'),
);
const database = new DatabaseSync(file, { timeout: 10_000 });
database
  .prepare('INSERT INTO processed_data ("workflowId", context, value) VALUES (?, ?, ?)')
  .run(workflowId, `n:${nodeId}`, JSON.stringify({ mode: 'entries', data }));
database.close();
